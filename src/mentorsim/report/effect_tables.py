"""Tables of what policies do: their means side by side, their differences, and which one is best."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group
from rich.text import Text

from mentorsim.report import layout
from mentorsim.report.numbers import NOTHING, Scale, percent
from mentorsim.report.shown import DIRECTIONS, ShownOutcome, standing
from mentorsim.statistics.summary import ComparisonSummary, DifferenceSummary

_PERHAPS = ", perhaps too little to matter"
_MARKS = {"better": "▲", "worse": "▼", "higher": "↑", "lower": "↓", "no practical difference": "="}
_MARKS |= {f"better{_PERHAPS}": "△", f"worse{_PERHAPS}": "▽"}
_STYLES = {"better": "green", "worse": "red"}
_LONGEST_NAME = 28
_LONGEST_HEADING = 18
_LONGEST_VERDICT = 24
_SHORTEST_VERDICT = 12


def means_tables(summary: ComparisonSummary, outcomes: Sequence[ShownOutcome], width: int) -> list[Group]:
    """Lay out the policies side by side: means with the half-width of their interval, and a mark."""
    cells = [
        [_mean(outcome, policy) for policy in summary.policies]
        for outcome in outcomes
        if outcome.kind == "effect"
    ]
    shown = [outcome for outcome in outcomes if outcome.kind == "effect"]
    headings = [f"{folded(outcome.label)}\n{outcome.scale.unit}" for outcome in shown]
    return side_by_side("Means", summary.policies, headings, cells, width)


def best_tables(summary: ComparisonSummary, outcomes: Sequence[ShownOutcome], width: int) -> list[Group]:
    """Lay out the probability of having the best mean, and the share of replications won."""
    shown = [outcome for outcome in outcomes if outcome.compared and outcome.summary.direction != "neither"]
    headings = [folded(outcome.label) for outcome in shown]
    cells = [
        [
            Text(
                NOTHING
                if (found := outcome.summary.policies[policy]).probability_best is None
                else f"{percent(found.probability_best)} / {percent(found.replications_won)}"
            )
            for policy in summary.policies
        ]
        for outcome in shown
    ]
    title = "Best policy: probability of having the best mean / share of replications won, %"
    return side_by_side(title, summary.policies, headings, cells, width)


def difference_tables(
    summary: ComparisonSummary, outcomes: Sequence[ShownOutcome], width: int
) -> list[Group]:
    """Lay out the differences to the baseline, a table for each outcome that has any."""
    shown = [outcome for outcome in outcomes if outcome.compared and has_differences(outcome)]
    policies = [policy for policy in summary.policies if policy != summary.baseline]
    headings = _headings(summary)
    cells = {
        outcome.name: [
            _difference_cells(
                outcome, outcome.summary.differences[policy], layered=summary.samples is not None
            )
            for policy in policies
        ]
        for outcome in shown
    }
    rows = [row for of_outcome in cells.values() for row in of_outcome]
    widths = [
        max(layout.text_width(heading), *(row[place].cell_len for row in rows))
        for place, heading in enumerate(headings if rows else ())
    ]
    # On a narrow page the layers beside the first interval are left out, those of single replications first.
    while (
        len(widths) > 2 and width - sum(widths) - (len(widths) + 1) * layout.BETWEEN < 2 * _SHORTEST_VERDICT
    ):
        widths = widths[:-1]
    room = width - sum(widths) - (len(widths) + 1) * layout.BETWEEN
    first = min(layout.text_width(*policies), _LONGEST_NAME, max(room - _SHORTEST_VERDICT, _SHORTEST_VERDICT))
    last = min(max(room - first, _SHORTEST_VERDICT), _LONGEST_VERDICT)
    tables: list[Group] = []
    for outcome in shown:
        columns = [
            layout.words("", width=first),
            *(layout.numbers(heading, width=own) for heading, own in zip(headings, widths, strict=False)),
            layout.words("verdict", width=last),
        ]
        start = "" if tables else f"Differences to {summary.baseline}\n"
        title = (
            f"{start}{outcome.label}: {outcome.scale.change_unit}, {DIRECTIONS[outcome.summary.direction]}"
        )
        table = layout.table(columns, show_header=not tables)
        for policy, row in zip(policies, cells[outcome.name], strict=True):
            table.add_row(Text(policy), *row[: len(widths)], row[-1])
        tables.append(layout.titled(title, table))
    return tables


def has_differences(outcome: ShownOutcome) -> bool:
    """Whether any difference of an outcome is defined."""
    return any(difference.mean is not None for difference in outcome.summary.differences.values())


def _headings(summary: ComparisonSummary) -> tuple[str, ...]:
    confidence = f"{summary.confidence:.0%}"
    year = f"{confidence} of replications\n(one year)"
    if summary.samples is None:
        return ("difference", f"{confidence} interval,\nall policies", year)
    return (
        "difference ±\nsimulation error",
        f"{confidence} interval,\nall policies",
        "parameters\nalone",
        year,
    )


def _difference_cells(outcome: ShownOutcome, difference: DifferenceSummary, *, layered: bool) -> list[Text]:
    scale = outcome.scale.showing(difference.interval_low, difference.interval_high)
    if difference.mean is None:
        count = 4 if layered else 3
        return [*(Text(NOTHING) for _ in range(count)), Text(difference.reason or "undefined", "dim")]
    found = standing(outcome, difference)
    mean = (
        scale.change_with_half_width(difference.mean, difference.low, difference.high)
        if layered
        else scale.change(difference.mean)
    )
    alone = [Text(_parameters_alone(scale, difference))] if layered else []
    return [
        Text(mean),
        Text(scale.between(difference.interval_low, difference.interval_high)),
        *alone,
        Text(scale.between(difference.year_low, difference.year_high), style="dim"),
        Text(found or difference.reason or NOTHING, style=_STYLES.get(found or "", "")),
    ]


def _parameters_alone(scale: Scale, difference: DifferenceSummary) -> str:
    if difference.parameters_at_most is not None:
        return f"none (≤ {scale.size(difference.parameters_at_most)})"
    return scale.between(difference.parameters_low, difference.parameters_high)


def _mean(outcome: ShownOutcome, policy: str) -> Text:
    own = outcome.summary.policies[policy]
    difference = outcome.summary.differences.get(policy)
    found = (None if difference is None else standing(outcome, difference)) or ""
    mark = Text(f"{_MARKS[found]} " if found in _MARKS else "", style=_STYLES.get(found, ""))
    return mark.append(outcome.scale.with_half_width(own.mean, own.low, own.high), style="")


def side_by_side(
    title: str, names: Sequence[str], headings: Sequence[str], cells: Sequence[Sequence[Text]], width: int
) -> list[Group]:
    """Put columns beside names, in as many tables as the width needs.

    Parameters
    ----------
    title
        Of the table; those after the first say that they continue.
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
    tables: list[Group] = []
    for number, block in enumerate(layout.blocks(widths, width - first - layout.BETWEEN)):
        columns = [layout.words("", width=first), *(layout.numbers(headings[place]) for place in block)]
        table = layout.table(columns)
        for row, name in enumerate(names):
            table.add_row(Text(name), *(cells[place][row] for place in block))
        tables.append(layout.titled(title if number == 0 else f"{title} (continued)", table))
    return tables


def folded(label: str, longest: int = _LONGEST_HEADING) -> str:
    """Break a heading between words into lines that a narrow column can hold."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > longest:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
