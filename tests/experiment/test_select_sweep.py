"""Sweeps that select: the same rows whoever makes them and whatever stops them; what is refused before."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.errors import UserError
from mentorsim.experiment.design.experiment import experiment_from_options, read_experiment
from mentorsim.experiment.design.preparing import prepare
from mentorsim.experiment.execution.options import Shard
from mentorsim.experiment.folder import store
from mentorsim.experiment.sweep_results import read_results
from tests.experiment.planning import run_sweep
from tests.experiment.studies import AlwaysFailingModel, FailingModel, SlowModel, study

ROOT = Path(__file__).parents[2]
SELECT = {"outcome": "gpa", "replications_in_all": 100, "first": 5, "worthwhile": 0.012, "policies": ["gap"]}
VARY = {"program.mentors": [1, 12, 15, 18]}


def planned(model=None, vary=None, scenario=None, **select):
    asked = {key: value for key, value in {**SELECT, **select}.items() if value is not None}
    experiment, places = experiment_from_options("s", vary or VARY, {"select": asked, "outcomes": ["gpa"]})
    return prepare(experiment, places, Path(), scenario=scenario or study(), model=model)


def replications_of(folder):
    runs = read_results(folder).runs([])
    assert runs["run_id"].is_unique
    return runs.groupby("point")["replication"].nunique().tolist()


def same_rows(one, other):
    pd.testing.assert_frame_equal(read_results(one).runs(), read_results(other).runs())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A selection of several rounds, written replication by replication."""
    folder = tmp_path_factory.mktemp("undisturbed") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "RUNS_PER_PART", 1)
        run_sweep(planned(), folder, executor="serial")
    return folder


def test_replications_go_where_the_choice_is_close_and_every_point_begins_with_the_first(undisturbed):
    replications = replications_of(undisturbed)
    assert min(replications) == 5
    assert max(replications) > 5
    assert sum(replications) <= 100
    log = (undisturbed / "log.txt").read_text()
    assert "selection: After 5 replications" in log
    record = read_results(undisturbed).record["select"]
    assert record == {**SELECT, "probability": 0.95}


@pytest.mark.parametrize("workers", [2])
def test_rows_do_not_depend_on_who_makes_them(undisturbed, tmp_path, workers):
    run_sweep(planned(), tmp_path / "processes", executor="local", workers=workers)
    same_rows(undisturbed, tmp_path / "processes")
    with ThreadPoolExecutor(workers) as pool:
        run_sweep(planned(), tmp_path / "threads", executor=pool, workers=workers)
    same_rows(undisturbed, tmp_path / "threads")


@settings(max_examples=8)
@given(st.data())
def test_whatever_is_lost_is_made_again_and_nothing_else(undisturbed, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("lost") / "out"
    shutil.copytree(undisturbed, folder)
    parts = sorted((folder / "parts").iterdir())
    for part in parts:
        if data.draw(st.booleans()):
            part.unlink()
    outcome = run_sweep(planned(), folder, resume=True, executor="serial")
    same_rows(undisturbed, folder)
    assert outcome.done == sum(replications_of(undisturbed))


def test_a_kill_changes_no_row(tmp_path):
    run_sweep(planned(SlowModel), tmp_path / "undisturbed", executor="serial")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.experiment.test_select_sweep", str(tmp_path / "killed")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])},
        start_new_session=True,
        cwd=ROOT,
    )
    with process:
        parts = tmp_path / "killed" / "parts"
        while process.poll() is None and not list(parts.glob("part-*")):
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    run_sweep(planned(SlowModel), tmp_path / "killed", resume=True, executor="serial")
    same_rows(tmp_path / "undisturbed", tmp_path / "killed")


def test_dask_gives_the_same_rows(undisturbed, tmp_path):
    pytest.importorskip("distributed")
    run_sweep(planned(), tmp_path / "out", executor="dask", workers=2)
    same_rows(undisturbed, tmp_path / "out")


def test_failed_runs_are_rows_and_stop_nothing(tmp_path):
    outcome = run_sweep(planned(FailingModel), tmp_path / "some", executor="serial")
    assert outcome.failures > 0
    assert outcome.done == sum(replications_of(tmp_path / "some"))
    outcome = run_sweep(planned(AlwaysFailingModel), tmp_path / "all", executor="serial")
    assert replications_of(tmp_path / "all") == [5, 5, 5, 5]
    assert outcome.failures == 20
    assert "No alternative has the outcome" in (tmp_path / "all" / "log.txt").read_text()


def test_a_larger_budget_goes_on_where_the_smaller_one_ended(tmp_path):
    run_sweep(planned(replications_in_all=35), tmp_path / "out", executor="serial")
    assert read_results(tmp_path / "out").record["select"]["replications_in_all"] == 35
    run_sweep(planned(), tmp_path / "out", resume=True, executor="serial")
    assert read_results(tmp_path / "out").record["select"]["replications_in_all"] == 100
    run_sweep(planned(), tmp_path / "at once", executor="serial")
    same_rows(tmp_path / "at once", tmp_path / "out")


def test_without_policies_all_but_the_control_are_alternatives():
    assert planned(policies=None).written_selection["policies"] == ["random", "gap"]


def test_what_is_worthwhile_may_come_from_the_scenario():
    plan = planned(worthwhile=None, scenario=study(run__smallest_worthwhile={"gpa": 0.03}))
    assert plan.selection.rule.worthwhile == 0.03


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"replications_in_all": 19},
            "--select replications_in_all=19: replications_in_all must be at least 20",
        ),
        ({"policies": ["gab"]}, "there is no policy 'gab' to select; did you mean 'gap'?"),
        ({"outcome": "cost_per_retained"}, "which 'cost_per_retained' is not"),
        ({"outcome": "equity_gap"}, "which 'equity_gap' is not"),
        ({"outcome": "participants"}, "'participants' has no best"),
        ({"outcome": "retentoin"}, "did you mean 'retention'"),
        ({"worthwhile": None}, "select needs worthwhile: the smallest difference in gpa"),
        ({"worthwhile": -1.0}, "select.worthwhile must be more than 0"),
        ({"probability": 1.0}, "select.probability must be"),
        ({"frist": 3}, "did you mean 'first'"),
    ],
)
def test_wrong_settings_are_named_with_their_option(wrong, sentence):
    with pytest.raises(UserError) as caught:
        planned(**wrong)
    assert sentence in str(caught.value)


def test_a_selection_is_not_divided_into_shards(tmp_path):
    with pytest.raises(UserError, match="select cannot be divided into shards"):
        run_sweep(planned(), tmp_path / "out", shard=Shard(1, 2))


def test_files_name_the_line_and_options_go_before_them(tmp_path):
    file = tmp_path / "experiment.yaml"
    file.write_text(
        "scenario: s\nvary: {program.mentors: [5, 10]}\nselect: {replications_in_all: 100}\nreplications: 5\n"
    )
    experiment, places, folder = read_experiment(file)
    with pytest.raises(UserError) as caught:
        prepare(experiment, places, folder, scenario=study())
    assert str(caught.value) == f"{file}:4: replications replaces select: leave one of the two out"
    experiment, _, _ = read_experiment(file, {"select": {"first": 7}})
    assert (experiment.select.replications_in_all, experiment.select.first, experiment.replications) == (
        100,
        7,
        None,
    )
    experiment, _, _ = read_experiment(file, {"replications": 9})
    assert (experiment.select, experiment.replications) == (None, 9)


if __name__ == "__main__":
    store.RUNS_PER_PART = 1
    run_sweep(planned(SlowModel), sys.argv[1], resume=True, executor="local", workers=2)
