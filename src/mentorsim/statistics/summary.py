"""What a comparison states: one record per policy, difference and outcome, and the JSON of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from mentorsim.statistics.intervals import Uncertainty

Verdict = Literal["higher", "lower", "no practical difference", "undecided"]
Json = dict[str, object]

UNCERTAINTY: Mapping[str, Uncertainty] = {
    "policies.low, policies.high": Uncertainty.SIMULATION_ERROR,
    "differences.low, differences.high": Uncertainty.SIMULATION_ERROR,
    "differences.simultaneous_low, differences.simultaneous_high": Uncertainty.SIMULATION_ERROR,
    "differences.year_low, differences.year_high": Uncertainty.YEAR_TO_YEAR,
}
"""What each pair of interval ends is about."""


@dataclass(frozen=True)
class PolicySummary:
    """One policy's outcome: mean with its simulation error, and how it stands among all policies.

    `sd` is over replications. None where undefined, with the `reason`.
    """

    mean: float | None
    low: float | None
    high: float | None
    probability_best: float | None
    worlds_won: float | None
    sd: float | None
    reason: str | None = None

    @classmethod
    def undefined(cls, reason: str) -> PolicySummary:
        """A summary without numbers."""
        return cls(None, None, None, None, None, None, reason)

    def to_json(self) -> Json:
        """Keys and numbers; a reason only where something is null."""
        return _record(self)


@dataclass(frozen=True)
class DifferenceSummary:
    """One policy minus the baseline, paired by world.

    `low` to `high` (this comparison alone) and `simultaneous_low` to `simultaneous_high` (all comparisons of
    the outcome together) are simulation error; `year_low` to `year_high` is year-to-year variation. None
    where undefined, with the `reason`.
    """

    mean: float | None
    low: float | None
    high: float | None
    simultaneous_low: float | None
    simultaneous_high: float | None
    year_low: float | None
    year_high: float | None
    verdict: Verdict | None
    reason: str | None = None

    @classmethod
    def undefined(cls, reason: str) -> DifferenceSummary:
        """A summary without numbers."""
        return cls(None, None, None, None, None, None, None, None, reason)

    def to_json(self) -> Json:
        """Keys and numbers; a reason only where something is null."""
        return _record(self)


@dataclass(frozen=True)
class OutcomeSummary:
    """One outcome for all policies; `differences` leaves out the baseline.

    `replications` is the number of worlds compared, `smallest_worthwhile` in the outcome's unit (0: none was
    set).
    """

    unit: str
    direction: str
    replications: int
    smallest_worthwhile: float
    policies: Mapping[str, PolicySummary]
    differences: Mapping[str, DifferenceSummary]


@dataclass(frozen=True)
class ComparisonSummary:
    """Everything that `compare` states.

    `replications` counts all that were run, `failures` those in which some policy's run failed.
    """

    scenario: str
    seed: int
    replications: int
    failures: int
    baseline: str
    confidence: float
    policies: tuple[str, ...]
    outcomes: Mapping[str, OutcomeSummary]

    def to_json(self) -> Json:
        """Plain dictionaries, strings and finite numbers, ready for ``json.dumps(..., allow_nan=False)``."""
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "replications": self.replications,
            "failures": self.failures,
            "baseline": self.baseline,
            "intervals": str(Uncertainty.SIMULATION_ERROR),
            "confidence": self.confidence,
            "uncertainty": {ends: str(kind) for ends, kind in UNCERTAINTY.items()},
            "outcomes": {
                name: {
                    "unit": outcome.unit,
                    "direction": outcome.direction,
                    "replications": outcome.replications,
                    "smallest_worthwhile": outcome.smallest_worthwhile,
                }
                for name, outcome in self.outcomes.items()
            },
            "policies": {
                policy: {name: each.policies[policy].to_json() for name, each in self.outcomes.items()}
                for policy in self.policies
            },
            "differences": {
                policy: {name: each.differences[policy].to_json() for name, each in self.outcomes.items()}
                for policy in self.policies
                if policy != self.baseline
            },
        }


def verdict(low: float, high: float, smallest_worthwhile: float) -> Verdict:
    """Put a simultaneous interval of a difference into words.

    "no practical difference" if the whole interval lies within the smallest worthwhile difference on either
    side of 0 (with 0: only if the difference is exactly 0 in every world), even where it excludes 0; else
    "higher" or "lower" if it excludes 0; else "undecided".
    """
    if -smallest_worthwhile <= low and high <= smallest_worthwhile:
        return "no practical difference"
    if low > 0.0:
        return "higher"
    if high < 0.0:
        return "lower"
    return "undecided"


def _record(summary: PolicySummary | DifferenceSummary) -> Json:
    record: Json = {field.name: getattr(summary, field.name) for field in fields(summary)}
    if summary.reason is None:
        del record["reason"]
    return record
