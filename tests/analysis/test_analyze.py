"""Analyzing runs of the model: what is read of a folder, what is said of failures, and the files."""

import json
import tempfile

import numpy as np
import pandas as pd
import pytest

import mentorsim as ms
from mentorsim.analysis import cells as cells_file
from mentorsim.analysis.cells import read_cells
from mentorsim.analysis.subject import subject_of
from mentorsim.api.sweep import sweep
from mentorsim.errors import UserError
from tests.experiment.studies import AlwaysFailingModel, FailingModel, study

GRID = {"program.mentors": [5, 10, 15], "program.training.hours": [0, 8], "program.offer.how": ["proactive"]}


class FailsInOneDesign(FailingModel):
    """Always fails with 10 mentors and training."""

    def run(self):
        program = self.program
        if program and program.mentors.count == 10 and program.training.hours == 8:
            raise RuntimeError("never with ten")
        return super().run()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Six points, five replications; `gap` fails in 1 and 4, and all policies with a program at point 3."""
    folder = tmp_path_factory.mktemp("sweep") / "out"
    return sweep(study(), GRID, out=folder, replications=5, workers=1, model=FailsInOneDesign)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The same without a failed run."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    return sweep(study(), GRID, out=folder, replications=4, workers=1)


def test_values_are_paired_differences_within_replications(whole):
    cells = read_cells(whole, subject_of(whole))
    wide = whole.runs(["gpa"]).pivot(index=["point", "replication"], columns="policy", values="gpa")
    for policy in ("random", "gap"):
        expected = (wide[policy] - wide["nothing"]).to_numpy().reshape(6, 4)
        assert cells.of("gpa", policy) == pytest.approx(expected)


def test_levels_are_what_was_measured(whole):
    cells = read_cells(whole, subject_of(whole, of="level"))
    runs = whole.runs(["retention"])
    for policy in whole.policies:
        expected = runs.loc[runs["policy"] == policy, "retention"].to_numpy().reshape(6, 4)
        assert np.array_equal(cells.of("retention", policy), expected)


def test_a_failed_run_takes_its_replication_at_its_point_for_all_policies(results):
    cells = read_cells(results, subject_of(results))
    missing = np.isnan(cells.of("gpa", "random"))
    expected = np.zeros((6, 5), dtype=bool)
    expected[:, [1, 4]] = True
    expected[3] = True
    assert np.array_equal(missing, expected)
    assert cells.empty_points == (3,)
    notes = " ".join(cells.notes())
    assert "In 15 of 30 replications" in notes
    assert "Without any usable replication: point 3." in notes


def test_only_the_policies_asked_for_take_replications_along(results):
    cells = read_cells(results, subject_of(results, policies=["random"]))
    assert np.isnan(cells.of("gpa", "random")).sum() == 5


def test_numbers_beyond_memory_lie_in_a_file_and_are_the_same(whole, monkeypatch):
    subject = subject_of(whole)
    plain = read_cells(whole, subject)
    monkeypatch.setattr(cells_file, "MOST_BYTES", 0)
    mapped = read_cells(whole, subject)
    assert isinstance(mapped.values["gpa"], np.memmap)
    assert np.array_equal(plain.of("gpa", "gap"), mapped.of("gpa", "gap"), equal_nan=True)


def test_a_folder_of_failures_only_is_told_and_not_analyzed(tmp_path):
    made = sweep(study(), GRID, out=tmp_path, replications=1, workers=1, model=AlwaysFailingModel)
    found = ms.analyze(made)
    assert not found.tables
    assert "Every run of 'random' failed." in found.notes
    assert set(found.not_done.values()) >= {"no outcome has a value at enough design points"}


def test_ratios_are_left_out_and_named(whole):
    found = ms.analyze(whole)
    assert "cost_per_retained" in " ".join(found.notes)
    assert "cost_per_retained" not in set(found.table("effects")["outcome"])


def test_analyses_that_do_not_fit_say_why_and_the_others_are_done(whole):
    found = ms.analyze(whole.folder)
    assert {"effects", "surfaces"} <= set(found.findings)
    assert found.not_done["sensitivity"].startswith("indices need a design of kind sobol or morris")


def test_effects_of_the_model_are_differences_of_its_means(whole):
    rows = ms.analyze(whole, ["effects"], outcomes=["gpa"], policies=["gap"]).table("effects")
    runs = whole.runs(["gpa", "program.mentors"])
    means = runs.groupby(["policy", "program.mentors"])["gpa"].mean()
    for level in (5, 10, 15):
        row = rows[(rows["level"] == str(level)) & (rows["contrast"] == "level")].iloc[0]
        assert row["estimate"] == pytest.approx(means["gap", level] - means["nothing", level])


def test_the_point_that_never_ran_leaves_a_hole_and_not_a_wrong_mean(results):
    found = ms.analyze(results, ["surfaces"], outcomes=["gpa"], policies=["random"])
    cells = found.table("surface")[["level", "level_2"]].itertuples(index=False, name=None)
    assert list(cells) == [("5", "0"), ("5", "8"), ("10", "0"), ("15", "0"), ("15", "8")]
    assert any("point 3" in note for note in found.notes)


def test_a_comparison_is_of_one_point_in_which_nothing_varies(tmp_path):
    ms.compare(study(), replications=3, workers=1, out=tmp_path / "out")
    found = ms.analyze(tmp_path / "out")
    for name in ("effects", "sensitivity", "surfaces"):
        assert found.not_done[name] == "nothing varies in these results, which are of a single design point"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"what": ["effect"]}, "there is no analysis 'effect'; did you mean 'effects'?"),
        ({"what": ["sensitivity"]}, "sensitivity: indices need a design of kind sobol or morris"),
        ({"outcomes": ["retenton"]}, "the results have no outcome 'retenton'; did you mean 'retention'?"),
        ({"outcomes": ["cost_per_retained"]}, "is a ratio of means, which no run has"),
        ({"policies": ["gapp"]}, "the results have no policy 'gapp'; did you mean 'gap'?"),
        ({"policies": ["nothing"]}, "'nothing' is the baseline, which does not differ from itself"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(whole, settings, message):
    with pytest.raises(UserError) as error:
        ms.analyze(whole, **settings)
    assert message in str(error.value)


def test_there_is_no_difference_to_the_only_policy(tmp_path):
    vary = {"cohort.first_years": [40, 60], "friendships.mean_degree": [2, 4]}
    made = sweep(study(), vary, out=tmp_path, replications=2, workers=1, policies=["nothing"])
    assert ms.analyze(made, ["effects"]).subject.of == "level"
    with pytest.raises(UserError, match="there is no difference to analyze: 'nothing' is the only policy"):
        ms.analyze(made, of="difference")


def test_a_sobol_design_of_the_model_has_indices_with_intervals(tmp_path):
    vary = {"program.mentors": "integers(3, 15)", "parameters.quality_base": "uniform(0.3, 1.2)"}
    made = sweep(study(), vary, out=tmp_path, design="sobol", samples=16, replications=3, workers=1)
    rows = ms.analyze(made, ["sensitivity"], outcomes=["gpa"], policies=["gap"]).table("sobol")
    assert rows["order"].value_counts().to_dict() == {"first": 2, "total": 2, "second": 1}
    assert (rows["low"] <= rows["estimate"]).all()
    assert np.isfinite(rows[["estimate", "standard_error_replications", "noise_share"]]).all(axis=None)


def test_a_morris_design_of_the_model_is_screened(tmp_path):
    vary = {"program.mentors": [3, 6, 9, 12], "program.offer.how": ["proactive", "sign_up"]}
    made = sweep(study(), vary, out=tmp_path, design="morris", samples=6, replications=3, workers=1)
    rows = ms.analyze(made, ["sensitivity"], outcomes=["gpa"], policies=["gap"]).table("morris")
    assert rows["statistic"].tolist() == ["mu", "mu", "mu_star", "mu_star", "sigma", "sigma"]


def test_tables_and_figures_are_written_and_read_back(whole, tmp_path):
    found = ms.analyze(whole, outcomes=["gpa"], policies=["gap"])
    files = found.write(tmp_path / "out")
    assert {file.name for file in files} == {file.name for file in (tmp_path / "out").iterdir()}
    assert {file.suffix for file in files} == {".csv", ".png", ".svg"}
    back = pd.read_csv(tmp_path / "out" / "effects.csv", dtype={"level": str, "against": str})
    assert back["estimate"].to_numpy() == pytest.approx(found.table("effects")["estimate"].to_numpy())
    assert back.columns.tolist() == found.table("effects").columns.tolist()
    assert all(name.isidentifier() for name in back.columns)


def test_what_cannot_be_written_is_refused_in_a_sentence(whole):
    with tempfile.NamedTemporaryFile() as file, pytest.raises(UserError, match="cannot write to"):
        ms.analyze(whole, ["effects"]).write(f"{file.name}/out")


def test_json_and_csv_hold_every_row(whole):
    found = ms.analyze(whole, outcomes=["gpa"], policies=["gap"])
    read = json.loads(found.to_json_text())
    rows = sum(len(table) for table in found.tables.values())
    assert sum(len(t) for a in read["analyses"].values() for t in a["tables"].values()) == rows
    lines = found.to_csv().splitlines()
    assert len(lines) == rows + 1
    assert lines[0].startswith("table,outcome,policy,factor,")


def test_a_table_that_is_not_there_is_refused_with_those_that_are(whole):
    with pytest.raises(UserError, match="there is no table 'sobol'; there are: effects"):
        ms.analyze(whole, ["effects"]).table("sobol")
