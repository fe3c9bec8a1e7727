"""Tables of what policies do: their means side by side, their differences, and which one is best."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from mentorsim.experiment.summary import ComparisonSummary, DifferenceSummary
from mentorsim.report import layout
from mentorsim.report.numbers import NOTHING, percent
from mentorsim.report.shown import DIRECTIONS, ShownOutcome, standing

_MARKS = {"better": "▲", "worse": "▼", "higher": "↑", "lower": "↓", "no practical difference": "="}
_STYLES = {"better": "green", "worse": "red"}
_LONGEST_NAME = 28
_LONGEST_HEADING = 18


def means_tables(summary: ComparisonSummary, outcomes: Sequence[ShownOutcome], width: int) -> list[Table]:
    """Lay out the policies side by side: means with the half-width of their interval, and a mark."""
    cells = [
        [_mean(summary, outcome, policy) for policy in summary.policies]
        for outcome in outcomes
        if outcome.kind == "effect"
    ]
    shown = [outcome for outcome in outcomes if outcome.kind == "effect"]
    headings = [f"{folded(outcome.label)}\n{outcome.scale.unit}" for outcome in shown]
    return side_by_side("Means", summary.policies, headings, cells, width)


def best_tables(summary: ComparisonSummary, outcomes: Sequence[ShownOutcome], width: int) -> list[Table]:
    """Lay out the probability of having the best mean, and the share of worlds won."""
    shown = [
        outcome for outcome in outcomes if outcome.compared and outcome.summary.direction != "neither"
    ]
    headings = [folded(outcome.label) for outcome in shown]
    cells = [
        [
            Text(
                NOTHING
                if (found := outcome.summary.policies[policy]).probability_best is None
                else f"{percent(found.probability_best)} / {percent(found.worlds_won)}"
            )
            for policy in summary.policies
        ]
        for outcome in shown
    ]
    title = "Best policy: probability of having the best mean / share of worlds won, %"
    return side_by_side(title, summary.policies, headings, cells, width)


def difference_table(summary: ComparisonSummary, outcomes: Sequence[ShownOutcome]) -> Table | None:
    """Lay out every outcome's differences to the baseline, one outcome under the other."""
    shown = [outcome for outcome in outcomes if outcome.compared]
    if not shown or len(summary.policies) < 2:
        return None
    confidence = f"{summary.confidence:.0%}"
    table = layout.table(
        [
            layout.words(""),
            layout.numbers("difference"),
            layout.numbers(f"{confidence} interval,\nall policies"),
            layout.numbers(f"{confidence} of worlds\n(one year)"),
            layout.words("verdict"),
        ],
        title=f"Differences to {summary.baseline}",
    )
    for outcome in shown:
        direction = DIRECTIONS[outcome.summary.direction]
        table.add_row(Text(outcome.label, style="bold"))
        table.add_row(Text(f"{outcome.scale.change_unit}; {direction}", style="dim"))
        for policy, difference in outcome.summary.differences.items():
            table.add_row(Text(f"  {policy}"), *_difference_cells(outcome, difference))
        table.add_section()
    return table


def _difference_cells(outcome: ShownOutcome, difference: DifferenceSummary) -> list[Text]:
    scale = outcome.scale
    if difference.mean is None:
        return [Text(NOTHING), Text(NOTHING), Text(NOTHING), Text(difference.reason or "undefined", "dim")]
    found = standing(outcome, difference)
    return [
        Text(scale.change(difference.mean)),
        Text(scale.between(difference.simultaneous_low, difference.simultaneous_high)),
        Text(scale.between(difference.year_low, difference.year_high), style="dim"),
        Text(found or difference.reason or NOTHING, style=_STYLES.get(found or "", "")),
    ]


def _mean(summary: ComparisonSummary, outcome: ShownOutcome, policy: str) -> Text:
    own = outcome.summary.policies[policy]
    cell = Text(outcome.scale.with_half_width(own.mean, own.low, own.high))
    difference = outcome.summary.differences.get(policy)
    found = None if difference is None else standing(outcome, difference)
    return cell.append(f" {_MARKS.get(found or '', ' ')}", style=_STYLES.get(found or "", ""))


def side_by_side(
    title: str, names: Sequence[str], headings: Sequence[str], cells: Sequence[Sequence[Text]], width: int
) -> list[Table]:
    """Put columns beside names, in as many tables as the width needs.

    Parameters
    ----------
    title
        Of the table; those after the first say that they go on.
    names
        Of the rows.
    headings
        Of the columns.
    cells
        One list per column, with a cell per row.
    width
        Longest line.
    """
    first = min(layout.text_width(*names), _LONGEST_NAME)
    widths = [
        max(layout.text_width(heading), *(cell.cell_len for cell in column))
        for heading, column in zip(headings, cells, strict=True)
    ]
    tables = []
    for number, block in enumerate(layout.blocks(widths, width - first)):
        columns = [layout.words(""), *(layout.numbers(headings[place]) for place in block)]
        table = layout.table(columns, title=title if number == 0 else f"{title} (continued)")
        for row, name in enumerate(names):
            table.add_row(Text(name), *(cells[place][row] for place in block))
        tables.append(table)
    return tables


def folded(label: str) -> str:
    """Break a heading between words into lines that a narrow column can hold."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > _LONGEST_HEADING:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
