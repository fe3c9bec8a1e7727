"""Which alternative is best: the page and the figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mentorsim.analysis.ranking import AS_GOOD, BEST, POSSIBLE
from mentorsim.report import layout
from mentorsim.report.analyses.analysis_numbers import none_of
from mentorsim.report.analyses.analysis_words import (
    alternative_in_words,
    as_they_are,
    ranking_scale,
    records,
    varied_columns,
)
from mentorsim.report.numbers import NOTHING, Scale, percent
from mentorsim.report.shown import DIRECTIONS, label_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.table import Table

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.report.style import Picture

_MOST_ROWS = 12
_MARKS = {BEST: "best", AS_GOOD: "as good", POSSIBLE: "perhaps", "worse": ""}


def page(findings: Findings, subject: Subject, width: int) -> Iterator[RenderableType]:
    """Lay out the ranking in each outcome, and the rounds of a selection."""
    table = findings.tables["ranking"]
    yield layout.paragraph(as_they_are(subject))
    for outcome in subject.outcomes:
        rows = table[table["outcome"] == outcome.name]
        if rows.empty:
            continue
        yield ""
        scale = ranking_scale(outcome, rows)
        title = f"{label_of(outcome)} ({scale.unit}; {DIRECTIONS[outcome.direction]})"
        yield layout.titled(title, _ranking(rows, scale))
        yield layout.paragraph(_what_is_left(rows, scale))
    if "selection_rounds" in findings.tables:
        yield ""
        yield layout.titled("Rounds of the selection", _rounds(findings.tables["selection_rounds"]))
    yield ""
    yield layout.paragraph(
        "± is the 95 % interval of the difference to the first in the replications that both have, for all "
        "of an outcome together (simulation error); means are that of the first plus the difference to it. "
        "Perhaps: not distinguishable from the best. As good: surely behind by less than what is worthwhile."
    )


def figures(findings: Findings, subject: Subject) -> dict[str, Picture]:
    """Draw a figure for each outcome."""
    from mentorsim.report.analyses.ranking_figures import ranking_figures

    return ranking_figures(findings, subject)


def _ranking(rows: pd.DataFrame, scale: Scale) -> Table:
    table = layout.table(
        [
            layout.numbers(""),
            layout.words("alternative"),
            layout.numbers("replications"),
            layout.numbers("mean"),
            layout.numbers("to the first"),
            layout.numbers("best,\n%"),
            layout.words(""),
        ]
    )
    varied = varied_columns(rows)
    for row in records(rows.head(_MOST_ROWS)):
        ends = none_of(row["difference"]), none_of(row["difference_low"]), none_of(row["difference_high"])
        table.add_row(
            str(row["rank"]),
            alternative_in_words(row, varied),
            str(row["n"]),
            scale.mean(none_of(row["comparable"])),
            NOTHING if ends[0] is None else scale.change_with_half_width(*ends),
            percent(none_of(row["probability_best"])),
            _MARKS.get(row["standing"], ""),
        )
    return table


def _what_is_left(rows: pd.DataFrame, scale: Scale) -> str:
    first = rows.iloc[0]
    possible = int(rows["standing"].isin([POSSIBLE, BEST, AS_GOOD]).sum())
    good = ""
    if first["worthwhile"] > 0.0:
        limit = f"{scale.size(first['worthwhile'])} {scale.change_unit}"
        good = f", and within {limit} of the best with probability {percent(first['probability_good'])} %"
    more = len(rows) - _MOST_ROWS
    shown = f" {more} more are in the table." if more > 0 else ""
    return (
        f"The first is the best with probability {percent(first['probability_best'])} %{good}; "
        f"{possible} of {len(rows)} are not distinguishable from the best or are as good.{shown}"
    )


def _rounds(rows: pd.DataFrame) -> Table:
    table = layout.table(
        [
            layout.numbers("round"),
            layout.numbers("replications\nof each"),
            layout.numbers("points\nrun"),
            layout.numbers("replications\nin all"),
            layout.numbers("alternatives\nleft"),
            layout.words("ahead"),
        ]
    )
    for row in records(rows):
        ahead = (
            "" if row["leader_policy"] is None else f"{row['leader_policy']}, point {row['leader_point']:.0f}"
        )
        numbers = (
            row[name]
            for name in ("round", "replications_each", "points", "replications_in_all", "alternatives_left")
        )
        table.add_row(*(f"{number:,}" for number in numbers), ahead)
    return table
