"""What every matching method must respect, checked after each call: places, constraints, nobody twice."""

from __future__ import annotations

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.problem import MatchingProblem, Rows


def check_required(problem: MatchingProblem, required: Rows, *, once: bool) -> None:
    """Refuse required pairs that cannot be made.

    Parameters
    ----------
    problem
        The problem.
    required
        The required pairs whose mentee and mentor are both in the problem.
    once
        Whether a mentee can have only one mentor.

    Raises
    ------
    UserError
        With the rows of the pair; names are not said, because messages end up in logs.
    """
    if not len(required):
        return
    size = len(problem.observed.key)
    codes = required[:, 0] * size + required[:, 1]
    forbidden = np.isin(codes, problem.forbidden[:, 0] * size + problem.forbidden[:, 1])
    if forbidden.any():
        raise UserError(
            f"{_pair(required[forbidden][0])} is both required and forbidden; remove it from one list"
        )
    alone = required[:, 0] == required[:, 1]
    if alone.any():
        raise UserError(
            f"the student in row {required[alone][0, 0] + 1} is required as his or her own mentor"
        )
    rows, counts = np.unique(required[:, 0], return_counts=True)
    if once and counts.max() > 1:
        raise UserError(
            f"the mentee in row {rows[np.argmax(counts)] + 1} is listed in {counts.max()} required pairs, "
            "but can have one mentor; remove pairs"
        )
    capacity = np.zeros(size, np.int64)
    capacity[problem.mentors] = np.maximum(problem.capacity, 0)
    wanted = np.bincount(required[:, 1], minlength=size)
    over = np.flatnonzero(wanted > capacity)
    if len(over):
        mentor = int(over[0])
        raise UserError(
            f"the mentor in row {mentor + 1} is listed in {wanted[mentor]} required pairs, but has "
            f"{capacity[mentor]} places; remove pairs or raise mentees_per_mentor"
        )


def check_pairs(candidates: Candidates, pairs: object) -> Rows:
    """Check what a method returned.

    Returns
    -------
    NDArray
        The pairs, shape ``(r, 2)``: mentee row, mentor row.

    Raises
    ------
    UserError
        When a student is unknown or paired twice, a mentor has too many mentees, or a pair is forbidden; the
        message names the method.
    """
    method = f"the matching method {candidates.method!r}"
    found = _as_rows(pairs, method)
    if not len(found):
        return found
    mentee, mentor = found[:, 0], found[:, 1]
    size = len(candidates.problem.observed.key)
    if found.min() < 0 or found.max() >= size:
        raise UserError(f"{method} returned a row that is not a student's: {found.min()} or {found.max()}")
    mentee_at = np.full(size, -1, np.int64)
    mentee_at[candidates.mentees] = np.arange(len(candidates.mentees))
    places = np.zeros(size, np.int64)
    places[candidates.mentors] = candidates.places
    stranger = mentee_at[mentee] < 0
    if stranger.any():
        raise UserError(f"{method} paired row {mentee[stranger][0]}, who is not a mentee to be paired now")
    stranger = places[mentor] == 0
    if stranger.any():
        raise UserError(
            f"{method} gave a mentee to row {mentor[stranger][0]}, who is not a mentor with a place"
        )
    given = np.bincount(mentee, minlength=size)
    if given.max() > 1:
        raise UserError(f"{method} gave the mentee in row {int(np.argmax(given))} two mentors")
    load = np.bincount(mentor, minlength=size)
    if (load > places).any():
        over = int(np.argmax(load - places))
        raise UserError(
            f"{method} gave the mentor in row {over} {load[over]} mentees for {places[over]} places"
        )
    if not candidates.is_free:
        mentor_at = np.full(size, -1, np.int64)
        mentor_at[candidates.mentors] = np.arange(len(candidates.mentors))
        broken = ~candidates.allows(mentee_at[mentee], mentor_at[mentor])
        if broken.any():
            mentee_row, mentor_row = found[broken][0].tolist()
            raise UserError(
                f"{method} made a forbidden pair: mentee row {mentee_row}, mentor row {mentor_row}"
            )
    return found


def check_groups(
    candidates: Candidates, required: Rows, groups: list[Rows], mentors: list[Rows], mentors_per_group: int
) -> None:
    """Check the groups with their mentors.

    Raises
    ------
    UserError
        When a mentor has too few places, a required pair is not in one group, or a forbidden pair is.
    """
    method = f"the matching method {candidates.method!r}"
    sizes = [len(group) for group in groups]
    leaders = np.array([rows.tolist() for rows in mentors], np.int64).reshape(len(groups), mentors_per_group)
    members = np.tile(np.concatenate([*groups, np.empty(0, np.int64)]), mentors_per_group)
    pairs = np.stack([members, np.repeat(leaders.T, sizes, axis=1).reshape(-1)], axis=1)
    size = len(candidates.problem.observed.key)
    capacity = np.zeros(size, np.int64)
    capacity[candidates.problem.mentors] = candidates.problem.capacity
    over = np.flatnonzero(np.bincount(pairs[:, 1], minlength=size) > np.maximum(capacity, 0))
    if len(over):
        raise UserError(
            f"the mentor in row {over[0] + 1} has {capacity[over[0]]} places, too few for the group that "
            "required pairs call for; make groups smaller or raise mentees_per_mentor"
        )
    codes, must = pairs[:, 0] * size + pairs[:, 1], required[:, 0] * size + required[:, 1]
    apart = ~np.isin(must, codes)
    if apart.any():
        raise UserError(
            f"{method} cannot bring {_pair(required[apart][0])} into one group, as required; remove the pair "
            "or the mandatory criteria that part them"
        )
    free = ~np.isin(codes, must)
    forbidden = np.isin(codes, candidates.forbidden[:, 0] * size + candidates.forbidden[:, 1])
    broken = free & (forbidden | ~candidates.criteria.allows(pairs[:, 0], pairs[:, 1]))
    if broken.any():
        raise UserError(f"{method} put a forbidden pair into one group: {_pair(pairs[broken][0])}")


def check_partition(candidates: Candidates, groups: object, sizes: list[int]) -> list[Rows]:
    """Check the groups that a method returned.

    Raises
    ------
    UserError
        When a student is unknown or in two groups, or groups are not of the sizes asked for.
    """
    method = f"the matching method {candidates.method!r}"
    try:
        found = [_rows_of(group) for group in groups]  # type: ignore[attr-defined]
    except (TypeError, ValueError) as problem:
        raise UserError(f"{method} must return one list of row numbers per group: {problem}") from problem
    if not found:
        return found
    if not all(map(len, found)):
        raise UserError(f"{method} made a group without students")
    members = np.concatenate(found)
    size = len(candidates.problem.observed.key)
    is_mentee = np.zeros(size, np.bool_)
    is_mentee[candidates.mentees] = True
    if members.min() < 0 or members.max() >= size or not is_mentee[members].all():
        raise UserError(f"{method} put somebody into a group who is not a mentee to be grouped now")
    if np.bincount(members).max() > 1:
        raise UserError(f"{method} put a student into two groups")
    if len(found) > len(sizes) or max(map(len, found)) > max(sizes):
        smallest, largest = min(map(len, found)), max(map(len, found))
        raise UserError(
            f"{method} made {len(found)} groups of {smallest} to {largest} students; it was asked for "
            f"{len(sizes)} of {min(sizes)} to {max(sizes)}"
        )
    return found


def _rows_of(group: object) -> Rows:
    rows = np.asarray(group if isinstance(group, np.ndarray) else list(group))  # type: ignore[call-overload]
    if rows.size and not (rows.ndim == 1 and np.issubdtype(rows.dtype, np.integer)):
        raise ValueError("a group is a list of whole numbers")
    return rows.astype(np.int64, copy=False)


def _as_rows(pairs: object, method: str) -> Rows:
    if isinstance(pairs, np.ndarray) and pairs.dtype == np.int64 and pairs.ndim == 2 and pairs.shape[1] == 2:
        return pairs
    try:
        listed = [tuple(pair) for pair in pairs]  # type: ignore[attr-defined]
        if any(len(pair) != 2 or any(int(row) != row for row in pair) for pair in listed):
            raise ValueError("a pair is two row numbers, the mentee's first")
        return np.array([[int(row) for row in pair] for pair in listed], np.int64).reshape(-1, 2)
    except (TypeError, ValueError) as problem:
        raise UserError(
            f"{method} must return pairs of row numbers, mentee and mentor: {problem}"
        ) from problem


def _pair(pair: Rows) -> str:
    return f"the pair of the mentee in row {pair[0] + 1} and the mentor in row {pair[1] + 1}"
