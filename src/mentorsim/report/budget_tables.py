"""What policies need, beside the budget of a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mentorsim.experiment.budgets import budget_uses
from mentorsim.report import layout
from mentorsim.report.effect_tables import side_by_side
from mentorsim.report.numbers import NOTHING

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison
    from mentorsim.experiment.expected_cost import ExpectedUse
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


def planned_budget_page(
    scenario: Scenario, uses: Sequence[PlannedUse], expected: Mapping[str, ExpectedUse]
) -> Iterator[RenderableType]:
    """Lay out what each policy would need: at most, and as simulated where it was."""
    columns = [
        layout.words("policy"),
        layout.numbers("mentors"),
        layout.numbers(f"cost at most,\n{scenario.program.costs.currency}"),
    ]
    if expected:
        columns.append(layout.numbers("cost about"))
    table = layout.table([*columns, layout.words("beside the budget")])
    for use in uses:
        cells = [f"{use.mentors:,}", f"{use.cost:,.0f}"]
        found = expected.get(use.policy)
        if expected:
            cells.append(NOTHING if found is None else f"{found.cost:,.0f}")
        table.add_row(Text(use.policy), *cells, _beside_the_budget(scenario, use, found))
    yield layout.titled(f"Budget: {budget_in_words(scenario)}", table)
    most = "At most: every place is taken, every meeting is held, and every pair is acted on."
    if expected:
        count = next(iter(expected.values())).replications
        yield layout.paragraph(
            f"{most} About: the mean of {count} simulated replications, the first ones of `mentorsim "
            "compare`, which says more precisely what policies cost."
        )
    else:
        yield layout.paragraph(
            f"{most} On average it is less, often by a third. `mentorsim compare` says what policies cost, "
            "and in which share of replications the budget holds; after it, so does `mentorsim check`."
        )


def _beside_the_budget(scenario: Scenario, use: PlannedUse, found: ExpectedUse | None) -> str:
    """Say whether a policy fits: for sure, in how many replications, or only that it may not."""
    if not use.over:
        return "fits"
    if found is None or _too_many(scenario, use.mentors):
        return "; ".join(use.over)
    if found.over == 0:
        return f"fits in all {found.replications} replications; {'; '.join(use.over)}"
    return f"over in {found.over} of {found.replications} replications"


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
