"""No CSV of ours makes a spreadsheet run what stands in a name, and each reads back as it was."""

import csv

import pandas as pd
import pytest

from mentorsim.documents.spreadsheet_cells import plain_cell, safe_csv, safe_row
from mentorsim.experiment.design.designs import design_of
from mentorsim.experiment.design.factors import Factor
from mentorsim.experiment.design.point_files import design_csv, read_design, read_points
from tests.cli.commands import STUDY, run

FORMULA = "=HYPERLINK(A1)"


def risky(path):
    """List the cells of a CSV that a spreadsheet would run."""
    with path.open(encoding="utf-8", newline="") as opened:
        return [cell for row in csv.reader(opened) for cell in row if cell.startswith(("=", "+", "@"))]


def test_numbers_and_ordinary_texts_stay_as_they_are():
    row = [1, -2.5, None, "-2.5", "light load", "a=b"]
    assert safe_row(row) == row


def test_a_table_is_made_safe_in_every_column_of_text_and_is_itself_left_alone():
    table = pd.DataFrame({"policy": [FORMULA, "b"], "mean": [-1.5, 2.0], "mixed": ["+1 c", 3]})
    assert safe_csv(table) == f"policy,mean,mixed\n'{FORMULA},-1.5,'+1 c\nb,2.0,3\n"
    assert table["policy"].tolist() == [FORMULA, "b"]


@pytest.mark.parametrize("text", [FORMULA, "'=a", "@x", "-5", "plain", "it's", "[a]"])
def test_a_design_with_such_texts_reads_back_as_it_was(tmp_path, text):
    factors = [Factor("program.focus", "list", (text, 4)), Factor("program.mentors", "list", (-1, 2))]
    design = design_of("points", factors, [(text, -1), (4, 2)])
    file = tmp_path / "design.csv"
    file.write_text(design_csv(design))
    assert not risky(file)
    assert read_design("points", factors, file, None).points == design.points
    assert read_points(file).points == design.points


def test_a_policy_named_like_a_formula_is_safe_in_every_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(STUDY.replace("gap [x]", FORMULA))
    for arguments in (
        ("compare", "s.yaml", "--replications", "2", "--out", "compared", "--workers", "1"),
        ("sweep", "s.yaml", "delta=0.5,1", "--replications", "2", "--out", "swept", "--executor", "serial"),
        ("results", "compact", "swept"),
        ("analyze", "swept", "--out", "found"),
    ):
        result = run(*arguments)
        assert result.exit_code == 0, result.output
    files = list(tmp_path.rglob("*.csv"))
    assert {"summary.csv", "runs.csv", "design.csv"} <= {path.name for path in files}
    assert [path.name for path in files if risky(path)] == []
    policies = pd.read_csv(tmp_path / "swept" / "runs.csv")["policy"].map(plain_cell)
    assert set(policies) == {"nothing", "random", FORMULA}


def test_ids_like_formulas_are_safe_in_what_a_replay_writes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    students = "\n".join(f"=s{number},{1 if number < 8 else 2},{number}" for number in range(12))
    (tmp_path / "students.csv").write_text(f"id,year,grade\n{students}\n")
    (tmp_path / "s.yaml").write_text(
        "title: Formulas\ncalendar: {terms: 1, weeks_per_term: 4}\n"
        "cohort:\n  roster:\n    file: students.csv\n    id: id\n    role: {column: year, upper_years: [2]}\n"
        "    prior_grade: {column: grade, reliability: 0.6}\n"
        "program: {mentors: 3, mentees_per_mentor: 2}\n"
    )
    assert run("sweep", "s.yaml", "delta=1", "--replications", "1", "--out", "made", "-q").exit_code == 0
    id_of_run = pd.read_parquet(tmp_path / "made" / "parts").query("policy == 'program'")["run_id"].iloc[0]
    result = run("results", "replay", "made", id_of_run, "--out", "replayed")
    assert result.exit_code == 0, result.output
    ties = (tmp_path / "replayed" / "ties.csv").read_text()
    assert "'=s" in ties
    assert not risky(tmp_path / "replayed" / "ties.csv")
    assert not risky(tmp_path / "replayed" / "events.csv")
