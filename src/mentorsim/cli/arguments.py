"""Arguments that several commands share, and how the scenario that they name is loaded."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
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
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the folder of --out where it exists.")]
Seed = Annotated[
    int | None,
    typer.Option(metavar="NUMBER", min=0, help="Seed of all draws.", show_default="the scenario's"),
]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        help="Number of processes; it changes no number of the result.",
        show_default="one per core",
    ),
]


class Format(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class StoppedError(Exception):
    """Ctrl-C has ended a command; the message says what is kept and how to go on."""


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
