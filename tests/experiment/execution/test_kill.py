"""Kill -9 at random moments: after resuming, the rows are those of a sweep that nobody disturbed."""

import sys
from random import Random

import pandas as pd
import pytest

from mentorsim.experiment.sweep_results import read_results
from tests.experiment.killing import Kills, plan, sweep_under_fire
from tests.experiment.planning import run_sweep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")


def test_after_kills_of_workers_and_coordinators_nothing_is_lost_and_nothing_twice(tmp_path):
    run_sweep(plan(3, 30), tmp_path / "undisturbed", executor="serial")
    kills = Kills(Random(2), wanted=5)
    sweep_under_fire(tmp_path / "out", 3, 30, kills, longest=4.0)
    results = read_results(tmp_path / "out")
    assert kills.done > 0
    assert len(results.table([])) == 180
    pd.testing.assert_frame_equal(results.runs(), read_results(tmp_path / "undisturbed").runs())
