"""An experiment in whatever form people have it, and its points as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from mentorsim.documents.places import Places
from mentorsim.errors import ScenarioError, UserError
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.design.experiment import (
    Experiment,
    experiment_file,
    experiment_from_options,
    experiment_of,
    read_experiment,
)
from mentorsim.experiment.design.point_files import points_of
from mentorsim.scenario import Scenario
from mentorsim.scenario.accepting import ScenarioLike, as_scenario
from mentorsim.scenario.settings import plain

ExperimentLike = Experiment | ScenarioLike
"""An experiment or a scenario: the object, a YAML file, a shipped name, or a mapping of keys to values."""


@dataclass(frozen=True)
class GivenExperiment:
    """An experiment, where it was written, and what came with it that no file can hold.

    Attributes
    ----------
    experiment, places, folder
        The experiment, where its values were written, and where files are that it names.
    scenario
        The scenario, where it is at hand already.
    points
        The design, where it was given as a table.
    """

    experiment: Experiment
    places: Places
    folder: Path
    scenario: Scenario | None = None
    points: Design | None = None


def as_experiment(given: object, vary: object, settings: Mapping[str, Any]) -> GivenExperiment:
    """Return an experiment, whatever it is given as.

    Parameters
    ----------
    given
        An `Experiment`, its file or the name of a shipped one, or a mapping with the key ``scenario``; or a
        scenario as for `as_scenario`, of which the other arguments say what is varied.
    vary
        With a scenario: values by path. Lists, tuples, ranges, NumPy arrays and pandas columns are lists; a
        single value is one level.
    settings
        With a scenario: what an experiment's file may say. ``points`` may be a pandas DataFrame, with a
        column per path, or a list of mappings of paths to values.

    Raises
    ------
    ScenarioError
        When it is none of these, or not valid.
    UserError
        When an experiment is given something to vary as well.
    """
    itself = _experiment_itself(given, nothing_varied=not (vary or settings))
    if itself is not None:
        if vary or settings:
            raise UserError(
                "vary and its settings go with a scenario; an experiment says itself what is varied"
            )
        return itself
    scenario = as_scenario(given)
    if vary is not None and not isinstance(vary, Mapping):
        raise ScenarioError(
            "vary is a mapping of paths to values, such as {'program.mentors': [10, 20]}, not "
            f"{type(vary).__name__}"
        )
    table = _table_of_points(settings.get("points"))
    if table is not None:
        settings = {**settings, "points": "the table of design points"}
    experiment, places = experiment_from_options("scenario", vary or {}, settings)
    return GivenExperiment(experiment, places, scenario.folder, scenario, table)


def _table_of_points(points: Any) -> Design | None:
    """Return the design of points that are a table; None for anything else."""
    if hasattr(points, "columns") and hasattr(points, "itertuples"):
        header = [str(name) for name in points.columns]
        rows = [plain(list(row)) for row in points.itertuples(index=False, name=None)]
        return points_of(header, rows, "points")
    if isinstance(points, list | tuple) and all(isinstance(point, Mapping) for point in points):
        header = list(dict.fromkeys(str(path) for point in points for path in point))
        return points_of(header, [[plain(point.get(path)) for path in header] for point in points], "points")
    return None


def _experiment_itself(given: object, *, nothing_varied: bool) -> GivenExperiment | None:
    """Return what is an experiment rather than a scenario; a file is read once."""
    if isinstance(given, Experiment):
        return GivenExperiment(given, Places("the experiment"), Path())
    if isinstance(given, Mapping):
        places = Places("the mapping")
        return (
            GivenExperiment(experiment_of(plain(given), places), places, Path())
            if "scenario" in given
            else None
        )
    if not isinstance(given, str | PathLike):
        return None
    name = fspath(given)
    found = experiment_file(name)
    if found is None and not nothing_varied:
        return None
    return GivenExperiment(*read_experiment(name if found is None else found))
