"""Communities of friends, and pairs between them."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.cohort.people import FriendshipPairs
from mentorsim.errors import UserError
from mentorsim.pairing import make_pairs
from mentorsim.pairing.communities import find_communities
from tests.pairing.problems import WEIGHED, permuted, problem, specification


def network(pairs):
    ends = np.array(sorted({(min(pair), max(pair)) for pair in pairs}), np.int32).reshape(-1, 2)
    return FriendshipPairs(ends[:, 0], ends[:, 1], np.ones(len(ends)))


def circles(count, size):
    """Make circles in which everybody knows everybody, each joined to the next by one friendship."""
    inside = [(a + c * size, b + c * size) for c in range(count) for a in range(size) for b in range(a)]
    return inside + [(c * size, (c + 1) * size + 1) for c in range(count - 1)]


def found_in(pairs, size, seed=0):
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return find_communities(ends[:, 0], ends[:, 1], np.random.default_rng(seed).permutation(size))


@pytest.mark.parametrize("seed", range(5))
def test_circles_of_friends_are_found(seed):
    community = found_in(circles(4, 6), 24, seed)
    assert len(set(community.tolist())) == 4
    assert all(len(set(community[start : start + 6].tolist())) == 1 for start in range(0, 24, 6))


def test_who_has_no_friend_is_a_community_of_one():
    community = found_in(circles(2, 3), 8)
    assert len({community[6], community[7], community[0]}) == 3
    assert len(set(found_in([], 4).tolist())) == 4


def modularities(seed, size):
    """Return the modularity of our communities, of those of NetworkX, and with everybody alone."""
    graph = nx.gnm_random_graph(size, 2 * size, seed=seed)
    community = found_in(list(graph.edges), size, seed)
    ours = [set(np.flatnonzero(community == c).tolist()) for c in set(community.tolist())]
    theirs = nx.community.louvain_communities(graph, seed=1)
    alone = [{node} for node in graph]
    return [nx.community.modularity(graph, found) for found in (ours, theirs, alone)]


@settings(max_examples=40)
@given(st.integers(0, 1000), st.integers(8, 40))
def test_communities_have_more_modularity_than_everybody_alone(seed, size):
    ours, _, alone = modularities(seed, size)
    assert ours > alone


def test_communities_are_on_average_as_good_as_those_of_networkx():
    ours, theirs, _ = np.mean([modularities(seed, 30) for seed in range(40)], axis=0)
    assert ours > theirs - 0.01


def test_bridges_are_built_where_they_can_be_and_the_criteria_decide_among_them():
    drawn = problem(6, 6, 1, missing=False, friendships=network(circles(3, 4)))
    made = make_pairs(specification("bridge_communities", WEIGHED), drawn)
    circle = made.pairs // 4
    assert len(made.pairs) == 6
    assert (circle[:, 0] != circle[:, 1]).all()
    major = drawn.observed.attributes["major"].codes
    without = make_pairs(specification("bridge_communities"), drawn).pairs
    alike = [np.count_nonzero(major[pairs[:, 0]] == major[pairs[:, 1]]) for pairs in (made.pairs, without)]
    assert alike[0] >= alike[1]


def test_bridges_do_not_depend_on_the_order_of_rows_and_mandatory_criteria_hold():
    drawn = problem(8, 8, 1, friendships=network(circles(4, 4)))
    match = specification("bridge_communities", [{**WEIGHED[0], "importance": "mandatory"}])
    for order in range(5):
        moved, new_row = permuted(drawn, order)
        expected = {tuple(pair) for pair in new_row[make_pairs(match, drawn).pairs].tolist()}
        assert {tuple(pair) for pair in make_pairs(match, moved).pairs.tolist()} == expected


def test_without_friendships_it_is_refused():
    with pytest.raises(UserError, match=r"bridge_communities.*who is friends with whom"):
        make_pairs(specification("bridge_communities"), replace(problem(3, 3), friendships=None))
