"""The items of CHEERS 2022, filled in where the scenario knows them and "not reported" where not.

Husereau et al. 2022, "Consolidated Health Economic Evaluation Reporting Standards 2022 (CHEERS 2022)
statement: updated reporting guidance for health economic evaluations", BMJ 376.
"""

from __future__ import annotations

from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.web.tables import HtmlColumn, HtmlTable
from mentorsim.report.words.phrases import in_a_row, money

NOT_REPORTED = "not reported"


def cheers_table(source: ComparisonSource) -> HtmlTable:
    """Return the items with what is known of each."""
    rows = [[f"{number}. {item}", text] for number, (item, text) in enumerate(_items(source), 1)]
    columns = [HtmlColumn("item", numeric=False), HtmlColumn("in this study", numeric=False)]
    return HtmlTable("CHEERS 2022", columns, rows)


def _items(source: ComparisonSource) -> list[tuple[str, str]]:
    scenario, found = source.plan.scenario, source.found
    calendar, prices = scenario.calendar, scenario.program.costs
    sampled = found["samples"] is not None
    others = in_a_row(source.policies)
    value = prices.value_per_retained
    horizon = f"{calendar.total_weeks} weeks: {calendar.terms} terms of {calendar.weeks_per_term} weeks"
    effects = in_a_row([source.label(name) for name in source.outcomes])
    return [
        ("Title", scenario.title),
        ("Abstract", "the answer at the top"),
        ("Background and objectives", scenario.description.strip() or NOT_REPORTED),
        ("Health economic analysis plan", "the scenario file, written before the runs; its digest is above"),
        (
            "Study population",
            f"{source.students:,.0f} simulated first-years; attributes: {_attributes(source)}",
        ),
        ("Setting and location", NOT_REPORTED),
        ("Comparators", others),
        ("Perspective", "the institution's: what a program costs it"),
        ("Time horizon", horizon),
        ("Discount rate", "none, within one year"),
        ("Selection of outcomes", effects),
        ("Measurement of outcomes", "simulated; definitions in the documentation of mentorsim"),
        (
            "Valuation of outcomes",
            "a range of values for a student retained"
            + ("" if value is None else f"; the scenario states {money(value, prices.currency)}"),
        ),
        (
            "Measurement and valuation of resources and costs",
            "hours and mentors as simulated, at stated prices",
        ),
        ("Currency, price date, and conversion", f"{prices.currency}; price date {NOT_REPORTED}"),
        (
            "Rationale and description of model",
            "agent-based model, described by the ODD protocol (docs/evidence/odd.md)",
        ),
        ("Analytics and assumptions", "paired differences in the same simulated years; 95 % intervals"),
        ("Characterizing heterogeneity", _heterogeneity(source)),
        ("Characterizing distributional effects", "students helped and harmed; gaps where they are outcomes"),
        (
            "Characterizing uncertainty",
            "simulation error, single years"
            + (", parameter uncertainty" if sampled else "; parameters not varied"),
        ),
        ("Approach to engagement with patients and others affected", NOT_REPORTED),
        ("Study parameters", "the parameter table: values, ranges, sources and status"),
        ("Summary of main results", "the table of options, and the section on money"),
        ("Effect of uncertainty", "the sections on differences, money and what would change the answer"),
        ("Effect of engagement with patients and others affected", NOT_REPORTED),
        ("Study findings, limitations, generalizability", "the section on what is not in it"),
        ("Source of funding", NOT_REPORTED),
        ("Conflicts of interest", NOT_REPORTED),
    ]


def _attributes(source: ComparisonSource) -> str:
    names = source.plan.scenario.cohort.attribute_names
    return in_a_row([name.replace("_", " ") for name in names]) if names else "none"


def _heterogeneity(source: ComparisonSource) -> str:
    by = [name.replace("_", " ") for name in source.plan.by]
    return f"groups by {in_a_row(by)}" if by else "groups were not looked at"
