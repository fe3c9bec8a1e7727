"""The outcomes of a comparison as readers see them: a label, a way to write numbers, and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mentorsim.outcomes import Measure, Outcome, Ratio
from mentorsim.outcomes.gaps import Gap
from mentorsim.report.numbers import Scale, scale_of
from mentorsim.statistics.summary import DifferenceSummary, OutcomeSummary, PolicySummary, Verdict

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison

Kind = Literal["effect", "money", "ratio"]
Standing = (
    Verdict
    | Literal[
        "better",
        "worse",
        "better, perhaps too little to matter",
        "worse, perhaps too little to matter",
    ]
)

_LABELS = {
    "cost_per_retained": "cost per additional student retained",
    "cost_per_gpa_tenth": "cost per first-year and 0.1 GPA",
}

DIRECTIONS = {"higher": "higher is better", "lower": "lower is better", "neither": "neither is better"}


@dataclass(frozen=True)
class ShownOutcome:
    """One outcome of a comparison.

    Parameters
    ----------
    name
        As in scenarios and results.
    label
        As in headings.
    kind
        An effect, an amount of money, or a cost per effect.
    scale
        How its numbers are written.
    summary
        What the comparison states of it.
    """

    name: str
    label: str
    kind: Kind
    scale: Scale
    summary: OutcomeSummary

    @property
    def compared(self) -> bool:
        """Whether differences between policies say something: not so for what a program costs."""
        return self.kind == "effect" or (self.kind == "money" and self.summary.direction == "higher")


def shown_outcomes(comparison: Comparison) -> tuple[ShownOutcome, ...]:
    """Describe the reported outcomes of a comparison, in their order."""
    currency = comparison.plan.scenario.program.costs.currency
    shown = []
    for measure in comparison.plan.measures:
        summary = comparison.summary.outcomes[measure.name]
        is_gap = isinstance(measure, Outcome) and isinstance(measure.function, Gap)
        scale = scale_of(
            summary.unit, list(_half_widths(summary)), list(_sizes(summary)), is_difference=is_gap
        )
        kind = _kind(measure, currency)
        shown.append(ShownOutcome(measure.name, label_of(measure), kind, scale, summary))
    return tuple(shown)


def label_of(measure: Measure) -> str:
    """Return an outcome's name in words."""
    if isinstance(measure, Outcome) and isinstance(measure.function, Gap):
        of, attribute = measure.function.of, measure.function.attribute
        return f"gap in {label_of(of)} by {attribute.replace('_', ' ')}"
    return _LABELS.get(measure.name) or _in_words(measure.name)


def standing(outcome: ShownOutcome, difference: DifferenceSummary) -> Standing | None:
    """Say whether a policy is better than the baseline; None where that is not defined."""
    verdict, direction = difference.verdict, outcome.summary.direction
    if verdict is None or direction not in ("higher", "lower"):
        return verdict
    way, _, doubt = verdict.partition(",")
    if way not in ("higher", "lower"):
        return verdict
    if doubt:
        return (
            "better, perhaps too little to matter"
            if way == direction
            else "worse, perhaps too little to matter"
        )
    return "better" if way == direction else "worse"


def _kind(measure: Measure, currency: str) -> Kind:
    if isinstance(measure, Ratio):
        return "ratio"
    return "money" if measure.unit in (currency, f"{currency} a student") else "effect"


def _in_words(name: str) -> str:
    return re.sub(r"\bgpa\b", "GPA", name.replace("_", " "))


def _half_widths(summary: OutcomeSummary) -> Iterator[float | None]:
    rows: list[PolicySummary | DifferenceSummary] = [
        *summary.policies.values(),
        *summary.differences.values(),
    ]
    for row in rows:
        if row.low is not None and row.high is not None:
            yield (row.high - row.low) / 2.0


def _sizes(summary: OutcomeSummary) -> Iterator[float | None]:
    yield from (row.mean for row in summary.policies.values())
    yield from (row.mean for row in summary.differences.values())
