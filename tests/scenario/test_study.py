from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import mentorsim.scenario.shipped as shipped
from mentorsim.documents.nearest import nearest
from mentorsim.errors import ScenarioError
from mentorsim.scenario import load_scenario, parameter_table, parse_scenario
from tests.scenario.texts import LARGE, SMALL, error_of


def test_the_calendar_counts_terms_breaks_and_summer() -> None:
    scenario = parse_scenario(
        SMALL + "calendar: {terms: 3, weeks_per_term: 10, break_weeks: 2, summer_weeks: 5}\n"
    )
    assert scenario.calendar.total_weeks == 39


@pytest.mark.parametrize(("weeks", "assessed"), [(15, (8, 15)), (14, (7, 14)), (2, (1, 2)), (3, (2, 3))])
def test_grades_are_given_in_the_middle_and_at_the_end(weeks: int, assessed: tuple[int, ...]) -> None:
    scenario = parse_scenario(SMALL + f"calendar: {{weeks_per_term: {weeks}}}\n")
    assert scenario.calendar.assessment_weeks == assessed


def test_grades_that_are_not_given_keep_their_place_on_another_scale() -> None:
    institution = parse_scenario(SMALL + "institution: {grade_scale: 20, pass_grade: 10}\n").institution
    assert (institution.pass_grade, institution.good_grade, institution.typical_grade) == (
        10,
        15,
        parameter_table()["typical_grade"].value / 4.0 * 20,
    )


def test_yes_and_no_are_taken_for_truths() -> None:
    text = SMALL.replace("mentors: 10", "mentors: 10, meet_in_breaks: yes")
    assert parse_scenario(text).program.meet_in_breaks is True
    assert "program.meet_in_breaks must be true or false, not 'maybe'" in str(
        error_of(text.replace("yes", "maybe"))
    )


def test_files_are_found_beside_the_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.yaml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    scenario = load_scenario("folder/a.yaml")
    assert scenario.folder == tmp_path / "folder"
    assert scenario.file("never.csv") == tmp_path / "folder" / "never.csv"
    assert scenario.with_changes({"run.seed": 2}).folder == scenario.folder
    assert scenario == parse_scenario(SMALL)


def test_a_scenario_cannot_be_changed_in_place() -> None:
    scenario = parse_scenario(SMALL)
    with pytest.raises(ValidationError, match="frozen"):
        scenario.program.mentees_per_mentor = 9  # type: ignore[misc]


def test_a_roster_takes_the_place_of_synthesized_first_years() -> None:
    text = """\
title: A
cohort:
  upper_years: 30
  roster:
    file: students.csv
    prior_grade: Admission grade
    attributes:
      major: Course
      woman: {column: Gender, yes: [0]}
      adult: {column: Age, at_least: 23}
      region: {column: Region, values: {N: north, S: south}}
    numbers: {age: Age}
program:
  mentors: 10
  eligibility: {attribute: woman, is: true}
  match: {method: score, criteria: [{field: age, rule: closest}, {field: major, rule: same}]}
"""
    cohort = parse_scenario(text).cohort
    assert cohort.roster is not None
    assert cohort.roster.prior_grade is not None
    assert cohort.roster.prior_grade.column == "Admission grade"
    assert cohort.roster.attributes["woman"].yes == ("0",)
    assert cohort.attribute_names == ("major", "woman", "adult", "region")
    assert (cohort.categories_of("adult"), cohort.categories_of("region")) == (("no", "yes"), None)
    for old, new, sentence in (
        ("is: true", "is: maybe", "program.eligibility.is must be a value of woman: no, yes; not 'maybe'"),
        ("numbers: {age:", "numbers: {adult:", "cohort.roster.numbers.adult is also an attribute"),
        (
            "{age: Age}",
            "{gpa: Age}",
            "cohort.roster.numbers.gpa is the name of a field that every student has",
        ),
        ("at_least: 23", "at_least: 23, yes: [1]", "attributes.adult.at_least cannot stand beside yes"),
        (
            "upper_years: 30",
            "upper_years: 5",
            "program.mentors are 10 from upper_years, but cohort.upper_years is 5",
        ),
        (
            "    numbers",
            "    role: {column: y, upper_years: [2]}\n    numbers",
            "cannot stand beside roster.role",
        ),
    ):
        assert sentence in str(error_of(text.replace(old, new)))


def test_attributes_may_not_take_the_names_of_fields() -> None:
    text = SMALL.replace("20}", "20, attributes: {skill: {share: 0.5}}}")
    assert "cohort.attributes.skill is the name of a field that every student has" in str(error_of(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mentess", "mentees_per_mentor"),
        ("mentor", "mentors"),
        ("meeting", "meetings_per_week"),
        ("checkins", "check_ins"),
        ("Training", "training"),
        ("xyz", None),
    ],
)
def test_the_nearest_name_is_the_one_that_was_meant(typed: str, meant: str | None) -> None:
    assert nearest(typed, parse_scenario(SMALL).program.model_dump()) == meant
    assert nearest(typed, []) is None


def test_shipped_scenarios_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "community_college.yaml").write_text(SMALL)
    (folder / "students.csv").write_text("id\n")
    monkeypatch.setattr(shipped, "shipped_folder", lambda: folder)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert shipped.shipped_names() == ("community_college",)
    for name in ("community_college", "community_college.yaml"):
        assert load_scenario(name).folder == folder
    # A results folder of that name does not hide the scenario, a file does.
    Path("community_college").mkdir()
    assert load_scenario("community_college").folder == folder
    Path("community_college.yaml").write_text(SMALL.replace("Small", "Mine"))
    assert load_scenario("community_college.yaml").title == "Mine"
    with pytest.raises(ScenarioError, match="did you mean the shipped scenario community_college"):
        load_scenario("comunity_college")
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_scenario("students")


def test_the_shipped_folder_is_the_installed_one_or_the_checkouts() -> None:
    folder = shipped.shipped_folder()
    assert folder is None or (folder.is_dir() and folder.name == "scenarios")


def test_the_room_is_quick_to_enter() -> None:
    heavy = ("numpy", "pandas", "numba", "mesa", "scipy", "matplotlib", "networkx", "ruamel", "rich", "typer")
    code = f"import sys, mentorsim.scenario; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_large_scenario_reads_the_same_twice() -> None:
    assert parse_scenario(LARGE) == parse_scenario(LARGE)
