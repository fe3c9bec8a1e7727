"""The network in NetworkX shows what the columns hold, is frozen, and is made anew when they change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from mentorsim.cohort.network_files import read_friendships
from mentorsim.errors import UnknownNameError
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from mentorsim.scenario.friendships import FriendshipSettings
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
        assert data.get("group", -1) == tie.group
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
            "name": model.world.names[row],
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


def test_nodes_show_more_of_a_student_on_request_and_nothing_where_there_is_nothing() -> None:
    model = MentoringModel(study(), "pairs")
    assert not any("gpa" in data for _, data in model.network_with("gpa").nodes(data=True))
    model.run()
    for row, data in model.network_with("skill", "gpa", "enrolled", "major").nodes(data=True):
        student = model.student(row)
        assert data["skill"] == student.skill
        assert data.get("gpa") == student.gpa
        assert data["enrolled"] is bool(student.enrolled)
        assert data["major"] == student.major
    assert "skill" not in model.network.nodes[0]


@pytest.mark.parametrize("name", ["belongin", "values", "key"])
def test_a_column_that_nodes_cannot_show_is_refused(name: str) -> None:
    with pytest.raises(UnknownNameError, match=f"no column '{name}' of students"):
        MentoringModel(study()).network_with(name)


@pytest.mark.parametrize("policy", ["pairs", "groups"])
@pytest.mark.parametrize(
    ("write", "suffix"), [(nx.write_graphml, "graphml"), (nx.write_gexf, "gexf"), (nx.write_gml, "gml")]
)
def test_networkx_writes_it_in_every_format(
    policy: str, write: Callable[..., Any], suffix: str, tmp_path: Path
) -> None:
    model = run_of(study(), policy)
    network = model.network_with("skill", "belonging", "gpa")
    assert None not in [v for _, data in network.nodes(data=True) for v in data.values()]
    assert None not in [v for *_, data in network.edges(data=True) for v in data.values()]
    write(network, tmp_path / f"cohort.{suffix}")
    assert (tmp_path / f"cohort.{suffix}").stat().st_size > 1000


def test_attributes_have_plain_names_on_request_because_gml_knows_no_others(tmp_path: Path) -> None:
    attributes = {name: {"share": 0.5} for name in ("first generation", "first-generation", "2nd job", "é")}
    model = MentoringModel(study(cohort__attributes=attributes, friendships__homophily={}))
    with pytest.raises(nx.NetworkXError, match="not a valid key"):
        nx.write_gml(model.network, tmp_path / "cohort.gml")
    plain = model.network_with(plain_names=True)
    nx.write_gml(plain, tmp_path / "cohort.gml")
    node = model.network.nodes[3]
    assert dict(plain.nodes[3]) == {
        "name": "first-year 4",
        "role": "first-year",
        "enrolled": True,
        "first_generation": node["first generation"],
        "first_generation_again_1": node["first-generation"],
        "a_2nd_job": node["2nd job"],
        "a__": node["é"],
    }


@pytest.mark.parametrize("policy", ["none", "pairs"])
def test_an_exported_network_is_read_back_as_the_friendships_of_a_study(policy: str, tmp_path: Path) -> None:
    model = run_of(study(), policy)
    file = tmp_path / "cohort.graphml"
    nx.write_graphml(model.network, file)
    read = read_friendships(file, model.world.names, FriendshipSettings()).pairs
    here = model.friendships
    assert np.array_equal(read.first, here.first)
    assert np.array_equal(read.second, here.second)
    assert np.array_equal(read.strength, here.strength)
    again = MentoringModel(study(friendships__file=str(file), friendships__homophily={}))
    assert np.array_equal(again.friendships.strength, here.strength)
