"""The shared cases run to the list that their person wanted, or stop with a sentence that leads there.

The files are synthetic and no part of this project; sheets of the same shapes are in test_sign_up_sheets.py.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import run

SHARED = Path(__file__).resolve().parents[3] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared cases")

LISTS = [
    ("rosters/c01", "signups.csv", "c01.yaml", "30 of 46 mentees matched"),
    ("rosters/c01", "imagined_180_40.csv", "s1.yaml", "180 of 180 mentees matched"),
    ("rosters/c01", "imagined_180_40.csv", "group5.yaml", "36 groups (36 of 5)"),
    ("rosters/c08", "people.csv", "c08e.yaml", "23 of 23 mentees matched"),
    ("rosters/c09", "form.csv", "c09.yaml", "17 of 17 mentees matched"),
    ("rosters/c12", "anmeldung.csv", "c12.yaml", "20 of 34 mentees matched"),
    ("rosters/c12", "anmeldung_ohne_sep.csv", "c12.yaml", "20 of 34 mentees matched"),
    ("rosters_minimal", "e.csv", "e.yaml", "0 of 1 mentee matched"),
    ("rosters_minimal", "g.csv", "g.yaml", "2 of 3 mentees matched"),
    ("rosters_minimal", "gp.csv", "gp.yaml", "3 of 3 mentees matched"),
    ("rosters_minimal", "gr.csv", "gr.yaml", "4 groups (4 of 5)"),
    ("rosters_minimal", "never.csv", "never.yaml", "1 person of the lists of pairs"),
    ("rosters_minimal", "nl.csv", "nl.yaml", "1 of 1 mentee matched"),
    ("rosters_minimal", "role.csv", "role.yaml", "1 person both"),
    ("rosters_minimal", "sep.csv", "sep.yaml", "1 of 1 mentee matched"),
    ("rosters_minimal", "sh.csv", "sh.yaml", "the last cells count as empty"),
    ("rosters_minimal", "y.csv", "y.yaml", "3 of 5 mentees are eligible"),
    ("rosters_minimal", "r.csv", "s.yaml", "3 of 3 mentees matched"),
    ("files", "far_cell_ALL250000.xlsx", "far_cell.yaml", "150 of 150 mentees matched"),
]
SENTENCES = [
    ("rosters/c02", "mentees.csv", "c02.yaml", "mentors.csv", "duplicates to keep_last or keep_first"),
    ("rosters/c04", "students.csv", "c04.yaml", "mentors.csv", "{mentee: Username, mentor: Email address}"),
    ("rosters/c05", "incoming.csv", "c05.yaml", "local.csv", "set cohort.roster.missing to middle"),
    ("rosters/c10", "littles_typos.csv", "c10b.yaml", "bigs.csv", "row 6 of littles_typos.csv"),
    ("rosters/c13", "online.csv", "c13.yaml", None, "time_zone: Time zone"),
    ("rosters/c16", "signup.xlsx", "c16.yaml", None, "rows 4, 12, 20 and 28, column 'How many?'"),
    ("rosters_minimal", "em.csv", "em.yaml", None, "addresses are compared without case"),
    ("rosters_minimal", "empty_a.csv", "empty.yaml", "empty_b.csv", "theirs is probably 'field offered'"),
    ("rosters_minimal", "empty_a.csv", "empty_mandatory.yaml", "empty_b.csv", "probably 'field offered'"),
    ("rosters_minimal", "tabs.xlsx", "tabs.yaml", None, "tabs.xlsx#Mentees"),
    ("files", "far_row_200000000.xlsx", "far_row.yaml", None, "a cell far outside the table"),
    ("files", "zip_bomb_300MB_cell.xlsx", "zip_bomb.yaml", None, "more than 32,767 characters"),
    ("files", "noheader.csv", "noheader.yaml", None, "holds an e-mail address"),
]
SHEETS = [
    ("rosters/c01", "signups.csv", None),
    ("rosters/c02", "mentees.csv", "mentors.csv"),
    ("rosters/c04", "students.csv", "mentors.csv"),
    ("rosters/c05", "incoming.csv", "local.csv"),
    ("rosters/c06", "people.csv", None),
    ("rosters/c08", "people.csv", None),
    ("rosters/c09", "form.csv", None),
    ("rosters/c10", "littles.csv", "bigs.csv"),
    ("rosters/c12", "anmeldung.csv", None),
    ("rosters/c13", "online.csv", None),
    ("rosters/c16", "signup.xlsx", None),
]


def policy(scenario: Path) -> list[str]:
    text = scenario.read_text(encoding="utf-8")
    if "as planned" in text:
        return ["--policy", "as planned"]
    return ["--policy", "best total score"] if "best total score" in text else []


@pytest.mark.parametrize(("folder", "roster", "study", "sentence"), LISTS)
def test_a_case_runs_to_its_list(tmp_path: Path, folder: str, roster: str, study: str, sentence: str) -> None:
    case = SHARED / folder
    result = run("match", case / roster, case / study, "--out", tmp_path / "out.csv", *policy(case / study))
    assert result.exit_code == 0, result.output
    assert sentence in result.stdout


@pytest.mark.parametrize(("folder", "roster", "study", "mentors", "sentence"), SENTENCES)
def test_a_case_stops_with_a_sentence_that_leads_on(
    folder: str, roster: str, study: str, mentors: str | None, sentence: str
) -> None:
    case = SHARED / folder
    further = [] if mentors is None else ["--mentors", case / mentors]
    result = run("match", case / roster, case / study, *further, *policy(case / study))
    assert result.exit_code == 2, result.output
    assert sentence in result.stderr


@pytest.mark.parametrize(("folder", "roster", "mentors"), SHEETS)
def test_new_makes_a_scenario_that_is_right_and_matches(
    tmp_path: Path, folder: str, roster: str, mentors: str | None
) -> None:
    for name in filter(None, (roster, mentors)):
        shutil.copy(SHARED / folder / name, tmp_path / name)
    further = [] if mentors is None else ["--mentors", tmp_path / mentors]
    result = run("new", tmp_path / "study.yaml", "--roster", tmp_path / roster, *further)
    assert result.exit_code == 0, result.output
    assert run("check", tmp_path / "study.yaml").exit_code == 0
    result = run("match", tmp_path / roster, tmp_path / "study.yaml", "--out", tmp_path / "out.csv")
    assert result.exit_code == 0, result.output
    assert "mentees matched; " in result.stdout
