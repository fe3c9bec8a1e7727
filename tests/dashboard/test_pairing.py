"""A real roster is read, paired, locked and written, and leaves no trace until its owner saves it."""

from __future__ import annotations

import csv
import io
import logging
from pathlib import Path
from typing import Any

import pytest

from .sent_forms import forms_of

SCENARIO = """\
title: Our list
cohort:
  roster:
    file: roster.csv
    id: id
    role: {column: role, mentors: [mentor], mentees: [mentee]}
    attributes: {major: major}
program:
  mentors: 3
  mentees_per_mentor: 2
  match: {method: score, criteria: [{field: major, rule: same}]}
"""
PEOPLE = [("ada", "mentor", "art"), ("bob", "mentor", "law"), ("cy", "mentor", "art")]
PEOPLE += [(f"mentee{number}", "mentee", "art" if number % 2 else "law") for number in range(6)]
ROSTER = "id,role,major,note\n" + "".join(f"{name},{role},{major},=1+1\n" for name, role, major in PEOPLE)


@pytest.fixture
def direct(site: Any, monkeypatch: Any) -> None:
    """The helper's work is done in this process: starting one takes seconds."""
    monkeypatch.setattr(type(site.helper), "do", lambda self, work, *given: work(*given))


@pytest.fixture
def reading(browser: Any, site: Any, direct: None) -> Any:
    """The page that shows how the roster is read."""
    state = site.states.keep(SCENARIO, site.folder, "Opened it")
    return browser.post(f"/study/{state.id}/pair", files={"roster": ("../../names.csv", ROSTER.encode())})


def paired(browser: Any, reading: Any) -> Any:
    address = reading.url.path
    return browser.post(address, data=forms_of(reading.text)[address])


def pairs_in(browser: Any, page: Any) -> dict[str, str]:
    text = browser.get(f"{page.url.path}/pairs.csv").content.decode("utf-8-sig")
    return {row["mentee"]: row["mentor"] for row in csv.DictReader(io.StringIO(text))}


def test_the_reading_report_is_shown(reading: Any):
    assert reading.status_code == 200
    assert "6 mentees to be matched" in reading.text
    assert "3 mentors" in reading.text
    assert "Pair with" in reading.text


def test_the_list_is_the_one_that_the_command_writes(browser: Any, reading: Any, tmp_path: Path):
    import mentorsim as ms

    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    frame = ms.match(tmp_path / "roster.csv", tmp_path / "scenario.yaml").pairs()
    page = paired(browser, reading)
    assert page.status_code == 200
    assert pairs_in(browser, page) == dict(zip(frame["mentee"], frame["mentor"], strict=True))


def test_locked_rows_stay(browser: Any, reading: Any):
    page = paired(browser, reading)
    before = pairs_in(browser, page)
    again = browser.post(page.url.path, data={"lock": ["0", "2"]})
    assert again.url.path != page.url.path
    assert again.text.count(" checked>") == 2
    locked = [*before][:3:2]
    after = pairs_in(browser, again)
    assert {name: after[name] for name in locked} == {name: before[name] for name in locked}
    assert "2 mentees locked where they were" in again.text
    assert pairs_in(browser, page) == before


def test_the_workbook_holds_the_list_and_what_explains_it(browser: Any, reading: Any):
    openpyxl = pytest.importorskip("openpyxl")
    page = paired(browser, reading)
    content = browser.get(f"{page.url.path}/pairs.xlsx").content
    assert "pairs" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames


def test_cells_that_a_spreadsheet_would_run_are_harmless(browser: Any, site: Any, direct: None):
    roster = ROSTER.replace("mentee1,", "=cmd|calc,")
    state = site.states.keep(SCENARIO, site.folder, "Opened it")
    reading = browser.post(f"/study/{state.id}/pair", files={"roster": ("r.csv", roster.encode())})
    page = paired(browser, reading)
    text = browser.get(f"{page.url.path}/pairs.csv").text
    assert "=cmd" in text
    assert not any(cell.startswith(("=", "+", "@")) for row in csv.reader(io.StringIO(text)) for cell in row)


def test_a_roster_leaves_no_trace_until_it_is_saved(browser: Any, reading: Any, site: Any, caplog: Any):
    caplog.set_level(logging.DEBUG)
    paired(browser, reading)
    kept = [path.read_bytes() for path in site.folder.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"mentee1" in content for content in kept)
    assert "mentee1" not in caplog.text
    assert "names.csv" not in caplog.text
    assert "mentee1" not in repr(site)
    saved = browser.post(f"{reading.url.path}/save")
    state = site.states.find(saved.url.path.split("/")[2])
    file = site.folder / state.scenario().cohort.roster.file
    assert file.read_text() == ROSTER
    assert file.stat().st_mode & 0o077 == 0


def test_a_roster_that_is_brought_gets_a_scenario(browser: Any, direct: None):
    page = browser.post("/open/roster", files={"roster": ("r.csv", ROSTER.encode())})
    assert page.status_code == 200
    assert "Made a scenario for a roster" in page.text
    assert "6 mentees" in page.text


def test_what_is_wrong_with_a_roster_is_said_without_a_name(browser: Any, site: Any, direct: None):
    state = site.states.keep(SCENARIO, site.folder, "Opened it")
    address = f"/study/{state.id}/pair"
    for content, said in [
        (b"id,role,major\nada,mentor,art\n" * 2, "row"),
        (b"\x00\x01", "text"),
        (b"", "Choose a file"),
    ]:
        answer = browser.post(address, files={"roster": ("r.csv", content)})
        assert answer.status_code in (400, 422)
        assert said in answer.text
        assert "Traceback" not in answer.text


def test_only_the_last_few_rosters_are_held(site: Any):
    names = [site.rosters.hold(b"id\n").id for _ in range(10)]
    held = [name for name in names if name in site.rosters._held]
    assert held == names[-4:]


def test_a_list_that_is_gone_is_said(browser: Any, study: str):
    assert browser.get("/list/0123456789abcdef").status_code == 404
    assert browser.get(f"{study}/pair/0123456789abcdef").status_code == 404
