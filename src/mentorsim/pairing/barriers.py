"""The hard constraints of a match specification one by one, so that it can be said what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from mentorsim.pairing.candidates import SLICE_CELLS
from mentorsim.pairing.compiling import compile_match
from mentorsim.pairing.criteria import Criteria
from mentorsim.pairing.problem import MatchingProblem, Rows
from mentorsim.pairing.words import criterion_words, field_words

if TYPE_CHECKING:
    from mentorsim.scenario.match import MatchSettings

Flags = NDArray[np.bool_]
Kind = Literal["forbidden", "criterion", "maximum_gap", "shared_slots", "minimum_score"]


@dataclass(frozen=True, eq=False)
class Barrier:
    """One hard constraint.

    ``criterion`` is its place among the scenario's criteria (None: it is not a criterion). ``words`` name it,
    such as ``the mandatory criterion "same major"``; ``relax`` says what would loosen it. ``passes`` takes
    rows of mentees and mentors that broadcast.
    """

    kind: Kind
    criterion: int | None
    words: str
    relax: str
    passes: Callable[[Rows, Rows], Flags]


def barriers_of(match: MatchSettings, problem: MatchingProblem) -> tuple[Barrier, ...]:
    """List the hard constraints: pairs ruled out, mandatory criteria, maximum gaps, shared times.

    Raises
    ------
    UserError
        When a criterion cannot be used.
    """
    criteria = compile_match(match, problem)
    return (
        _forbidden(problem),
        *_criteria(criteria),
        *_gaps(criteria),
        *_slots(match, criteria),
        *_score(criteria),
    )


def allowed_in_slices(
    barriers: tuple[Barrier, ...], mentees: Rows, mentors: Rows
) -> Iterator[tuple[slice, list[Flags]]]:
    """Tell which pairs pass each barrier, a slice of mentees at a time so that memory stays small.

    Yields
    ------
    tuple
        The slice of ``mentees``, and one table (mentees of the slice, mentors) per barrier.
    """
    height = max(1, SLICE_CELLS // max(1, len(mentors)))
    for start in range(0, len(mentees), height):
        part = slice(start, start + height)
        rows, columns = mentees[part][:, None], mentors[None, :]
        shape = (len(rows), len(mentors))
        yield part, [np.broadcast_to(barrier.passes(rows, columns), shape) for barrier in barriers]


def _forbidden(problem: MatchingProblem) -> Barrier:
    size = len(problem.observed.key)
    codes = np.unique(problem.forbidden[:, 0] * size + problem.forbidden[:, 1])

    def passes(mentees: Rows, mentors: Rows) -> Flags:
        allowed: Flags = mentees != mentors
        return allowed & ~np.isin(mentees * size + mentors, codes) if len(codes) else allowed

    return Barrier(
        "forbidden",
        None,
        "the pairs that are ruled out",
        "take pairs off the list of those never to be made",
        passes,
    )


def _criteria(criteria: Criteria) -> Iterator[Barrier]:
    for place, part in enumerate(criteria.parts):
        if part.is_mandatory:
            words = criterion_words(part.criterion)
            yield Barrier(
                "criterion",
                place,
                f'the mandatory criterion "{words}"',
                f'make "{words}" of high importance instead of mandatory',
                part.passes,
            )


def _gaps(criteria: Criteria) -> Iterator[Barrier]:
    for gap in criteria.maximum_gaps:
        name = field_words(gap.name)
        yield Barrier(
            "maximum_gap",
            None,
            f"the maximum gap of {gap.most:g} in {name}",
            f"allow a larger gap in {name} under maximum_gaps",
            gap.passes,
        )


def _slots(match: MatchSettings, criteria: Criteria) -> Iterator[Barrier]:
    if not criteria.asks_for_shared_times:
        return
    if criteria.slots.has_hours:
        hours = max(match.minimum_shared_hours, match.minimum_shared_slots)
        words = f"the minimum of {hours:g} shared free {'hour' if hours == 1 else 'hours'}"
    else:
        least = match.minimum_shared_slots
        words = f"the minimum of {least} shared free {'time' if least == 1 else 'times'}"
    key = "minimum_shared_hours" if match.minimum_shared_hours else "minimum_shared_slots"
    yield Barrier(
        "shared_slots", None, words, f"lower {key}, or ask for more free times", criteria.share_enough_slots
    )


def _score(criteria: Criteria) -> Iterator[Barrier]:
    if criteria.minimum_score > 0.0 and criteria.scored:
        yield Barrier(
            "minimum_score",
            None,
            f"the lowest acceptable score of {criteria.minimum_score:g}",
            "lower minimum_score",
            criteria.scores_enough,
        )
