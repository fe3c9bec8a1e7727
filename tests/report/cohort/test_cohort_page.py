"""The page of a cohort: small, self-contained, valid, the same bytes each time, and silent about ids."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tinyhtml5.parser import HTMLParser

import mentorsim as ms
from mentorsim.animation.positions import positions
from mentorsim.report.cohort.event_words import weeks_in_words
from mentorsim.report.cohort.page import cohort_page, cohort_script
from mentorsim.report.cohort.picture import belonging_names, belonging_step, rapport_step, still_picture
from mentorsim.report.cohort.player_data import player_data
from tests.animation.cohorts import quiet, story

GOLDEN = Path(__file__).parent / "golden"
SMALL = Path(__file__).parents[2] / "golden" / "small.yaml"
PROJECT = SMALL.parents[2]
MOST_BYTES = 300_000
# As full as pictures are: 150 students, 35 weeks, many friends, and matches that change all the time.
FULL = {
    "title": "A full picture",
    "calendar": {"terms": 2, "weeks_per_term": 15, "break_weeks": 5},
    "cohort": {"first_years": 110, "upper_years": 40},
    "friendships": {"mean_degree": 8},
    "program": {
        "offer": {"how": "proactive"},
        "starts_week": 1,
        "mentors": 40,
        "mentees_per_mentor": 3,
        "check_ins": {"every_weeks": 1, "rematch_below": 0.6, "action": "rematch"},
    },
    "policies": {"pairs": {}},
}


@pytest.fixture(scope="module")
def page() -> str:
    return cohort_page(story())


def test_numbers_for_the_script_are_those_of_the_golden_file() -> None:
    cohort = story()
    assert player_data(cohort, positions(cohort)) + "\n" == (GOLDEN / "story.json").read_text("utf-8")


def test_the_same_weeks_are_the_same_bytes(page: str) -> None:
    assert cohort_page(story()) == page


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    written = ms.animate(SMALL, "pairs").html
    code = "import sys, mentorsim as ms\nms.animate(sys.argv[1], 'pairs').write(sys.argv[2])\n"
    environment = {**os.environ, "PYTHONHASHSEED": "5", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-c", code, str(SMALL), str(tmp_path / "made" / "cohort.html")]
    subprocess.run(command, check=True, env=environment, cwd=PROJECT)
    assert (tmp_path / "made" / "cohort.html").read_bytes() == written.encode()


def test_a_full_picture_is_less_than_300_kilobytes() -> None:
    found = ms.animate(FULL, "pairs")
    assert len(found.cohort.students) == 150
    assert found.cohort.weeks == 35
    assert len(found.cohort.ties) > 500
    assert len(found.html.encode()) <= MOST_BYTES


@pytest.mark.parametrize("cohort", [story(), quiet()], ids=["program", "none"])
def test_the_page_is_valid_html(cohort: object) -> None:
    parser = HTMLParser(namespace_html_elements=False)
    parser.parse(cohort_page(cohort))  # type: ignore[arg-type]
    assert parser.errors == []
    ids = re.findall(r' id="([^"]+)"', cohort_page(cohort))  # type: ignore[arg-type]
    assert len(ids) == len(set(ids))


def test_the_page_runs_its_own_script_alone_and_asks_for_nothing(page: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert scripts == [cohort_script()]
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    rules = dict(rule.strip().split(" ", 1) for rule in unescape(policy).split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in rules["script-src"]
    assert not re.search(r"\s(src|href|action|srcset|style|on\w+)=(?!\"#)", page)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", page)


def test_names_cannot_leave_their_place() -> None:
    told = replace(story(), title="</script><script>alert(1)</script>", policy="<img src=x>")
    page = cohort_page(told)
    assert page.count("<script") == 2
    assert "<img" not in page


def test_no_id_of_a_roster_is_in_the_page() -> None:
    scenario = ms.load_scenario("roster_example")
    policy = next(name for name, program in scenario.policies.items() if program is not None)
    found = ms.animate(scenario, policy)
    identifiers = ms.make_world(scenario, scenario.run.seed, 0).cohort.observed.identifiers
    assert identifiers
    assert [name for name in identifiers if name in found.html or name in found.text] == []


def test_still_pictures_are_well_formed_and_show_everybody() -> None:
    cohort = story()
    for week in weeks_in_words(cohort):
        picture = ElementTree.fromstring(still_picture(cohort, positions(cohort), week))
        kinds = [shape.get("class") or "" for shape in picture]
        here = sum(student.enrolled(week.week) for student in cohort.students)
        assert sum(bool(re.fullmatch(r"b\d", kind)) for kind in kinds) == here
        assert kinds.count("gone") == len(cohort.students) - here
        drawn = "".join(shape.get("d", "") for shape in picture if "match" in (shape.get("class") or ""))
        members = sum(span.lasts(week.week) for span in cohort.groups)
        assert drawn.count("M") == sum(tie.lasts(week.week) for tie in cohort.ties) + members


def test_colors_and_widths_are_named_as_they_are_used() -> None:
    names = belonging_names()
    assert [names[belonging_step(percent)] for percent in (0, 29, 30, 69, 70, 100)] == [
        "below 0.3", "below 0.3", "0.3 to 0.4", "0.6 to 0.7", "0.7 and above", "0.7 and above",
    ]  # fmt: skip
    assert [rapport_step(percent) for percent in (0, 19, 20, 79, 80, 100)] == [1, 1, 2, 4, 5, 5]


def test_the_log_stands_in_the_page_word_for_word(page: str) -> None:
    plain = page.replace("&#34;", '"')
    for week in weeks_in_words(story()):
        assert week.standing in plain
        assert all(f"<li>{event}</li>" in plain for event in week.events)
    (data,) = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert json.loads(data)["weeks"] == story().weeks
