"""Sweeps of the small study, as several tests plan them."""

from pathlib import Path

import pandas as pd

from mentorsim.api import sweep as sweeping
from mentorsim.experiment.design.experiment import experiment_from_options
from mentorsim.experiment.design.preparing import prepare
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.sweep_results import read_results
from tests.experiment.studies import study

MENTORS = {"program.mentors": [5, 10, 15]}


def planned(vary=None, model=None, scenario=None, **settings):
    """Plan a sweep, over three numbers of mentors where nothing else is varied."""
    experiment, places = experiment_from_options("scenario", vary or MENTORS, settings)
    return prepare(experiment, places, Path(), scenario=scenario or study(), model=model)


def run_sweep(plan, out, **options):
    """Run a sweep that has been planned into a folder."""
    return sweeping.run_sweep(plan, RunOptions(out=out, **options))


def same_rows(one, other):
    """See that two results folders hold the same rows."""
    pd.testing.assert_frame_equal(read_results(one).runs(), read_results(other).runs())
