"""The commands of how_to/matching_a_roster.md print what the page says; the last on 4,424 real students.

Those data are of Realinho, Vieira Martins, Machado and Baptista (2021), UCI Machine Learning Repository, doi
10.24432/C5MC89, and are not part of this project.
"""

from __future__ import annotations

import csv
import re
import runpy
import shlex
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.commands import run
from tests.roster_match.rosters import read_pairs, read_rows

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "how_to" / "matching_a_roster.md").read_text(encoding="utf-8")
STORY, LONGER = PAGE.split("## A longer list", 1)
INVENTED, REAL = LONGER.split("## Real students", 1)
DATA = PROJECT.parent / "shared" / "data" / "uci_predict_dropout.csv"


def blocks(text: str) -> list[str]:
    return [block.strip("\n") for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)]


def replay(block: str) -> None:
    """Run the command of a block and compare what it prints."""
    command, _, printed = block.removeprefix("$ mentorsim ").partition("\n")
    result = run(*shlex.split(command))
    assert (result.stdout + result.stderr).strip() == printed.strip()


def test_the_story_from_a_form_export_to_a_mail_merge_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tables = iter(("signups.csv", "pairs.csv", "pairs.mentors.csv"))
    replayed = 0
    for block in blocks(STORY):
        if block.startswith("$ mentorsim"):
            replay(block)
            replayed += 1
        elif block.startswith("# A scenario"):
            assert Path("study.yaml").read_text(encoding="utf-8").strip() == block
        elif block.startswith("Timestamp"):
            Path(next(tables)).write_text(f"{block}\n", encoding="utf-8")
        else:
            assert Path(next(tables)).read_text(encoding="utf-8-sig").strip() == block
    assert replayed == 3
    merged = read_rows(Path("pairs.mentors.csv"))
    assert {row["mentee 1 Full name"] for row in merged} >= {"Ana Alvarez"}
    wished = {row["mentee"]: row["mentor"] for row in read_rows(Path("pairs.csv"))}
    assert wished["ana@uni.example"] == "fay@uni.example"
    assert "eli@uni.example" not in wished


def test_the_walk_through_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(PROJECT / "scenarios" / "roster_example.csv", tmp_path / "students.csv")
    shutil.copy(PROJECT / "scenarios" / "roster_example.yaml", tmp_path / "study.yaml")
    monkeypatch.chdir(tmp_path)
    replayed = 0
    for block in blocks(INVENTED):
        if block.startswith("$ mentorsim"):
            if "approve" in block and replayed == 2:
                text = Path("pairs.csv").read_text(encoding="utf-8")
                assert "s001,s165" in text
                Path("pairs.csv").write_text(text.replace("s001,s165", "s001,s151", 1), encoding="utf-8")
            replay(block)
            replayed += 1
        elif block.startswith("mentee,mentor"):
            assert Path("pairs.csv").read_text(encoding="utf-8-sig").startswith(block)
        elif block.startswith("s211"):
            with Path("students.csv").open("a", encoding="utf-8") as file:
                file.write(f"{block}\n")
    assert replayed == 5
    before, after = read_pairs(Path("pairs.csv")), read_pairs(Path("later.csv"))
    assert {mentee: after[mentee] for mentee in before} == before
    assert set(after) - set(before) == {"s211", "s212"}


@pytest.fixture
def students(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the real students, the oldest of each course marked as mentors, and the scenario."""
    if not DATA.is_file():
        pytest.skip(f"needs {DATA.name} (UCI dataset 697), which is not part of the project")
    mark = runpy.run_path(str(PROJECT / "experiments" / "mark_mentors.py"))["mark"]
    mark(DATA, tmp_path / "marked.csv", "Course", "Age at enrollment", 0.1)
    (scenario,) = (block for block in blocks(REAL) if block.startswith("title:"))
    (tmp_path / "older.yaml").write_text(scenario, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_older_students_mentor_younger_ones_of_their_course(students: Path) -> None:
    commands = [block for block in blocks(REAL) if block.startswith("$ mentorsim")]
    assert len(commands) == 2
    for block in commands:
        replay(block)
    with (students / "marked.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["student"]: row for row in csv.DictReader(file)}
    assert len(listed) == 4424
    pairs = read_pairs(students / "older.csv")
    load = Counter(pairs.values())
    mentors = {student for student, row in listed.items() if row["role"] == "mentor"}
    assert set(pairs).isdisjoint(mentors)
    assert set(load) == mentors
    assert min(load.values()) >= 3
    assert max(load.values()) == 10
    for mentee, mentor in pairs.items():
        assert listed[mentee]["Course"] == listed[mentor]["Course"]
        assert int(listed[mentor]["Age at enrollment"]) > int(listed[mentee]["Age at enrollment"])
    left = read_rows(students / "older.unmatched.csv")
    assert len(left) == 1
    assert listed[left[0]["mentee"]]["Course"] == "33"
    courses = {
        row["category"]: row
        for row in read_rows(students / "older.equity.csv")
        if row["attribute"] == "course"
    }
    wanted = Counter(row["Course"] for row in listed.values() if row["role"] == "mentee")
    assert {course: int(row["mentees"]) for course, row in courses.items()} == wanted
