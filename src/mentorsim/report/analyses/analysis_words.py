"""What pages and figures of analyses say alike: alternatives, what is weighed, and boxes read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mentorsim.documents.yaml_text import inline
from mentorsim.outcomes.gaps import Gap
from mentorsim.report.analyses.analysis_numbers import in_words
from mentorsim.report.numbers import Scale, count_of, percent, scale_of

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.outcomes import Outcome


#: Last steps of paths that do not say of what: `program.training.hours` is "training hours".
_NOT_ENOUGH = frozenset(
    ("hours", "hours_per_month", "method", "share", "amount", "every_weeks", "how", "lowest_share", "at")
)


def as_they_are(subject: Subject) -> str:
    """Say that the outcomes are not differences, where the rest of the page is of differences."""
    if subject.of == "level":
        return ""
    return (
        f"Here outcomes are taken as they are, and {subject.baseline!r} can be chosen like any other policy."
    )


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


_MOST_NAMED = 8  # settings; parameters are varied by the hundred


def varied_columns(table: pd.DataFrame) -> list[str]:
    """Return the columns of what is varied: those that tables of alternatives have after ``point``."""
    names = list(table.columns)
    return names[names.index("point") + 1 : names.index("points_alike")]


def short_names(paths: Sequence[str]) -> list[str]:
    """Return the last step of each path, or all of it where that is not enough to know what it is."""
    last = [path.rpartition(".")[2] for path in paths]
    return [
        in_words(path).replace(":", "")
        if one in _NOT_ENOUGH or last.count(one) > 1
        else one.replace("_", " ")
        for path, one in zip(paths, last, strict=True)
    ]


def alternative_in_words(row: Mapping[str, Any], varied: Sequence[str]) -> str:
    """Name an alternative: `random pairs, mentors 20, hours 6`; by its point where very much is varied."""
    if row["everywhere"]:
        return str(row["policy"])
    if len(varied) > _MOST_NAMED:
        return f"{row['policy']}, design point {row['point']}"
    parts = [
        f"{name} {value_text(row[path])}" for name, path in zip(short_names(varied), varied, strict=True)
    ]
    alike = row["points_alike"] - 1
    also = "" if not alike else f" (the same at {count_of(alike, 'other point')})"
    return ", ".join([str(row["policy"]), *parts]) + also


def value_text(value: Any) -> str:
    """Write a value that is varied."""
    if value is None or value != value:
        return "as it is"
    if hasattr(value, "item"):
        value = value.item()
    return f"{value:.4g}" if isinstance(value, float) else inline(value)


def ranking_scale(outcome: Outcome, rows: pd.DataFrame) -> Scale:
    """Choose how the numbers of an outcome's ranking are written."""
    halves = ((rows["difference_high"] - rows["difference_low"]) / 2.0).dropna().tolist()
    return scale_of(
        outcome.unit,
        halves,
        rows["estimate"].dropna().tolist(),
        is_difference=isinstance(outcome.function, Gap),
    )


def weighed_outcomes(findings: Findings, subject: Subject) -> list[tuple[Outcome, Scale]]:
    """Return the outcomes that are weighed, and how their numbers are written."""
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
    """Return the means with their intervals by policy, point and outcome."""
    rows: pd.DataFrame = findings.tables["pareto_outcomes"]
    return {(row["policy"], row["point"], row["outcome"]): row for row in records(rows)}


def rows_of(findings: Findings, name: str, when: str) -> list[dict[str, Any]]:
    """Return the rows of a table that belong to a condition; none where there is no such table."""
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
