"""The options side by side: what they do, cost and need, and whether they fit the budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorsim.report.document.changes import DOES
from mentorsim.report.document.findings import standing_of
from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.numbers import NOTHING
from mentorsim.report.web.parts import PageSection, Sentences, Tabled
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable, Mark
from mentorsim.report.words.finding import OptionStanding
from mentorsim.report.words.phrases import in_a_row, people, rounded

MOST_OUTCOMES = 4
SIGNS = {
    OptionStanding.BETTER: "▲ better",
    OptionStanding.SLIGHTLY_BETTER: "△ a little better",
    OptionStanding.WORSE: "▼ worse",
    OptionStanding.SLIGHTLY_WORSE: "▽ a little worse",
    OptionStanding.SAME: "= same",
    OptionStanding.UNDECIDED: "undecided",
    OptionStanding.UNKNOWN: "",
}
MARKS: Mapping[OptionStanding, Mark] = {
    OptionStanding.BETTER: "better",
    OptionStanding.SLIGHTLY_BETTER: "better",
    OptionStanding.WORSE: "worse",
    OptionStanding.SLIGHTLY_WORSE: "worse",
    OptionStanding.UNDECIDED: "unsure",
    OptionStanding.SAME: "faint",
    OptionStanding.UNKNOWN: "faint",
}


def options_section(source: ComparisonSource) -> PageSection:
    """Build the section with a row per policy."""
    table = options_table(source)
    return PageSection("options", "The options", [Tabled(table, "options-table"), Sentences(_notes(source))])


def options_table(source: ComparisonSource) -> HtmlTable:
    """Return a row per policy: outcomes, cost, mentors, places, budget, and what does better for less."""
    columns = [HtmlColumn("option", numeric=False)]
    outcomes = [source.main, *(name for name in _effects(source) if name != source.main)][:MOST_OUTCOMES]
    columns += [HtmlColumn(*_heading(source, name)) for name in outcomes]
    extra = _extra_columns(source)
    columns += [HtmlColumn(heading, unit) for heading, unit, _ in extra]
    rows = []
    for policy in source.policies:
        cells: list[HtmlCell | str] = [policy]
        cells += [outcome_cell(source, name, policy) for name in outcomes]
        cells += [values.get(policy, NOTHING) for _, _, values in extra]
        rows.append(cells)
    caption = "Means over all simulated years; in the second line the difference from " + source.baseline
    return HtmlTable(caption, columns, rows)


def outcome_cell(source: ComparisonSource, outcome: str, policy: str) -> HtmlCell:
    """Return a mean, and under it the difference from the baseline and how it stands."""
    own, difference = source.policy(outcome, policy), source.difference(outcome, policy)
    counted = outcome in DOES and source.students > 0.0
    scale = source.scale(outcome)
    mean = own.get("mean")
    text = NOTHING if mean is None else f"{mean * source.students:,.0f}" if counted else scale.mean(mean)
    change = difference.get("mean")
    if change is None:
        return HtmlCell(text)
    standing = standing_of(source, outcome, policy)
    if counted:
        sign = "+" if change > 0.0 else "−" if change < 0.0 else ""
        written = f"{sign}{people(change * source.students)}"
    else:
        written = scale.change(change).replace("-", "−")
    return HtmlCell(text, MARKS[standing], f"{written} {SIGNS[standing]}".rstrip())


def _effects(source: ComparisonSource) -> list[str]:
    return [name for name in source.outcomes if source.is_effect(name)]


def _heading(source: ComparisonSource, outcome: str) -> tuple[str, str]:
    if outcome in DOES and source.students > 0.0:
        does = "students retained" if outcome == "retention" else f"students who {DOES[outcome]}"
        return does, f"of {source.students:,.0f}"
    return source.label(outcome), source.scale(outcome).unit


def _extra_columns(source: ComparisonSource) -> list[tuple[str, str, dict[str, HtmlCell | str]]]:
    found: list[tuple[str, str, dict[str, HtmlCell | str]]] = []
    costs = {policy: source.of_policy("costs", policy) for policy in source.policies}
    known = {policy: one for policy, one in costs.items() if one is not None}
    if known:
        found.append(("cost", source.currency, {policy: _cost(source, one) for policy, one in known.items()}))
        mentors = {policy: one["mentors"] for policy, one in known.items() if one["mentors"] is not None}
        found.append(("mentors", "", {policy: f"{count:,.0f}" for policy, count in mentors.items()}))
    places = {policy: source.place(policy) for policy in source.policies}
    if any(places.values()):
        cells: dict[str, HtmlCell | str] = {p: _places(one) for p, one in places.items() if one}
        found.append(("get a place", "of those who apply", cells))
    return found


def _cost(source: ComparisonSource, one: Mapping[str, Any]) -> HtmlCell:
    mean = one["cost"]["mean"]
    written = NOTHING if mean is None else f"{rounded(mean):,.0f}"
    if source.plan.scenario.budget is None:
        return HtmlCell(written)
    mark, fits = _fits(one)
    return HtmlCell(written, mark, fits)


def _mean(one: Mapping[str, Any], name: str) -> str:
    mean = one[name]["mean"]
    return NOTHING if mean is None else people(mean)


def _places(one: Mapping[str, Any]) -> HtmlCell:
    waiting = one["waiting"]["mean"]
    under = f"{people(waiting)} do not" if waiting is not None and waiting >= 0.5 else ""
    return HtmlCell(f"{_mean(one, 'with_mentor')} of {_mean(one, 'applied')}", under=under)


def _fits(one: Mapping[str, Any]) -> tuple[Mark, str]:
    share = one["share_over_budget"]
    if share is None or share == 0.0:
        return "", "fits the budget"
    if share > 0.5:
        return "worse", "over the budget"
    return "unsure", f"over the budget in {100.0 * share:.0f} % of years"


def _notes(source: ComparisonSource) -> list[str]:
    value = source.found["value_of_retained"]
    notes = []
    dominated = {} if value is None else value["dominated"]
    by_one = {policy: by for policy, by in dominated.items() if len(by) == 1 and policy != source.baseline}
    if by_one:
        told = [
            f"{policy} costs no less than {by[0]} and keeps no more students" for policy, by in by_one.items()
        ]
        notes.append(f"By the means, {'; '.join(told)}.")
    by_two = [policy for policy, by in dominated.items() if len(by) == 2 and policy != source.baseline]
    if by_two:
        notes.append(
            f"Never the best choice by the means, whatever a retained student is worth: {in_a_row(by_two)}."
        )
    left_out = len(_effects(source)) - MOST_OUTCOMES
    if left_out > 0:
        notes.append("The other outcomes, and all intervals, follow below.")
    return notes
