"""Friendships from a file replace the generated ones; what cannot be right is refused with its place."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from mentorsim.cohort import Cohort, make_cohort
from mentorsim.cohort.network_files import USUAL_STRENGTH
from mentorsim.errors import ScenarioError
from tests.cohort.studies import roster_study, study

ROSTER = ["id,grade", "ann,1", "bob,2", "cem,3", "dee,4"]


def cohort_with(folder: Path, name: str, content: str) -> Cohort:
    (folder / name).write_text(content, encoding="utf-8")
    scenario = roster_study(folder, ROSTER, id="id").with_changes({"friendships": {"file": name}})
    return make_cohort(scenario, 1, 0)


def ties(cohort: Cohort) -> list[tuple[int, int, float]]:
    friends = cohort.friendships
    return list(zip(friends.first.tolist(), friends.second.tolist(), friends.strength.tolist(), strict=True))


@pytest.mark.parametrize("header", ["", "from,to,strength\n"])
def test_an_edge_list_is_read_sorted_and_merged(tmp_path: Path, header: str) -> None:
    cohort = cohort_with(tmp_path, "edges.csv", header + "dee,ann,0.2\ncem,bob,\nann,dee,0.9\nann,bob,1\n")
    assert ties(cohort) == [(0, 1, 1.0), (0, 3, 0.9), (1, 2, USUAL_STRENGTH)]


def test_an_edge_list_may_have_two_columns_and_another_delimiter(tmp_path: Path) -> None:
    assert ties(cohort_with(tmp_path, "edges.csv", "a;b\nbob;ann\n")) == [(0, 1, USUAL_STRENGTH)]


def test_synthesized_students_are_called_by_role_and_number(tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("a,b\nupper-year 2,first-year 1\n")
    scenario = study({"first_years": 3, "upper_years": 2}, {"file": "edges.csv"}, tmp_path)
    assert ties(make_cohort(scenario, 1, 0)) == [(0, 4, USUAL_STRENGTH)]


def test_friendships_of_a_file_are_those_of_every_replication(tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("first-year 1,first-year 2\n")
    scenario = study({"first_years": 3}, {"file": "edges.csv"}, tmp_path)
    assert ties(make_cohort(scenario, 1, 0)) == ties(make_cohort(scenario, 2, 9)) == [(0, 1, USUAL_STRENGTH)]


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph])
def test_graphml_is_read(tmp_path: Path, kind: type[nx.Graph]) -> None:
    graph = kind()
    graph.add_nodes_from(["ann", "bob", "cem"])
    graph.add_edge("cem", "ann", strength=0.25)
    graph.add_edge("ann", "cem", strength=0.5)
    graph.add_edge("ann", "bob")
    nx.write_graphml(graph, tmp_path / "friends.graphml")
    content = (tmp_path / "friends.graphml").read_text(encoding="utf-8")
    assert ties(cohort_with(tmp_path, "friends.graphml", content)) == [(0, 1, USUAL_STRENGTH), (0, 2, 0.5)]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("edges.csv", "a,b\nann,bob\nann,zoe\n", "row 3: the second id is not a student of the cohort"),
        ("edges.csv", "zoe,ann\n", "row 1: the first id is not a student of the cohort"),
        ("edges.csv", "ann,bob\ncem,cem\n", "row 2: a student cannot be their own friend"),
        ("edges.csv", "ann,bob,0\n", "row 1: a strength must be a number above 0 and at most 1"),
        ("edges.csv", "ann,bob,1.5\n", "row 1: a strength must be"),
        ("edges.csv", "ann,bob,nan\n", "row 1: a strength must be"),
        ("edges.csv", "ann,bob,strong\n", "row 1: a strength must be"),
        ("edges.csv", "a,b\nann\n", "row 2 has 1 cells; a friendship is two ids"),
        ("edges.csv", "", "the file is empty"),
        ("net.graphml", "<graphml", "the file is not valid XML"),
        ("net.graphml", "<html/>", "the file is not GraphML that NetworkX can read"),
        ("net.graphml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>', "the file declares XML entities"),
        (
            "net.graphml",
            '<?xml version="1.0" encoding="nonsense"?><x/>',
            "names an encoding that does not exist",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        cohort_with(tmp_path, name, content)
    assert message in refused.value.message
    assert refused.value.file == tmp_path / name
    assert "zoe" not in str(refused.value)


def test_a_network_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name in ("missing.csv", "missing.graphml"):
        scenario = study({"first_years": 3}, {"file": name}, tmp_path)
        with pytest.raises(ScenarioError, match=name):
            make_cohort(scenario, 1, 0)
