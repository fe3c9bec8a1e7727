"""Friendships from a file replace the generated ones; what cannot be right is refused with its place."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from mentorsim.cohort import Cohort, make_cohort
from mentorsim.cohort.network_files import USUAL_STRENGTH
from mentorsim.cohort.plan import cohort_plan
from mentorsim.errors import ScenarioError
from mentorsim.scenario import Scenario
from tests.cohort.studies import roster_study, study

ROSTER = ["id,grade", "ann,1", "bob,2", "cem,3", "dee,4"]


def scenario_with(folder: Path, name: str, content: str, **settings: str) -> Scenario:
    (folder / name).write_text(content, encoding="utf-8")
    friendships = {"file": name, "not_listed": "no_friends", **settings}
    return roster_study(folder, ROSTER, id="id").with_changes({"friendships": friendships})


def cohort_with(folder: Path, name: str, content: str, **settings: str) -> Cohort:
    return make_cohort(scenario_with(folder, name, content, **settings), 1, 0)


def notes_on(folder: Path, content: str, **settings: str) -> tuple[str, ...]:
    return cohort_plan(scenario_with(folder, "edges.csv", content, **settings)).friendship_notes


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
    scenario = study(
        {"first_years": 3, "upper_years": 2}, {"file": "edges.csv", "not_listed": "no_friends"}, tmp_path
    )
    assert ties(make_cohort(scenario, 1, 0)) == [(0, 4, USUAL_STRENGTH)]


def test_friendships_of_a_file_are_those_of_every_replication(tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("first-year 1,first-year 2\n")
    scenario = study({"first_years": 3}, {"file": "edges.csv", "not_listed": "no_friends"}, tmp_path)
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
        ("edges.csv", "ann,bob,0\n", "row 1: a strength must be a number above 0"),
        ("edges.csv", "ann,bob,inf\n", "row 1: a strength must be"),
        ("edges.csv", "ann,bob\n,ann\n", "row 2 has 2 cells; a friendship is two ids"),
        ("edges.csv", "ann,bob,nan\n", "row 1: a strength must be"),
        ("edges.csv", "ann,bob,strong\n", "row 1: a strength must be"),
        ("edges.csv", "a,b\nann\n", "row 2 has 1 cells; a friendship is two ids"),
        ("edges.csv", "", "the file is empty"),
        ("edges.csv", "ann;bob;0.5;since school\n", "row 1 has 4 cells"),
        (
            "net.gexf",
            "<gexf/>",
            "not as .gexf: write it with networkx.write_graphml",
        ),
        ("net.json", '{"nodes": [], "links": []}', "not as .json"),
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


def test_the_friendships_of_those_whom_the_file_does_not_name_are_generated(tmp_path: Path) -> None:
    rows = "".join(f"first-year {n},first-year {n + 1}\n" for n in range(1, 60))
    (tmp_path / "edges.csv").write_text(rows, encoding="utf-8")
    cohort = {"first_years": 100, "upper_years": 20}
    scenario = study(cohort, {"file": "edges.csv", "mean_degree": 5}, tmp_path)
    generated = ties(make_cohort(study(cohort, {"mean_degree": 5}), 1, 0))
    found = ties(make_cohort(scenario, 1, 0))
    assert found == sorted(found)
    among_listed = [pair for pair in found if pair[1] < 60]
    assert among_listed == [(n, n + 1, USUAL_STRENGTH) for n in range(59)]
    assert [pair for pair in found if pair[1] >= 60] == [pair for pair in generated if pair[1] >= 60]
    assert len(found) > len(among_listed)
    (note,) = cohort_plan(scenario).friendship_notes
    assert note == "edges.csv names 60 of 120 students; the friendships of the other 60 (50%) are generated"
    other = ties(make_cohort(scenario, 1, 1))
    assert [pair for pair in other if pair[1] < 60] == among_listed
    assert other != found


def test_a_file_that_names_everybody_is_all_there_is(tmp_path: Path) -> None:
    content = "ann,bob\ncem,\ndee,\n"
    assert ties(cohort_with(tmp_path, "edges.csv", content, not_listed="generate")) == [
        (0, 1, USUAL_STRENGTH)
    ]
    assert notes_on(tmp_path, content, not_listed="generate") == ()


def test_a_node_without_edges_is_a_student_without_friends(tmp_path: Path) -> None:
    graph = nx.Graph([("ann", "bob")])
    graph.add_nodes_from(["cem", "dee"])
    nx.write_graphml(graph, tmp_path / "net.graphml")
    content = (tmp_path / "net.graphml").read_text(encoding="utf-8")
    assert ties(cohort_with(tmp_path, "net.graphml", content, not_listed="generate")) == [
        (0, 1, USUAL_STRENGTH)
    ]


def test_that_the_unnamed_have_no_friends_is_said_with_their_share(tmp_path: Path) -> None:
    (note,) = notes_on(tmp_path, "ann,bob\n")
    assert "names 2 of 4 students; the friendships of the other 2 (50%) are taken to be none" in note


def test_unknown_ids_are_skipped_and_counted_where_the_scenario_says_so(tmp_path: Path) -> None:
    content = "one,other\nann,bob\nann,zoe\nzoe,yan\nzoe,cem\ndee,\n"
    assert ties(cohort_with(tmp_path, "edges.csv", content, unknown_ids="skip")) == [(0, 1, USUAL_STRENGTH)]
    notes = notes_on(tmp_path, content, unknown_ids="skip")
    assert notes == ("edges.csv: 3 rows name somebody who is not in the cohort and are skipped",)


def test_strengths_on_another_scale_are_divided_by_the_largest(tmp_path: Path) -> None:
    content = "ann,bob,5\nbob,cem,1\ncem,dee,2.5\n"
    assert ties(cohort_with(tmp_path, "edges.csv", content)) == [(0, 1, 1.0), (1, 2, 0.2), (2, 3, 0.5)]
    (note,) = notes_on(tmp_path, content)
    assert "strengths are divided by the largest, 5" in note


@pytest.mark.parametrize(
    ("rule", "expected"), [("keep", [(0, 1), (0, 2), (0, 3)]), ("drop", [(0, 1), (0, 3)])]
)
def test_a_friendship_that_one_alone_names_follows_the_rule(
    tmp_path: Path, rule: str, expected: list[tuple[int, int]]
) -> None:
    # ann and bob name each other; cem was asked and names nobody; dee was not asked, so ann's word counts.
    content = "ann,bob\nbob,ann\nann,cem\ncem,\nann,dee\n"
    found = ties(cohort_with(tmp_path, "edges.csv", content, one_sided=rule))
    assert [pair[:2] for pair in found] == expected
    notes = notes_on(tmp_path, content, one_sided=rule)
    assert ("1 friendships that one names and the other does not are left out" in " ".join(notes)) == (
        rule == "drop"
    )


def test_edges_without_direction_are_said_by_both(tmp_path: Path) -> None:
    nx.write_graphml(nx.Graph([("ann", "bob")]), tmp_path / "net.graphml")
    content = (tmp_path / "net.graphml").read_text(encoding="utf-8")
    assert len(ties(cohort_with(tmp_path, "net.graphml", content, one_sided="drop"))) == 1
    nx.write_graphml(nx.DiGraph([("ann", "bob")]), tmp_path / "net.graphml")
    content = (tmp_path / "net.graphml").read_text(encoding="utf-8")
    assert not ties(cohort_with(tmp_path, "net.graphml", content, one_sided="drop"))
