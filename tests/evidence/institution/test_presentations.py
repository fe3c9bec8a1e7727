"""Records of many presentations, in the shape of the Open University's open data set: modules, presentations,
days counted from each start, students who come back, and students who never started. All rows are made up.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from mentorsim.api.calibrate import describe_records
from mentorsim.cli.app import app
from mentorsim.cohort.roster_files import read_roster
from mentorsim.errors import ScenarioError
from mentorsim.evidence.institution.fit import fit_institution
from mentorsim.evidence.institution.reading import read_institution
from mentorsim.evidence.institution.statistics import statistics_of
from mentorsim.scenario import Scenario, load_scenario

HEADER = (
    "code_module,code_presentation,id_student,gender,highest_education,imd_band,num_of_prev_attempts,"
    "disability,final_result,date_registration,date_unregistration"
)
STUDY = """
title: An open university
calendar: {terms: 1, weeks_per_term: 34, assessment_weeks: [8, 16, 24, 34]}
cohort:
  roster:
    file: records.csv
    missing: middle
    prior_grade:
      column: highest_education
      order: [Post Graduate Qualification, HE Qualification, A Level or Equivalent, Lower Than A Level]
    attributes: {module: code_module, presentation: code_presentation, imd: imd_band}
    records:
      retained: {column: final_result, no: [Withdrawn]}
      left_day: date_unregistration
friendships: {mean_degree: 4}
program: {mentors: {from: none}, format: group, group_size: 4}
"""
MODULES, PRESENTATIONS = ("AAA", "BBB"), ("2013B", "2013J", "2014J")
SCHOOLING = ("Post Graduate Qualification", "HE Qualification", "A Level or Equivalent", "Lower Than A Level")


def presentations(students: int) -> list[str]:
    """Rows of students, of whom one in ten takes part more than once; one in four withdraws."""
    chance = random.Random(20131)
    rows, seen = [], set()
    for number in range(students):
        module, presentation, who = MODULES[number % 2], PRESENTATIONS[number % 3], 11_000 + 7 * number
        if number % 10 == 9:
            here = {student for *place, student in seen if place == [module, presentation]}
            who = chance.choice(sorted({student for *_, student in seen} - here))
        seen.add((module, presentation, who))
        schooling = chance.choices(SCHOOLING, (2, 15, 43, 40))[0]
        withdraws = chance.random() < (0.33 if schooling == "Lower Than A Level" else 0.2)
        day = str(chance.choice((-20, 3, 40, 90, 150, 215))) if withdraws else ""
        result = "Withdrawn" if withdraws else chance.choice(("Pass", "Pass", "Fail", "Distinction"))
        rows.append(
            f"{module},{presentation},{who},{'MF'[number % 2]},{schooling},"
            f"{chance.choice(('0-10%', '90-100%', ''))},{number % 10 // 9},N,{result},"
            f"{-chance.randrange(1, 90)},{day}"
        )
    return rows


def written(folder: Path, rows: list[str], study: str = STUDY) -> Scenario:
    (folder / "records.csv").write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return load_scenario(folder / "study.yaml")


def said_of(folder: Path, rows: list[str], study: str = STUDY) -> str:
    return " ".join(describe_records(written(folder, rows, study), folder / "records.csv"))


def test_days_from_a_start_are_weeks_of_the_calendar(tmp_path: Path) -> None:
    days = ("0", "6", "7", "237", "-1", "")
    rows = [f"AAA,2013J,{n},M,HE Qualification,,0,N,Withdrawn,-5,{day}" for n, day in enumerate(days)]
    rows += [f"AAA,2013J,{n},F,Lower Than A Level,,0,N,Pass,-5," for n in range(10, 50)]
    observed = read_institution(written(tmp_path, rows)).observed
    assert observed.left_week[:4].tolist() == [1.0, 1.0, 2.0, 34.0]
    assert np.isnan(observed.left_week[4])
    assert observed.never_started == 1
    assert observed.left_week[5] == np.inf
    assert observed.retained[5] == 0.0


def test_every_row_of_many_presentations_is_explained(tmp_path: Path) -> None:
    rows = presentations(300)
    unstarted = sum(row.endswith(",-20") for row in rows)
    withdrawn = sum(",Withdrawn," in row for row in rows) - unstarted
    said = said_of(tmp_path, rows)
    assert "300 first-years in the records, of 300 rows." in said
    assert "Every row counts as a student of its own" in said
    assert f"unknown of {unstarted}." in said
    assert f"Left before the first day, and are left out of the fit: {unstarted}." in said
    assert f"Week of leaving: known of {withdrawn}, weeks 1 to 31." in said
    assert "module: AAA 150, BBB 150." in said
    assert "presentation: 2013B 100, 2013J 100, 2014J 100." in said
    assert "gap in retention (4 groups)" in said


def test_students_who_come_back_are_one_row_where_the_scenario_says_which(tmp_path: Path) -> None:
    rows = presentations(300)
    students = len({row.split(",")[2] for row in rows})
    kept = STUDY.replace("missing: middle", "missing: middle\n    id: id_student\n    duplicates: keep_first")
    said = said_of(tmp_path, rows, kept)
    assert f"{students} first-years in the records, of 300 rows." in said
    assert f"Left out: {300 - students} rows: an earlier row counts." in said
    each = STUDY.replace(
        "missing: middle", "missing: middle\n    id: [code_module, code_presentation, id_student]"
    )
    assert read_institution(written(tmp_path, rows, each)).observed.size == 300


def test_hundreds_of_repeated_ids_are_one_mistake_and_not_hundreds(tmp_path: Path) -> None:
    rows = presentations(300)
    written(tmp_path, [*rows, *rows], STUDY.replace("missing: middle", "missing: middle\n    id: id_student"))
    command = ["check", str(tmp_path / "study.yaml"), "--records", str(tmp_path / "records.csv")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert result.stderr.count("the id is already that of") == 4
    assert "set cohort.roster.duplicates to keep_last or keep_first" in result.stderr
    assert "or name no id where every row is to count" in result.stderr


def test_rows_that_contradict_themselves_are_counted(tmp_path: Path) -> None:
    rows = presentations(120)
    rows += [
        "AAA,2013J,1,M,HE Qualification,,0,N,Pass,-5,30",
        "AAA,2013J,2,M,HE Qualification,,0,N,Withdrawn,-5,",
    ]
    said = said_of(tmp_path, rows)
    assert "Said to have stayed, with a time of leaving as well: 1." in said
    assert "Said to have left, without a time of leaving: 1." in said
    observed = read_institution(written(tmp_path, rows)).observed
    assert observed.left_week[120] == np.inf
    assert observed.retained[120] == 1.0


def test_a_week_of_zero_leads_to_the_key_for_days(tmp_path: Path) -> None:
    rows = ["AAA,2013J,1,M,HE Qualification,,0,N,Withdrawn,-5,0", *presentations(60)]
    with pytest.raises(ScenarioError, match="a column of days is named by left_day instead"):
        read_institution(written(tmp_path, rows, STUDY.replace("left_day", "left_week")))
    with pytest.raises(ScenarioError, match="left_day cannot stand beside left_week: choose one"):
        written(tmp_path, rows, STUDY.replace("left_day:", "left_week: imd_band\n      left_day:"))


@pytest.mark.parametrize("cell", ["2014-03-05", "2014-03-05 00:00:00", "2014-03-05T09:30:00Z", "5.3.2014"])
def test_dates_as_programs_and_spreadsheets_write_them_are_read(tmp_path: Path, cell: str) -> None:
    study = STUDY.replace(
        "left_day: date_unregistration", "left_on: {column: date_unregistration, first_day: 2014-02-24}"
    )
    rows = [f"AAA,2013J,1,M,HE Qualification,,0,N,Withdrawn,-5,{cell}"]
    rows += [f"AAA,2013J,{n},F,Lower Than A Level,,0,N,Pass,-5," for n in range(10, 50)]
    assert read_institution(written(tmp_path, rows, study)).observed.left_week[0] == 2.0


@pytest.mark.parametrize("cell", ["03/05/2014", "2014-06-31", "31.6.2014", "week 3", "41703"])
def test_a_date_that_could_be_another_is_refused_by_its_rows(tmp_path: Path, cell: str) -> None:
    study = STUDY.replace(
        "left_day: date_unregistration", "left_on: {column: date_unregistration, first_day: 2014-02-24}"
    )
    row = f"AAA,2013J,1,M,HE Qualification,,0,N,Withdrawn,-5,{cell}"
    with pytest.raises(ScenarioError, match="rows 2 and 3, column 'date_unregistration'") as caught:
        read_institution(
            written(tmp_path, [row, row, row.replace("HE Q", "Post Graduate Q")[: -len(cell)]], study)
        )
    assert cell not in str(caught.value).replace("2014-11-30", "")


def test_columns_of_the_records_are_not_said_to_be_unused(tmp_path: Path) -> None:
    scenario = written(tmp_path, presentations(60))
    assert scenario.cohort.roster is not None
    unused = read_roster(scenario.cohort.roster, tmp_path / "records.csv").report.unused
    assert "gender" in unused
    assert not {"final_result", "date_unregistration"} & set(unused)


def test_results_in_letters_have_the_numbers_that_the_scenario_states(tmp_path: Path) -> None:
    graded = STUDY.replace(
        "left_day: date_unregistration",
        "results: [{grade: final_result, values: {Distinction: 4, Pass: 2.5, Fail: 0.5, Withdrawn: 0}}]",
    )
    rows = [*presentations(60), "AAA,2013J,1,M,HE Qualification,,0,N,,-5,"]
    assert "Without a result: 1." in said_of(tmp_path, rows, graded)
    observed = read_institution(written(tmp_path, presentations(60), graded)).observed
    assert set(np.unique(observed.gpa)) == {0.0, 0.5, 2.5, 4.0}
    with pytest.raises(ScenarioError, match=r"the grade is not among .*results\.1\.values"):
        read_institution(written(tmp_path, presentations(60), graded.replace("Fail: 0.5, ", "")))


def test_a_population_is_fitted_to_presentations(tmp_path: Path) -> None:
    one_group = STUDY.replace("{module: code_module, presentation: code_presentation, imd: imd_band}", "{}")
    fit = fit_institution(written(tmp_path, presentations(240), one_group), replications=3)
    rows = {row.statistic.name: row for row in fit.rows}
    assert rows["retention"].simulated == pytest.approx(rows["retention"].observed, abs=0.06)
    assert fit.failures == ()
    assert {one.setting for one in statistics_of(read_institution(written(tmp_path, presentations(240))))} > {
        "summer departure", "weekly departure",
    }  # fmt: skip
