"""What ``mentorsim sweep --dry-run`` prints: the design, its cost beside the budget, its runs and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mentorsim.cli.progress import duration

if TYPE_CHECKING:
    from mentorsim.experiment.sweep_plan import SweepPlan

_SHOWN_OVER_BUDGET = 8


def print_dry_run(plan: SweepPlan, workers: int | None) -> None:
    """Print the design, what may not fit the budget, the number of runs, and how long they will take.

    Parameters
    ----------
    plan
        The sweep, of which a few replications are run and thrown away.
    workers
        How many processes are asked for; None: one per core.
    """
    from mentorsim.experiment.execution.trial import trial
    from mentorsim.numerics.processors import usable_cores
    from mentorsim.report.layout import as_text, page_width, wants_color
    from mentorsim.report.sweep_page import design_page

    found = trial(plan)
    cores = workers or usable_cores()
    least = "" if plan.fixed else "at least "
    typer.echo(as_text(design_page(plan.design, plan.title), page_width(), color=wants_color()), nl=False)
    _print_budget(plan)
    typer.echo(
        f"{plan.points} design points, {least}{found.replications // plan.points} replications each, "
        f"{len(plan.base.policies)} policies: {least}{found.runs:,} runs{_at_most(plan)}.\n"
        f"About {duration(found.seconds)} of one processor ({found.seconds_per_replication * 1000:.1f} ms "
        f"per replication), {duration(found.seconds / cores)} with {cores} workers. Nothing was kept."
    )


def _at_most(plan: SweepPlan) -> str:
    if plan.selection is None:
        return ""
    return f", at most {plan.selection.rule.replications_in_all * len(plan.base.policies):,}"


def _print_budget(plan: SweepPlan) -> None:
    """Say at which design points a policy may need more than the scenario's budget."""
    from mentorsim.experiment.budgets import planned_over_budget
    from mentorsim.report.budget_tables import budget_in_words

    over = planned_over_budget(plan)
    if not over:
        return
    typer.echo(
        f"Budget of {budget_in_words(plan.base.scenario)}: at {len({point for point, _ in over})} of "
        f"{plan.points} design points a policy may need more, with every place taken and every meeting held:"
    )
    for point, use in over[:_SHOWN_OVER_BUDGET]:
        typer.echo(f"  point {point}, {use.policy}: {'; '.join(use.over)}")
    if len(over) > _SHOWN_OVER_BUDGET:
        typer.echo(f"  and {len(over) - _SHOWN_OVER_BUDGET} more")
