"""Draw the students of one replication: attributes, traits, and what can be observed of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.traits import MOST_SKILL, level, mean_of_two_uniforms, study_habits, weekly_slots
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import Decision, bits, noise, normal, stage_key, uniform

# Rows of the block of traits that `draw_students` fills.
SKILL = 0
BELONGING = 1
MOTIVATION = 2
COMMUNICATION = 3
SOCIABILITY = 4
STUDY_HABITS = 5
PROSOCIALITY = 6
PRIOR_GRADE = 7
VALUES = 8
ANSWERS = 11
TRAIT_ROWS = 14

# Where a student's prior grade comes from.
GRADE_DRAWN = 0
GRADE_KNOWN = 1
GRADE_FILLED_IN = 2

#: An attribute code that is drawn; codes given by a roster are 0 or more.
DRAWN = -2


@kernel
def draw_attributes(
    seed: int,
    replication: int,
    decisions: NDArray[np.uint64],
    key: NDArray[np.uint64],
    role: NDArray[np.uint8],
    given: NDArray[np.int32],
    cumulative: NDArray[np.float64],
    major: int,
    codes: NDArray[np.int32],
) -> None:
    """Fill in each student's category of each attribute.

    Parameters
    ----------
    seed, replication
        Seed and number of the replication.
    decisions
        The decision number of each attribute, made from its name, so that attributes do not disturb each
        other.
    key, role
        The students.
    given
        Shape ``(attributes, n)``: codes that a roster gives, or ``DRAWN``.
    cumulative
        Shape ``(attributes, 2, majors, categories)``: running sums of shares by role and major.
    major
        Place of the major among the attributes (0: it is drawn first), or -1.
    codes
        Shape ``(attributes, n)``: filled.
    """
    for attribute in range(len(decisions)):
        stage = stage_key(seed, replication, decisions[attribute], 0)
        for i in range(len(key)):
            code = given[attribute, i]
            if code == DRAWN:
                stratum = codes[major, i] if major >= 0 and attribute != major else 0
                drawn = uniform(bits(stage, key[i]))
                code = 0
                while drawn >= cumulative[attribute, role[i], stratum, code]:
                    code += 1
            codes[attribute, i] = code


@kernel
def draw_traits(
    seed: int,
    replication: int,
    key: NDArray[np.uint64],
    role: NDArray[np.uint8],
    codes: NDArray[np.int32],
    offsets: NDArray[np.float64],
    center: NDArray[np.float64],
    loadings: NDArray[np.float64],
    scale: NDArray[np.float64],
    upper_year_skill: float,
    reliability: float,
    grade_source: NDArray[np.uint8],
    given_grade: NDArray[np.float64],
    traits: NDArray[np.float64],
) -> None:
    """Fill in skill, belonging, motivation, communication, further traits and the prior grade.

    In total SD, the four measures of a student are ``offsets - center + loadings @ normals``: group
    differences around a population mean of 0, and correlated differences within groups. A known prior grade
    ``g`` (from a roster) gives skill ``sqrt(r) * g + sqrt(1 - r) * normal``; a drawn one is ``sqrt(r) * skill
    + sqrt(1 - r) * normal``: for the reliability ``r`` both have SD 1 and correlate by ``sqrt(r)``. The prior
    grade of upper-years is from before they entered, like everybody's: it does not know of
    ``upper_year_skill``. Skill is kept within 6 SD, which only a roster's grades can lead beyond.

    Parameters
    ----------
    seed, replication
        Seed and number of the replication.
    key, role
        The students.
    codes
        Shape ``(attributes, n)``.
    offsets, center
        Shape ``(attributes, categories, 4)`` and ``(4,)``: group differences and their mean, in total SD.
    loadings
        Shape ``(4, 4)``: lower triangle whose product with its transpose is the covariance within groups.
    scale
        Shape ``(2, 3)``: means and SDs of belonging, motivation and communication.
    upper_year_skill
        What upper-years have learned since entry, in SD.
    reliability
        Of the prior grade.
    grade_source, given_grade
        Where each prior grade comes from, and the grades of a roster, in SD.
    traits
        Shape ``(TRAIT_ROWS, n)``: the rows up to ``PRIOR_GRADE`` are filled.
    """
    skill_stage = stage_key(seed, replication, Decision.SKILL, 0)
    belonging_stage = stage_key(seed, replication, Decision.BELONGING, 0)
    motivation_stage = stage_key(seed, replication, Decision.MOTIVATION, 0)
    communication_stage = stage_key(seed, replication, Decision.COMMUNICATION, 0)
    sociability_stage = stage_key(seed, replication, Decision.SOCIABILITY, 0)
    habits_stage = stage_key(seed, replication, Decision.STUDY_HABITS, 0)
    prosociality_stage = stage_key(seed, replication, Decision.PROSOCIALITY, 0)
    grade_stage = stage_key(seed, replication, Decision.PRIOR_GRADE, 0)
    of_truth = np.sqrt(reliability)
    of_noise = np.sqrt(1.0 - reliability)
    for i in range(len(key)):
        student = key[i]
        skill = -center[SKILL]
        belonging = -center[BELONGING]
        motivation = -center[MOTIVATION]
        communication = -center[COMMUNICATION]
        for attribute in range(len(codes)):
            code = codes[attribute, i]
            skill += offsets[attribute, code, SKILL]
            belonging += offsets[attribute, code, BELONGING]
            motivation += offsets[attribute, code, MOTIVATION]
            communication += offsets[attribute, code, COMMUNICATION]
        first = normal(bits(skill_stage, student))
        if grade_source[i] == GRADE_KNOWN:
            first = of_truth * given_grade[i] + of_noise * first
        second = normal(bits(belonging_stage, student))
        third = normal(bits(motivation_stage, student))
        fourth = normal(bits(communication_stage, student))
        skill += loadings[0, 0] * first
        belonging += loadings[1, 0] * first + loadings[1, 1] * second
        motivation += loadings[2, 0] * first + loadings[2, 1] * second + loadings[2, 2] * third
        communication += (loadings[3, 0] * first + loadings[3, 1] * second) + (
            loadings[3, 2] * third + loadings[3, 3] * fourth
        )
        traits[PRIOR_GRADE, i] = given_grade[i]
        if grade_source[i] == GRADE_DRAWN:
            traits[PRIOR_GRADE, i] = of_truth * skill + of_noise * normal(bits(grade_stage, student))
        skill += upper_year_skill if role[i] == 1 else 0.0
        traits[SKILL, i] = clip(skill, -MOST_SKILL, MOST_SKILL)
        traits[BELONGING, i] = level(scale[0, 0], scale[1, 0], belonging)
        traits[MOTIVATION, i] = level(scale[0, 1], scale[1, 1], motivation)
        traits[COMMUNICATION, i] = level(scale[0, 2], scale[1, 2], communication)
        traits[SOCIABILITY, i] = mean_of_two_uniforms(bits(sociability_stage, student))
        traits[STUDY_HABITS, i] = study_habits(normal(bits(habits_stage, student)))
        traits[PROSOCIALITY, i] = uniform(bits(prosociality_stage, student))


@kernel
def draw_values_and_slots(
    seed: int,
    replication: int,
    key: NDArray[np.uint64],
    codes: NDArray[np.int32],
    value_means: NDArray[np.float64],
    background: float,
    survey_noise: float,
    non_response: float,
    given_answers: NDArray[np.float64],
    asked: NDArray[np.bool_],
    given_slots: NDArray[np.uint32],
    traits: NDArray[np.float64],
    slots: NDArray[np.uint32],
) -> None:
    """Fill in values, survey answers about them, and weekly slots.

    Values are standard normal, times ``sqrt(1 - background)``, plus what the student's categories add.
    An answer that is drawn is the value plus noise. An answer that a roster gives
    is standardized and taken as such a noisy answer: with ``r = 1 / (1 + survey_noise**2)``, the value is
    ``sqrt(r) * answer + sqrt(1 - r) * normal``.

    Parameters
    ----------
    seed, replication
        Seed and number of the replication.
    key, codes
        The students and their categories.
    value_means
        Shape ``(attributes, categories, 3)``: what each category adds.
    background
        Share of the variance of values that goes with attributes.
    survey_noise
        SD of an answer around the value.
    non_response
        Probability that a student answers none of the questions.
    given_answers
        Shape ``(3, n)``: answers of a roster, NaN where there is none.
    asked
        True for students whom a roster's survey has asked: their missing answers stay missing.
    given_slots
        Slots that a roster gives; 0 where they are drawn.
    traits
        Shape ``(TRAIT_ROWS, n)``: the rows from ``VALUES`` on are filled.
    slots
        Filled with ten bits per student.
    """
    slots_stage = stage_key(seed, replication, Decision.SLOTS, 0)
    silent_stage = stage_key(seed, replication, Decision.NON_RESPONSE, 0)
    reliability = 1.0 / (1.0 + survey_noise * survey_noise)
    of_truth = np.sqrt(reliability)
    of_noise = np.sqrt(1.0 - reliability)
    of_own = np.sqrt(1.0 - background)
    for dimension in range(3):
        value_stage = stage_key(seed, replication, Decision.VALUES_1 + dimension, 0)
        survey_stage = stage_key(seed, replication, Decision.SURVEY_1 + dimension, 0)
        for i in range(len(key)):
            value = normal(bits(value_stage, key[i]))
            own = of_own * value
            for attribute in range(len(codes)):
                own += value_means[attribute, codes[attribute, i], dimension]
            answer = given_answers[dimension, i]
            if answer == answer:
                own = of_truth * answer + of_noise * value
            elif not asked[i] and uniform(bits(silent_stage, key[i])) >= non_response:
                answer = own + survey_noise * noise(bits(survey_stage, key[i]))
            traits[VALUES + dimension, i] = own
            traits[ANSWERS + dimension, i] = answer
    for i in range(len(key)):
        slots[i] = given_slots[i] if given_slots[i] != 0 else weekly_slots(bits(slots_stage, key[i]))
