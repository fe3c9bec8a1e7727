import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest

from mentorsim.experiment.execution import execute
from mentorsim.experiment.execution.point_replications import PointReplications
from tests.cli.commands import error_of, run

COMPARED = ("retention", "gpa", "cost", "cost_per_retained")


def compared(*arguments):
    result = run("compare", *arguments, "--workers", "1", "--quiet")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def test_the_json_is_that_of_the_comparison(study):
    found = json.loads(compared(study, "--format", "json", "--by", "first_generation"))
    assert set(found) >= {
        "scenario", "seed", "replications", "failures", "baseline", "interval",
        "outcomes", "policies", "differences",
    }  # fmt: skip
    assert found["interval"] == "simulation error"
    assert found["replications"] == 4
    assert set(found["outcomes"]["gpa"]) >= {"unit", "direction"}
    assert set(found["policies"]) == {"nothing", "random", "gap [x]"}
    assert set(found["policies"]["random"]["gpa"]) >= {"mean", "low", "high", "probability_best"}
    assert set(found["differences"]["gap [x]"]["gpa"]) >= {
        "mean", "low", "high", "simultaneous_low", "simultaneous_high", "year_low", "year_high",
    }  # fmt: skip
    ratio = found["policies"]["random"]["cost_per_retained"]
    assert ratio["mean"] is None
    assert ratio["reason"]


def test_the_csv_has_a_line_per_outcome_and_policy(study):
    rows = list(csv.DictReader(io.StringIO(compared(study, "--format", "csv"))))
    # First who gets a place, then the outcomes.
    places = [row for row in rows if row["policy"] != "nothing" and row["outcome"] not in COMPARED]
    assert {row["outcome"] for row in places} >= {"applied", "places", "with_mentor", "waiting"}
    assert rows[: len(places)] == places
    rows = rows[len(places) :]
    assert [(row["outcome"], row["policy"]) for row in rows[:3]] == [
        ("retention", "nothing"),
        ("retention", "random"),
        ("retention", "gap [x]"),
    ]
    assert len(rows) == 12


def test_options_change_what_is_compared(study):
    options = ["--policy", "random", "--baseline", "random", "--replications", "3", "--seed", "5"]
    found = json.loads(compared(study, "--format", "json", "--set", "outcomes=[gpa]", *options))
    assert list(found["policies"]) == ["nothing", "random"]
    assert list(found["differences"]) == ["nothing"]
    assert (found["seed"], found["replications"], found["baseline"]) == (5, 3, "random")
    assert list(found["outcomes"]) == ["gpa"]


def test_a_shipped_scenario_is_found_by_its_name(study, monkeypatch):
    monkeypatch.setattr("mentorsim.scenario.shipped.shipped_folder", lambda: study.parent)
    assert "A small college" in compared("study")


def test_the_folder_holds_runs_tables_and_figures(study, tmp_path):
    out = tmp_path / "results"
    printed = compared(study, "--out", out, "--format", "csv")
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    figures = [
        f"figures/{name}.{suffix}"
        for name in ("differences", "retention_over_the_weeks", "belonging_over_the_weeks")
        for suffix in ("png", "svg")
    ]
    assert files >= {"scenario.yaml", "run.json", "summary.csv", "comparison.json", *figures}
    assert not [name for name in files if name.rsplit("/")[-1].startswith(".")]
    assert (out / "summary.csv").read_text(encoding="utf-8") == printed
    assert (out / "figures/differences.png").read_bytes().startswith(b"\x89PNG")
    assert ET.parse(out / "figures/differences.svg").getroot().tag.endswith("svg")

    assert "exists already: pass --resume to continue it, or choose another --out" in error_of(
        "compare", study, "--workers", "1", "--out", out
    )
    again = compared(study, "--out", out, "--resume", "--replications", "6", "--format", "json")
    assert json.loads(again)["replications"] == 6


def test_the_same_comparison_gives_the_same_bytes(study, tmp_path):
    for name in ("one", "two"):
        compared(study, "--out", tmp_path / name)
    for path in (tmp_path / "one").rglob("*"):
        if path.is_file() and path.suffix in (".svg", ".png", ".csv", ".json") and path.name != "run.json":
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_without_quiet_only_standard_error_says_more(study, tmp_path):
    result = run("compare", study, "--workers", "1", "--out", tmp_path / "results")
    assert result.exit_code == 0
    assert f"Results are in {tmp_path / 'results'}" in result.stderr
    assert "simulating" not in result.stderr  # it is not a terminal
    assert "How to read this" in result.stdout


def test_ctrl_c_shows_what_is_done_and_says_how_to_go_on(study, tmp_path, monkeypatch):
    add = PointReplications.add
    out = tmp_path / "results"

    def add_and_stop(self, rows):
        add(self, rows)
        if self.done >= 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(PointReplications, "add", add_and_stop)
    result = run("compare", study, "--workers", "1", "--out", out, "--format", "json")
    assert result.exit_code == 130
    assert json.loads(result.stdout)["replications"] == 2
    assert json.loads(result.stdout)["interrupted"]
    assert (
        f"after 2 replications, which are shown and kept in {out}; the same command with --resume"
        in result.stderr
    )
    result = run("compare", study, "--workers", "1")
    assert result.exit_code == 130
    assert "with --out FOLDER they would also be kept" in result.stderr
    monkeypatch.undo()
    assert json.loads(compared(study, "--out", out, "--resume", "--format", "json"))["replications"] == 4


def test_ctrl_c_before_the_first_replication_has_nothing_to_show(study, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(execute, "completed_batches", stop)
    result = run("compare", study, "--workers", "1")
    assert result.exit_code == 130
    assert result.stdout == ""
    assert "before the first replication was done" in result.stderr


def test_an_unexpected_error_keeps_its_traceback(study, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("a bug")

    monkeypatch.setattr(execute, "completed_batches", fail)
    result = run("compare", study, "--workers", "1")
    assert result.exit_code == 1
    assert isinstance(result.exception, RuntimeError)


@pytest.mark.parametrize(("kept", "said"), [(False, True), (True, False)])
def test_a_first_run_that_takes_long_says_that_it_compiles(study, monkeypatch, kept, said):
    monkeypatch.setattr("mentorsim.dynamics.ahead.week_is_compiled", lambda: kept)
    monkeypatch.setattr("mentorsim.cli.progress._EXPLAINED_AFTER", 0.0)
    result = run("compare", study, "--workers", "1", "--replications", "2")
    assert ("Compiling the model for the first time" in result.stderr) is said


def test_figures_are_written_in_the_formats_that_are_asked_for(study, tmp_path):
    out = tmp_path / "out"
    options = ["--replications", "3", "--out", out, "--figures", "svg", "--figures", "svg:column"]
    compared(study, *options)
    assert sorted(file.name for file in (out / "figures").iterdir() if "differences" in file.name) == [
        "differences.svg",
        "differences_column.svg",
    ]
    assert error_of("compare", study, "--figures", "svg") == (
        "--figures needs --out: the folder that figures are written to"
    )
    assert "no figure size 'wide'" in error_of(
        "compare", study, "--out", out, "--figures", "svg:wide", "--resume"
    )
