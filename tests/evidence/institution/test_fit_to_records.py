"""The population of a study is fitted to an institution's records, and to nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mentorsim.errors import ScenarioError, UserError
from mentorsim.evidence.institution.fit import fit_institution
from mentorsim.evidence.institution.fitted_settings import MOST_EXPLAINED, fitted_scenario
from mentorsim.evidence.institution.found import InstitutionFit
from mentorsim.evidence.institution.reading import read_institution
from mentorsim.evidence.institution.records import is_early, is_within_term
from mentorsim.evidence.institution.search import least_squares
from mentorsim.evidence.institution.writing import check_target, with_records, write_fit
from mentorsim.report.institution_page import comments, fit_json, institution_page
from mentorsim.scenario import Scenario, load_scenario
from tests.evidence.institution.records import study, write_records


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("college")
    write_records(path, 1500)
    return path


@pytest.fixture(scope="module")
def fit(folder: Path) -> InstitutionFit:
    return fit_institution(study(folder), replications=3)


def log_odds(share: float) -> float:
    return float(np.log(share / (1.0 - share)))


# Recovery


def test_the_population_that_made_the_records_is_found_within_the_stated_errors(fit: InstitutionFit) -> None:
    truth = {
        ("weekly departure", ""): log_odds(0.004) - log_odds(0.001),
        ("term departure", ""): log_odds(0.05) - log_odds(0.021),
        ("summer departure", ""): log_odds(0.08) - log_odds(0.026),
        ("typical grade", ""): 2.7 / 4.0,
        ("grade slope", ""): 0.6,
        ("grade spread", ""): 0.9,
        ("unfinished share", ""): log_odds(0.1),
        ("prior-grade validity", ""): np.sqrt(0.45),
        ("departure timing", ""): 0.5,
        ("departure trend", ""): 0.0,
        ("staying on prior grade", ""): 0.0,
        ("unfinished marks", ""): 0.0,
        ("top grade at", ""): 1.0,
        ("gap in skill", "commuter"): -0.5,
        ("gap in belonging and motivation", "commuter"): -0.7,
        ("gap in skill", "major"): 0.0,
        ("gap in belonging and motivation", "major"): 0.0,
    }
    found = {(setting.name, setting.attribute): place for place, setting in enumerate(fit.settings)}
    assert found.keys() == truth.keys()
    apart = {key: (fit.values[place] - truth[key]) / fit.errors[place] for key, place in found.items()}
    assert max(abs(value) for value in apart.values()) < 3.0, apart
    # The errors are not mere modesty: what records of 1,500 students tell well is found closely.
    assert fit.values[found["weekly departure", ""]] == pytest.approx(truth["weekly departure", ""], abs=0.3)
    assert fit.values[found["prior-grade validity", ""]] == pytest.approx(np.sqrt(0.45), abs=0.12)
    assert fit.values[found["gap in belonging and motivation", "commuter"]] < -0.35


def test_the_control_reproduces_retention_gpa_timing_and_gaps(fit: InstitutionFit) -> None:
    rows = {(row.statistic.name, row.statistic.group): row for row in fit.rows}
    for name, limit in (("retention", 0.02), ("GPA", 0.06), ("left before term 2", 0.08)):
        row = rows[name, "all"]
        assert row.simulated == pytest.approx(row.observed, abs=limit)
    for group in ("commuter: yes", "commuter: no", "major: arts", "major: law"):
        row = rows["retention", group]
        assert row.simulated == pytest.approx(row.observed, abs=0.05)
    agreeing = [row.agrees for row in fit.rows]
    assert sum(1 for agrees in agreeing if agrees) >= 0.85 * len(agreeing)


def test_students_left_out_of_the_fit_are_met_as_well(fit: InstitutionFit) -> None:
    left_out = [row.held_out_agrees for row in fit.rows]
    assert sum(1 for agrees in left_out if agrees) >= 0.85 * len(left_out)
    retention = next(row for row in fit.rows if row.statistic.name == "retention")
    assert retention.held_out_error > retention.observed_error


def test_nothing_but_the_population_changes(fit: InstitutionFit, folder: Path) -> None:
    before = study(folder)
    assert fit.scenario.mechanism_values() == before.mechanism_values()
    assert fit.scenario.program == before.program
    assert fit.scenario.calendar == before.calendar
    assert fit.scenario.institution != before.institution


def test_correlations_within_groups_stay_what_the_scenario_states(folder: Path) -> None:
    institution = read_institution(study(folder))
    from mentorsim.evidence.institution.fitted_settings import fitted_settings
    from mentorsim.evidence.institution.statistics import statistics_of

    settings = fitted_settings(institution, statistics_of(institution))
    values = np.array([setting.start for setting in settings])
    plain = fitted_scenario(institution, settings, values)
    assert plain.cohort.correlations == study(folder).cohort.correlations
    gaps = np.where([setting.is_gap for setting in settings], 1.0, values)
    apart = fitted_scenario(institution, settings, gaps)
    assert apart.cohort.correlations.motivation_belonging > 0.45
    wide = np.where([setting.is_gap for setting in settings], 2.5, values)
    extreme = fitted_scenario(institution, settings, wide)  # valid, although the gaps explain far too much
    assert abs(extreme.cohort.attributes["commuter"].gaps.skill) < 2.5
    assert MOST_EXPLAINED < 1.0


def test_the_same_records_scenario_and_seed_give_the_same_fit(tmp_path: Path) -> None:
    write_records(tmp_path, 160)
    one, other = (fit_institution(study(tmp_path), replications=2) for _ in range(2))
    assert one.values.tolist() == other.values.tolist()
    assert fit_json(one) == fit_json(other)
    assert fit_institution(study(tmp_path), replications=2, seed=8).values.tolist() != one.values.tolist()


# What is written


def test_the_written_study_is_the_fitted_one_and_says_what_was_observed(
    fit: InstitutionFit, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "deeper" / "fitted.yaml"
    write_fit(fit, target, comments(fit))
    written = load_scenario(target)
    assert written.institution == fit.scenario.institution
    assert written.cohort.attributes == fit.scenario.cohort.attributes
    assert written.file(written.cohort.roster.file).resolve() == (folder / "records.csv").resolve()
    text = target.read_text(encoding="utf-8")
    head = text[: text.index("title:")]
    assert all(line.startswith("#") or not line for line in head.splitlines())
    assert "retention, all" in head
    assert read_institution(written).observed.size == 1500


def test_the_page_and_the_json_hold_every_number(fit: InstitutionFit) -> None:
    page = institution_page(fit, 100)
    record = json.loads(fit_json(fit))
    assert len(record["statistics"]) == len(fit.rows)
    assert len(record["parameters"]) == len(fit.settings)
    for name in ("observed", "simulated", "left out", "commuter: yes", "gap in skill"):
        assert name in page
    assert "s17" not in page  # no student is named


# Records


def rows_file(folder: Path, **columns: list[object]) -> Scenario:
    """Write records with the given columns beside ids and prior grades, and give a study of them."""
    count = len(next(iter(columns.values())))
    header = ["id", "prior grade", *columns]
    lines = [
        [f"s{number}", str(100 + number % 7), *(str(values[number]) for values in columns.values())]
        for number in range(count)
    ]
    text = "\n".join(";".join(line) for line in [header, *lines])
    (folder / "records.csv").write_text(text, encoding="utf-8")
    return study(folder).with_changes({"cohort.roster.attributes": {}})


def test_results_are_weighted_by_courses_and_failed_courses_count_nothing(tmp_path: Path) -> None:
    scenario = rows_file(
        tmp_path, one=[3.0, 4.0, ""], n=[4, 2, 0], p=[2, 2, 0], two=[2.0, "", ""], m=[4, 0, 0]
    )
    records = {"results": [{"grade": "one", "courses": "n", "passed": "p"}, {"grade": "two", "courses": "m"}]}
    found = read_institution(scenario.with_changes({"cohort.roster.records": records})).observed
    assert found.results[0].tolist()[:2] == [1.5, 4.0]
    assert found.gpa.tolist()[:2] == [1.75, 4.0]
    assert np.isnan(found.gpa[2])
    assert np.isnan(found.retained).all()


def test_dates_of_leaving_become_weeks_of_the_calendar(tmp_path: Path) -> None:
    days = ["2025-09-01", "2025-09-07", "2025-09-08", "", "2026-08-01"]
    scenario = rows_file(tmp_path, left=days)
    records = {"left_on": {"column": "left", "first_day": "2025-09-01"}}
    found = read_institution(scenario.with_changes({"cohort.roster.records": records})).observed
    assert found.left_week.tolist() == [1.0, 1.0, 2.0, np.inf, 48.0]
    assert found.retained.tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]


def test_the_time_of_leaving_is_told_by_term_and_break(tmp_path: Path) -> None:
    calendar = study(tmp_path).calendar  # two terms of 6 weeks, a break of 2, a summer of 3
    weeks = np.array([1.0, 5.0, 6.0, 8.0, 9.0, 13.0, 14.0, 17.0, 60.0, np.inf])
    assert is_early(weeks, calendar).tolist()[:9] == [1, 1, 1, 1, 0, 0, 0, 0, 0]
    assert is_within_term(weeks, calendar).tolist()[:9] == [1, 1, 1, 0, 1, 1, 1, 0, 0]
    # Who did not come back after a term without a break behind it left after its last week.
    assert is_within_term(np.array([6.5, 14.5]), calendar).tolist() == [0, 0]
    assert is_early(np.array([6.5, 14.5]), calendar).tolist() == [1, 0]
    assert np.isnan(is_early(weeks, calendar)[9])


@pytest.mark.parametrize(
    ("columns", "records", "sentence"),
    [
        ({"a": [1, 2]}, {"retained": {"column": "b", "yes": ["1"]}}, "there is no column 'b'"),
        ({"a": [1, 2]}, {"retained": {"column": "a", "no": ["9"]}}, "none of the values listed under"),
        ({"a": [1, 2]}, {"retained": {"column": "a"}}, "one of yes and no"),
        (
            {"a": [1, 9]},
            {"results": ["a", "a"]},
            "row 3, column 'a': the grade is not on the scale of 0 to 4",
        ),
        ({"a": [1, "x"]}, {"results": ["a", "a"]}, "row 3, column 'a': the cell is not a number"),
        ({"a": [1, 2]}, {"results": ["a"]}, "one for each of the 2 terms"),
        ({"a": [1, 0]}, {"left_week": "a"}, "row 3, column 'a': the week must be 1 or later"),
        (
            {"a": ["2025-09-02", "soon"]},
            {"left_on": {"column": "a", "first_day": "2025-09-01"}},
            "row 3, column 'a': the date is not understood",
        ),
        ({"a": [1, 2]}, {"left_on": {"column": "a", "first_day": "September"}}, "must be a date such as"),
        ({"a": [1, 2]}, {"left_on": {"column": "a"}}, "needs one of first_day and starts"),
        (
            {"a": ["", "2025-09-08"], "b": ["fall", "autumn"]},
            {
                "left_on": {
                    "column": "a",
                    "starts": {"column": "b", "first_days": {"fall": "2025-09-01"}},
                }
            },
            "row 3, column 'b': the value is not among",
        ),
        ({"a": [1, 2]}, {}, "must name at least one column"),
        (
            {"a": [1, 2]},
            {"left_week": "a", "left_on": {"column": "a", "first_day": "2025-09-01"}},
            "choose one",
        ),
        (
            {"a": [1, 2], "n": [3, 3], "p": [2, 4]},
            {"results": [{"grade": "a", "courses": "n", "passed": "p"}, "a"]},
            "row 3, column 'p': more courses are passed than taken",
        ),
        ({"a": [1, 2]}, {"results": [{"grade": "a", "passed": "a"}, "a"]}, "needs courses"),
    ],
)
def test_records_that_cannot_be_are_refused_in_a_sentence_that_quotes_no_cell(
    tmp_path: Path, columns: dict[str, list[object]], records: dict[str, object], sentence: str
) -> None:
    scenario = rows_file(tmp_path, **columns)
    with pytest.raises(ScenarioError, match=sentence) as refused:
        read_institution(scenario.with_changes({"cohort.roster.records": records}))
    assert "soon" not in str(refused.value)


def test_what_cannot_be_fitted_is_said_in_a_sentence(tmp_path: Path) -> None:
    few = rows_file(tmp_path, stayed=[0, 1, 1], grade=[1, 2, 3])
    records = {"retained": {"column": "stayed", "no": ["0"]}}
    with pytest.raises(UserError, match="3 first-years; at least 30"):
        fit_institution(few.with_changes({"cohort.roster.records": records}))
    without = study(tmp_path).with_changes({"cohort.roster.records": None})
    with pytest.raises(ScenarioError, match=r"no cohort\.roster\.records"):
        read_institution(without)
    with pytest.raises(ScenarioError, match=r"no cohort\.roster"):
        read_institution(load_scenario("first_year_university"))
    with pytest.raises(UserError, match="no such file of records"):
        with_records(study(tmp_path), tmp_path / "nothing.csv")
    there = tmp_path / "there.yaml"
    there.write_text("title: mine", encoding="utf-8")
    with pytest.raises(UserError, match="exists already"):
        check_target(study(tmp_path), there)


# The search


def test_the_search_finds_a_bent_minimum_within_bounds() -> None:
    def residuals(place: np.ndarray) -> np.ndarray:
        one, other = place
        return np.array([one**2 / 4.0 + other - 3.0, np.exp(0.2 * one) - other, 0.1 * one])

    free = least_squares(residuals, np.zeros(2), np.full(2, -9.0), np.full(2, 9.0), most=30)
    assert np.abs(free.residuals).max() < 0.25
    bound = least_squares(residuals, np.zeros(2), np.full(2, -9.0), np.array([9.0, 1.0]), most=30)
    assert bound.place[1] <= 1.0
    assert bound.residuals @ bound.residuals >= free.residuals @ free.residuals
