"""Criteria that no pair can meet, because one side has not a single answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mentorsim.pairing.compiling import compile_match
from mentorsim.pairing.problem import MatchingProblem

if TYPE_CHECKING:
    from mentorsim.scenario.match import MatchSettings

_TWO_SIDED = frozenset({"same", "different", "overlap", "closest", "gap", "complement", "pairs", "not_pairs"})


@dataclass(frozen=True)
class OneSided:
    """A criterion whose field nobody of a side has answered; ``place`` among the scenario's criteria."""

    place: int
    field: str
    side: Literal["mentee", "mentor"]


def one_sided(match: MatchSettings, problem: MatchingProblem) -> tuple[OneSided, ...]:
    """Find criteria that compare what one side has not answered at all.

    Raises
    ------
    UserError
        When a criterion cannot be used.
    """
    if not len(problem.mentees) or not len(problem.mentors):
        return ()
    found = []
    for place, part in enumerate(compile_match(match, problem).parts[: len(match.criteria)]):
        if part.criterion.rule not in _TWO_SIDED or part.field.kind == "list":
            continue
        own, others = part.field.missing, part.field.missing_of_mentors
        if own is not None and own[problem.mentees].all():
            found.append(OneSided(place, part.field.name, "mentee"))
        elif others is not None and others[problem.mentors].all():
            found.append(OneSided(place, part.field.name, "mentor"))
    return tuple(found)
