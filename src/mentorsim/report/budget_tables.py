"""What policies need, beside the budget of a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mentorsim.experiment.budgets import budget_uses
from mentorsim.report import layout
from mentorsim.report.effect_tables import side_by_side
from mentorsim.report.numbers import NOTHING

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison
    from mentorsim.scenario import Scenario
    from mentorsim.scenario.planned_cost import PlannedUse


def budget_tables(comparison: Comparison, width: int) -> list[Group]:
    """Lay out what each policy used of the budget; nothing where the scenario states none."""
    scenario = comparison.plan.scenario
    uses = budget_uses(comparison.plan, comparison.block)
    if not uses:
        return []
    cells = [
        [_flagged(f"{use.mentors:,}", _too_many(scenario, use.mentors)) for use in uses],
        [Text(f"{use.cost:,.0f}") for use in uses],
        [_flagged(f"{use.share_over:.1%}", use.share_over > 0.0) for use in uses],
    ]
    headings = [
        "mentors",
        f"mean cost\n{scenario.program.costs.currency}",
        "over budget in\n% of replications",
    ]
    names = [use.policy for use in uses]
    return side_by_side(f"Budget: {budget_in_words(scenario)}", names, headings, cells, width)


def planned_budget_page(scenario: Scenario, uses: Sequence[PlannedUse]) -> Iterator[RenderableType]:
    """Lay out what each policy would need if all went as planned."""
    table = layout.table(
        [
            layout.words("policy"),
            layout.numbers("mentors"),
            layout.numbers(f"cost at most,\n{scenario.program.costs.currency}"),
            layout.words("beside the budget"),
        ]
    )
    for use in uses:
        table.add_row(Text(use.policy), f"{use.mentors:,}", f"{use.cost:,.0f}", "; ".join(use.over) or "fits")
    yield layout.titled(f"Budget: {budget_in_words(scenario)}", table)
    yield layout.paragraph(
        "Costs are at most so much, with every place taken and every meeting held; mostly they are a third "
        "less. `mentorsim compare` tells what they come to, and in which share of replications the budget "
        "holds."
    )


def budget_in_words(scenario: Scenario) -> str:
    """Write what there is to spend."""
    budget = scenario.budget
    if budget is None:
        return NOTHING
    parts = []
    if budget.amount is not None:
        parts.append(f"{budget.amount:,.0f} {scenario.program.costs.currency}")
    if budget.mentors is not None:
        parts.append(f"{budget.mentors:,} mentors")
    return " and ".join(parts)


def _too_many(scenario: Scenario, mentors: int) -> bool:
    budget = scenario.budget
    return budget is not None and budget.mentors is not None and mentors > budget.mentors


def _flagged(text: str, over: bool) -> Text:
    return Text(f"{text} !" if over else text, style="yellow" if over else "")
