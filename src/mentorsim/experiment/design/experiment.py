"""An experiment as it is written down: what is varied, how the values are combined, what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Literal

from pydantic import ValidationError

from mentorsim.documents.nearest import nearest
from mentorsim.documents.places import Places
from mentorsim.documents.reading import Document, read_file
from mentorsim.documents.yaml_text import inline
from mentorsim.errors import ScenarioError, UnknownNameError, UserError
from mentorsim.experiment.design.designs import DesignKind
from mentorsim.experiment.design.factors import listed
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.scenario.problems import scenario_error
from mentorsim.scenario.run import Until
from mentorsim.scenario.schema import DIALECT
from mentorsim.scenario.settings import Items, Settings, plain, setting
from mentorsim.scenario.shipped import shipped_folder
from mentorsim.statistics.selection import FIRST

Keep = Literal["weekly", "ties", "students"]


class Select(Settings):
    """Allocate replications to the points where the choice is close, up to a budget."""

    outcome: str = setting("retention", "Outcome in which the best is looked for", min_length=1)
    policies: Items[str] | None = setting(
        None,
        "Policies that are alternatives at every design point; all but the control, where none are given",
    )
    replications_in_all: int = setting(
        ...,
        "The budget: most replications of all design points together",
        unit="replications",
        low=1,
        high=100_000_000,
    )
    first: int = setting(
        FIRST,
        "Replications of every design point before anything is decided",
        unit="replications",
        low=5,
        high=100_000,
    )
    probability: float = setting(
        0.95, "Probability of a correct selection", unit="0 to 1, both left out", above=0, lt=1
    )
    worthwhile: float | None = setting(
        None,
        "Smallest difference worth finding; the scenario's run.smallest_worthwhile, where none is given",
        unit="unit of the outcome",
        above=0,
    )


class Experiment(Settings):
    """One experiment: a scenario, what is varied in it, and how often each design is run.

    Examples
    --------
    >>> import mentorsim as ms
    >>> experiment = ms.Experiment(
    ...     scenario="first_year_university", vary={"program.training.hours": [4, 8]}, replications=2
    ... )
    >>> ms.sweep(experiment, out="training", workers=1).replications
    2
    """

    title: str = setting("", "Title; the scenario's, where none is given", max_length=200)
    question: str = setting("", "The question that it answers", max_length=2000)
    scenario: str = setting(..., "A scenario's file, or the name of a shipped scenario", min_length=1)
    set_: dict[str, Any] = setting(
        {},
        "Values to set in the scenario before anything is varied, by the path of the key",
        alias="set",
        example={"program.offer.how": "proactive"},
    )
    vary: dict[str, Any] = setting(
        {},
        "What is varied, by the path of the key: a list, range(start, stop, step), or a distribution; "
        "parameters: uncertain stands for all uncertain mechanism parameters over their priors",
        example={"program.mentees_per_mentor": [1, 2, 4], "program.training.hours": "range(0, 20, 4)"},
    )
    design: DesignKind = setting("grid", "How the values are combined")
    points: str | None = setting(
        None,
        "A CSV with a column per path and a row per design, in place of vary and design; or posterior: the "
        "posterior samples of the mechanism parameters that come with mentorsim",
        min_length=1,
    )
    samples: int | None = setting(
        None,
        "Points of latin_hypercube, base samples of sobol, trajectories of morris",
        low=1,
        high=1_000_000,
    )
    levels: int = setting(4, "Levels of the grid of morris, an even number", low=2, high=100)
    second_order: bool = setting(True, "Whether sobol also tells how pairs of factors work together")
    seed: int | None = setting(
        None, "Seed of all random draws, those of the design too; the scenario's, where none is given", low=0
    )
    replications: int | None = setting(None, "Replications of each design", low=1, high=1_000_000)
    until: Until | None = setting(
        None, "When to stop at each design, where no number of replications is given"
    )
    max_replications: int = setting(
        2000, "Most replications of each design with `until`", low=1, high=1_000_000
    )
    select: Select | None = setting(
        None, "Find the best of all designs with few replications, in place of replications and until"
    )
    policies: Items[str] | None = setting(None, "Policies to run; all of the scenario, where none are given")
    baseline: str | None = setting(None, "The policy that others are compared with; the control")
    outcomes: Items[str] | None = setting(None, "Outcomes to keep; the scenario's, where none are given")
    by: Items[str] = setting((), "Attributes whose groups are kept as well")
    keep: Items[Keep] = setting((), "What is kept of each run beside its row: weekly, ties, students")


def experiment_schema() -> dict[str, Any]:
    """Return the JSON Schema of an experiment's file."""
    schema = Experiment.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": DIALECT, **schema, "title": "mentorsim experiment"}


def read_experiment(
    name: str | FilePath | ExperimentFile, options: Mapping[str, Any] | None = None
) -> tuple[Experiment, Places, FilePath]:
    """Read an experiment from its file.

    Parameters
    ----------
    name
        A YAML file, the results folder of a sweep, or the bare name of a shipped experiment such as
        ``mentor_load_by_training``; or what `experiment_file` has read of one.
    options
        Settings of the command line, which go before those of the file.

    Returns
    -------
    tuple
        The experiment, where its values were written, and the folder of the file.

    Raises
    ------
    ScenarioError
        When there is no such file, or it is not a valid experiment; with the line.
    """
    if not isinstance(name, ExperimentFile):
        file = find_experiment(name)
        name = ExperimentFile(file, read_file(file))
    value, places = _with_options(name.document.value, name.document.places, options or {})
    return experiment_of(value, places), places, name.file.resolve().parent


def experiment_from_options(
    scenario: str, vary: Mapping[str, Any], options: Mapping[str, Any]
) -> tuple[Experiment, Places]:
    """Make an experiment of a scenario's name, what is varied in it, and settings.

    Raises
    ------
    ScenarioError
        When they do not make a valid experiment.
    """
    places = Places("the command line")
    value: dict[str, Any] = {"scenario": scenario, "vary": {}}
    for path, given in vary.items():
        value["vary"][path] = values = listed(given, path)
        places = places.replaced(("vary", path), values, path)
    value, places = _with_options(value, places, options)
    return experiment_of(value, places), places


def _with_options(value: Any, places: Places, options: Mapping[str, Any]) -> tuple[Any, Places]:
    given = {key: plain(option) for key, option in options.items() if option is not None}
    if not isinstance(value, dict):
        return value, places
    if "replications" in given:
        value = {key: kept for key, kept in value.items() if key not in ("until", "select")}
    if "select" in given:
        own = value.get("select")
        given["select"] = {**(own if isinstance(own, dict) else {}), **given["select"]}
        value = {key: kept for key, kept in value.items() if key not in ("until", "replications")}
    for key, option in given.items():
        if key != "select":
            places = places.replaced((key,), option, f"--{key.replace('_', '-')} {option}")
    for key, option in plain(options.get("select") or {}).items():
        places = places.replaced(("select", key), option, f"--select {key}={inline(option)}")
    return {**value, **given}, places


def experiment_of(value: Any, places: Places) -> Experiment:
    """Validate plain values.

    Raises
    ------
    ScenarioError
        With up to five mistakes, each with its line.
    """
    if not isinstance(value, dict):
        raise ScenarioError(
            "must be keys and values, a line for each, beginning with scenario:", file=places.name, line=1
        )
    try:
        return Experiment.model_validate(value)
    except ValidationError as error:
        raise scenario_error(error, places, Experiment) from None


@dataclass(frozen=True)
class ExperimentFile:
    """A file that stands for an experiment, read once: its name, and what it says, with lines."""

    file: FilePath
    document: Document


def experiment_file(name: str | FilePath) -> ExperimentFile | None:
    """Read the file of an experiment; None where a name stands for something else, such as a scenario.

    What tells an experiment from a scenario is the key ``scenario``. A file that cannot be read is left to
    whoever reads it as what it should be, and says why.
    """
    try:
        file = find_experiment(name)
        document = read_file(file)
    except ScenarioError:
        return None
    found = isinstance(document.value, dict) and "scenario" in document.value
    return ExperimentFile(file, document) if found else None


def find_experiment(name: str | FilePath) -> FilePath:
    """Return the file of an experiment: a path, a sweep's results folder, or the bare name of a shipped one.

    Raises
    ------
    ScenarioError
        When there is none.
    UserError
        When it is the results folder of a comparison.
    """
    path = FilePath(name)
    if path.is_file():
        return path
    folder = shipped_folder("experiments")
    names = [] if folder is None else sorted(file.stem for file in folder.glob("*.yaml"))
    if folder is not None and path.name == str(path) and path.stem in names:
        return folder / f"{path.stem}.yaml"
    results = ResultsPaths(path)
    if results.experiment.is_file():
        return results.experiment
    if results.run.is_file():
        raise UserError(
            f"the folder {path} holds no experiment.yaml: a comparison is run again by `mentorsim compare "
            f"{path}`, and the same sweep with --resume writes a lost file again"
        )
    guess = nearest(path.stem, names)
    hint = f"; did you mean the shipped experiment {guess}?" if guess else ""
    raise UnknownNameError(f"there is no such file{hint}", file=path)
