"""``mentorsim analyze``: a page, JSON or CSV, files where they are asked for, and errors of one sentence."""

import csv
import io
import json

import pytest

from tests.cli.commands import STUDY, error_of, run


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    study = folder / "study.yaml"
    study.write_text(STUDY, encoding="utf-8")
    factors = ("program.mentors=2,10", "program.mentees_per_mentor=1,2,3")
    done = run("sweep", study, *factors, "--replications", 8, "--out", folder / "out", "-q")
    assert done.exit_code == 0, done.output
    return folder / "out"


def test_all_that_applies_is_shown_and_why_the_rest_is_not(results):
    page = run("analyze", results).stdout
    assert "Outcomes minus those under 'nothing' in the same replication." in page
    for title in ("Main effects and interactions", "Response surfaces", "Not done"):
        assert f"\n{title}\n" in page
    assert "sensitivity: indices need a design of kind sobol or morris; this one is grid" in page
    assert max(map(len, page.splitlines())) <= 100


def test_what_is_asked_for_is_done(results):
    page = run("analyze", results, "--what", "effects", "--outcome", "gpa", "--policy", "random").stdout
    assert "GPA (grade points): random" in page
    assert "retention" not in page
    assert "Response surfaces" not in page


def test_levels_are_those_of_the_baseline_too(results):
    page = run("analyze", results, "--level", "--what", "effects", "--outcome", "gpa").stdout
    assert "Outcomes as they are." in page
    assert "GPA (grade points): nothing" in page


def test_json_and_csv_can_be_read(results):
    read = json.loads(run("analyze", results, "--format", "json").stdout)
    assert set(read["analyses"]) >= {"effects", "surfaces"}
    rows = list(csv.DictReader(io.StringIO(run("analyze", results, "--format", "csv").stdout)))
    assert {row["table"] for row in rows} >= {"effects", "interactions", "surface", "variation"}


def test_tables_and_figures_go_to_a_folder(results, tmp_path):
    done = run("analyze", results, "--outcome", "gpa", "--out", tmp_path / "out")
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert {
        "effects.csv",
        "effects_gpa.png",
        "effects_gpa.svg",
        "surface.csv",
        "surface_gpa_random.png",
    } <= names
    assert done.stderr == f"{len(names)} files are in {tmp_path / 'out'}\n"
    quiet = run("analyze", results, "--what", "effects", "--outcome", "gpa", "--out", tmp_path / "out", "-q")
    assert quiet.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--what", "efects"], "there is no analysis 'efects'; did you mean 'effects'?"),
        (["--outcome", "gpaa"], "the results have no outcome 'gpaa'; did you mean 'gpa'?"),
        (
            ["--what", "sensitivity"],
            "sensitivity: indices need a design of kind sobol or morris; this one is grid",
        ),
    ],
)
def test_mistakes_are_one_sentence(results, arguments, message):
    assert error_of("analyze", results, *arguments) == message


def test_a_folder_without_results_is_refused(tmp_path):
    assert "holds no results" in error_of("analyze", tmp_path)


def test_figures_are_written_in_the_formats_that_are_asked_for(results, tmp_path):
    done = run(
        "analyze", results, "--what", "effects", "--outcome", "gpa", "--out", tmp_path, "--figures", "svg"
    )
    assert done.exit_code == 0, done.output
    endings = {file.suffix for file in tmp_path.iterdir()}
    assert endings == {".csv", ".svg"}
    assert error_of("analyze", results, "--figures", "svg") == (
        "--figures needs --out: the folder that figures are written to"
    )
    wrong = error_of("analyze", results, "--out", tmp_path, "--figures", "svgg")
    assert wrong == "there is no figure format 'svgg'; did you mean 'svg'?"


def test_a_large_sweep_makes_its_report_as_it_ends(results, tmp_path, monkeypatch):
    assert not (results / "report.json").exists()
    monkeypatch.setattr("mentorsim.cli.sweep.MANY_REPLICATIONS", 48)
    done = run("sweep", results, "--out", tmp_path / "again", "-q")
    assert done.exit_code == 0, done.output
    made = (tmp_path / "again" / "report.json").read_bytes()
    assert run("report", tmp_path / "again", "--out", tmp_path / "page.html").exit_code == 0
    assert json.loads(made)["html"] == (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (tmp_path / "again" / "report.json").read_bytes() == made
