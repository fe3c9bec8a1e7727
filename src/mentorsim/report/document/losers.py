"""The section on winners and losers: groups, mentors, those without a place, students harmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorsim.report.document.differences import differences_table, is_of_losers
from mentorsim.report.document.findings import finding_of, standing_of
from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.numbers import NOTHING
from mentorsim.report.web.charts.chart import Chart
from mentorsim.report.web.charts.ranges import Dot, ranges_chart
from mentorsim.report.web.parts import Figures, Folded, Heading, PageSection, Part, Sentences, Tabled
from mentorsim.report.web.svg import Drawing
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable
from mentorsim.report.words.answer import who_loses
from mentorsim.report.words.finding import OptionStanding
from mentorsim.report.words.losers import (
    NO_GROUPS,
    GroupEffect,
    Harmed,
    groups_sentences,
    harmed_sentence,
    mentor_sentence,
    of_100,
    places_sentence,
)
from mentorsim.report.words.phrases import capital

_MOST_GROUPS = 12


def losers_section(source: ComparisonSource) -> PageSection | None:
    """Build the section; None where there is nothing to compare."""
    if not source.others:
        return None
    shown = leading(source)
    parts: list[Part] = [Sentences([*loser_sentences(source), *_group_sentences(source)], listed=True)]
    records = _records(source, shown)
    if records:
        parts.append(Figures([_chart(source, shown, records)]))
    own = [name for name in source.outcomes if is_of_losers(name)]
    mentors = [name for name in own if name.startswith("mentor_")]
    gaps = [name for name in own if name not in mentors]
    for heading, names in (("Mentors", mentors), ("Gaps between groups", gaps)):
        if names:
            tables = [Tabled(differences_table(source, name), f"losers-{name}") for name in names]
            parts += [Heading(heading), *tables]
    parts.append(
        Folded("Students helped and harmed in their own year", [Tabled(_harmed_table(source), "harmed")])
    )
    return PageSection("losers", "Who gains, and who loses", parts)


def leading(source: ComparisonSource) -> str:
    """Return the policy that is looked at closely: the best that fits the budget, else the best known."""
    finding = finding_of(source)
    ranked = [option for option in finding.helpful if option.fits] or finding.known or list(finding.options)
    return ranked[0].name if ranked else source.baseline


def loser_sentences(source: ComparisonSource) -> list[str]:
    """Return who loses under the leading policy, the most important first; groups are not among them."""
    shown = leading(source)
    sentences = who_loses(finding_of(source))
    harmed = next(
        (one for one in source.found["helped_and_harmed"]["policies"] if one["policy"] == shown), None
    )
    if harmed is not None and harmed["stayed_only_with"] is not None and source.students:
        found = Harmed(
            shown,
            harmed["stayed_only_with"] * source.students,
            harmed["stayed_only_without"] * source.students,
            (harmed["gpa_lower_with"] or 0.0) * source.students,
        )
        control = source.baseline == source.found["control"]
        under = "without it" if control else f"under {source.baseline}"
        sentences.append(harmed_sentence(found, source.students, under))
    sentences += _mentor_sentences(source, shown)
    place = source.place(shown)
    if place is not None and place["applied"]["mean"] is not None and place["waiting"]["mean"] is not None:
        sentences.append(places_sentence(shown, place["applied"]["mean"], place["waiting"]["mean"]))
    return sentences


def _group_sentences(source: ComparisonSource) -> list[str]:
    shown = leading(source)
    changes = [
        GroupEffect(
            one["attribute"],
            one["group"],
            one["students"],
            100.0 * (one["difference_mean"] or 0.0),
            bool(one["small"]) or one["difference_mean"] is None,
        )
        for one in _records(source, shown)
        if one["unit"] == "share"
    ]
    sentences = groups_sentences(shown, changes)
    if not source.plan.by:
        sentences.append(NO_GROUPS.replace("ATTRIBUTE", _an_attribute(source)))
    return sentences


def _mentor_sentences(source: ComparisonSource, policy: str) -> list[str]:
    sentences = []
    for name in source.outcomes:
        row = source.difference(name, policy)
        worse = standing_of(source, name, policy) in (OptionStanding.WORSE, OptionStanding.SLIGHTLY_WORSE)
        if name.startswith("mentor_") and worse and row.get("mean") is not None:
            scale = source.scale(name)
            change = f"{scale.size(row['mean'])} {scale.change_unit}"
            sentences.append(mentor_sentence(source.label(name), change, falls=row["mean"] < 0.0))
    return sentences


def _an_attribute(source: ComparisonSource) -> str:
    return next(iter(source.plan.scenario.cohort.attribute_names), "ATTRIBUTE")


def _records(source: ComparisonSource, policy: str) -> list[Mapping[str, Any]]:
    return [
        one for one in source.found["subgroups"] if one["policy"] == policy and one["outcome"] == source.main
    ]


def _chart(source: ComparisonSource, policy: str, records: list[Mapping[str, Any]]) -> Chart:
    factor, unit = (100.0, "more of 100") if records[0]["unit"] == "share" else (1.0, records[0]["unit"])
    rows, headings = [], set()
    for one in records[:_MOST_GROUPS]:
        heading = "" if one["attribute"] in headings else capital(one["attribute"].replace("_", " "))
        headings.add(one["attribute"])
        few = bool(one["small"]) or one["difference_mean"] is None
        mean = factor * (one["difference_mean"] or 0.0)
        ends = one["difference_low"], one["difference_high"]
        rows.append(
            Dot(
                name=f"{one['group']} ({one['students']:,.0f} students)",
                shown="too few to judge" if few else of_100(mean),
                mean=mean,
                between=None if ends[0] is None else (factor * ends[0], factor * ends[1]),
                mark="faint" if few else "",
                heading=heading,
            )
        )
    label = source.label(source.main)
    drawing = Drawing(
        "groups-figure",
        f"{capital(label)} by group: {policy} beside {source.baseline}",
        "A dot for each group at the mean difference, with the 95 % interval of simulation error: "
        + "; ".join(f"{row.name} {row.shown}" for row in rows),
    )
    return ranges_chart(drawing, rows, f"{label}, {unit}", _groups_table(source))


def _cell(one: Mapping[str, Any], factor: float) -> HtmlCell:
    mean, low, high = (one[f"difference_{end}"] for end in ("mean", "low", "high"))
    if one["small"] or mean is None:
        return HtmlCell("too few to judge" if one["small"] else NOTHING, "faint")
    under = "" if low is None else f"{factor * low:+.1f} to {factor * high:+.1f}".replace("-", "−")
    return HtmlCell(f"{factor * mean:+.1f}".replace("-", "−"), under=under)


def _groups_table(source: ComparisonSource) -> HtmlTable:
    found = [one for one in source.found["subgroups"] if one["outcome"] == source.main]
    share = found[0]["unit"] == "share"
    factor = 100.0 if share else 1.0
    columns = [HtmlColumn("group", numeric=False), HtmlColumn("students")]
    columns += [HtmlColumn(policy) for policy in source.others]
    rows = []
    for attribute, group in dict.fromkeys((one["attribute"], one["group"]) for one in found):
        own = {one["policy"]: one for one in found if (one["attribute"], one["group"]) == (attribute, group)}
        first = own[source.baseline]
        cells: list[HtmlCell | str] = [f"{attribute.replace('_', ' ')}: {group}", f"{first['students']:,.0f}"]
        rows.append([*cells, *(_cell(own[policy], factor) for policy in source.others)])
    unit = "more of 100" if share else source.about(source.main)["unit"]
    return HtmlTable(
        f"{capital(source.label(source.main))} by group: differences from {source.baseline}, {unit}",
        columns,
        rows,
    )


def _harmed_table(source: ComparisonSource) -> HtmlTable:
    names = (
        ("stayed_only_with", "stay only with it"),
        ("stayed_only_without", "stay only without it"),
        ("gpa_higher_with", "GPA clearly higher"),
        ("gpa_lower_with", "GPA clearly lower"),
    )
    columns = [HtmlColumn("option", numeric=False), *(HtmlColumn(heading) for _, heading in names)]
    rows = []
    for one in source.found["helped_and_harmed"]["policies"]:
        shares = [one[name] for name, _ in names]
        rows.append(
            [
                one["policy"],
                *(NOTHING if share is None else f"{source.students * share:,.1f}" for share in shares),
            ]
        )
    return HtmlTable(
        f"First-years of {source.students:,.0f} whose own year differs from the one under {source.baseline}",
        columns,
        rows,
        note=str(source.found["helped_and_harmed"]["note"]).replace("Shares of all", "All"),
    )
