"""A first row that is a person is known by the rows below it, and none of its cells is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorsim.cohort.roster_checks import Columns
from mentorsim.errors import RosterError
from mentorsim.roster.first_row import columns_alike, what_it_holds
from mentorsim.roster.header import read_people

NAMELESS = [
    ("Ann Example", "S77", "mentee", "nursing"),
    ("Bob Example", "S78", "mentor", "arts"),
    ("Cy Example", "S79", "mentee", "nursing"),
    ("Di Example", "S80", "mentor", "law"),
]
NAMED = [
    (("Name", "Role", "Major"), [("Ann", "mentor", "law"), ("Bob", "mentee", "arts")]),
    # Survey tools write the option itself where it was ticked.
    (("id", "Mon am", "Tue pm"), [("a", "Mon am", ""), ("b", "", "Tue pm"), ("c", "Mon am", "Tue pm")]),
    (("Q1", "Q2", "Q3"), [("4", "5", "1"), ("2", "3", "5")]),
    (("Rank 1", "Rank 2", "id"), [("Big 2", "Big 7", "a"), ("Big 1", "Big 2", "b")]),
    # The names again, in the middle of an export.
    (("id", "role"), [("a", "mentee"), ("id", "role"), ("b", "mentor")]),
]


@pytest.mark.parametrize(("names", "rows"), NAMED)
def test_names_of_columns_are_taken_for_names(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    assert what_it_holds(names, rows) is None
    assert columns_alike(names, rows) == 0


def test_a_person_without_an_address_is_known_by_the_answers_below() -> None:
    assert what_it_holds(NAMELESS[0], NAMELESS[1:]) == "answers like those in the rows below"
    assert columns_alike(NAMELESS[0], NAMELESS[1:]) == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_without_names_of_columns_is_refused_without_a_cell(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text("\n".join(delimiter.join(row) for row in NAMELESS), encoding="utf-8")
    with pytest.raises(RosterError, match="row 1 should name the columns, but holds answers like") as caught:
        read_people(path)
    assert not any(cell in str(caught.value) for cell in NAMELESS[0])


def test_where_it_is_in_doubt_no_name_of_a_column_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Ann,mentee\nBob,mentor\nCy,mentee\n", encoding="utf-8")
    with pytest.raises(RosterError, match=r"there is no column 'id'.* may be a person's answers") as caught:
        Columns(read_people(path)).place("id", "cohort.roster.id")
    assert "Ann" not in str(caught.value)
    assert "mentee" not in str(caught.value)
    path.write_text("Ann Example\nBob Example\n", encoding="utf-8")
    with pytest.raises(RosterError) as caught:
        Columns(read_people(path)).place("id", "cohort.roster.id")
    assert "Ann" not in str(caught.value)


def test_a_row_that_the_scenario_names_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("\n".join(",".join(row) for row in NAMELESS), encoding="utf-8")
    assert read_people(path, header_row=1).rows[0] == NAMELESS[0]
