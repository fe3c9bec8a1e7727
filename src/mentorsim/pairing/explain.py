"""Why a result is as it is: why somebody is unmatched, who would be next best, what a score is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from mentorsim.pairing.barriers import Barrier, Flags, allowed_in_slices, barriers_of
from mentorsim.pairing.compiling import compile_match
from mentorsim.pairing.preflight import BarrierCount, Preflight, preflight
from mentorsim.pairing.problem import Matching, MatchingProblem, Rows
from mentorsim.pairing.words import criterion_words

if TYPE_CHECKING:
    from mentorsim.scenario.match import MatchSettings

__all__ = [
    "BarrierCount",
    "Preflight",
    "ScoreParts",
    "Unmatched",
    "explain_unmatched",
    "preflight",
    "runner_up_mentors",
    "score_parts",
]

NOBODY = -1
Reason = Literal[
    "no_mentors",
    "no_places",
    "forbidden",
    "criterion",
    "maximum_gap",
    "shared_slots",
    "minimum_score",
    "constraints_together",
    "mentors_full",
    "not_chosen",
]


@dataclass(frozen=True)
class Unmatched:
    """A mentee without a mentor, and the constraint that binds.

    ``criterion`` is the place, among the scenario's criteria, of the one that no mentor passes (None where
    it is not a criterion). ``sentence`` names nobody.
    """

    row: int
    reason: Reason
    criterion: int | None
    sentence: str


@dataclass(frozen=True, eq=False)
class ScoreParts:
    """What the scores of pairs are made of.

    ``labels`` are the criteria that count in the score, in words, and ``criteria`` their places among the
    scenario's criteria; ``scores`` and ``best``, both of shape (pairs, criteria), are the scores that each
    pair has and the most that it could have.
    """

    labels: tuple[str, ...]
    criteria: tuple[int, ...]
    scores: Rows
    best: Rows

    def words(self, pair: int) -> tuple[str, ...]:
        """Say the parts of one pair's score, such as ``same major: 4000 of 4000``."""
        return tuple(
            f"{label}: {scores} of {best}"
            for label, scores, best in zip(
                self.labels, self.scores[pair].tolist(), self.best[pair].tolist(), strict=True
            )
        )


def explain_unmatched(
    match: MatchSettings, problem: MatchingProblem, matching: Matching
) -> tuple[Unmatched, ...]:
    """Find for every unmatched mentee the constraint that binds.

    Parameters
    ----------
    match
        The match specification.
    problem
        The problem that was solved.
    matching
        The answer: only the pairs that it lists are looked at, so that they may have been edited.

    Returns
    -------
    tuple
        One entry per mentee of the problem without a pair, by row.

    Raises
    ------
    UserError
        When a criterion cannot be used.
    """
    left = np.sort(problem.mentees[~np.isin(problem.mentees, matching.pairs[:, 0])])
    open_mentors = problem.mentors[problem.capacity > 0]
    if not len(problem.mentors):
        return tuple(Unmatched(row, "no_mentors", None, "There is not a mentor.") for row in left.tolist())
    if not len(open_mentors):
        return tuple(Unmatched(row, "no_places", None, "No mentor has a place.") for row in left.tolist())
    load = np.bincount(matching.pairs[:, 1], minlength=len(problem.observed.key))
    has_room = (load[problem.mentors] < problem.capacity)[problem.capacity > 0]
    barriers = barriers_of(match, problem)
    found: list[Unmatched] = []
    for part, passed in allowed_in_slices(barriers, left, open_mentors):
        allowed = np.logical_and.reduce(passed)
        count = allowed.sum(axis=1)
        free = (allowed & has_room).any(axis=1)
        for place, row in enumerate(left[part].tolist()):
            if free[place]:
                found.append(_not_chosen(row, match.method))
            elif count[place]:
                found.append(_full(row, int(count[place])))
            else:
                found.append(_shut_out(row, barriers, [table[place] for table in passed]))
    return tuple(found)


def _not_chosen(row: int, method: str) -> Unmatched:
    sentence = (
        f"A mentor who is allowed has a place left, but the method {method} left this mentee out; "
        "coverage_then_score leaves out as few as can be."
    )
    return Unmatched(row, "not_chosen", None, sentence)


def _full(row: int, mentors: int) -> Unmatched:
    who = "The one mentor who is allowed is" if mentors == 1 else f"All {mentors:,} mentors allowed are"
    return Unmatched(row, "mentors_full", None, f"{who} full.")


def _shut_out(row: int, barriers: tuple[Barrier, ...], passed: list[Flags]) -> Unmatched:
    for barrier, mentors in zip(barriers, passed, strict=True):
        if not mentors.any():
            if barrier.kind == "forbidden":
                return Unmatched(row, barrier.kind, None, "Every mentor is ruled out for this mentee.")
            sentence = f"No mentor passes {barrier.words}."
            return Unmatched(row, barrier.kind, barrier.criterion, sentence)
    binding = [b.words for b, mentors in zip(barriers, passed, strict=True) if not mentors.all()]
    sentence = f"No mentor passes these together: {'; '.join(binding)}."
    return Unmatched(row, "constraints_together", None, sentence)


def runner_up_mentors(match: MatchSettings, problem: MatchingProblem, matching: Matching, count: int) -> Rows:
    """Find the mentors who would be next best for each mentee, full ones among them.

    Best by the score, equal ones by lottery; only mentors who have places at all and whom
    the constraints allow, and not the mentee's own.

    Returns
    -------
    NDArray
        Shape (mentees of the problem, ``count``): mentors' rows, -1 where there are no more.

    Raises
    ------
    UserError
        When a criterion cannot be used.
    """
    from mentorsim.pairing.lottery import lottery_key, lottery_order

    found = np.full((len(problem.mentees), count), NOBODY, np.int64)
    key = lottery_key(problem.seed, problem.replication, problem.week)
    mentors = problem.mentors[problem.capacity > 0]
    mentors = mentors[lottery_order(key, problem.observed.key[mentors])]
    wanted = min(count, len(mentors))
    if not wanted or not len(problem.mentees):
        return found
    criteria = compile_match(match, problem)
    own = np.full(len(problem.observed.key), NOBODY, np.int64)
    own[matching.pairs[:, 0]] = matching.pairs[:, 1]
    # Values differ, so that every way of sorting gives the same order.
    late = np.arange(len(mentors))
    for part, passed in allowed_in_slices(barriers_of(match, problem), problem.mentees, mentors):
        mentees = problem.mentees[part][:, None]
        allowed = np.logical_and.reduce(passed) & (mentors != own[mentees])
        liking = criteria.scores(mentees, mentors[None, :]) * len(mentors) - late
        liking = np.where(allowed, liking, -(1 << 62) + late)
        if wanted < len(mentors):
            best = np.argpartition(liking, len(mentors) - wanted, axis=1)[:, len(mentors) - wanted :]
        else:
            best = np.broadcast_to(late, liking.shape)
        order = np.argsort(-np.take_along_axis(liking, best, axis=1), axis=1)
        best = np.take_along_axis(best, order, axis=1)
        real = np.take_along_axis(allowed, best, axis=1)
        found[part, :wanted] = np.where(real, mentors[best], NOBODY)
    return found


def score_parts(match: MatchSettings, problem: MatchingProblem, pairs: Rows) -> ScoreParts:
    """Take the scores of pairs apart by criterion.

    Parameters
    ----------
    match
        The match specification.
    problem
        The problem.
    pairs
        Shape (pairs, 2): mentee row, mentor row.

    Raises
    ------
    UserError
        When a criterion cannot be used.
    """
    criteria = compile_match(match, problem)
    weighed = [place for place, part in enumerate(criteria.parts) if not part.is_mandatory]
    shape = (len(weighed), len(pairs))
    scores, best = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for column, place in enumerate(weighed):
        scores[column] = criteria.parts[place].scores(pairs[:, 0], pairs[:, 1])
        best[column] = criteria.parts[place].best_scores(pairs[:, 0])
    labels = tuple(criterion_words(criteria.parts[place].criterion) for place in weighed)
    return ScoreParts(labels, tuple(weighed), scores.T, best.T)
