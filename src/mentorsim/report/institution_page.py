"""The fit of a study to an institution's records: a page of text, comments for the scenario, and JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mentorsim.report import layout
from mentorsim.report.effect_tables import side_by_side
from mentorsim.report.numbers import NOTHING, count_of

if TYPE_CHECKING:
    from mentorsim.evidence.institution.fitted_settings import FittedSetting
    from mentorsim.evidence.institution.found import FittedNumber, InstitutionFit

_ON_FAILURE = (
    "Look at what is out below: records of one term or of several starts, a calendar that is not theirs, "
    "grades on another scale than grade_scale, or a column that means something else are the usual reasons. "
    "Do not plan by this fit."
)
_YAML_WIDTH = 96
_AGREES = {True: "yes", False: "no", None: NOTHING}
_HEADINGS = ("observed", "simulated", "agrees", "left out:\nobserved", "simulated\nby others", "agrees")


def institution_page(fit: InstitutionFit, width: int, *, color: bool = False) -> str:
    """Write a fit for reading.

    Parameters
    ----------
    fit
        The fit.
    width
        Longest line; 60 to 100 is sensible.
    color
        Whether to mark things in color and bold, for a terminal.
    """
    return layout.as_text(_parts(fit, width), width, color=color)


def comments(fit: InstitutionFit) -> str:
    """Write the same as comments for the head of a scenario in YAML."""
    text = institution_page(fit, _YAML_WIDTH)
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())


def failure_sentence(fit: InstitutionFit) -> str:
    """Say in a sentence that a fit failed, and what is out by how much; empty where it did not."""
    if not fit.failures:
        return ""
    out = [
        f"{row.statistic.name} {_value(row, row.simulated)} for {_value(row, row.observed)}"
        for row in fit.failures
    ]
    return f"The fit to records failed: {'; '.join(out)} (simulated for observed)."


def fit_json(fit: InstitutionFit) -> str:
    """Return a fit as JSON: the parameters with their errors, and every statistic."""
    record = {
        "scenario": fit.scenario.title,
        "students": fit.students,
        "failed": bool(fit.failures),
        "out": [row.statistic.name for row in fit.failures],
        "seed": fit.seed,
        "replications": fit.replications,
        "parameters": [
            {
                "name": setting.name,
                "attribute": setting.attribute or None,
                "category": setting.category or None,
                "value": value,
                "standard_error": _finite(error),
                "at_bound": setting in fit.at_bounds,
            }
            for setting, value, error in zip(
                fit.settings, fit.values.tolist(), fit.errors.tolist(), strict=True
            )
        ],
        "statistics": [_record(row) for row in fit.rows],
    }
    return json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _record(row: FittedNumber) -> dict[str, object]:
    return {
        "name": row.statistic.name,
        "unit": row.statistic.unit,
        "attribute": row.statistic.attribute or None,
        "category": row.statistic.category or None,
        "fitted": bool(row.statistic.setting),
        "observed": _finite(row.observed),
        "observed_error": _finite(row.observed_error),
        "simulated": _finite(row.simulated),
        "simulated_error": _finite(row.simulated_error),
        "agrees": row.agrees,
        "held_out_observed": _finite(row.held_out_observed),
        "held_out_simulated": _finite(row.held_out),
        "held_out_agrees": row.held_out_agrees,
    }


def _parts(fit: InstitutionFit, width: int) -> Iterator[RenderableType]:
    yield layout.paragraph(fit.scenario.title, "bold")
    yield layout.paragraph(
        f"The population fitted to the records of {count_of(fit.students, 'first-year')}; mechanism "
        f"parameters are as they were. {count_of(fit.replications, 'replication')} without a program; seed "
        f"{fit.seed}."
    )
    if fit.failures:
        yield layout.paragraph(f"! {failure_sentence(fit)} {_ON_FAILURE}", "red")
    yield ""
    fitted = [row for row in fit.rows if row.statistic.setting]
    shown = [row for row in fit.rows if not row.statistic.setting]
    for title, rows in (("Fitted", fitted), ("Not fitted, for comparison", shown)):
        if rows:
            yield from _table(title, rows, width)
            yield ""
    yield from _parameters(fit, width)
    yield ""
    yield layout.paragraph(_verdict("fitted", fitted))
    yield layout.paragraph(_verdict("not fitted", shown))
    if not any(setting.name.endswith("departure") for setting in fit.settings):
        yield layout.paragraph(
            "! The records do not tell who stayed: departure is as the scenario states it.", "yellow"
        )
    for setting in fit.at_bounds:
        yield layout.paragraph(
            f"! {_named(setting)} is at the end of its range: the model cannot come nearer to what sets it.",
            "yellow",
        )
    yield layout.paragraph(
        "± sampling error of the records, and simulation error of replications that the fit has not seen "
        "(95%; for shares in percentage points). Agrees: the difference is within both together. Left out: "
        "the population was fitted to one random half of the students and tried on the other, both ways "
        "around; the worse is shown. How grades are distributed (their spread, how many are low, how alike "
        "terms are or how much is passed) gives way where it cannot be had together with levels and gaps. A "
        "gap is fitted, not explained: why groups differ is not known from this.",
        "dim",
    )


def _table(title: str, rows: list[FittedNumber], width: int) -> list[Group]:
    names = [f"{row.statistic.name}, {row.statistic.group}" for row in rows]
    longest = max(len(name) for name in names)
    names = [name if longest <= 44 else name[:44] for name in names]
    cells = [
        [Text(_value(row, row.observed, row.observed_error)) for row in rows],
        [Text(_value(row, row.simulated, row.simulated_error)) for row in rows],
        [_agreement(row.agrees) for row in rows],
        [Text(_value(row, row.held_out_observed)) for row in rows],
        [Text(_value(row, row.held_out)) for row in rows],
        [_agreement(row.held_out_agrees) for row in rows],
    ]
    return side_by_side(title, names, _HEADINGS, cells, width)


def _parameters(fit: InstitutionFit, width: int) -> list[Group]:
    cells = [
        [Text(f"{value:.3f}") for value in fit.values.tolist()],
        [
            Text(_error_of(error, at_bound=setting in fit.at_bounds))
            for setting, error in zip(fit.settings, fit.errors.tolist(), strict=True)
        ],
    ]
    title = (
        "Parameters: departures as shifts in log-odds, unfinished share in log-odds, typical grade as a "
        "share of the scale, gaps in SD"
    )
    return side_by_side(title, [_named(setting) for setting in fit.settings], ("found", "95%"), cells, width)


def _error_of(error: float, *, at_bound: bool) -> str:
    if not math.isfinite(error):
        return "not told"
    return "at its bound" if at_bound else f"± {1.96 * error:.3f}"


def _named(setting: FittedSetting) -> str:
    return f"{setting.name}, {setting.attribute}: {setting.category}" if setting.attribute else setting.name


def _verdict(kind: str, rows: list[FittedNumber]) -> str:
    whole = [row.agrees for row in rows if row.agrees is not None]
    left_out = [row.held_out_agrees for row in rows if row.held_out_agrees is not None]
    return (
        f"Of {len(whole)} numbers that were {kind}, {sum(whole)} agree; for students left out, "
        f"{sum(left_out)} of {len(left_out)}."
    )


def _value(row: FittedNumber, value: float, error: float = math.nan) -> str:
    if not math.isfinite(value):
        return NOTHING
    is_share = row.statistic.unit.startswith("share")
    factor, decimals = (100.0, 1) if is_share else (1.0, 2)
    text = f"{value * factor:.{decimals}f}" + ("%" if is_share else "")
    if not math.isfinite(error):
        return text
    return f"{text} ± {1.96 * error * factor:.{decimals}f}"


def _agreement(agrees: bool | None) -> Text:
    return Text(_AGREES[agrees], style="" if agrees is not False else "yellow")


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
