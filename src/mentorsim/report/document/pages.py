"""A comparison as one page for decision makers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.document.assumptions import assumptions_section
from mentorsim.report.document.checking import checking_section
from mentorsim.report.document.differences import differences_section
from mentorsim.report.document.findings import finding_of
from mentorsim.report.document.limits import limits_section
from mentorsim.report.document.losers import loser_sentences, losers_section
from mentorsim.report.document.money import money_section
from mentorsim.report.document.options import options_section
from mentorsim.report.document.pairs import pairs_section
from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.web.environment import render
from mentorsim.report.web.parts import PageSection
from mentorsim.report.words.answer import answer
from mentorsim.report.words.certainty import how_sure
from mentorsim.report.words.finding import Finding
from mentorsim.report.words.money_words import choice_by_value, costs
from mentorsim.report.words.phrases import a_count

_SENTENCES = 2  # of each kind under the answer; the rest is in the sections
_LOSERS = 3


@dataclass(frozen=True)
class ReportPage:
    """What the template ``report.html`` shows.

    Parameters
    ----------
    title
        Of the page.
    question
        The question, the school and the date, in one sentence.
    level
        Of the box with the answer: ``good``, ``note`` or ``warning``.
    answer
        Sentences, the most important first.
    in_short
        How sure, what it costs, who loses.
    sections
        All that follows.
    made_by
        The last line.
    """

    title: str
    question: str
    level: str
    answer: Sequence[str]
    in_short: Sequence[tuple[str, str]]
    sections: Sequence[PageSection]
    made_by: str


def comparison_page_of(source: ComparisonSource) -> ReportPage:
    """Build the page of a comparison."""
    finding = finding_of(source)
    sections = (
        options_section(source),
        differences_section(source),
        losers_section(source),
        money_section(source),
        assumptions_section(source),
        pairs_section(source),
        limits_section(source),
        checking_section(source),
    )
    return ReportPage(
        title=source.plan.scenario.title,
        question=question(source, finding),
        level=_level(finding),
        answer=answer(finding),
        in_short=_in_short(source, finding),
        sections=[section for section in sections if section is not None],
        made_by=f"Written by mentorsim {source.provenance.version} from simulated students.",
    )


def report_html(page: ReportPage) -> str:
    """Return a page as one file of HTML that asks for nothing."""
    return render("report.html", page=page, stylesheet=None)


def question(source: ComparisonSource, finding: Finding) -> str:
    """Return the question, the school and the date in one sentence."""
    count = len(source.others)
    date = f" {source.provenance.date}." if source.provenance.date else ""
    if not count:
        return f"What happens to {finding.students:,.0f} first-years?{date}"
    which = "Does this program design" if count == 1 else f"Which of {a_count(count, 'program design')}"
    s = "" if count == 1 else "s"
    if finding.main.does is None:
        asked = f"improve{s} the {source.label(source.main)} of {finding.students:,.0f} first-years"
    elif source.main == "retention":
        asked = f"keep{s} more of {finding.students:,.0f} first-years enrolled"
    else:
        way = "more" if finding.main.more_is_better else "fewer"
        asked = f"make{s} {way} of {finding.students:,.0f} first-years {finding.main.does}"
    return f"{which} {asked}, at what cost, and how sure is that?{date}"


def _level(finding: Finding) -> str:
    if any(option.fits for option in finding.helpful):
        return "good"
    return "warning" if finding.harmful else "note"


def _in_short(source: ComparisonSource, finding: Finding) -> list[tuple[str, str]]:
    if not finding.options:
        return [("How sure", " ".join(how_sure(finding)[:_SENTENCES]))]
    return [
        ("How sure", " ".join(how_sure(finding))),
        ("Cost", " ".join([*costs(finding)[:_SENTENCES], *choice_by_value(finding)[:_SENTENCES]])),
        ("Who loses", " ".join(loser_sentences(source)[:_LOSERS])),
    ]
