"""What a user can do wrong is one sentence with file and row, exit code 2, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli.commands import run
from tests.roster_match.rosters import HEADER, PROGRAM, ROSTER, STUDENTS, Row, write_inputs, write_table


def said(folder: Path, *options: str | Path, roster: Path | None = None, study: Path | None = None) -> str:
    before = sorted(folder.iterdir())
    result = run(
        "match",
        roster or folder / "students.csv",
        study or folder / "study.yaml",
        "--out",
        folder / "pairs.csv",
        *options,
    )
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert sorted(folder.iterdir()) == before
    return result.stderr


def without(role: str) -> list[Row]:
    return [row for row in STUDENTS if row[1] != role]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (without("mentee"), "the roster has no mentee"),
        (without("mentor"), "holds none of the values listed under cohort.roster.role.upper_years"),
        ([], "the file has column names but no student below them"),
        ([*STUDENTS, STUDENTS[3]], "row 11, column 'id': the id is already that of row 5"),
        (
            [*STUDENTS, ("s9", "mentee", "2", "", "", "", "", "x")],
            "row 11 has 8 cells, but row 1 names 7 columns",
        ),
        (
            [*STUDENTS, ("s9", "mentee", "good", "law", "no", "", "")],
            "row 11, column 'grade': the cell is not a",
        ),
    ],
)
def test_a_roster_that_cannot_be_right(tmp_path: Path, rows: Sequence[Row], sentence: str) -> None:
    write_inputs(tmp_path, rows)
    message = said(tmp_path)
    assert sentence in message
    assert "students.csv" in message
    assert "s9" not in message


def test_an_empty_file_a_missing_one_and_a_folder(tmp_path: Path) -> None:
    write_inputs(tmp_path)
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert "empty.csv: the file is empty" in said(tmp_path, roster=tmp_path / "empty.csv")
    assert "none.csv: there is no such file" in said(tmp_path, roster=tmp_path / "none.csv")
    assert "this is a folder" in said(tmp_path, roster=tmp_path)


def test_a_column_that_the_scenario_names_and_the_roster_lacks(tmp_path: Path) -> None:
    write_inputs(tmp_path)
    header = ["subject" if name == "major" else name for name in HEADER]
    write_table(tmp_path / "students.csv", STUDENTS, header)
    message = said(tmp_path)
    assert "there is no column 'major', which cohort.roster.attributes.major names" in message


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda text: text.replace("    prior_grade: grade\n", ""),
            "looks at prior_grade (the criterion prior_grade gap), but no column",
        ),
        (
            lambda text: text.replace("    slots: times\n", "").replace(
                "    criteria:", "    minimum_shared_slots: 1\n    criteria:"
            ),
            "(minimum_shared_slots), but no column of the roster is known to hold it; add to the scenario "
            "cohort.roster.slots: COLUMN",
        ),
        (lambda text: text.replace("method: score", "method: none"), "policy 'program' matches nobody"),
        (lambda text: text.replace("method: score", "method: network_aware"), "who is friends with whom"),
        (
            lambda text: text + "policies: {a: {}, b: {mentees_per_mentor: 1}}\n",
            "choose with --policy the one whose pairs you want: 'a', 'b'",
        ),
    ],
)
def test_a_scenario_that_cannot_pair_this_roster(
    tmp_path: Path, change: Callable[[str], str], sentence: str
) -> None:
    write_inputs(tmp_path, scenario=change(ROSTER + PROGRAM))
    assert sentence in said(tmp_path)


def test_a_roster_without_any_sign_of_mentors(tmp_path: Path) -> None:
    text = ROSTER.replace("    role: {column: role, upper_years: [mentor]}\n", "")
    text = text.replace("cohort:", "cohort:\n  upper_years: 9")
    write_inputs(tmp_path, scenario=text + PROGRAM)
    header = ["x" if name == "role" else name for name in HEADER]
    write_table(tmp_path / "students.csv", STUDENTS, header)
    message = said(tmp_path)
    assert "the roster names no mentors" in message
    assert "--mentors" in message


def test_mentors_are_found_by_the_usual_names_of_a_column(tmp_path: Path) -> None:
    text = ROSTER.replace("    role: {column: role, upper_years: [mentor]}\n", "")
    write_inputs(tmp_path, scenario=text.replace("cohort:", "cohort:\n  upper_years: 9") + PROGRAM)
    result = run("match", tmp_path / "students.csv", tmp_path / "study.yaml")
    assert result.exit_code == 0, result.output
    assert "Columns that were guessed" in result.stdout
    assert "3 mentors: all who are listed." in result.stdout


def test_two_files_need_a_common_column_and_ids(tmp_path: Path) -> None:
    write_inputs(tmp_path)
    other = write_table(tmp_path / "mentors.csv", [("a", "b")], ("x", "y"))
    assert "is empty for every mentor; theirs is probably 'x'" in said(tmp_path, "--mentors", other)
    write_inputs(tmp_path, scenario=ROSTER.replace("    id: id\n", "") + PROGRAM)
    other = write_table(tmp_path / "mentors.csv", STUDENTS[:3])
    write_table(tmp_path / "students.csv", STUDENTS[3:])
    assert "two files need a column with the people's ids" in said(tmp_path, "--mentors", other)


def test_a_list_of_something_else_cannot_be_locked(tmp_path: Path) -> None:
    roster, _ = write_inputs(tmp_path)
    assert "students.csv: this is not a list of pairs" in said(tmp_path, "--locked", roster)


def test_an_output_folder_that_cannot_be_written(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    result = run("match", roster, scenario, "--out", roster / "pairs.csv")
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "rows",
    [
        [STUDENTS[0], STUDENTS[3]],  # one mentor, one mentee
        [(*STUDENTS[0][:5], "0", ""), *STUDENTS[3:]],  # no place
        [
            *STUDENTS[:3],
            *((f"x{n}", "mentee", "3.0", "arts", "no", "", "") for n in range(20)),
        ],  # all alike
        [*STUDENTS[:3], ("x", "mentee", "", "arts", "", "", "")],  # little known
    ],
    ids=["one pair", "no place", "all alike", "little known"],
)
@pytest.mark.parametrize("method", ["score", "random", "stable", "maximin", "self_select", "most_in_need"])
def test_odd_rosters_are_matched_all_the_same(tmp_path: Path, rows: list[Row], method: str) -> None:
    # A column of yes and no needs a yes somewhere.
    rows = [(*row[:4], "yes", *row[5:]) for row in rows]
    text = ROSTER + PROGRAM.replace("method: score", f"method: {method}")
    roster, scenario = write_inputs(tmp_path, rows, text)
    result = run("match", roster, scenario, "--out", tmp_path / "pairs.csv")
    assert result.exit_code == 0, result.output
