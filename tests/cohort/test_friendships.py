"""Generated friendships: a simple network with the asked degree, clustering and homophily."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.cohort import make_cohort
from mentorsim.cohort.contexts import contexts
from mentorsim.errors import ScenarioError
from tests.cohort.studies import FIRST_GENERATION, MAJOR, friend_keys, homophily, network, study

ATTRIBUTES = {"first_generation": FIRST_GENERATION, "major": MAJOR}
USUAL = {"mean_degree": 5, "clustering": 0.3, "homophily": {"major": 0.5, "first_generation": 0.2}}


@settings(max_examples=40)
@given(
    st.integers(1, 60),
    st.integers(0, 30),
    st.floats(0, 1),
    st.floats(0, 0.9),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 2**32),
)
def test_friendships_are_sorted_pairs_without_repetition(
    first_years: int, upper_years: int, degree: float, clustering: float, one: float, other: float, seed: int
) -> None:
    n = first_years + upper_years
    friendships = {
        "mean_degree": degree * min(n - 1, 12),
        "clustering": clustering,
        "homophily": {"major": one, "first_generation": other},
    }
    cohort = {"first_years": first_years, "upper_years": upper_years, "attributes": ATTRIBUTES}
    friends = make_cohort(study(cohort, friendships), seed, 0).friendships
    assert friends.first.dtype == friends.second.dtype == np.int32
    assert np.all((friends.first >= 0) & (friends.first < friends.second) & (friends.second < n))
    places = friends.first.astype(np.int64) * n + friends.second
    assert np.all(np.diff(places) > 0)
    assert np.all((friends.strength > 0) & (friends.strength <= 1))
    assert len(friends.first) == len(friends.second) == len(friends.strength)


@pytest.mark.parametrize(
    ("degree", "clustering", "alike"),
    [
        (5, 0.3, {"major": 0.5, "first_generation": 0.2}),
        (5, 0.2, {"major": 0.3}),
        (5, 0.4, {"first_generation": 0.4, "major": 0.4}),
        (8, 0.3, {"major": 0.7, "first_generation": 0.6}),
        (10, 0.25, {}),
        (4, 0.55, {"major": 0.5}),
    ],
)
def test_degree_clustering_and_homophily_are_as_asked(
    degree: float, clustering: float, alike: dict[str, float]
) -> None:
    friendships = {"mean_degree": degree, "clustering": clustering, "homophily": alike}
    cohort = make_cohort(
        study({"first_years": 3000, "upper_years": 2000, "attributes": ATTRIBUTES}, friendships), 7, 1
    )
    graph = network(cohort)
    assert 2 * graph.number_of_edges() / cohort.size == pytest.approx(degree, rel=0.04)
    assert nx.transitivity(graph) == pytest.approx(clustering, abs=0.04)
    assert nx.average_clustering(graph) == pytest.approx(clustering, abs=0.08)
    for name in ATTRIBUTES:
        assert homophily(cohort, name) == pytest.approx(alike.get(name, 0), abs=0.05)


def test_small_cohorts_come_close_on_average() -> None:
    scenario = study({"first_years": 100, "upper_years": 50, "attributes": ATTRIBUTES}, USUAL)
    replications = [make_cohort(scenario, 7, replication) for replication in range(30)]
    degrees = [2 * len(replication.friendships.first) / replication.size for replication in replications]
    assert np.mean(degrees) == pytest.approx(5, abs=0.2)
    assert np.mean([nx.transitivity(network(replication)) for replication in replications]) == pytest.approx(
        0.3, abs=0.05
    )
    assert np.mean([homophily(replication, "major") for replication in replications]) == pytest.approx(
        0.5, abs=0.07
    )
    assert np.mean(
        [homophily(replication, "first_generation") for replication in replications]
    ) == pytest.approx(0.2, abs=0.07)


def test_homophily_is_as_asked_where_one_attribute_depends_on_the_other() -> None:
    dependent = {"share": 0.1, "share_by_major": {"arts": 0.9}}
    friendships = {**USUAL, "homophily": {"major": 0.5, "first_generation": 0.6}}
    cohort = make_cohort(
        study(
            {"first_years": 5000, "attributes": {**ATTRIBUTES, "first_generation": dependent}}, friendships
        ),
        7,
        1,
    )
    assert homophily(cohort, "major") == pytest.approx(0.5, abs=0.05)
    assert homophily(cohort, "first_generation") == pytest.approx(0.6, abs=0.05)


def test_the_sociable_have_more_friends_and_few_have_very_many() -> None:
    cohort = make_cohort(study({"first_years": 5000}, {"mean_degree": 6}), 7, 1)
    degrees = np.bincount(
        np.concatenate([cohort.friendships.first, cohort.friendships.second]), minlength=cohort.size
    )
    assert np.corrcoef(degrees, cohort.sociability)[0, 1] > 0.4
    assert np.mean((degrees - degrees.mean()) ** 3) / degrees.std() ** 3 > 0.3
    assert degrees.max() < 30


@pytest.mark.parametrize(("degree", "clustering"), [(6, 0.45), (5, 0.5)])
def test_friendships_may_be_spread_unevenly_with_the_same_degree_clustering_and_homophily(
    degree: float, clustering: float
) -> None:
    cohort = {"first_years": 300, "upper_years": 200, "attributes": {"major": MAJOR}}
    spread, few = [], []
    for unevenness in (0.0, 0.65):
        asked = {
            "mean_degree": degree,
            "clustering": clustering,
            "unevenness": unevenness,
            "homophily": {"major": 0.3},
        }
        cohorts = [make_cohort(study(cohort, asked), 3, replication) for replication in range(8)]
        graphs = [network(one) for one in cohorts]
        degrees = np.concatenate([[d for _, d in graph.degree()] for graph in graphs])
        assert degrees.mean() == pytest.approx(degree, abs=0.15)
        assert np.mean([nx.transitivity(graph) for graph in graphs]) == pytest.approx(clustering, abs=0.03)
        assert np.mean([homophily(one, "major") for one in cohorts]) == pytest.approx(0.3, abs=0.06)
        spread.append(degrees.std())
        few.append(float((degrees <= 2).mean()))
    # Seen in a real network: SD 3.4, 16 % with two friends or fewer.
    assert spread[1] > 1.2 * spread[0]
    assert few[1] > 1.5 * few[0]
    if degree == 6:
        assert spread[1] == pytest.approx(3.4, abs=0.2)
        assert few[1] == pytest.approx(0.16, abs=0.03)


def test_friendships_between_the_years_are_about_a_sixth() -> None:
    cohort = make_cohort(study({"first_years": 2500, "upper_years": 2500}), 7, 1)
    between = cohort.role[cohort.friendships.first] != cohort.role[cohort.friendships.second]
    assert between.mean() == pytest.approx(0.15, abs=0.03)


def test_one_more_student_leaves_nearly_all_friendships_as_they_were() -> None:
    changes = []
    for extra in range(8):
        cohort = {"upper_years": 300, "attributes": ATTRIBUTES}
        before = friend_keys(make_cohort(study({"first_years": 400 + extra, **cohort}, USUAL), 7, 1))
        after = friend_keys(make_cohort(study({"first_years": 401 + extra, **cohort}, USUAL), 7, 1))
        assert all(after[pair] == strength for pair, strength in before.items() if pair in after)
        changes.append(len(before.keys() ^ after.keys()) / len(before))
    assert np.mean(changes) < 0.05


@pytest.mark.parametrize("upper_years", [0, 40])
def test_no_friends_at_all_are_possible(upper_years: int) -> None:
    cohort = make_cohort(study({"first_years": 40, "upper_years": upper_years}, {"mean_degree": 0}), 7, 1)
    assert len(cohort.friendships.first) == 0


def test_homophily_by_attributes_with_too_many_combinations_is_refused() -> None:
    many = {"categories": [f"c{place}" for place in range(200)], "shares": [0.005] * 200}
    friendships: dict[str, Any] = {"homophily": {"a": 1, "b": 1, "c": 1}}
    scenario = study({"first_years": 40, "attributes": {"a": many, "b": many, "c": many}}, friendships)
    with pytest.raises(ScenarioError, match="combinations of categories, more than 2000000") as refused:
        make_cohort(scenario, 1, 0)
    assert refused.value.line == scenario.places.of(("friendships", "homophily")).line


@given(st.dictionaries(st.sampled_from("abcde"), st.floats(0.001, 1), max_size=5))
def test_contexts_give_each_attribute_its_part_and_share_no_more_at_once_than_needed(
    required: dict[str, float],
) -> None:
    found = contexts(required)
    assert found[0].shared == frozenset()
    assert sum(context.probability for context in found) == pytest.approx(1)
    for name, share in required.items():
        part = sum(context.probability for context in found if name in context.shared)
        assert part == pytest.approx(share, abs=1e-6)
    total = sum(required.values())
    sizes = {len(context.shared) for context in found if context.probability > 1e-6}
    assert sizes <= {int(total), int(total) + 1, round(total)}
