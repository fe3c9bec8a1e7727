"""The section on what is not in the report: facts met and missed, what is assumed, what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence

from mentorsim.evidence.standing import FactStanding, fact_standings
from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.web.parts import Folded, Notice, PageSection, Part, Sentences, Tabled
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable, Mark
from mentorsim.report.words.phrases import a_count, capital, in_a_row

_MARKS: dict[str, Mark] = {"in": "", "out": "worse", "undecided": "unsure"}
_WORDS = {"in": "met", "out": "missed", "undecided": "close to the edge"}


def limits_section(source: ComparisonSource) -> PageSection:
    """Build the section."""
    parts: list[Part] = []
    warnings = list(source.found["warnings"])
    if warnings:
        parts.append(
            Notice("warning", "To know before believing the numbers", _warnings(warnings, source.policies))
        )
    parts.append(Sentences(limit_sentences(sampled=source.found["samples"] is not None), listed=True))
    parts.append(
        Folded("The published facts, and what the model gives", [Tabled(facts_table(), "facts-table")])
    )
    return PageSection("limits", "What is not in it", parts)


def _warnings(warnings: Sequence[str], policies: Sequence[str]) -> list[str]:
    """Say once what holds for several policies in the same words."""
    named: dict[str, list[str]] = {}
    for one in warnings:
        policy, colon, words = one.partition(": ")
        own = colon and policy in policies
        named.setdefault(words if own else one, []).extend([policy] if own else [])
    return [capital(f"{in_a_row(names)}: {words}" if names else words) for words, names in named.items()]


def limit_sentences(*, sampled: bool) -> list[str]:
    """Return what a reader must not take from the numbers."""
    facts = fact_standings()
    met = sum(one.verdict == "in" for one in facts)
    other = [one for one in facts if one.verdict != "in"]
    count = "all of them" if not other else f"{met}"
    missed = f"; not surely met: {'; '.join(one.statement for one in other)}" if other else ""
    return [
        "These are simulated students. The numbers say how designs compare under stated assumptions; they "
        "are not a forecast for a person, and not for a year.",
        f"The model was checked against {a_count(len(facts), 'published fact')} and meets {count}{missed}.",
        "Your students, their number and your prices are as the scenario states them. How people and help "
        f"work is assumed alike everywhere, within ranges that are {'' if sampled else 'not '}in the "
        "intervals here.",
        "What no parameter stands for, such as a change of staff or a crisis on campus, is in no interval.",
    ]


def facts_table() -> HtmlTable:
    """Return the published facts beside what the model gives."""
    return HtmlTable(
        "Published facts beside the model",
        [
            HtmlColumn("fact", numeric=False),
            HtmlColumn("published", "band that counts as met"),
            HtmlColumn("the model"),
            HtmlColumn("standing", numeric=False),
        ],
        [_row(one) for one in fact_standings()],
    )


def _row(one: FactStanding) -> list[HtmlCell | str]:
    verdict = HtmlCell(_WORDS.get(one.verdict, one.verdict), _MARKS.get(one.verdict, ""))
    published = f"{one.published:g} ({one.low:g} to {one.high:g})".replace("-", "−")
    numbers = [published, f"{one.simulated:.3g}".replace("-", "−")]
    return [f"{one.statement} ({one.id})", *numbers, verdict]
