"""Run a study's policies at every point of a design."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorsim.api.notebook_progress import progress_in_notebooks
from mentorsim.errors import UserError
from mentorsim.experiment.design.accepting import ExperimentLike, as_experiment
from mentorsim.experiment.design.preparing import prepare
from mentorsim.experiment.execution.execute import Execution, execute, results_folder
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.sweep_plan import SweepPlan
from mentorsim.experiment.sweep_results import SweepResults, read_results

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel


def sweep(
    experiment: ExperimentLike,
    vary: Mapping[str, Any] | None = None,
    *,
    out: str | Path,
    model: type[MentoringModel] | None = None,
    **settings: Any,
) -> SweepResults:
    """Run the policies of a scenario at every design point.

    All points use the same replications: number 7 has the same students and the same random draws at all
    of them. Work that points share (a cohort, the control where only the program varies) is done once.

    Parameters
    ----------
    experiment
        An experiment: an `Experiment`, its file, the name of a shipped one, or a mapping of its keys; or a
        scenario in the same forms, and then the remaining arguments describe the experiment.
    vary
        The values to vary in the scenario, by path: a list, tuple, range or NumPy array of values, a range
        ``range(start, stop, step)`` as text, or a distribution ``{"uniform": [0, 1]}``.
    out
        The folder of the results, which are written as they are computed.
    model
        A subclass of `mentorsim.MentoringModel` to run.
    **settings
        Options of the run (`workers`, `executor`, `resume`, `retry_failed`, `shard`, `time_limit`,
        `progress`; see `RunOptions`). With a scenario also ``design``, ``samples``, ``replications``,
        ``policies``, ``outcomes`` and any other key of an experiment; ``points`` may be a pandas DataFrame
        with a column per path and a row per point, or a list of mappings. In a notebook `progress` is a bar,
        where nothing else is given.

    Returns
    -------
    SweepResults
        Failed runs are rows with their error.

    Raises
    ------
    UserError
        When a name does not exist, or the folder cannot be used.
    KeyboardInterrupt
        After Ctrl-C; finished runs are kept in the folder.

    Examples
    --------
    >>> import mentorsim as ms
    >>> results = ms.sweep(
    ...     "first_year_university",
    ...     {"program.training.hours": [4, 8]},
    ...     replications=2,
    ...     out="training",
    ...     workers=1,
    ... )
    >>> len(results.points)
    2
    """
    options, said = RunOptions.parted(settings)
    plan = _planned(experiment, vary, said, model)
    for note in plan.notes:
        warnings.warn(note, stacklevel=2)
    options = replace(options, out=out, progress=progress_in_notebooks(options.progress))
    if run_sweep(plan, options).interrupted:
        raise KeyboardInterrupt
    return read_results(out)


def run_sweep(plan: SweepPlan, options: RunOptions) -> Execution:
    """Run a sweep that has been prepared into the folder of the options, and say how it went.

    Raises
    ------
    UserError
        When the options name no folder, it cannot be used or written, or the executor cannot continue.
    """
    if options.out is None:
        raise UserError("a sweep needs a folder for its results: out")
    with results_folder(plan, options) as folder:
        return execute(plan, options, folder)


def _planned(
    experiment: ExperimentLike,
    vary: Mapping[str, Any] | None,
    settings: Mapping[str, Any],
    model: type[MentoringModel] | None,
) -> SweepPlan:
    given = as_experiment(experiment, vary, settings)
    return prepare(
        given.experiment,
        given.places,
        given.folder,
        scenario=given.scenario,
        points=given.points,
        model=model,
    )
