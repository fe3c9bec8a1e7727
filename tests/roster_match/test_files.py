"""What files are read and written: workbooks, two files, guessed columns, cells made harmless."""

from __future__ import annotations

import builtins
import datetime
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from mentorsim.cli import app
from mentorsim.documents.spreadsheet_cells import plain_cell, safe_cell
from mentorsim.documents.table_file import read_table
from mentorsim.pairing import matching_methods
from mentorsim.roster_match.needed_fields import GRADE_METHODS
from tests.cli.commands import run
from tests.roster_match.rosters import (
    HEADER,
    PROGRAM,
    ROSTER,
    STUDENTS,
    match,
    read_pairs,
    read_rows,
    write_inputs,
    write_table,
)

SYNTHETIC = """\
title: A plan without a roster
cohort:
  first_years: 40
  upper_years: 20
  attributes:
    first_gen: {share: 0.4}
    major: {categories: [arts, law], shares: [0.5, 0.5]}
""" + PROGRAM.replace("    places: {most: places}\n", "")


def write_workbook(path: Path, rows: list[Any]) -> Path:
    workbook = Workbook()
    sheet: Any = workbook.active
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return path


def test_a_workbook_is_read_as_its_export_to_csv_would_be(tmp_path: Path) -> None:
    day = datetime.datetime(2026, 9, 1)
    path = write_workbook(
        tmp_path / "list.xlsx",
        [
            ["id", "grade", "day", "member", "note", None],
            [7, 3.0, day, True, None],
            [],
            ["s2", 2.75, None, False],
        ],
    )
    table = read_table(path)
    assert table.rows == (
        ("id", "grade", "day", "member", "note"),
        ("7", "3", "2026-09-01", "TRUE", ""),
        ("s2", "2.75", "", "FALSE", ""),
    )
    assert table.numbers == (1, 2, 4)


def test_a_workbook_gives_the_same_pairs_as_the_csv_file(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    book = write_workbook(tmp_path / "students.xlsx", [HEADER, *STUDENTS])
    match(roster, scenario, "--out", tmp_path / "one.csv")
    match(book, scenario, "--out", tmp_path / "two.csv")
    assert read_pairs(tmp_path / "one.csv") == read_pairs(tmp_path / "two.csv")


def test_a_workbook_is_written_with_a_sheet_for_each_table_and_read_back(tmp_path: Path) -> None:
    rows = [("=1+1" if row[0] == "s1" else row[0], *row[1:]) for row in STUDENTS]
    roster, scenario = write_inputs(tmp_path, rows)
    match(roster, scenario, "--out", tmp_path / "pairs.xlsx")
    book = load_workbook(tmp_path / "pairs.xlsx")
    assert book.sheetnames == ["pairs", "unmatched", "mentors", "mentees", "equity", "scores", "reading"]
    cells = {str(cell.value): cell for cell in book["pairs"]["A"]}
    assert cells["=1+1"].data_type == "s"
    assert isinstance(book["pairs"]["C2"].value, int)
    match(roster, scenario, "--locked", tmp_path / "pairs.xlsx", "--out", tmp_path / "again.csv")
    first = {row[0].value: row[1].value for row in list(book["pairs"].rows)[1:]}
    again = {plain_cell(mentee): mentor for mentee, mentor in read_pairs(tmp_path / "again.csv").items()}
    assert again == first


def test_without_openpyxl_a_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roster, scenario = write_inputs(tmp_path)
    book = write_workbook(tmp_path / "students.xlsx", [HEADER, *STUDENTS])
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return real(name, *rest)

    for name in [name for name in sys.modules if name.startswith("openpyxl")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    for arguments in ((book, scenario), (roster, scenario, "--out", tmp_path / "pairs.xlsx")):
        result = run("match", *arguments)
        assert result.exit_code == 2
        assert "pip install 'mentorsim[spreadsheet]'" in result.stderr


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), (",", "cp1252")])
def test_other_delimiters_and_encodings_give_the_same_pairs(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    rows = [("é1" if row[0] == "s1" else row[0], *row[1:]) for row in STUDENTS]
    roster, scenario = write_inputs(tmp_path, rows)
    match(roster, scenario, "--out", tmp_path / "one.csv")
    text = write_table(tmp_path / "other.csv", rows, delimiter=delimiter).read_text(encoding="utf-8")
    (tmp_path / "other.csv").write_bytes(text.encode(encoding))
    match(tmp_path / "other.csv", scenario, "--out", tmp_path / "two.csv")
    written = "," if delimiter == "\t" else delimiter
    pairs = {row["mentee"]: row["mentor"] for row in read_rows(tmp_path / "two.csv", written)}
    assert pairs == read_pairs(tmp_path / "one.csv")
    assert "é1" in pairs


def test_mentees_and_mentors_may_stand_in_two_files(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    match(roster, scenario, "--out", tmp_path / "one.csv")
    mentees = write_table(tmp_path / "a.csv", [row for row in STUDENTS if row[1] == "mentee"])
    keep = [0, 2, 3, 5]
    mentors = [[row[place] for place in keep] for row in STUDENTS if row[1] == "mentor"]
    # The mentors' file has its columns in another order and leaves some out.
    write_table(tmp_path / "b.csv", [list(reversed(row)) for row in mentors], [HEADER[p] for p in keep[::-1]])
    match(mentees, scenario, "--mentors", tmp_path / "b.csv", "--out", tmp_path / "two.csv")
    assert read_pairs(tmp_path / "one.csv") == read_pairs(tmp_path / "two.csv")


def test_in_two_files_a_wrong_cell_is_named_by_file_and_row(tmp_path: Path) -> None:
    _, scenario = write_inputs(tmp_path)
    mentees = write_table(tmp_path / "a.csv", [row for row in STUDENTS if row[1] == "mentee"])
    bad = [("m1", "mentor", "3.9", "arts", "no", "many", "")]
    mentors = write_table(tmp_path / "b.csv", bad)
    result = run("match", mentees, scenario, "--mentors", mentors)
    assert result.exit_code == 2
    assert "row 2 of b.csv, column 'places': the cell is not a number" in result.stderr


def test_columns_with_usual_names_are_guessed_and_shown(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path, scenario=SYNTHETIC)
    printed = match(roster, scenario, "--out", tmp_path / "pairs.csv")
    for line in (
        "role                        role",
        "numbers.places              places",
        "id  ",
        "attributes.major",
    ):
        assert line in printed
    assert "(not sure)" not in printed
    assert len(read_pairs(tmp_path / "pairs.csv")) == 6


def test_a_doubtful_guess_is_refused_with_what_to_write_unless_accepted(tmp_path: Path) -> None:
    header = ["majors" if name == "major" else name for name in HEADER]
    _, scenario = write_inputs(tmp_path, scenario=SYNTHETIC)
    roster = write_table(tmp_path / "students.csv", STUDENTS, header)
    result = run("match", roster, scenario, "--out", tmp_path / "pairs.csv")
    assert result.exit_code == 2
    assert "(not sure)" in result.stdout
    assert "roster:" in result.stderr
    assert "major: majors" in result.stderr
    assert "places: {most: places}" in result.stderr
    assert not (tmp_path / "pairs.csv").exists()
    match(roster, scenario, "--yes", "--out", tmp_path / "pairs.csv")
    assert len(read_pairs(tmp_path / "pairs.csv")) == 6


def test_what_a_guess_says_to_write_can_be_written_into_the_scenario(tmp_path: Path) -> None:
    header = ["majors" if name == "major" else name for name in HEADER]
    _, scenario = write_inputs(tmp_path, scenario=SYNTHETIC)
    roster = write_table(tmp_path / "students.csv", STUDENTS, header)
    said = run("match", roster, scenario).stderr.split("such as\n", 1)[1]
    mapped = said.split("program:")[0]
    (tmp_path / "mapped.yaml").write_text(f"title: Mapped\n{mapped}\n{PROGRAM}", encoding="utf-8")
    printed = match(roster, tmp_path / "mapped.yaml", "--out", tmp_path / "two.csv")
    assert "guessed" not in printed
    match(roster, scenario, "--yes", "--out", tmp_path / "one.csv")
    assert read_pairs(tmp_path / "one.csv") == read_pairs(tmp_path / "two.csv")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2)])
def test_at_a_terminal_guessed_columns_are_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    roster, scenario = write_inputs(tmp_path, scenario=SYNTHETIC)
    monkeypatch.setattr("mentorsim.cli.match._can_ask", lambda: True)
    result = CliRunner().invoke(app, ["match", str(roster), str(scenario)], input=answer)
    assert result.exit_code == code
    assert "Is this right?" in result.stdout
    assert ("role:" in result.stderr) == (code == 2)


def test_methods_known_to_go_by_grades_exist() -> None:
    assert {method.name for method in matching_methods()} >= GRADE_METHODS


@given(st.text(st.sampled_from("=+-@'\t1a.\uff1d ")))
def test_a_safe_cell_is_never_run_and_reads_back_as_it_was(text: str) -> None:
    safe = safe_cell(text)
    assert plain_cell(safe) == text
    if safe[:1] in tuple("=+-@\t\r\uff1d"):
        assert float(safe) <= 0  # a negative number stays one


def test_numbers_stay_numbers() -> None:
    assert [safe_cell(text) for text in ("-5", "3.5", "-1e-3", "12")] == ["-5", "3.5", "-1e-3", "12"]
    assert safe_cell("+49 30 1234") == "'+49 30 1234"


def test_cells_that_a_spreadsheet_would_run_are_written_harmless_and_locked_again(tmp_path: Path) -> None:
    ids = {"s1": '=HYPERLINK("x")', "s2": "@you", "s3": "-1", "m1": "+m"}
    rows = [(ids.get(row[0], row[0]), *row[1:]) for row in STUDENTS]
    roster, scenario = write_inputs(tmp_path, rows)
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    pairs = read_pairs(tmp_path / "pairs.csv")
    assert {'\'=HYPERLINK("x")', "'@you", "-1"} <= set(pairs)
    assert "'+m" in pairs.values()
    match(roster, scenario, "--locked", tmp_path / "pairs.csv", "--out", tmp_path / "again.csv")
    assert read_pairs(tmp_path / "again.csv") == pairs
    assert all(row["locked"] == "yes" for row in read_rows(tmp_path / "again.csv"))


def test_a_roster_without_grades_is_matched_by_what_there_is(tmp_path: Path) -> None:
    scenario = ROSTER.replace("    prior_grade: grade\n", "") + PROGRAM.replace(
        "      - {field: prior_grade, rule: gap, at: 1.0, importance: low}\n", ""
    )
    roster, file = write_inputs(tmp_path, scenario=scenario)
    match(roster, file, "--out", tmp_path / "pairs.csv")
    assert len(read_pairs(tmp_path / "pairs.csv")) == 6
