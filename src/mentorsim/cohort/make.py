"""Make the cohort of one replication: the people, what can be seen of them, and their friendships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import synthesis
from mentorsim.cohort.filled_friendships import PartlyKnown, completed
from mentorsim.cohort.friendship_generator import generate_friendships
from mentorsim.cohort.people import VALUE_DIMENSIONS, Category, Cohort, FriendshipPairs, Observed, WeekTimes
from mentorsim.cohort.plan import CohortPlan, cohort_plan
from mentorsim.cohort.roster_columns import part_words

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario


def make_cohort(scenario: Scenario, seed: int, replication: int) -> Cohort:
    """Make the students of one replication.

    Every random number is a draw of the student's own key, and synthesized traits rest on constants of the
    population: adding a student changes nobody else's traits.

    Parameters
    ----------
    scenario
        The study; its ``cohort`` and ``friendships`` sections are used.
    seed
        The study's seed, 0 or more.
    replication
        Its number, 0 or more.

    Raises
    ------
    ScenarioError
        When a roster or network file cannot be read, or gaps and correlations contradict each other.
    """
    plan = cohort_plan(scenario)
    n = len(plan.key)
    codes = np.empty_like(plan.given_codes)
    traits = np.empty((synthesis.TRAIT_ROWS, n))
    slots = np.empty(n, np.uint32)
    synthesis.draw_attributes(
        seed,
        replication,
        plan.decisions,
        plan.key,
        plan.role,
        plan.given_codes,
        plan.cumulative,
        plan.attributes.major,
        codes,
    )
    synthesis.draw_traits(
        seed,
        replication,
        plan.key,
        plan.role,
        codes,
        plan.entry.offsets,
        plan.entry.center,
        plan.entry.loadings,
        plan.entry.scale,
        plan.entry.upper_year_skill,
        plan.reliability,
        plan.grade_source,
        plan.given_grade,
        traits,
    )
    synthesis.draw_values_and_slots(
        seed,
        replication,
        plan.key,
        codes,
        plan.value_means,
        plan.value_background,
        plan.survey_noise,
        plan.non_response,
        plan.given_answers,
        plan.asked,
        plan.given_slots,
        traits,
        slots,
    )
    attributes = {
        name: Category(codes[place], plan.attributes.categories[place])
        for place, name in enumerate(plan.attributes.names)
    }
    given = plan.friendships
    if isinstance(given, FriendshipPairs):
        friendships = given
    else:
        generator = given.plan if isinstance(given, PartlyKnown) else given
        friendships = generate_friendships(
            generator, seed, replication, plan.key, plan.role, codes, traits[synthesis.SOCIABILITY]
        )
        if isinstance(given, PartlyKnown):
            friendships = completed(given, friendships)
    return Cohort(
        key=plan.key,
        role=plan.role,
        skill=traits[synthesis.SKILL],
        belonging=traits[synthesis.BELONGING],
        motivation=traits[synthesis.MOTIVATION],
        communication=traits[synthesis.COMMUNICATION],
        sociability=traits[synthesis.SOCIABILITY],
        study_habits=traits[synthesis.STUDY_HABITS],
        prosociality=traits[synthesis.PROSOCIALITY],
        values=traits[synthesis.VALUES : synthesis.VALUES + VALUE_DIMENSIONS],
        slots=slots,
        attributes=attributes,
        observed=Observed(
            key=plan.key,
            role=plan.role,
            prior_grade=traits[synthesis.PRIOR_GRADE],
            values=_answers(plan, traits),
            slots=slots,
            attributes=attributes,
            numbers=plan.numbers,
            identifiers=plan.identifiers,
            lists=plan.lists,
            options=plan.options,
            times=_times(plan, slots),
            low_is_best=plan.low_is_best,
        ),
        friendships=friendships,
    )


def _answers(plan: CohortPlan, traits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the answers that were asked for: fewer or more than three where a roster has so many."""
    known = min(plan.questions, VALUE_DIMENSIONS)
    answers = traits[synthesis.ANSWERS : synthesis.ANSWERS + known]
    return np.concatenate([answers, plan.further_answers]) if len(plan.further_answers) else answers


def _times(plan: CohortPlan, slots: NDArray[np.uint32]) -> WeekTimes | None:
    """Return a roster's free times, with the drawn slots of students whom it does not list."""
    times = plan.times
    if times is None or plan.listed == len(slots):
        return times
    words = times.words.copy()
    drawn = slots[plan.listed :]
    words[:, plan.listed :] = drawn.astype(np.uint64) if times.in_parts else part_words(drawn)
    return WeekTimes(words, times.is_known, times.in_parts)
