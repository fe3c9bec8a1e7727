"""New ties and groups: what a pair is like when it begins, and the columns that hold it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import Observed
from mentorsim.dynamics.closeness import closeness_of, half_reached
from mentorsim.dynamics.columns import (
    FOR_BELONGING,
    FOR_LENGTH,
    FOR_RAPPORT,
    FOR_SHOWING_UP,
    GROUP_RECORD,
    TIE_NUMBERS,
    Floats,
    Integers,
    Key,
    Keys,
    Records,
    Run,
    Ties,
)
from mentorsim.dynamics.rows import ACTIVE_TIES, Parameters, ProgramSettings
from mentorsim.dynamics.similarity import deep_similarity, likeness
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import inner_kernel, kernel
from mentorsim.numerics.randomness import mix, noise, pair_bits

Rows = NDArray[np.int64]


def empty_ties(count: int = 0) -> Ties:
    """Columns for ``count`` ties, all zero."""
    numbers, integers = TIE_NUMBERS, len(Ties._fields) - TIE_NUMBERS
    return Ties(*np.zeros((numbers, count)), *np.zeros((integers, count), np.int32))


def no_groups() -> Records:
    """Records for no groups."""
    return np.zeros(0, GROUP_RECORD).view(np.recarray)


@inner_kernel
def grade_or_mean(grade: float) -> float:
    """A prior grade in SD, or the mean where it is missing."""
    known: float = 0.0 if np.isnan(grade) else grade
    return known


@kernel
def describe_ties(
    ties: Ties,
    first: int,
    week: int,
    key: Keys,
    traits: Floats,
    attributes: Integers,
    matters: Floats,
    prior_grade: Floats,
    slots: NDArray[np.uint32],
    chemistry_key: Key,
    settings: ProgramSettings,
    parameters: Parameters,
    active_ties: Integers,
) -> None:
    """Fill in the ties from row ``first`` on as they are when they begin in ``week``."""
    for t in range(first, ties.mentor.shape[0]):
        i: Any = np.int64(ties.mentee[t])
        j: Any = np.int64(ties.mentor[t])
        deep = deep_similarity(traits, i, j)
        surface = likeness(attributes, matters[FOR_RAPPORT], i, j, 0.5)
        ties.start[t] = week
        ties.end_week[t] = -1
        ties.can_meet[t] = 1 if (slots[i] & slots[j]) != 0 else 0
        ties.rapport[t] = clip(
            parameters.rapport_start + parameters.rapport_chosen * settings.chosen, 0.0, 1.0
        )
        ties.closeness[t] = closeness_of(ties.rapport[t], half_reached(parameters), parameters)
        ties.compatibility[t] = (
            parameters.rapport_base
            + parameters.rapport_deep * deep
            + parameters.rapport_surface * (surface - 0.5)
            + parameters.rapport_chemistry * noise(pair_bits(chemistry_key, key[j], key[i], 0))
        )
        ties.difference[t] = 0.5 * clip(0.5 - 0.25 * deep, 0.0, 1.0) + 0.5 * (1.0 - surface)
        ties.alike[t] = likeness(attributes, matters[FOR_BELONGING], i, j, 0.0)
        showing_up = likeness(attributes, matters[FOR_SHOWING_UP], i, j, 0.5)
        ties.show_likeness[t] = parameters.show_surface * (showing_up - 0.5)
        length = likeness(attributes, matters[FOR_LENGTH], i, j, 0.5)
        ties.end_likeness[t] = parameters.end_surface * (length - 0.5)
        ties.lower[t] = 1 if grade_or_mean(prior_grade[i]) < grade_or_mean(prior_grade[j]) else 0
        active_ties[i] += 1


class NewTies(NamedTuple):
    """Ties to be made: parallel lists of mentee row, mentor row and group number (-1 for none)."""

    mentees: Rows
    mentors: Rows
    groups: Rows


def add_ties(
    run: Run,
    new: NewTies,
    observed: Observed,
    week: int,
    chemistry_key: np.uint64,
    settings: ProgramSettings,
    parameters: Parameters,
) -> Run:
    """Append ties to a run; the old ones stay where they are."""
    first = len(run.ties.mentor)
    ties = empty_ties(first + len(new.mentees))
    for column, before in zip(_columns(ties), _columns(run.ties), strict=True):
        column[:first] = before
    ties.mentee[first:] = new.mentees
    ties.mentor[first:] = new.mentors
    ties.group[first:] = new.groups
    ties.share[first:] = shares_of_mentors(new)
    describe_ties(
        ties,
        first,
        week,
        run.key,
        run.traits,
        run.attributes,
        run.matters,
        observed.prior_grade,
        observed.slots,
        chemistry_key,
        settings,
        parameters,
        run.participation[ACTIVE_TIES],
    )
    return run._replace(ties=ties)


def _columns(ties: Ties) -> tuple[NDArray[Any], ...]:
    return ties


def shares_of_mentors(new: NewTies) -> Floats:
    """One over the number of mentors that a mentee gets in the same group; 1 for pairs."""
    if not (new.groups >= 0).any():
        return np.ones(len(new.groups))
    _, member, counts = np.unique(
        np.stack([new.mentees, new.groups], axis=1), axis=0, return_inverse=True, return_counts=True
    )
    return np.where(new.groups >= 0, 1.0 / counts[member.reshape(-1)], 1.0)


def group_key(members: Rows, key: NDArray[np.uint64]) -> np.uint64:
    """Name a group by its first members, whatever their order."""
    total = 0
    for member in members.tolist():
        total += int(key[member])
    return mix(np.uint64(total & (2**64 - 1)))


def lay_out_seats(run: Run, seats: list[list[int]], new_keys: list[np.uint64], week: int) -> Run:
    """Lay out the seats anew; ``seats`` lists the members of all groups, ``new_keys`` are of the new ones."""
    groups: Records = np.concatenate([run.groups, np.zeros(len(new_keys), GROUP_RECORD)]).view(np.recarray)
    added = groups[len(run.groups) :]
    added.key = new_keys
    added.start = week
    ends = np.cumsum([len(members) for members in seats])
    groups.last_seat = ends
    groups.first_seat = np.concatenate([[0], ends[:-1]])
    students = np.array([member for members in seats for member in members], np.int32)
    return run._replace(groups=groups, seats=students)


@kernel
def note_the_lower(
    groups: Records, seats: Integers, group: Integers, prior_grade: Floats, lower: Integers
) -> None:
    """Note which members of each group have a prior grade below the mean of its members."""
    for g in range(groups.shape[0]):
        total = 0.0
        count = 0
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            i = seats[seat]
            if group[i] == g:
                total += grade_or_mean(prior_grade[i])
                count += 1
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            i = seats[seat]
            if group[i] == g:
                lower[i] = 1 if grade_or_mean(prior_grade[i]) < total / count else 0
