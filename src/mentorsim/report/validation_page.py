"""The table of facts beside the simulation, and the table of an ablation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType

from mentorsim.report import layout

if TYPE_CHECKING:
    from mentorsim.evidence.ablation import Ablated
    from mentorsim.evidence.validation import TargetResult, Validation

_UNITS = {"percent": "%", "percentage points": "points"}
_SHORT_SOURCE = 60


def validation_page(found: Validation) -> str:
    """Lay out a validation for the terminal."""
    return layout.as_text(_parts(found), layout.page_width(), color=layout.wants_color())


def ablation_page(found: Ablated) -> str:
    """Lay out an ablation for the terminal."""
    return layout.as_text(_ablation_parts(found), layout.page_width(), color=layout.wants_color())


def _parts(found: Validation) -> Iterator[RenderableType]:
    table = layout.table(
        [
            layout.words("fact", width=28),
            layout.numbers("published"),
            layout.numbers("band"),
            layout.numbers("simulated"),
            layout.numbers("90% of studies"),
            layout.words("verdict", width=9),
        ]
    )
    for result in found.results:
        fact = result.fact
        unit = _UNITS.get(fact.unit, fact.unit)
        table.add_row(f"{fact.id} {fact.statement} ({unit})", *_cells(result.main), result.verdict)
        for further in result.further:
            table.add_row(f"    {_further(further)}", *_cells(further), _verdict(further))
        if fact.source:
            table.add_row(f"    {_source(fact.source)}", "", "", "", "", "")
    yield layout.titled("Published effects beside the simulation, one set of mechanism parameters", table)
    yield ""
    verdicts = [result.verdict for result in found.results]
    yield layout.paragraph(
        f"{verdicts.count('in')} of {len(verdicts)} facts are in their bands, {verdicts.count('out')} out, "
        f"{verdicts.count('undecided')} undecided."
    )
    yield layout.paragraph(
        "Simulated: mean over many replications ± its simulation error (standard error). 90% of studies: "
        "where a single study of the scenario's size would find the number. A fact is in or out if the mean "
        "is so by two standard errors, with all that is indented below it."
    )


def _cells(result: TargetResult) -> tuple[str, str, str, str]:
    target = result.target
    digits = 1 if target.fact.scale > 1.0 else 2
    low, high = result.predictive
    return (
        f"{target.published:.{digits}f}" if math.isfinite(target.published) else "",
        _band(target.low, target.high, digits),
        f"{result.simulated:.{digits + 1}f} ± {result.error:.{digits + 1}f}",
        f"{low:.{digits}f} to {high:.{digits}f}",
    )


def _band(low: float, high: float, digits: int) -> str:
    if math.isfinite(low) and math.isfinite(high):
        return f"{low:.{digits}f} to {high:.{digits}f}"
    if math.isfinite(low):
        return f"above {low:.{digits}f}"
    return f"below {high:.{digits}f}" if math.isfinite(high) else "none stated"


def _further(further: TargetResult) -> str:
    if further.target.is_base:
        return "those who are not offered a place"
    return further.target.fact.statement


def _verdict(further: TargetResult) -> str:
    target = further.target
    return further.verdict if math.isfinite(target.low) or math.isfinite(target.high) else ""


def _source(source: str) -> str:
    return source if len(source) <= _SHORT_SOURCE else f"{source[: _SHORT_SOURCE - 3]}..."


def _ablation_parts(found: Ablated) -> Iterator[RenderableType]:
    ids = [result.fact.id for result in found.whole.results]
    table = layout.table([layout.words("switched off", width=34), layout.words("facts out of their bands")])
    table.add_row("nothing", _broken(found.whole))
    for name, without in found.without:
        table.add_row(name, _broken(without))
    yield layout.titled(f"Facts that break without a mechanism (of {len(ids)})", table)
    yield ""
    needs = layout.table([layout.words("fact", width=34), layout.words("is out of its band without")])
    for place, result in enumerate(found.whole.results):
        needed = [name for name, without in found.without if without.results[place].verdict == "out"]
        needs.add_row(f"{result.fact.id} {result.fact.statement}", "; ".join(needed) or "nothing of these")
    yield layout.titled("What each fact needs", needs)


def _broken(found: Validation) -> str:
    broken = []
    for result in found.results:
        further = "" if result.main.verdict == result.verdict else ", by its further band"
        note = f" ({result.verdict}{further})" if further or result.verdict == "undecided" else ""
        if result.verdict != "in":
            broken.append(f"{result.fact.id} {result.main.simulated:.2f}{note}")
    return ", ".join(broken) or "none"
