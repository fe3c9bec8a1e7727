"""Failed runs tried again: their new rows take the place of the old ones, and every run is listed once."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from mentorsim.api.sweep import sweep
from mentorsim.errors import UserError
from mentorsim.experiment.folder.compacting import compact
from mentorsim.experiment.sweep_results import read_results
from tests.experiment.planning import planned, run_sweep, same_rows
from tests.experiment.studies import CuredModel, FailingModel, study


@pytest.fixture
def cure(tmp_path):
    """A file in whose absence runs fail, and the plan of a sweep of 12 replications, 4 of which do."""
    file = tmp_path / "cure"
    plan = planned(replications=5, model=CuredModel, scenario=study(title=str(file)), keep=["ties"])
    outcome = run_sweep(plan, tmp_path / "out", executor="serial")
    assert (outcome.done, outcome.failures) == (15, 6)
    return file, plan


def test_failed_runs_are_replaced_and_all_others_stay(tmp_path, cure):
    file, plan = cure
    file.touch()
    run_sweep(plan, tmp_path / "undisturbed", executor="serial")
    outcome = run_sweep(plan, tmp_path / "out", executor="serial", resume=True, retry_failed=True)
    assert (outcome.done, outcome.failures) == (15, 0)
    same_rows(tmp_path / "undisturbed", tmp_path / "out")
    # Who reads the parts as they lie, or the details, meets every run once as well.
    for kind in ("parts", "details"):
        one, other = (pq.read_table(tmp_path / name / kind).to_pandas() for name in ("undisturbed", "out"))
        keys = list(one.columns[:4])
        pd.testing.assert_frame_equal(
            one.sort_values(keys).reset_index(drop=True), other.sort_values(keys).reset_index(drop=True)
        )
    assert compact(read_results(tmp_path / "out"))[2] == 45


def test_what_still_fails_is_a_failed_row_again(tmp_path, cure):
    _, plan = cure
    before = read_results(tmp_path / "out").runs()
    outcome = run_sweep(plan, tmp_path / "out", executor="local", workers=2, resume=True, retry_failed=True)
    assert (outcome.done, outcome.failures) == (15, 6)
    pd.testing.assert_frame_equal(read_results(tmp_path / "out").runs(), before)


def test_without_being_asked_nothing_is_tried_again(tmp_path, cure):
    file, plan = cure
    file.touch()
    outcome = run_sweep(plan, tmp_path / "out", executor="serial", resume=True)
    assert outcome.failures == 6


def test_a_folder_without_failures_is_left_as_it_is(tmp_path):
    plan = planned(replications=2)
    run_sweep(plan, tmp_path / "out", executor="serial")
    before = {path: path.read_bytes() for path in (tmp_path / "out" / "parts").iterdir()}
    run_sweep(plan, tmp_path / "out", executor="serial", resume=True, retry_failed=True)
    assert {path: path.read_bytes() for path in (tmp_path / "out" / "parts").iterdir()} == before


def test_a_part_of_failures_alone_goes(tmp_path):
    plan = planned({"program.mentors": [5]}, replications=2, policies=["gap"], model=FailingModel)
    run_sweep(plan, tmp_path / "out", executor="serial")
    outcome = run_sweep(plan, tmp_path / "out", executor="serial", resume=True, retry_failed=True)
    assert (outcome.done, outcome.failures) == (2, 1)
    assert read_results(tmp_path / "out").runs_there == 4


def test_a_folder_that_is_not_gone_on_with_has_no_failures_to_try_again(tmp_path):
    with pytest.raises(UserError, match="add --resume"):
        sweep(study(), {"program.mentors": [5]}, out=tmp_path / "out", replications=1, retry_failed=True)
    assert not (tmp_path / "out").exists()
