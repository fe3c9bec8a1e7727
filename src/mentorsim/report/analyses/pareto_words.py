"""What page and figure of a Pareto front share: what is weighed, and the means of each alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.outcomes.gaps import Gap
from mentorsim.report.analyses.alternative_words import records
from mentorsim.report.numbers import Scale, scale_of

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.outcomes import Outcome


def weighed_outcomes(findings: Findings, subject: Subject) -> list[tuple[Outcome, Scale]]:
    """Give the outcomes that are weighed, and how their numbers are written."""
    table, known = findings.tables["pareto_outcomes"], {one.name: one for one in subject.outcomes}
    found = []
    for name in dict.fromkeys(table["outcome"]):
        rows = table[table["outcome"] == name]
        halves = ((rows["own_high"] - rows["own_low"]) / 2.0).dropna().tolist()
        gap = isinstance(known[name].function, Gap)
        found.append(
            (known[name], scale_of(known[name].unit, halves, rows["estimate"].tolist(), is_difference=gap))
        )
    return found


def by_alternative(findings: Findings) -> dict[tuple[str, int, str], dict[str, float]]:
    """Give the means with their intervals by policy, point and outcome."""
    rows: pd.DataFrame = findings.tables["pareto_outcomes"]
    return {(row["policy"], row["point"], row["outcome"]): row for row in records(rows)}
