"""Who meets whom: the match specification turned into pairs or groups.

One file per family of matching methods; constraints are checked after every method, built-in or not. Only
observed fields are seen here.
"""

from mentorsim.pairing.explain import (
    Preflight,
    ScoreParts,
    Unmatched,
    explain_unmatched,
    preflight,
    runner_up_mentors,
    score_parts,
)
from mentorsim.pairing.make import check_match, make_groups, make_pairs
from mentorsim.pairing.problem import Grouping, Matching, MatchingProblem
from mentorsim.pairing.registry import MatchingMethod, find_method, matching_method, matching_methods

__all__ = [
    "Grouping",
    "Matching",
    "MatchingMethod",
    "MatchingProblem",
    "Preflight",
    "ScoreParts",
    "Unmatched",
    "check_match",
    "explain_unmatched",
    "find_method",
    "make_groups",
    "make_pairs",
    "matching_method",
    "matching_methods",
    "preflight",
    "runner_up_mentors",
    "score_parts",
]
