"""``mentorsim check``: everything that can be found wrong without a run, in less than a second."""

from __future__ import annotations

import os
import sys

import typer

from mentorsim.cli.arguments import OWN_PROCESS, Overrides, ScenarioName, scenario_of


def check(context: typer.Context, scenario: ScenarioName, overrides: Overrides = None) -> None:
    """Say whether a scenario is right.

    A mistake is named with its line. Looked at are keys and values, the names of matching methods, outcomes
    and attributes, and the files that the scenario names; nothing is simulated.
    """
    if context.obj is OWN_PROCESS and "numba" not in sys.modules:
        # The few kernels that are needed run sooner as plain Python than their machine code is loaded.
        os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
    study = scenario_of(scenario, overrides)
    from mentorsim.experiment.mistakes import refuse_mistakes

    refuse_mistakes(study, also_files=True)
    policies = ", ".join(study.policies)
    typer.echo(f"{scenario} is right.")
    typer.echo(f"{study.title}: {study.calendar.total_weeks} weeks; policies: {policies}.")
