"""What is believed of a mechanism parameter before any fact is looked at."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.mechanisms.built_in import MECHANISM
from mentorsim.mechanisms.registry import own_parameters
from mentorsim.scenario import Parameter, parameter_table

Floats = NDArray[np.float64]


def uncertain_parameters(mechanisms: Iterable[str] = ()) -> tuple[Parameter, ...]:
    """Return the mechanism parameters that have a prior: all but conventions of the model.

    Parameters
    ----------
    mechanisms
        Mechanisms of a user's own whose parameters are among them, after the package's.
    """
    named = set(mechanisms)
    own = (row for row, owner in own_parameters().values() if owner in named)
    return tuple(row for row in (*MECHANISM, *own) if not row.is_convention)


def rows_of(names: Iterable[str]) -> tuple[Parameter, ...]:
    """Return mechanism parameters by their names.

    Raises
    ------
    UserError
        When one is not in the parameter table, or is none of a mechanism.
    """
    table = parameter_table()
    rows = []
    for name in names:
        row = table.get(name)
        if row is None or row.tag != "mechanism":
            raise UserError(
                f"{name!r} is not a mechanism parameter; `mentorsim show --parameters` lists what there is"
            )
        rows.append(row)
    return tuple(rows)


def quantiles(rows: tuple[Parameter, ...], shares: Floats) -> Floats:
    """Turn probabilities into values of the prior.

    Half of the prior lies evenly between a parameter's low end and its center, half evenly between the
    center and the high end. Where the center is the middle of the range, this is the uniform distribution.

    Parameters
    ----------
    rows
        The parameters, one per column.
    shares
        Probabilities of 0 to 1, shape (samples, parameters).

    Returns
    -------
    ndarray
        Values, of the same shape.
    """
    low, center, high = _corners(rows)
    below = low + 2.0 * shares * (center - low)
    above = center + (2.0 * shares - 1.0) * (high - center)
    values: Floats = np.where(shares < 0.5, below, above)
    return np.clip(values, low, high)


def prior_shares(rows: tuple[Parameter, ...], values: Floats) -> Floats:
    """Turn values of the prior into probabilities: the inverse of `quantiles`."""
    low, center, high = _corners(rows)
    below = 0.5 * (values - low) / np.where(center > low, center - low, 1.0)
    above = 0.5 + 0.5 * (values - center) / np.where(high > center, high - center, 1.0)
    return np.clip(np.where(values <= center, below, above), 0.0, 1.0)


def prior_mean(rows: tuple[Parameter, ...]) -> Floats:
    """Return the prior's mean of each parameter: not its center where the sides differ in length."""
    low, center, high = _corners(rows)
    mean: Floats = (low + 2.0 * center + high) / 4.0
    return mean


def prior_spread(rows: tuple[Parameter, ...]) -> Floats:
    """Return the prior's standard deviation of each parameter."""
    low, center, high = _corners(rows)
    below, above = center - low, high - center
    mean = (above - below) / 4.0
    square = (below**2 + above**2) / 6.0
    return np.sqrt(square - mean**2)


def _corners(rows: tuple[Parameter, ...]) -> tuple[Floats, Floats, Floats]:
    low = np.array([row.low for row in rows])
    center = np.array([row.prior_center for row in rows])
    high = np.array([row.high for row in rows])
    return low, center, high
