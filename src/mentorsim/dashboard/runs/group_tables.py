"""How groups of students do under each policy: tables of differences, small groups without a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mentorsim.dashboard.digits import decimals_for, signed, unsigned
from mentorsim.experiment.tables import group_records
from mentorsim.report.shown import label_of
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable, Mark

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison

_SHARE = "share"


def group_tables(comparison: Comparison) -> list[tuple[str, list[HtmlTable]]]:
    """Return the tables of each attribute, one per outcome; empty where the study has no attributes.

    Parameters
    ----------
    comparison
        What was compared.
    """
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for record in group_records(comparison.plan, comparison.block):
        by_outcome = found.setdefault(str(record["attribute"]), {})
        by_outcome.setdefault(str(record["outcome"]), []).append(record)
    labels = {measure.name: label_of(measure) for measure in comparison.plan.measures}
    return [
        (
            attribute,
            [_table(comparison.baseline, labels[name], records) for name, records in by_outcome.items()],
        )
        for attribute, by_outcome in found.items()
    ]


def _table(baseline: str, outcome: str, records: list[Mapping[str, Any]]) -> HtmlTable:
    factor = 100.0 if records[0]["unit"] == _SHARE else 1.0
    unit = "of 100 students" if factor > 1.0 else str(records[0]["unit"])
    groups = {str(one["group"]): one for one in records}
    policies = dict.fromkeys(str(one["policy"]) for one in records if one["policy"] != baseline)
    cells = {(str(one["policy"]), str(one["group"])): one for one in records}
    ends = [(one["difference_low"], one["difference_high"]) for one in records]
    known = [(factor * low, factor * high) for low, high in ends if _known((low, high))]
    decimals = decimals_for(known, 1 if factor > 1.0 else 2)
    small = any(one["small"] for one in groups.values())
    return HtmlTable(
        caption=f"{outcome[:1].upper()}{outcome[1:]}: difference to {baseline}, {unit}",
        columns=[
            HtmlColumn("Policy", numeric=False),
            *(HtmlColumn(name, f"{one['students']:,.0f} students") for name, one in groups.items()),
        ],
        rows=[
            [policy, *(_cell(cells.get((policy, group)), factor, decimals) for group in groups)]
            for policy in policies
        ],
        note="Of a group of fewer than 10 students nothing is said that could be believed." if small else "",
    )


def _cell(record: Mapping[str, Any] | None, factor: float, decimals: int) -> HtmlCell:
    ends = [] if record is None else [record[f"difference_{key}"] for key in ("mean", "low", "high")]
    if record is None or not _known(ends):
        return HtmlCell("not known", "faint")
    mean, low, high = (factor * end for end in ends)
    text = signed(mean, decimals)
    under = f"{unsigned(low, decimals)} to {unsigned(high, decimals)}"
    # An interval that holds 0 shows no difference; neither is any of a small group.
    shown = not record["small"] and (low > 0.0 or high < 0.0)
    mark: Mark = "" if shown else "faint"
    return HtmlCell(text, mark, under)


def _known(ends: Iterable[float | None]) -> bool:
    return all(end is not None and end == end for end in ends)
