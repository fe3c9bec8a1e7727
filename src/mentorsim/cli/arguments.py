"""Arguments that several commands share, and how the scenario that they name is loaded."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel
    from mentorsim.scenario import Scenario

#: Given to the commands where this process is theirs alone, so that they may change how it works.
OWN_PROCESS = "mentorsim runs by itself"

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A YAML file, or the name of a shipped scenario.")
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a value of the scenario, such as program.mentees_per_mentor=2; may be repeated.",
    ),
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="A policy to run; may be repeated.",
        show_default="all of the scenario",
    ),
]
Replications = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        help="Number of replications; in a sweep, of each design point.",
        show_default="as the scenario or experiment says",
    ),
]
OwnMechanisms = Annotated[
    list[str] | None,
    typer.Option(
        "--mechanism",
        metavar="NAME",
        help="Your own mechanism, from --plugin, to add to every study; may be repeated.",
    ),
]
OwnModel = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="A subclass of MentoringModel in a plugin, to run instead of the built-in model.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(metavar="NUMBER", min=0, help="Seed of all random draws.", show_default="the scenario's"),
]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        help="Number of processes; it changes no result.",
        show_default="one per core",
    ),
]

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress and no notes, only the result.")]

# The options of a run, which no number of a result depends on: `mentorsim.RunOptions`.


class ExecutorName(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    SERIAL = "serial"
    DASK = "dask"


Out = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Keep runs, tables and figures in this folder."),
]
Figures = Annotated[
    list[str] | None,
    typer.Option(
        "--figures",
        metavar="FORMAT[:SIZE]",
        help="With --out: the figures' format: svg (its text can be searched), png, pdf, or none; svg:column "
        "stacks the panels, for one column of a paper. May be repeated.",
        show_default="png and svg",
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Continue the folder of --out if it exists.")]
RetryFailed = Annotated[
    bool,
    typer.Option("--retry-failed", help="With --resume: run replications with a failed run again."),
]
Executors = Annotated[
    ExecutorName | None,
    typer.Option(
        help="Where to run: in processes on this machine, in this process alone, or with Dask.",
        show_default="local if there is much to do",
    ),
]
DaskScheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="The Dask scheduler to use, such as tcp://10.0.0.1:8786."
    ),
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.001,
        help="Give up on replications that take longer (local processes only).",
    ),
]


def model_named(name: str | None) -> type[MentoringModel] | None:
    """Find a model of a plugin by its name.

    Raises
    ------
    UserError
        When no plugin has it.
    """
    if name is None:
        return None
    from mentorsim.model import MentoringModel
    from mentorsim.plugins import find_subclass

    return find_subclass(name, MentoringModel)


def check_mechanisms(names: list[str] | None) -> None:
    """Refuse a mechanism that no plugin defines.

    Raises
    ------
    UserError
        With the way out.
    """
    from mentorsim.errors import UserError
    from mentorsim.mechanisms.registry import find_mechanism

    for name in names or ():
        if find_mechanism(name) is None:
            raise UserError(
                f"there is no mechanism {name!r}: load the module that defines it with --plugin MODULE"
            )


class Format(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class StoppedError(Exception):
    """Ctrl-C has ended a command; the message says what is kept and how to continue."""


def scenario_of(name: str, overrides: list[str] | None) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    name
        A YAML file, or the name of a shipped scenario.
    overrides
        Values to set.

    Raises
    ------
    ScenarioError
        When there is none, or it is not valid.
    """
    from mentorsim.scenario import load_scenario

    return load_scenario(name, overrides or ())
