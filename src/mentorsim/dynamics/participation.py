"""Who takes part: recruiting mentors, offering places, accepting them, and training."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys, Run
from mentorsim.dynamics.rows import COMMUNICATION, STRATEGY, Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import clip, logistic
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import bits, noise, uniform

Rows = NDArray[np.int64]


class Status(IntEnum):
    """Where a student stands in the program."""

    NOT_ASKED = 0
    DECLINED = 1
    WAITING = 2
    MATCHED = 3


@kernel
def volunteering(
    key: Keys, prosociality: Floats, prior_grade: Floats, volunteer_key: Key, parameters: Parameters
) -> Floats:
    """How early each student volunteers to mentor: larger is earlier."""
    eagerness = np.empty(key.shape[0], np.float64)
    for i in range(key.shape[0]):
        grade = 0.0 if np.isnan(prior_grade[i]) else prior_grade[i]
        eagerness[i] = (
            parameters.volunteer_prosociality * (prosociality[i] - 0.5)
            + parameters.volunteer_grade * grade
            + noise(bits(volunteer_key, key[i]))
        )
    return eagerness


def volunteer_order(eagerness: Floats, key: Keys, candidates: Rows) -> Rows:
    """Rank candidates by eagerness, equal ones by the smaller key; nested for any number recruited."""
    return candidates[np.lexsort((key[candidates], -eagerness[candidates]))]


@kernel
def ask(
    key: Keys,
    enrolled: Integers,
    skill: Floats,
    motivation: Floats,
    belonging: Floats,
    candidates: NDArray[np.bool_],
    recruited: Integers,
    offer_share: float,
    late_share: float,
    late_open: bool,
    proactive: float,
    offer_key: Key,
    late_key: Key,
    accept_key: Key,
    parameters: Parameters,
    status: Integers,
) -> None:
    """Ask every candidate who is offered a place and was not asked before, once."""
    for i in range(key.shape[0]):
        if not candidates[i] or enrolled[i] == 0 or recruited[i] or status[i] != Status.NOT_ASKED:
            continue
        if uniform(bits(offer_key, key[i])) >= offer_share:
            continue
        if not late_open and uniform(bits(late_key, key[i])) < late_share:
            continue
        willing = logistic(
            parameters.take_up
            + parameters.take_up_proactive * proactive
            - parameters.take_up_need * skill[i]
            + parameters.take_up_motivation * (motivation[i] - parameters.motivation_mean)
            + parameters.take_up_belonging * (parameters.belonging_mean - belonging[i])
        )
        accepts = uniform(bits(accept_key, key[i])) < willing
        status[i] = Status.WAITING if accepts else Status.DECLINED


def train_mentors(run: Run, mentors: Rows, settings: ProgramSettings, parameters: Parameters) -> None:
    """Add the effect of training to the communication of new mentors."""
    raise_toward_one(
        run.state[COMMUNICATION], mentors, float(parameters.training_communication * settings.listening)
    )


def train_mentees(run: Run, mentees: Rows, settings: ProgramSettings, parameters: Parameters) -> None:
    """Apply the effects of training to mentees who are matched for the first time."""
    listening = float(parameters.training_communication * settings.mentee_listening)
    raise_toward_one(run.state[COMMUNICATION], mentees, listening)
    raise_toward_one(
        run.state[STRATEGY], mentees, float(parameters.training_strategy * settings.mentee_study_skills)
    )


@kernel
def raise_toward_one(column: Floats, rows: Rows, share: float) -> None:
    """Move some students a share of the way to 1 in one column."""
    for i in rows:
        column[i] = clip(column[i] + share * (1.0 - column[i]), 0.0, 1.0)
