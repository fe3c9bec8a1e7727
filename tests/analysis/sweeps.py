"""Sweeps of functions in place of the model, so that what the analyses should find is known."""

from pathlib import Path

import numpy as np

from mentorsim.analysis.cells import Cells
from mentorsim.analysis.subject import Subject
from mentorsim.experiment.design.designs import make_design
from mentorsim.experiment.design.factors import factor_of
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.outcomes import Outcome

RETENTION = Outcome("retention", "share", "higher", "A stand-in.", lambda run: 0.0)
POLICY, BASELINE = "as planned", "no program"


def design_of(kind, vary, **settings):
    """Lay out a design over paths and values as in an experiment."""
    return make_design(kind, [factor_of(path, value, path) for path, value in vary.items()], **settings)


def unit_design(kind, factors, **settings):
    """Lay out a design over some inputs between 0 and 1."""
    return design_of(kind, {f"x{number}": "uniform(0, 1)" for number in range(factors)}, **settings)


def swept(design, values, **record):
    """Return what the analyses see of a sweep.

    Parameters
    ----------
    design
        The design.
    values
        What is analyzed, shape (points,) or (points, replications); NaN: a run that failed.
    """
    values = np.asarray(values, dtype=float)
    values = values[:, None] if values.ndim == 1 else values
    experiment = {"levels": 4, "second_order": True}
    results = SweepResults(
        Path("nowhere"),
        {"policies": [BASELINE, POLICY], "baseline": BASELINE, "experiment": experiment, **record},
        design,
    )
    subject = Subject("difference", (RETENTION,), (POLICY,), BASELINE)
    state = np.where(np.isfinite(values), 2, 1).astype(np.int8)
    both = np.stack([values - values, values], axis=1)
    return Cells(
        results,
        subject,
        (BASELINE, POLICY),
        np.arange(values.shape[1]),
        {"retention": both},
        np.stack([np.full_like(state, 2), state], axis=1),
    )


def at_points(design, function):
    """Return a function of a point's values, shape (points,)."""
    return np.array([function(*point) for point in design.points], dtype=float)


def at_units(design, function):
    """Return a function of where a point lies between 0 and 1, shape (points,)."""
    _, first = np.unique(design.samples, return_index=True)
    return np.asarray(function(design.units[first]), dtype=float)


def replications(values, count, *, noise=0.0, shared=0.0, seed=1):
    """Add noise to values in each replication: of its own at each point, and shared by all points."""
    generator = np.random.default_rng(seed)
    own = noise * generator.standard_normal((len(values), count))
    return values[:, None] + own + shared * generator.standard_normal(count)
