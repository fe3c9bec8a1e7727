"""Records that are ordinary somewhere: everyone leaves in term, one exam, no prior grade, grades in bands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from mentorsim.api.calibrate import describe_records
from mentorsim.api.compare import compare
from mentorsim.cli.app import app
from mentorsim.errors import ScenarioError
from mentorsim.evidence.institution.fit import fit_institution
from mentorsim.evidence.institution.found import InstitutionFit
from mentorsim.evidence.institution.reading import read_institution
from mentorsim.evidence.institution.statistics import statistics_of
from mentorsim.scenario import Scenario, load_scenario, parse_scenario

ONE_TERM = """
title: One term
calendar: {terms: 1, weeks_per_term: 20, assessment_weeks: [10, 20]}
cohort:
  roster:
    file: records.csv
    prior_grade: prior
    records: {retained: {column: stayed, no: ["no"]}, left_week: week}
friendships: {mean_degree: 4}
program: {mentors: {from: none}, format: group, group_size: 4}
"""
ONE_EXAM = """
title: One exam
calendar: {terms: 1, weeks_per_term: 10}
institution: {grade_scale: 100, pass_grade: 60, typical_grade: 67, courses_per_term: 1}
cohort: {roster: {file: records.csv, records: {results: [exam]}}}
friendships: {mean_degree: 4}
program: {mentors: {from: none}, format: group, group_size: 4}
"""


def rows(folder: Path, text: str, header: str, lines: list[str]) -> Scenario:
    (folder / "records.csv").write_text("\n".join([header, *lines]), encoding="utf-8")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return load_scenario(folder / "study.yaml")


def leavers_in_term(folder: Path, text: str = ONE_TERM) -> Scenario:
    """A quarter leaves, every one of them inside the term, some in its last week."""
    generator = np.random.default_rng(3)
    lines = []
    for number in range(240):
        left = number % 4 == 0
        week = str(1 + number // 4 % 20) if left else ""
        lines.append(f"{generator.normal():.3f},{'no' if left else 'yes'},{week}")
    return rows(folder, text, "prior,stayed,week", lines)


def row_of(fit: InstitutionFit, name: str) -> object:
    return next(row for row in fit.rows if row.statistic.name == name)


def test_shares_that_are_all_one_have_an_honest_error_and_do_not_lead_a_fit_astray(tmp_path: Path) -> None:
    fit = fit_institution(leavers_in_term(tmp_path), replications=3)
    inside = row_of(fit, "left within a term")
    assert inside.observed == 1.0
    assert 0.005 < inside.observed_error < 0.05
    retention = row_of(fit, "retention")
    assert retention.simulated == pytest.approx(0.75, abs=0.04)
    assert not fit.failures


def test_one_exam_is_fitted_without_counting_those_who_left_against_it(tmp_path: Path) -> None:
    generator = np.random.default_rng(4)
    scores = np.clip(generator.normal(67.0, 4.0, 200), 40, 90)
    scenario = rows(tmp_path, ONE_EXAM, "exam", [f"{score:.1f}" for score in scores])
    fit = fit_institution(scenario, replications=3)
    assert row_of(fit, "GPA").simulated == pytest.approx(67.0, abs=1.5)
    assert row_of(fit, "spread of GPA (SD)").simulated == pytest.approx(4.0, abs=1.0)
    assert not any(setting.name == "prior-grade validity" for setting in fit.settings)


def test_nobody_who_left_is_fitted_as_well(tmp_path: Path) -> None:
    lines = [f"{number % 17},yes," for number in range(120)] + ["3,no,4"]
    found = statistics_of(read_institution(rows(tmp_path, ONE_TERM, "prior,stayed,week", lines)))
    # One leaver tells nothing of when; departure in general is what is fitted.
    assert [one.setting for one in found if one.name == "retention"] == ["departure"]
    assert not any(one.name == "left within a term" for one in found)


def test_prior_grades_may_be_words_in_an_order(tmp_path: Path) -> None:
    text = ONE_TERM.replace("prior_grade: prior", "prior_grade: {column: prior, order: [high, middle, low]}")
    lines = [f"{('low', 'middle', 'high')[number % 3]},yes," for number in range(60)] + ["low,no,3"]
    scenario = rows(tmp_path, text, "prior,stayed,week", lines)
    prior = read_institution(scenario).observed.prior_grade
    assert len(np.unique(prior)) == 3
    assert prior[0] < prior[1] < prior[2]


def test_a_constant_prior_grade_is_named(tmp_path: Path) -> None:
    lines = ["5,yes,"] * 60 + ["5,no,3"]
    with pytest.raises(ScenarioError, match="column 'prior' do not differ"):
        read_institution(rows(tmp_path, ONE_TERM, "prior,stayed,week", lines))


def test_prior_grades_and_staying_are_fitted_and_shown_by_third(tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    prior = generator.normal(size=600)
    stayed = generator.uniform(size=600) < 1.0 / (1.0 + np.exp(-(1.6 + 1.5 * prior)))
    lines = [f"{a:.3f},{'yes' if b else 'no'}" for a, b in zip(prior, stayed, strict=True)]
    text = ONE_TERM.replace(", left_week: week", "")
    fit = fit_institution(rows(tmp_path, text, "prior,stayed", lines), replications=3)
    weight = dict(zip((setting.name for setting in fit.settings), fit.values, strict=True))
    assert weight["staying on prior grade"] > 0.5
    for third in ("lowest", "middle", "highest"):
        row = row_of(fit, f"retention, {third} third of prior grade")
        assert row.simulated == pytest.approx(row.observed, abs=0.08)
        assert np.isfinite(row.held_out)


def test_a_failed_fit_says_so_writes_nothing_and_ends_with_code_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = fit_institution(leavers_in_term(tmp_path), replications=2)
    far_out = tuple(
        replace(row, simulated=0.247, simulated_error=0.01) if row.statistic.name == "retention" else row
        for row in fit.rows
    )
    failed = replace(fit, rows=far_out)
    assert [row.statistic.name for row in failed.failures] == ["retention"]
    monkeypatch.setattr("mentorsim.api.calibrate.fit_institution", lambda *_, **__: failed)
    command = ["calibrate", str(tmp_path / "study.yaml"), "--records", str(tmp_path / "records.csv")]
    command += ["-q", "--out", str(tmp_path / "fitted.yaml")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 3
    assert "The fit to records failed: retention 24.7% for 75.0%" in " ".join(result.output.split())
    assert not (tmp_path / "fitted.yaml").exists()
    anyway = CliRunner().invoke(app, [*command, "--write-anyway"])
    assert anyway.exit_code == 3
    text = (tmp_path / "fitted.yaml").read_text(encoding="utf-8")
    assert "failed" in "".join(text.splitlines()[:6])
    assert load_scenario(tmp_path / "fitted.yaml").caution.startswith("The fit to records failed: retention")


def test_several_starts_and_who_never_started_are_read_and_counted(tmp_path: Path) -> None:
    text = ONE_TERM.replace(
        "left_week: week",
        "left_on: {column: left, starts: {column: start, first_days: {fall: 2025-09-01, spring: "
        "2026-02-02}}}",
    )
    lines = ["1,no,2025-09-09,fall", "2,no,2026-02-03,spring", "3,no,2025-08-20,fall", "4,yes,,spring"]
    lines += [f"{number % 7},yes,,fall" for number in range(40)]
    scenario = rows(tmp_path, text, "prior,stayed,left,start", lines)
    observed = read_institution(scenario).observed
    assert observed.left_week[:2].tolist() == [2.0, 1.0]
    assert np.isnan(observed.left_week[2])
    assert np.isnan(observed.retained[2])
    assert observed.never_started == 1
    said = " ".join(describe_records(scenario, tmp_path / "records.csv"))
    assert "Left before the first day, and are left out of the fit: 1." in said
    assert "Students by start, each with its own week 1: fall 42, spring 2." in said
    assert "Every row counts as a student of its own" in said


@pytest.mark.parametrize(
    ("rule", "retained", "why"),
    [("duplicates: keep_last", 1.0, "a later row"), ("duplicates: keep_first", 0.0, "an earlier row")],
)
def test_of_a_student_with_several_rows_the_row_that_counts_is_read(
    tmp_path: Path, rule: str, retained: float, why: str
) -> None:
    text = ONE_TERM.replace("prior_grade: prior", f"prior_grade: prior\n    id: who\n    {rule}")
    lines = ["a,1,no,3", "a,2,yes,", *(f"n{number},{number % 5},yes," for number in range(40))]
    scenario = rows(tmp_path, text, "who,prior,stayed,week", lines)
    institution = read_institution(scenario)
    assert institution.observed.size == 41
    assert institution.observed.retained[0] == retained
    said = " ".join(describe_records(scenario, tmp_path / "records.csv"))
    assert "41 first-years in the records, of 42 rows." in said
    assert f"Left out: 1 row: {why}" in said


def test_rows_of_other_presentations_do_not_count_for_a_student_who_was_in_several(tmp_path: Path) -> None:
    text = ONE_TERM.replace(
        "prior_grade: prior",
        "prior_grade: prior\n    id: who\n    only: [{column: presentation, is: 2013J}]",
    )
    lines = ["a,1,no,3,2013J", "a,2,yes,,2014B"]
    lines += [f"n{number},{number % 5},yes,,2013J" for number in range(40)]
    observed = read_institution(rows(tmp_path, text, "who,prior,stayed,week,presentation", lines)).observed
    assert observed.size == 41
    assert observed.retained[0] == 0.0
    assert observed.left_week[0] == 3.0


def test_presentations_may_be_groups(tmp_path: Path) -> None:
    text = ONE_TERM.replace(
        "prior_grade: prior", "prior_grade: prior\n    attributes: {presentation: {column: presentation}}"
    )
    lines = [f"{n % 17},{'yes,' if n % 5 else 'no,3'},{'2013J' if n % 2 else '2014B'}" for n in range(200)]
    scenario = rows(tmp_path, text, "prior,stayed,week,presentation", lines)
    said = " ".join(describe_records(scenario, tmp_path / "records.csv"))
    assert "presentation: 2013J 100, 2014B 100." in said
    assert any(one.name == "gap in retention" for one in statistics_of(read_institution(scenario)))


def test_a_week_below_zero_is_before_the_first_day_and_zero_is_refused(tmp_path: Path) -> None:
    lines = ["1,no,-2", *(f"{number % 7},yes," for number in range(40)), "3,no,4"]
    observed = read_institution(rows(tmp_path, ONE_TERM, "prior,stayed,week", lines)).observed
    assert observed.never_started == 1
    assert np.isnan(observed.left_week[0])
    with pytest.raises(ScenarioError, match="negative for who left before the first day"):
        read_institution(rows(tmp_path, ONE_TERM, "prior,stayed,week", ["1,no,0", *lines[1:]]))


def test_prior_grades_in_bands_have_the_numbers_that_the_scenario_states(tmp_path: Path) -> None:
    bands = 'prior_grade: {column: prior, values: {"<55": 45, "55<=": 65, A level: 80}}'
    text = ONE_TERM.replace("prior_grade: prior", f"{bands}\n    missing: middle")
    lines = [f"{('<55', '55<=', 'a level')[number % 3]},yes," for number in range(60)] + [",no,3"]
    prior = read_institution(rows(tmp_path, text, "prior,stayed,week", lines)).observed.prior_grade
    assert np.isnan(prior[60])
    assert (prior[2] - prior[1]) / (prior[1] - prior[0]) == pytest.approx(15 / 20)
    with pytest.raises(ScenarioError, match=r"row 62.*number"):
        read_institution(rows(tmp_path, text, "prior,stayed,week", [*lines[:60], "none of these,no,3"]))
    both = text.replace("values:", "order: [a, b], values:")
    with pytest.raises(ScenarioError, match="cannot stand beside order"):
        rows(tmp_path, both, "prior,stayed,week", lines)


def test_check_says_what_records_hold_and_what_would_be_fitted(tmp_path: Path) -> None:
    leavers_in_term(tmp_path)
    command = ["check", str(tmp_path / "study.yaml"), "--records", str(tmp_path / "records.csv")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0
    said = " ".join(result.output.split())
    assert "240 first-years in the records, of 240 rows." in said
    assert "Stayed: 75.0% of 240." in said
    assert "Week of leaving: known of 60, weeks 1 to 20." in said
    assert "left within a term" in said


def test_a_caution_is_repeated_by_every_comparison() -> None:
    scenario = parse_scenario(
        """
title: Made by a fit
caution: The fit to records failed.
calendar: {terms: 1, weeks_per_term: 4}
cohort: {first_years: 20, upper_years: 5}
program: {mentors: 2}
"""
    )
    found = compare(scenario, replications=2, workers=1)
    assert found.warnings[0] == "The fit to records failed."
