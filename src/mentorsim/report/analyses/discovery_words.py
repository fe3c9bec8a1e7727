"""What page and figures of scenario discovery share: rows of its tables, and a box read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mentorsim.report.analyses.alternative_words import records
from mentorsim.report.numbers import percent

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.findings import Findings


def rows_of(findings: Findings, name: str, when: str) -> list[dict[str, Any]]:
    """Give the rows of a table that belong to a condition; none where there is no such table."""
    table: pd.DataFrame | None = findings.tables.get(name)
    if table is None:
        return []
    return records(table[table["when"] == when])


def box_sentence(box: dict[str, Any]) -> str:
    """Read a box aloud."""
    beside = " beside that" if box["box"] > 1 else ""
    return (
        f"Box {box['box']}: where {box['limits']}, it holds{beside} in {percent(box['density'])} % of "
        f"{box['points']:,} designs; {percent(box['coverage'])} % of all its designs are there."
    )
