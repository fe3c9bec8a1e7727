"""Locked pairs stay, and late joiners find their place without moving anyone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.roster_match.draft import make_draft
from mentorsim.roster_match.locked import ListedPair, PairList
from mentorsim.roster_match.sources import read_sources
from mentorsim.scenario import load_scenario
from tests.cli.commands import run
from tests.roster_match.rosters import (
    PROGRAM,
    ROSTER,
    STUDENTS,
    change,
    match,
    read_pairs,
    read_rows,
    write_inputs,
    write_table,
)

LATE = ("s0", "mentee", "2.9", "law", "no", "", "Mon am")
GROUPS = (
    ROSTER
    + """\
program:
  format: group
  group_size: 3
  mentors: 3
  mentees_per_mentor: 3
  match: {method: random}
"""
)


def test_late_joiners_are_added_without_moving_anyone(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    before = read_pairs(tmp_path / "pairs.csv")
    write_table(roster, [LATE, *STUDENTS])
    printed = match(roster, scenario, "--locked", tmp_path / "pairs.csv", "--out", tmp_path / "later.csv")
    after = read_pairs(tmp_path / "later.csv")
    assert {mentee: after[mentee] for mentee in before} == before
    assert set(after) == {*before, "s0"}
    assert "6 mentees locked where they were." in printed
    locked = {row["mentee"]: row["locked"] for row in read_rows(tmp_path / "later.csv")}
    assert locked["s0"] == ""
    assert locked["s1"] == "yes"


def test_a_pair_changed_by_hand_is_locked_as_it_was_changed_and_an_emptied_one_is_matched_anew(
    tmp_path: Path,
) -> None:
    roster, scenario = write_inputs(tmp_path)
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    pairs = read_pairs(tmp_path / "pairs.csv")
    loads = read_rows(tmp_path / "pairs.mentors.csv")
    free = next(row["mentor"] for row in loads if int(row["free places"]))
    moved, emptied = [mentee for mentee, mentor in pairs.items() if mentor != free][:2]
    change(tmp_path / "pairs.csv", moved, mentor=free)
    change(tmp_path / "pairs.csv", emptied, mentor="")
    match(roster, scenario, "--locked", tmp_path / "pairs.csv", "--out", tmp_path / "again.csv")
    again = read_pairs(tmp_path / "again.csv")
    assert again[moved] == free
    assert again[emptied] != ""


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_locked_pairs_within_places_stay(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    roster, file = write_inputs(tmp_path_factory.mktemp("lock"))
    sources = read_sources(load_scenario(file), None, roster, None)
    students = sources.students()
    places = {"m1": 2, "m2": 2, "m3": 3}
    locked = []
    for number, mentee in enumerate(("s1", "s2", "s3", "s4", "s5", "s6"), 2):
        mentor = data.draw(st.sampled_from([None, *places]))
        if mentor is not None and places[mentor]:
            places[mentor] -= 1
            locked.append(ListedPair(number, mentee, (mentor,), "", ""))
    draft = make_draft(
        sources.scenario, sources.program, students, PairList(Path("pairs.csv"), tuple(locked))
    )
    name = students.name
    pairs = {name(mentee): name(mentor) for mentee, mentor in draft.matching.pairs.tolist()}
    assert all(pairs[pair.mentee] == pair.mentors[0] for pair in locked)
    assert len(pairs) == 6
    assert (draft.loads <= draft.problem.capacity).all()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("nobody", "m1"), "row 3: the mentee is not on the roster"),
        (("s2", "nobody"), "row 3: the mentor is not on the roster"),
        (("s2", "s3"), "row 3: the mentor is not a mentor on the roster"),
        (("m2", "m1"), "row 3: the mentee is a mentor on the roster"),
        (("s1", "m2"), "row 3: this mentee stands already in row 2"),
        (("", "m2"), "row 3: the mentee is empty"),
    ],
)
def test_a_locked_list_that_cannot_be_is_refused_by_row_and_without_names(
    tmp_path: Path, row: tuple[str, str], sentence: str
) -> None:
    roster, scenario = write_inputs(tmp_path)
    locked = write_table(tmp_path / "locked.csv", [("s1", "m1"), row], ("mentee", "mentor"))
    result = run("match", roster, scenario, "--locked", locked, "--out", tmp_path / "pairs.csv")
    assert result.exit_code == 2
    assert f"locked.csv: {sentence}" in result.stderr
    assert "nobody" not in result.output
    assert not (tmp_path / "pairs.csv").exists()


def test_locked_pairs_beyond_a_mentor_s_places_are_refused(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    rows = [("s1", "m1"), ("s2", "m1"), ("s6", "m1")]
    locked = write_table(tmp_path / "locked.csv", rows, ("mentee", "mentor"))
    result = run("match", roster, scenario, "--locked", locked)
    assert result.exit_code == 2
    assert "row 4: the mentor has 2 places, and rows above have taken all" in result.stderr


def test_a_locked_pair_that_is_never_to_be_made_is_refused(tmp_path: Path) -> None:
    write_table(tmp_path / "never.csv", [("s1", "m1")], ("mentee", "mentor"))
    program = PROGRAM.replace("method: score", "method: score\n    never: {pairs_file: never.csv}")
    roster, scenario = write_inputs(tmp_path, scenario=ROSTER + program)
    locked = write_table(tmp_path / "locked.csv", [("s1", "m1")], ("mentee", "mentor"))
    result = run("match", roster, scenario, "--locked", locked)
    assert result.exit_code == 2
    assert "row 2: this pair is on the scenario's list of pairs never to be made" in result.stderr


def test_groups_are_written_and_late_joiners_take_free_seats(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path, STUDENTS[:-1], GROUPS)
    match(roster, scenario, "--out", tmp_path / "groups.csv")
    before = {row["mentee"]: (row["group"], row["mentor"]) for row in read_rows(tmp_path / "groups.csv")}
    assert len(before) == 5
    mentor_of = dict(before.values())
    assert len(mentor_of) == 2
    assert len(set(mentor_of.values())) == 2
    write_table(roster, [LATE, *STUDENTS])
    match(roster, scenario, "--locked", tmp_path / "groups.csv", "--out", tmp_path / "later.csv")
    after = {row["mentee"]: (row["group"], row["mentor"]) for row in read_rows(tmp_path / "later.csv")}
    assert {mentee: after[mentee] for mentee in before} == before
    joined = {mentee: place for mentee, place in after.items() if mentee not in before}
    # One seat is free; the other of the two late joiners alone makes no group.
    assert len(joined) == 1
    assert set(joined.values()) <= set(before.values())
    assert len(read_rows(tmp_path / "later.unmatched.csv")) == 1


def test_groups_without_mentors_are_written(tmp_path: Path) -> None:
    without = GROUPS.replace("  mentors: 3\n", "  mentors: none\n").replace("  mentees_per_mentor: 3\n", "")
    roster, scenario = write_inputs(tmp_path, scenario=without)
    printed = match(roster, scenario, "--out", tmp_path / "groups.csv")
    rows = read_rows(tmp_path / "groups.csv")
    assert list(rows[0]) == ["group", "mentee", "locked", "reason for change"]
    assert sorted(row["mentee"] for row in rows) == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert "2 groups (2 of 3)." in printed
