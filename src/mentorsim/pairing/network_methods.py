"""Pairing by who is friends with whom: the isolated to the well connected, or bridges between communities."""

from __future__ import annotations

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.blocks import blocks, joined
from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.fields import FRIENDS
from mentorsim.pairing.problem import Rows
from mentorsim.pairing.registry import matching_method
from mentorsim.pairing.score_methods import best_total, pair_by_best_total
from mentorsim.scenario.match import Criterion


@matching_method("network_aware")
def pair_by_connections(candidates: Candidates) -> Rows:
    """The best-connected mentors for the students with the fewest friends.

    Of other criteria only mandatory ones count.
    """
    _needs_friendships(candidates, "complementary")
    return pair_by_best_total(candidates.with_criteria([Criterion(field=FRIENDS, rule="complement")]))


@matching_method("bridge_communities")
def pair_across_communities(candidates: Candidates) -> Rows:
    """Mentors from another circle of friends than the mentee's: as many such pairs as can be made.

    Communities are found in the friendship network. Among equally many bridges the criteria decide, if there
    are any, then the lottery.
    """
    _needs_friendships(candidates, "random")
    community = communities(candidates)
    bridge = candidates.criteria.best + 1
    pairs = []
    for block in blocks(candidates):
        scores = block.table()
        across = community[block.mentees][:, None] != community[block.mentors][None, :]
        weighed = np.where(scores < 0, scores, scores + bridge * across)
        pairs.append(block.pairs(best_total(block, weighed)))
    return joined(pairs)


def communities(candidates: Candidates) -> Rows:
    """Find the community of every row of the table; the same in every week."""
    from mentorsim.numerics.randomness import mix
    from mentorsim.pairing.communities import find_communities
    from mentorsim.pairing.lottery import COMMUNITY, each_bits, lottery_key

    problem = candidates.problem
    friendships = problem.friendships
    key = problem.observed.key
    known = lottery_key(problem.seed, problem.replication, 0)
    order = np.argsort(each_bits(mix(int(known) + COMMUNITY), key))
    assert friendships is not None
    return find_communities(friendships.first.astype(np.int64), friendships.second.astype(np.int64), order)


def _needs_friendships(candidates: Candidates, instead: str) -> None:
    if candidates.problem.friendships is None:
        raise UserError(
            f"the matching method {candidates.method!r} needs to know who is friends with whom; give "
            f"friendships, or choose {instead}"
        )
