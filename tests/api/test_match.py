"""``ms.match`` makes the list that the command writes, by the same code."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentorsim as ms
from mentorsim.scenario import load_scenario
from tests.roster_match import rosters


def test_it_gives_the_pairs_that_the_command_writes(tmp_path: Path) -> None:
    roster, study = rosters.write_inputs(tmp_path)
    out = tmp_path / "pairs.csv"
    rosters.match(roster, study, "--out", out, "--yes")
    made = ms.match(roster, study, accept_guesses=True)
    pairs = made.pairs()
    assert dict(zip(pairs["mentee"], pairs["mentor"], strict=True)) == rosters.read_pairs(out)
    assert made.files == ()
    assert len(made.pairs()) + len(made.unmatched()) == 6
    assert len(made.mentors()) == 3
    assert not made.equity().empty


def test_it_takes_a_scenario_as_an_object_and_writes_with_a_record_from_a_file(tmp_path: Path) -> None:
    roster, study = rosters.write_inputs(tmp_path)
    made = ms.match(str(roster), load_scenario(study), accept_guesses=True)
    out = tmp_path / "list.csv"
    written = ms.match(roster, study, out=out, accept_guesses=True)
    assert written.files[0] == out
    assert all(file.is_file() for file in written.files)
    assert rosters.read_pairs(out) == dict(zip(made.pairs()["mentee"], made.pairs()["mentor"], strict=True))
    with pytest.raises(ms.UserError, match="give the scenario as a file or a name"):
        ms.match(roster, load_scenario(study), out=tmp_path / "other.csv", accept_guesses=True)
    assert not (tmp_path / "other.csv").exists()


def test_overrides_count_in_every_form_of_a_scenario(tmp_path: Path) -> None:
    roster, study = rosters.write_inputs(tmp_path)
    for given in (study, load_scenario(study)):
        made = ms.match(roster, given, overrides=["program.match.method=random"], accept_guesses=True)
        assert "(random)" in repr(made)


def test_what_it_shows_counts_and_names_nobody(tmp_path: Path) -> None:
    roster, study = rosters.write_inputs(tmp_path)
    made = ms.match(roster, study, accept_guesses=True)
    for text in (repr(made), made._repr_html_()):
        assert "of 6 mentees matched" in text
        assert "3 mentors" in text
        assert not any(row[0] in text.split() for row in rosters.STUDENTS)


def test_guesses_that_are_not_sure_are_refused_with_the_yaml_that_says_them(tmp_path: Path) -> None:
    header = ("who", "role", "gpa?", "field", "first", "cap", "when")
    roster = rosters.write_table(tmp_path / "odd.csv", rosters.STUDENTS, header)
    study = tmp_path / "study.yaml"
    study.write_text("title: x\ncohort: {first_years: 5}\n" + rosters.PROGRAM, encoding="utf-8")
    with pytest.raises(ms.UserError):
        ms.match(roster, study)


def test_a_wrong_roster_is_a_roster_error(tmp_path: Path) -> None:
    roster, study = rosters.write_inputs(tmp_path, [*rosters.STUDENTS, rosters.STUDENTS[3]])
    with pytest.raises(ms.RosterError, match="row"):
        ms.match(roster, study, accept_guesses=True)
