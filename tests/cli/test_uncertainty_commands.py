"""The commands `compare --uncertainty` and `calibrate --records`, from files to exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from mentorsim.scenario import load_scenario
from tests.cli.commands import STUDY, run
from tests.evidence.institution.records import STUDY as COLLEGE
from tests.evidence.institution.records import write_records


@pytest.fixture
def study(tmp_path: Path) -> Path:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY, encoding="utf-8")
    return file


@pytest.fixture
def posterior(tmp_path: Path) -> Path:
    file = tmp_path / "posterior.csv"
    file.write_text("take_up,eta\n" + "".join(f"{0.1 * n - 1},0.01{n}\n" for n in range(5)), encoding="utf-8")
    return file


@pytest.fixture
def college(tmp_path: Path) -> Path:
    write_records(tmp_path, 120)
    file = tmp_path / "college.yaml"
    file.write_text(COLLEGE.lstrip(), encoding="utf-8")
    return file


def uncertain(study: Path, posterior: Path, *more: str | Path):
    return run(
        "compare", study, "--uncertainty", "parameters", "--posterior", posterior, "--replications", "2",
        "--workers", "1", *more,
    )  # fmt: skip


def test_uncertainty_prints_a_page_json_or_csv(study: Path, posterior: Path) -> None:
    page = uncertain(study, posterior, "--samples", "3", "-q")
    assert page.exit_code == 0
    assert page.stderr == ""
    assert "3 policies under 3 posterior samples (effective number 3) of 2 parameters" in page.stdout
    assert max(len(line) for line in page.stdout.splitlines()) <= 100
    found = json.loads(uncertain(study, posterior, "--samples", "3", "-q", "--format", "json").stdout)
    assert found["differences"]["random"]["retention"]["parameters_low"] is not None
    groups = uncertain(study, posterior, "--samples", "3", "-q", "--by", "first_generation").stdout
    assert "by first_generation (" in groups
    text = uncertain(study, posterior, "--samples", "3", "-q", "--format", "csv").stdout
    assert {line["policy"] for line in csv.DictReader(io.StringIO(text))} == {"nothing", "random", "gap [x]"}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--samples", "6"), "samples must be from 2 to 5"),
        (("--replications", "0"), "replications must be 1 or more"),
    ],
)
def test_what_does_not_go_together_ends_with_a_sentence(
    study: Path, posterior: Path, more: tuple[str, ...], sentence: str
) -> None:
    result = uncertain(study, posterior, *more)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_samples_need_uncertainty(study: Path, posterior: Path) -> None:
    for more in (("--samples", "3"), ("--posterior", posterior)):
        result = run("compare", study, *more)
        assert result.exit_code == 2
        assert "need --uncertainty parameters" in result.stderr


def test_a_posterior_that_is_wrong_is_named_with_its_line(study: Path, posterior: Path) -> None:
    posterior.write_text("take_up\n0.1\n99\n", encoding="utf-8")
    result = uncertain(study, posterior)
    assert result.exit_code == 2
    assert "posterior.csv" in result.stderr
    assert "take_up must be a number of" in result.stderr


def test_records_are_fitted_and_the_study_is_written(college: Path, tmp_path: Path) -> None:
    target = tmp_path / "fitted.yaml"
    result = run(
        "calibrate", college, "--records", tmp_path / "records.csv", "--out", target, "--replications", "2"
    )
    assert result.exit_code == 0, result.stderr
    assert "Fitting" in result.stderr
    assert "retention, all" in result.stdout
    assert load_scenario(target).institution != load_scenario(college).institution
    assert run("check", target).exit_code == 0
    again = run("calibrate", college, "--records", tmp_path / "records.csv", "--out", target)
    assert again.exit_code == 2
    assert "exists already" in again.stderr


def test_a_fit_is_printed_as_json(college: Path, tmp_path: Path) -> None:
    result = run(
        "calibrate", college, "--records", tmp_path / "records.csv", "--json", "-q", "--replications", "2"
    )
    assert result.exit_code == 0
    assert result.stderr == ""
    assert json.loads(result.stdout)["students"] == 120


def test_records_of_a_study_without_a_roster_are_refused(study: Path, tmp_path: Path) -> None:
    result = run("calibrate", study, "--records", tmp_path / "records.csv", "--out", tmp_path / "new.yaml")
    assert result.exit_code == 2
    assert "has no cohort.roster" in result.stderr
    assert not (tmp_path / "new.yaml").exists()
