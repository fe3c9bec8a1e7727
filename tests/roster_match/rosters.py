"""Small rosters, scenarios for them, and how the tests of this room run the command."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from tests.cli.commands import run

HEADER = ("id", "role", "grade", "major", "first_gen", "places", "times")
ROSTER = """\
title: A small roster
cohort:
  roster:
    file: students.csv
    id: id
    role: {column: role, upper_years: [mentor]}
    prior_grade: grade
    numbers: {places: places}
    missing: middle
    attributes:
      major: major
      first_generation: {column: first_gen, yes: [yes]}
    slots: times
"""
PROGRAM = """\
program:
  mentors: 3
  mentees_per_mentor: 2
  match:
    method: score
    places: {most: places}
    criteria:
      - {field: major, rule: same, importance: high}
      - {field: prior_grade, rule: gap, at: 1.0, importance: low}
run: {seed: 5}
"""
STUDENTS = [
    ("m1", "mentor", "3.9", "arts", "no", "", "Mon am"),
    ("m2", "mentor", "3.5", "law", "yes", "", "Tue pm"),
    ("m3", "mentor", "3.7", "law", "no", "3", "Wed am"),
    ("s1", "mentee", "2.0", "arts", "yes", "", "Mon am"),
    ("s2", "mentee", "2.5", "arts", "no", "", "Mon am"),
    ("s3", "mentee", "3.0", "law", "no", "", "Tue pm"),
    ("s4", "mentee", "3.4", "law", "yes", "", "Wed am"),
    ("s5", "mentee", "2.2", "law", "no", "", "Wed am"),
    ("s6", "mentee", "", "arts", "no", "", "Tue pm"),
]

Row = Sequence[str]


def write_table(path: Path, rows: Sequence[Row], header: Row = HEADER, delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return path


def write_inputs(
    folder: Path, rows: Sequence[Row] = STUDENTS, scenario: str = ROSTER + PROGRAM
) -> tuple[Path, Path]:
    file = folder / "study.yaml"
    file.write_text(scenario, encoding="utf-8")
    return write_table(folder / "students.csv", rows), file


def read_rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def read_pairs(path: Path) -> dict[str, str]:
    return {row["mentee"]: row["mentor"] for row in read_rows(path)}


def change(path: Path, mentee: str, **cells: str) -> None:
    """Change a mentee's row as a coordinator would in a spreadsheet."""
    rows = read_rows(path)
    for row in rows:
        if row["mentee"] == mentee:
            row.update({name.replace("_", " "): cell for name, cell in cells.items()})
    write_table(path, [list(row.values()) for row in rows], list(rows[0]))


def match(*arguments: str | Path) -> str:
    """Run the command, which must succeed, and return what it printed."""
    result = run("match", *arguments)
    assert result.exit_code == 0, result.output
    return result.output
