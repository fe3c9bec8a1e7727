"""A sweep as one page: the best design points, what each setting does, surfaces and thresholds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mentorsim.analysis.ranking import AS_GOOD, POSSIBLE
from mentorsim.analysis.registry import analysis_named
from mentorsim.report.analyses.analysis_report import report_file
from mentorsim.report.analyses.analysis_words import (
    alternative_in_words,
    ranking_scale,
    records,
    short_names,
    varied_columns,
)
from mentorsim.report.document.checking import provenance_pairs
from mentorsim.report.document.from_rich import parts_of
from mentorsim.report.document.limits import facts_table, limit_sentences
from mentorsim.report.document.pages import ReportPage, report_html
from mentorsim.report.document.source import Provenance
from mentorsim.report.document.sweep_effects import effects_chart
from mentorsim.report.document.written import Report
from mentorsim.report.shown import label_of
from mentorsim.report.web.parts import (
    CommandLines,
    Definitions,
    Figures,
    Folded,
    Notice,
    PageSection,
    Part,
    Sentences,
    Tabled,
)
from mentorsim.report.words.phrases import a_count
from mentorsim.report.words.sweep_words import Ranked, sweep_answer

if TYPE_CHECKING:
    from mentorsim.api.analyze import Analyses
    from mentorsim.outcomes import Outcome

#: Analyses in the order in which somebody who decides asks for them, with their headings.
HEADINGS = {
    "ranking": "The best design points",
    "effects": "What each setting does",
    "sensitivity": "Which settings matter most",
    "surfaces": "Two settings together",
    "pareto": "What can be had for what",
    "discovery": "Thresholds: where which policy is best",
}
#: Analyses with a table for each outcome: the first is shown, the others are folded.
_ONE_TABLE = frozenset(("ranking", "surfaces"))
_WIDTH = 100
_MOST_LISTED = 12
#: Rows of a table on the page; with a hundred settings there would be thousands.
MOST_ROWS = 40


def sweep_report(analyses: Analyses, provenance: Provenance) -> Report:
    """Return the report of a sweep."""
    return Report(report_html(sweep_page_of(analyses, provenance)))


def sweep_page_of(analyses: Analyses, provenance: Provenance) -> ReportPage:
    """Build the page of a sweep."""
    results = analyses.results
    outcome = main_outcome(analyses)
    ranked = None if outcome is None else _ranked(analyses, outcome)
    policy = "" if ranked is None else ranked.policy
    sections = [
        _section(analyses, name, heading, outcome, policy)
        for name, heading in HEADINGS.items()
        if name in analyses.findings
    ]
    sections += [
        _section(analyses, name, analysis_named(name).title, outcome, policy)
        for name in analyses.findings
        if name not in HEADINGS
    ]
    question = results.question or "Which design does best, and what does each setting do?"
    return ReportPage(
        title=results.title,
        question=f"{question} {provenance.date}".strip() + ("." if provenance.date else ""),
        level="good" if ranked is not None and not ranked.as_good else "note",
        answer=sweep_answer(ranked),
        in_short=_in_short(analyses),
        sections=[*sections, _limits(analyses), _check(analyses, provenance)],
        made_by=f"Written by mentorsim {provenance.version} from simulated students.",
    )


def main_outcome(analyses: Analyses) -> Outcome | None:
    """Return the outcome that the page is about: retention if analyzed, else the first with a direction."""
    outcomes = [one for one in analyses.subject.outcomes if one.direction in ("higher", "lower")]
    return next((one for one in outcomes if one.name == "retention"), next(iter(outcomes), None))


def _ranked(analyses: Analyses, outcome: Outcome) -> Ranked | None:
    found = analyses.findings.get("ranking")
    if found is None:
        return None
    table = found.tables["ranking"]
    rows = table[table["outcome"] == outcome.name]
    if rows.empty:
        return None
    scale, varied = ranking_scale(outcome, rows), varied_columns(rows)
    first, *others = records(rows)
    rivals = [row for row in others if row["standing"] in (AS_GOOD, POSSIBLE)]
    return Ranked(
        outcome=label_of(outcome),
        first=alternative_in_words(first, varied),
        policy=str(first["policy"]),
        mean=f"{scale.mean(first['comparable'])} {scale.unit}",
        chance_best=None
        if first["probability_best"] != first["probability_best"]
        else first["probability_best"],
        as_good=len(rivals),
        alternatives=len(rows),
        cheapest=_cheapest(table, [first, *rivals], varied),
    )


def _cheapest(table: Any, rows: list[dict[str, Any]], varied: list[str]) -> str:
    costs = table[table["outcome"] == "cost"]
    if costs.empty:
        return ""
    known = {(row["policy"], row["point"]): row["comparable"] for row in records(costs)}
    priced = [row for row in rows if (row["policy"], row["point"]) in known]
    if len(priced) < len(rows):
        return ""
    return alternative_in_words(min(priced, key=lambda row: known[row["policy"], row["point"]]), varied)


def _in_short(analyses: Analyses) -> list[tuple[str, str]]:
    results = analyses.results
    varied = short_names([factor.path for factor in results.factors if factor.varies])
    settings = ", ".join(varied) if len(varied) <= _MOST_LISTED else a_count(len(varied), "setting")
    points = a_count(len(results.design.points), "design point")
    most = "" if results.fixed else "at most "
    years = a_count(results.replications, "simulated year")
    return [
        ("Varied", f"{settings or 'nothing'}: {points}, each in {most}the same {years}."),
        (
            "How sure",
            "Intervals hold the error of the simulation alone; what research leaves open about how mentoring "
            "works is not in them.",
        ),
        ("Compared with", analyses.subject.sentence),
    ]


def _section(
    analyses: Analyses, name: str, heading: str, outcome: Outcome | None, policy: str
) -> PageSection:
    found = analyses.findings[name]
    parts: list[Part] = []
    if name == "effects" and outcome is not None:
        chart = effects_chart(analyses, outcome, policy)
        if chart is not None:
            parts.append(Figures([chart]))
    page = report_file(name).page(found, analyses.subject, _WIDTH)
    shown = [_bounded(part) for part in parts_of(page, name, heading)]
    if not parts:
        first = _through_the_first_table(shown, 1 if name in _ONE_TABLE else len(shown))
        parts, shown = shown[:first], shown[first:]
    if shown:
        parts.append(Folded("All outcomes and policies", shown))
    if found.notes:
        parts.append(Sentences(list(found.notes), listed=True))
    return PageSection(name, heading, parts)


def _bounded(part: Part) -> Part:
    """Leave out what makes a table too long to be read, and say where it is."""
    if not isinstance(part, Tabled) or len(part.table.rows) <= MOST_ROWS:
        return part
    table = part.table
    rest = a_count(len(table.rows) - MOST_ROWS, "further row")
    note = f"{rest}: in the tables that mentorsim analyze RESULTS --out FOLDER writes."
    return replace(
        part, table=replace(table, rows=table.rows[:MOST_ROWS], note=f"{table.note} {note}".strip())
    )


def _through_the_first_table(parts: list[Part], tables: int) -> int:
    """Return how many parts go up to, and with, so many tables and what is said under the last."""
    places = [place for place, part in enumerate(parts) if isinstance(part, Tabled)]
    if len(places) <= tables:
        return len(parts)
    return places[tables]


def _limits(analyses: Analyses) -> PageSection:
    parts: list[Part] = []
    if analyses.notes:
        parts.append(Notice("warning", "To know before believing the numbers", list(analyses.notes)))
    parts.append(Sentences(limit_sentences(sampled=False), listed=True))
    if analyses.not_done:
        reasons = [f"{analysis_named(name).title}: {reason}." for name, reason in analyses.not_done.items()]
        parts.append(Folded("Analyses that this design does not allow", [Sentences(reasons, listed=True)]))
    parts.append(
        Folded("The published facts, and what the model gives", [Tabled(facts_table(), "facts-table")])
    )
    return PageSection("limits", "What is not in it", parts)


def _check(analyses: Analyses, provenance: Provenance) -> PageSection:
    results = analyses.results
    return PageSection(
        "check",
        "How to check it",
        [
            Sentences(["This makes the same numbers again, to the last digit:"]),
            CommandLines(f"{provenance.command}\nmentorsim analyze RESULTS"),
            Definitions(
                [
                    (
                        "Design points",
                        f"{len(results.design.points):,}, design: {results.design.kind.replace('_', ' ')}",
                    ),
                    ("Policies", ", ".join(results.policies)),
                    ("Seed", str(results.record["seed"])),
                    *provenance_pairs(provenance),
                ]
            ),
        ],
    )
