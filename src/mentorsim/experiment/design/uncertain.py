"""What is not known of the mechanisms, as something to vary: uncertain parameters, or posterior samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mentorsim.errors import ScenarioError
from mentorsim.experiment.posterior import SHIPPED
from mentorsim.scenario.prior import uncertain_parameters

_SECTION = "parameters"
#: Stands for all mechanism parameters about whose value something is left to find out.
UNCERTAIN = "uncertain"
#: Stands for the file of the posterior samples that come with mentorsim.
POSTERIOR = "posterior"


def spelled_out(vary: Mapping[str, Any], option_of: Callable[[str], str]) -> Iterator[tuple[str, Any, str]]:
    """Yield what is varied, with each uncertain parameter and its prior for ``parameters: uncertain``.

    A parameter that is varied by its own name as well, or by its path, is varied as is said there.

    Parameters
    ----------
    vary
        Values by path, as in an experiment.
    option_of
        Gives where a path was written, for messages.

    Yields
    ------
    tuple
        The path, its values, and where that was written.

    Raises
    ------
    ScenarioError
        When there is another word in its place.
    """
    for path, value in vary.items():
        if path != _SECTION:
            yield path, value, option_of(path)
            continue
        if value not in (UNCERTAIN, [UNCERTAIN]):
            raise ScenarioError(
                f"{option_of(path)}: is varied over the word {UNCERTAIN}, which stands for all uncertain "
                f"mechanism parameters; a single one is varied as {_SECTION}.NAME"
            )
        named = {name.removeprefix(f"{_SECTION}.") for name in vary}
        for name, values in _priors().items():
            if name not in named:
                yield name, values, f"{option_of(path)}: {name}"


def points_file(name: str, folder: Path) -> Path:
    """Return the CSV of an experiment's points: beside it, or the posterior samples of mentorsim."""
    file = folder / name
    if name != POSTERIOR or file.exists():
        return file
    return SHIPPED


def _priors() -> dict[str, Any]:
    """Return the prior of each uncertain parameter, as it is written in an experiment, by its name."""
    priors: dict[str, Any] = {}
    for row in uncertain_parameters():
        middle = (row.low + row.high) / 2.0
        even = abs(row.prior_center - middle) <= 1e-9 * (row.high - row.low)
        priors[row.name] = (
            {"uniform": [row.low, row.high]} if even else {"halves": [row.low, row.prior_center, row.high]}
        )
    return priors
