"""Turn a match specification and a problem into pairs or groups: one way in for simulation and rosters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.candidates import call_candidates
from mentorsim.pairing.checks import check_groups, check_pairs, check_required
from mentorsim.pairing.compiling import compile_match
from mentorsim.pairing.fewest import reach_fewest
from mentorsim.pairing.group_making import group_block, group_blocks
from mentorsim.pairing.group_sizes import parts
from mentorsim.pairing.plug_in import call_method
from mentorsim.pairing.problem import Grouping, Matching, MatchingProblem, Rows, no_pairs
from mentorsim.pairing.registry import Makes, MatchingMethod, find_method

if TYPE_CHECKING:
    from mentorsim.scenario.match import MatchSettings


def make_pairs(match: MatchSettings, problem: MatchingProblem) -> Matching:
    """Pair mentees with mentors.

    Required pairs come first, whatever criteria say of them; the rest is the method's. With
    ``waiting: longest_first`` the method is called once for each time that mentees have waited, the longest
    first. Those left over get free places where the problem asks for it. Then mentees are moved to mentors
    with fewer than they should have. The result depends on the students' keys and what is observed of them,
    not on the order of rows.

    Raises
    ------
    UserError
        When the method is unknown or breaks a constraint, a criterion cannot be used, or required pairs
        contradict places or forbidden pairs.
    """
    from mentorsim.numerics.randomness import Decision

    method = _method_for(match, "pairs")
    criteria = compile_match(match, problem)
    required = _present(problem, problem.required) if match.method != "none" else no_pairs()
    capacity, mentees = problem.capacity, problem.mentees
    if len(required):
        check_required(problem, required, once=True)
        taken = np.bincount(required[:, 1], minlength=len(problem.observed.key))
        capacity = capacity - taken[problem.mentors]
        mentees = mentees[~np.isin(mentees, required[:, 0])]
    made = [required]
    for turn in _turns(match, problem, mentees):
        candidates = call_candidates(match.method, problem, criteria, turn, capacity, Decision.MATCH_RANDOM)
        pairs = check_pairs(candidates, call_method(method, candidates))
        capacity = capacity - np.bincount(pairs[:, 1], minlength=len(problem.observed.key))[problem.mentors]
        made.append(pairs)
    pairs = np.concatenate(made)
    if (problem.fewest is not None or problem.complete) and match.method != "none":
        everyone = call_candidates(
            match.method, problem, criteria, problem.mentees, problem.capacity, Decision.MATCH_RANDOM
        )
        if problem.complete:
            # No mentor can have more than that, so that nobody moves but to make room for who is left over.
            pairs = reach_fewest(everyone, pairs, _by_row(problem, problem.capacity), required[:, 0])
        if problem.fewest is not None:
            pairs = reach_fewest(everyone, pairs, _by_row(problem, problem.fewest), required[:, 0])
    pairs = pairs[np.argsort(pairs[:, 0])]
    scores = criteria.scores(pairs[:, 0], pairs[:, 1]) if criteria.weighed else None
    return Matching(
        pairs,
        _others(problem, pairs[:, 0]),
        scores,
        criteria.best,
        max(0, len(problem.mentees) - problem.places),
        _without_mentor(problem, problem.required) if match.method != "none" else no_pairs(),
        _below_fewest(problem, pairs),
    )


def make_groups(
    match: MatchSettings,
    group_size: int,
    mentors_per_group: int,
    problem: MatchingProblem,
    smallest_group: int = 1,
) -> Grouping:
    """Divide mentees into groups and give each its mentors.

    A mandatory common category holds among the members of a group as well as with their mentors. Mentors go
    where the score is highest. A group uses a place of each of its mentors for every member.

    Parameters
    ----------
    match
        The match specification.
    group_size
        How many mentees a group should have at most, 2 or more.
    mentors_per_group
        How many mentors each group needs; 0: none.
    problem
        Who is to be grouped. With ``waiting: longest_first`` those who have waited longest get places first.
    smallest_group
        How many mentees a group must have at least; without mentors 2 in any case.

    Raises
    ------
    UserError
        As in `make_pairs`.
    """
    from mentorsim.numerics.randomness import Decision

    method = _method_for(match, "groups")
    problem = replace(problem, tracks=match.tracks)
    criteria = compile_match(match, problem)
    required = no_pairs()
    if mentors_per_group and match.method != "none":
        required = _present(problem, problem.required)
        check_required(problem, required, once=mentors_per_group == 1)
    candidates = call_candidates(
        match.method, problem, criteria, problem.mentees, problem.capacity, Decision.GROUP_RANDOM
    )
    waited = _waited(problem) if match.waiting == "longest_first" else None
    groups: list[Rows] = []
    mentors: list[Rows] = []
    too_few = 0
    for block in group_blocks(candidates, mentors_per_group):
        made = group_block(method, block, (smallest_group, group_size), mentors_per_group, required, waited)
        groups += _sorted(made.groups)
        mentors += _sorted(made.mentors)
        too_few += made.without_place
    check_groups(candidates, required, groups, mentors, mentors_per_group)
    placed = np.concatenate(groups) if groups else np.empty(0, np.int64)
    return Grouping(tuple(groups), tuple(mentors), _others(problem, placed), too_few)


def check_match(match: MatchSettings, makes: Makes = "pairs") -> None:
    """Check what can be known of a match specification before there are students: the method.

    Raises
    ------
    UserError
        When there is no such method for this format, or it needs criteria and none count in the score.
    """
    _method_for(match, makes)


def _method_for(match: MatchSettings, makes: Makes) -> MatchingMethod:
    method = find_method(match.method, makes)
    if method.needs_criteria and all(criterion.importance == "mandatory" for criterion in match.criteria):
        raise UserError(
            f"the matching method {match.method!r} needs criteria that say what makes a good pair; add "
            "criteria such as {field: major, rule: same, importance: high}, or choose random or gap"
        )
    if method.needs_rule and all(criterion.rule != method.needs_rule for criterion in match.criteria):
        raise UserError(
            f"the matching method {match.method!r} needs a criterion with the rule {method.needs_rule}, such "
            f"as {{field: major, rule: {method.needs_rule}}}"
        )
    return method


def _present(problem: MatchingProblem, pairs: Rows) -> Rows:
    if not len(pairs):
        return pairs
    known = np.isin(pairs[:, 0], problem.mentees) & np.isin(pairs[:, 1], problem.mentors)
    once = np.unique(pairs[known], axis=0)
    # In an order that does not depend on the order of rows.
    key = problem.observed.key
    return once[np.lexsort((key[once[:, 0]], key[once[:, 1]]))]


def _turns(match: MatchSettings, problem: MatchingProblem, mentees: Rows) -> list[Rows]:
    if match.waiting == "equal" or problem.waiting is None or not len(mentees):
        return [mentees]
    waited = _waited(problem)
    return [mentees[waited[mentees] == time] for time in np.unique(waited[mentees])[::-1]]


def _waited(problem: MatchingProblem) -> Rows:
    waited = np.zeros(len(problem.observed.key), np.int64)
    if problem.waiting is not None:
        waited[problem.mentees] = problem.waiting
    return waited


def _by_row(problem: MatchingProblem, of_mentors: Rows) -> Rows:
    by_row = np.zeros(len(problem.observed.key), np.int64)
    by_row[problem.mentors] = of_mentors
    return by_row


def _below_fewest(problem: MatchingProblem, pairs: Rows) -> Rows:
    if problem.fewest is None:
        return np.empty(0, np.int64)
    load = np.bincount(pairs[:, 1], minlength=len(problem.observed.key))
    return np.sort(problem.mentors[load[problem.mentors] < problem.fewest])


def _without_mentor(problem: MatchingProblem, required: Rows) -> Rows:
    if not len(required):  # as nearly always; what follows takes a tenth of a small matching
        return required
    waiting = np.isin(required[:, 0], problem.mentees) & ~np.isin(required[:, 1], problem.mentors)
    return np.unique(required[waiting], axis=0)


def _sorted(groups: list[Rows]) -> list[Rows]:
    # All at once: a call of NumPy for each of thousands of small groups would take longer than the matching.
    sizes = [len(group) for group in groups]
    if not sum(sizes):
        return groups
    rows = np.concatenate(groups)
    ordered = rows[np.lexsort((rows, np.repeat(np.arange(len(groups)), sizes)))]
    return parts(ordered, sizes)


def _others(problem: MatchingProblem, placed: Rows) -> Rows:
    is_left = np.zeros(len(problem.observed.key), np.bool_)
    is_left[problem.mentees] = True
    is_left[placed] = False
    return np.flatnonzero(is_left)
