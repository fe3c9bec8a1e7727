"""The figure of a sweep: what each setting does to the main outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mentorsim.report.analyses.analysis_words import records, short_names
from mentorsim.report.shown import label_of
from mentorsim.report.web.charts.chart import Chart
from mentorsim.report.web.charts.ranges import Dot, ranges_chart
from mentorsim.report.web.svg import Drawing
from mentorsim.report.web.tables import HtmlColumn, HtmlTable
from mentorsim.report.words.phrases import a_count, capital

if TYPE_CHECKING:
    from mentorsim.api.analyze import Analyses
    from mentorsim.outcomes import Outcome

MOST_SETTINGS, MOST_LEVELS = 5, 8
"""What the figure holds at most: the settings that do most, each at levels from the lowest to the highest."""


def effects_chart(analyses: Analyses, outcome: Outcome, policy: str) -> Chart | None:
    """Draw the mean of an outcome at the levels of each setting.

    Parameters
    ----------
    analyses
        With the effects.
    outcome, policy
        Of which; another policy is taken where there are no effects of this one.
    """
    table = analyses.findings["effects"].tables["effects"]
    rows = table[(table["outcome"] == outcome.name) & (table["contrast"] == "level")]
    if rows.empty:
        return None
    policies = list(dict.fromkeys(rows["policy"]))
    policy = policy if policy in policies else str(policies[-1])
    by_setting: dict[str, list[dict[str, Any]]] = {}
    for row in records(rows[rows["policy"] == policy]):
        by_setting.setdefault(str(row["factor"]), []).append(row)
    is_difference = analyses.subject.of == "difference"
    factor = 100.0 if outcome.unit == "share" else 1.0
    names = dict(zip(by_setting, short_names(list(by_setting)), strict=True))
    dots, cells = [], []
    for setting in sorted(by_setting, key=lambda one: -_reach(by_setting[one]))[:MOST_SETTINGS]:
        for number, row in enumerate(_some(by_setting[setting])):
            written = f"{factor * row['estimate']:{'+' if is_difference else ''}.2f}".replace("-", "−")
            ends = None if row["low"] != row["low"] else (factor * row["low"], factor * row["high"])
            heading = "" if number else capital(names[setting])
            dots.append(Dot(str(row["level"]), written, factor * row["estimate"], ends, heading=heading))
            between = "" if ends is None else f"{ends[0]:.2f} to {ends[1]:.2f}".replace("-", "−")
            cells.append([f"{names[setting]}: {row['level']}", written, between])
    share = "percentage points" if is_difference else "%"
    unit = share if outcome.unit == "share" else outcome.unit
    beside = f" beside {analyses.subject.baseline}" if is_difference else ""
    title = f"{capital(label_of(outcome))} under {policy}{beside}, by each setting"
    drawing = Drawing(
        "effects-figure",
        title,
        "A dot for each level at the mean over all other settings, with the 95 % interval of the simulation.",
    )
    columns = [HtmlColumn("setting", numeric=False), HtmlColumn("mean", unit), HtmlColumn("95 % interval")]
    left_out = len(by_setting) - MOST_SETTINGS
    note = "Means over all other settings, with 95 % intervals of simulation error."
    if left_out > 0:
        note += f" {a_count(left_out, 'setting')} that do less are in the tables."
    if any(len(rows) > MOST_LEVELS for rows in by_setting.values()):
        note += f" Of more than {MOST_LEVELS} levels some are shown, from the first to the last."
    return ranges_chart(drawing, dots, unit, HtmlTable(title, columns, cells), zero=is_difference, note=note)


def _reach(rows: list[dict[str, Any]]) -> float:
    estimates = [row["estimate"] for row in rows]
    return float(max(estimates) - min(estimates))


def _some(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return levels from the first to the last, evenly spaced, where there are too many."""
    if len(rows) <= MOST_LEVELS:
        return rows
    return [rows[round(place * (len(rows) - 1) / (MOST_LEVELS - 1))] for place in range(MOST_LEVELS)]
