"""The network in NetworkX shows what the columns hold, is frozen, and is made anew when they change."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from tests.dynamics.studies import run_of, study
from tests.reference.strategies import scenarios


def assert_agrees(model: MentoringModel) -> None:
    """Compare nodes and edges of the network with the columns, both ways."""
    network, edges, ties = model.network, model.friendships, model.ties
    assert list(network.nodes) == list(range(len(model.students.key)))
    assert [data["enrolled"] for _, data in network.nodes(data=True)] == model.students.enrolled.astype(
        bool
    ).tolist()
    friends = {
        (i, j): s
        for i, j, s in zip(edges.first.tolist(), edges.second.tolist(), edges.strength.tolist(), strict=True)
    }
    shown = {
        tuple(sorted((i, j))): data["strength"]
        for i, j, key, data in network.edges(keys=True, data=True)
        if key == "friendship"
    }
    assert shown == friends
    active = {(int(tie.mentor), int(tie.mentee)): tie for tie in ties if tie.end_week < 0}
    mentoring = [data for *_, key, data in network.edges(keys=True, data=True) if key == "mentoring"]
    assert {(data["mentor"], data["mentee"]) for data in mentoring} == active.keys()
    assert len(mentoring) == len(active)
    for data in mentoring:
        tie = active[data["mentor"], data["mentee"]]
        assert (data["rapport"], data["meetings"]) == (tie.rapport, tie.meetings)
        assert data["group"] == (None if tie.group < 0 else tie.group)
    assert network.number_of_edges() == len(friends) + len(active)


@settings(max_examples=10)
@given(scenarios())
def test_network_and_columns_agree_in_every_week(scenario: Scenario) -> None:
    model = MentoringModel(scenario, "program")
    assert_agrees(model)
    while model.running:
        model.step()
        assert_agrees(model)


def test_it_is_a_frozen_multigraph_that_knows_week_and_policy() -> None:
    model = run_of(study(), "groups")
    assert type(model.network) is nx.MultiGraph
    assert nx.is_frozen(model.network)
    with pytest.raises(nx.NetworkXError, match=r"[Ff]rozen"):
        model.network.add_edge(0, 1)
    assert model.network.graph == {"week": 15, "policy": "groups"}


def test_nodes_carry_role_and_named_attributes() -> None:
    model = run_of(study())
    for row, data in model.network.nodes(data=True):
        student = model.student(row)
        assert data == {
            "role": student.role,
            "enrolled": bool(student.enrolled),
            "first_generation": student.attribute("first_generation"),
            "major": student.major,
        }


def test_it_is_kept_while_nothing_changes_and_made_anew_when_something_does() -> None:
    model = MentoringModel(study(), "pairs")
    first = model.network
    assert model.network is first
    model.step()
    assert model.network is not first
    second = model.network
    model.student(0).enrolled = 0
    assert model.network is not second
    assert not model.network.nodes[0]["enrolled"]
    third = model.network
    model.students.enrolled[1] = 0
    assert model.network is third, "a column written by hand is seen once the model is told"
    model.columns_changed()
    assert not model.network.nodes[1]["enrolled"]


def test_two_students_may_be_friends_and_mentor_and_mentee() -> None:
    model = MentoringModel(study(), "pairs")
    i, j = int(model.friendships.first[0]), int(model.friendships.second[0])
    model.add_tie(j, i)
    assert sorted(model.network[i][j]) == ["friendship", "mentoring"]


def test_networkx_measures_work_on_it() -> None:
    model = run_of(study(), "none")
    degree = np.bincount(np.concatenate([model.friendships.first, model.friendships.second]), minlength=60)
    assert [model.network.degree(row) for row in range(60)] == degree.tolist()
    assert nx.number_connected_components(model.network) >= 1
    assert 0 <= nx.average_clustering(nx.Graph(model.network)) <= 1
