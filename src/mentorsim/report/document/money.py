"""The section on money: what a student costs, the plane, the choice by value, what knowing is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorsim.report.document.findings import finding_of, standing_of
from mentorsim.report.document.options import MARKS
from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.numbers import NOTHING
from mentorsim.report.web.charts.chart import Chart
from mentorsim.report.web.charts.curves import Curve, curves_chart
from mentorsim.report.web.charts.plane import PlaneDot, plane_chart
from mentorsim.report.web.parts import Definitions, Figures, Folded, PageSection, Part, Sentences
from mentorsim.report.web.svg import Drawing
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable
from mentorsim.report.words.knowing import knowing_sentences
from mentorsim.report.words.money_words import choice_by_value, costs
from mentorsim.report.words.phrases import capital, chance, in_a_row, money, people, rounded

_MOST_LINES = 6
_LEAST = 0.05  # an option that is never the best with this chance has no line
_STEPS_SHOWN = 8  # of the curves' values, each eighth stands in the table
_PRICES = (
    ("mentor_hour", "an hour of a mentor"),
    ("training_hour", "an hour of training, for each who is trained"),
    ("coordinator_hour", "an hour of a coordinator"),
    ("per_mentor", "for each mentor, once"),
    ("fixed", "for the whole program, once"),
)


def money_section(source: ComparisonSource) -> PageSection:
    """Build the section."""
    finding = finding_of(source)
    parts: list[Part] = [Sentences([*costs(finding), *choice_by_value(finding)], listed=True)]
    value = source.found["value_of_retained"]
    if value is not None and any(one["cost"]["mean"] != 0.0 for one in value["additional"].values()):
        parts.append(Figures([_plane(source, value), _curves(value)]))
    parts.append(Sentences(knowing_sentences(source.found["information"], source.students, source.currency)))
    parts.append(Folded("The prices", [Definitions(_prices(source))]))
    return PageSection("money", "Money", parts)


def _plane(source: ComparisonSource, value: Mapping[str, Any]) -> Chart:
    additional = value["additional"]
    dots: list[PlaneDot] = []
    rows: list[list[HtmlCell | str]] = []
    for policy in source.others:
        one = additional.get(policy)
        if one is None:
            continue
        students, cost = one["students"], one["cost"]
        standing = standing_of(source, source.main, policy)
        mark = MARKS[standing] if source.main == "retention" else ""
        dots.append(
            PlaneDot(
                policy,
                students["mean"],
                cost["mean"],
                (students["low"], students["high"]),
                (cost["low"], cost["high"]),
                mark if mark in ("better", "worse") else "",
            )
        )
        rows.append([policy, _people_cell(students), _money_cell(cost), _price_cell(one["cost_per_student"])])
    title = f"What each option costs and keeps beside {source.baseline}"
    table = HtmlTable(
        title,
        [
            HtmlColumn("option", numeric=False),
            HtmlColumn("more students retained", f"of {source.students:,.0f}"),
            HtmlColumn("additional cost", source.currency),
            HtmlColumn("for each more student", source.currency),
        ],
        rows,
    )
    drawing = Drawing(
        "plane-figure",
        title,
        "Options as dots: further right keeps more, further up costs more; lines are 95 % intervals. "
        + "; ".join(f"{dot.name}: {people(dot.across)} students, {rounded(dot.up):,.0f}" for dot in dots),
    )
    across = f"more students retained of {source.students:,.0f}"
    return plane_chart(drawing, dots, across, f"additional cost, {source.currency}", table)


def _curves(value: Mapping[str, Any]) -> Chart:
    values, chances = value["values"], value["probability_best"]
    named = {policy: row for policy, row in chances.items() if row is not None}
    # Lines that are never high only fill the key.
    likely = [policy for policy in named if max(named[policy]) >= _LEAST]
    ranked = sorted(likely, key=lambda policy: -max(named[policy]))[:_MOST_LINES]
    shown = [policy for policy in named if policy in ranked]
    left_out = [policy for policy in named if policy not in shown]
    turns = [float(part["from"]) for part in value["frontier"] if part["from"] > 0.0]
    rows = []
    for place in range(0, len(values), _STEPS_SHOWN):
        best = _on_the_frontier(value["frontier"], values[place])
        rows.append([f"{values[place]:,.0f}", *(chance(named[policy][place]) for policy in shown), best])
    title = "How likely each option is the best choice, by what a retained student is worth"
    table = HtmlTable(
        title,
        [
            HtmlColumn("value", f"{value['currency']} a student"),
            *(HtmlColumn(policy) for policy in shown),
            HtmlColumn("best by the means", numeric=False),
        ],
        rows,
    )
    drawing = Drawing(
        "acceptability-figure",
        title,
        "A line for each option over the value of one more student retained; best by the means: "
        + ", then ".join(
            f"{part['policy']} from {money(part['from'], value['currency'])}" for part in value["frontier"]
        ),
    )
    return curves_chart(
        drawing,
        values,
        [Curve(policy, named[policy]) for policy in shown],
        f"value of a student retained, {value['currency']}",
        "chance of being the best choice",
        table,
        marks=[turn for turn in turns if turn <= values[-1]],
        note=" ".join(
            [
                *(["At the dotted vertical line the best choice by the means changes."] if turns else []),
                *([f"Never likely, and left out: {in_a_row(left_out)}."] if left_out else []),
            ]
        ),
    )


def _on_the_frontier(frontier: list[Mapping[str, Any]], value: float) -> str:
    return str([part["policy"] for part in frontier if part["from"] <= value][-1])


def _people_cell(one: Mapping[str, float]) -> HtmlCell:
    return HtmlCell(
        f"{one['mean']:+.1f}".replace("-", "−"), under=_between(f"{one['low']:+.1f}", f"{one['high']:+.1f}")
    )


def _money_cell(one: Mapping[str, float]) -> HtmlCell:
    low, high = (f"{rounded(one[end]):,.0f}" for end in ("low", "high"))
    return HtmlCell(f"{rounded(one['mean']):,.0f}".replace("-", "−"), under=_between(low, high))


def _price_cell(one: Mapping[str, Any]) -> HtmlCell:
    if one["mean"] is None:
        return HtmlCell(NOTHING, "faint", "no effect to pay for, or not sure of one")
    low, high = one["interval_low"], one["interval_high"]
    high_text = "no limit" if high is None else f"{rounded(high):,.0f}"
    under = "" if low is None else _between(f"{rounded(low):,.0f}", high_text)
    return HtmlCell(f"{rounded(one['mean']):,.0f}".replace("-", "−"), under=under)


def _between(low: str, high: str) -> str:
    return f"{low} to {high}".replace("-", "−")


def _prices(source: ComparisonSource) -> list[tuple[str, str]]:
    prices = source.plan.scenario.program.costs
    found = [(capital(words), f"{getattr(prices, name):,g} {prices.currency}") for name, words in _PRICES]
    return [pair for pair in found if not pair[1].startswith("0 ")] or [("All prices", "0")]
