"""``mentorsim check``: everything that can be found wrong without a long run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.cli.arguments import OWN_PROCESS, Overrides, ScenarioName, scenario_of

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario


def check(
    context: typer.Context,
    scenario: ScenarioName,
    roster: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A roster to read as the scenario says. Shows every column, how its values are read, and "
            "who is left out.",
        ),
    ] = None,
    mentors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The mentors' file, in addition to --roster.")
    ] = None,
    reading: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the roster's report to this file: .json, .csv or .xlsx."),
    ] = None,
    records: Annotated[
        Path | None,
        typer.Option(
            metavar="ROSTER",
            help="Describe these records too, and say what `calibrate --records` would fit to them.",
        ),
    ] = None,
    overrides: Overrides = None,
) -> None:
    """Check a scenario, and how it reads a roster.

    It checks keys and values, the names of matching methods, outcomes and attributes, and the files that the
    scenario names. Each mistake is shown with its line. Notes name rewards that
    are the same as another. If the scenario has a budget, a few replications show what each policy costs at
    most and on average, and policies that do not fit are flagged.
    """
    simulates = records is None and _may_state_a_budget(scenario, overrides)
    if context.obj is OWN_PROCESS and "numba" not in sys.modules and not simulates:
        # The few kernels that are needed run sooner as plain Python than their machine code is loaded.
        os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
    study = scenario_of(scenario, overrides)
    if records is not None:
        _print_records(study, records)
        return
    from mentorsim.cohort.plan import cohort_plan
    from mentorsim.experiment.mistakes import refuse_mistakes
    from mentorsim.scenario.remarks import remarks_on

    refuse_mistakes(study, also_files=True)
    policies = ", ".join(study.policies)
    typer.echo(f"{scenario} is right.")
    typer.echo(f"{study.title}: {study.calendar.total_weeks} weeks; policies: {policies}.")
    if roster is not None:
        _print_reading(study, roster, mentors, reading)
    notes = cohort_plan(study).friendship_notes
    for remark in (*remarks_on(study), *notes):
        typer.echo(f"Note: {remark}.")
    if study.budget is not None:
        _print_budget(study)


def _print_records(study: Scenario, records: Path) -> None:
    from mentorsim.api.calibrate import describe_records
    from mentorsim.report.layout import as_text, page_width, paragraph, wants_color

    sentences = describe_records(study, records)
    page = [paragraph(one, "yellow" if one.startswith("!") else "") for one in sentences]
    typer.echo(as_text(page, page_width(), color=wants_color()), nl=False)


def _print_reading(study: Scenario, roster: Path, mentors: Path | None, out: Path | None) -> None:
    from mentorsim.roster_match.reading_output import write_reading
    from mentorsim.roster_match.sources import read_sources

    policy = next(name for name, program in study.policies.items() if program is not None)
    sources = read_sources(study, policy, roster, mentors)
    report = sources.roster().report
    typer.echo(f"\nHow {roster.name} is read")
    for line in report.lines():
        typer.echo(f"  {line}")
    if out is not None:
        write_reading(report, out)
        typer.echo(f"  The whole report is in {out}")


def _may_state_a_budget(scenario: str, overrides: list[str] | None) -> bool:
    """Whether to simulate what policies cost: guessed before anything that takes time is imported."""
    if any("budget" in one for one in overrides or ()):
        return True
    try:
        return b"budget" in Path(scenario).read_bytes()
    except (OSError, ValueError):
        return False  # one of ours, of which none states a budget, or not there


def _print_budget(study: Scenario) -> None:
    from mentorsim.cohort.people import FIRST_YEAR
    from mentorsim.cohort.plan import cohort_plan
    from mentorsim.dynamics.ahead import week_is_compiled
    from mentorsim.experiment.expected_cost import expected_uses
    from mentorsim.numerics.kernel import COMPILES
    from mentorsim.report.budget_tables import planned_budget_page
    from mentorsim.report.layout import as_text, page_width, wants_color
    from mentorsim.scenario.planned_cost import planned_uses

    # Without compiled kernels it would take a minute, and check is to be quick.
    expected = expected_uses(study) if COMPILES and week_is_compiled() else {}
    first_years = int((cohort_plan(study).role == FIRST_YEAR).sum())
    page = planned_budget_page(study, planned_uses(study, first_years), expected)
    typer.echo(as_text(page, page_width(), color=wants_color()), nl=False)
