"""What a comparison states: one record per policy, difference and outcome, and the JSON of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from mentorsim.statistics.intervals import Uncertainty

Verdict = Literal[
    "higher",
    "lower",
    "higher, perhaps too little to matter",
    "lower, perhaps too little to matter",
    "no practical difference",
    "undecided",
]
Json = dict[str, object]

UNCERTAINTY: Mapping[str, Uncertainty] = {
    "policies.low, policies.high": Uncertainty.SIMULATION_ERROR,
    "policies.parameters_low, policies.parameters_high": Uncertainty.PARAMETER,
    "differences.low, differences.high": Uncertainty.SIMULATION_ERROR,
    "differences.simultaneous_low, differences.simultaneous_high": Uncertainty.SIMULATION_ERROR,
    "differences.parameters_low, differences.parameters_high": Uncertainty.PARAMETER,
    "differences.year_low, differences.year_high": Uncertainty.YEAR_TO_YEAR,
}
"""What each pair of interval ends is about; `interval_low` to `interval_high` holds all that is unknown."""


@dataclass(frozen=True)
class Variances:
    """The variances behind the layers of one mean under posterior samples.

    `simulation` is that of the mean; `parameters` that of the true means over samples; `year` that from one
    replication to another; `samples_uncorrected` that of the samples' means as simulated, which `parameters`
    would be if the noise of few replications were not taken out.
    """

    simulation: float
    parameters: float
    year: float
    samples_uncorrected: float


@dataclass(frozen=True, kw_only=True)
class PolicySummary:
    """One policy's outcome: its mean, the layers of uncertainty, and how it stands among all policies.

    `low` to `high` is simulation error, `parameters_low` to `parameters_high` parameter uncertainty (with
    posterior samples only, as `parameters_at_most`, `variances` and the two further chances).
    `probability_best` holds all that is taken as unknown; `sd` is over runs. None where undefined, with the
    `reason`.
    """

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    probability_best: float | None = None
    replications_won: float | None = None
    sd: float | None = None
    parameters_low: float | None = None
    parameters_high: float | None = None
    parameters_at_most: float | None = None
    probability_best_parameters: float | None = None
    probability_best_simulation: float | None = None
    variances: Variances | None = None
    reason: str | None = None

    @classmethod
    def undefined(cls, reason: str) -> PolicySummary:
        """A summary without numbers."""
        return cls(reason=reason)

    def to_json(self, *, layered: bool = False) -> Json:
        """Keys and numbers, with the layer of the parameters or without; a reason only where one is null."""
        return _record(self, layered=layered)


@dataclass(frozen=True, kw_only=True)
class DifferenceSummary:
    """One policy minus the baseline, paired by replication, with every layer of uncertainty.

    What is read first, and decides the verdict, is `interval_low` to `interval_high`: it holds for all
    differences of the outcome together, and is simulation error or, with posterior samples, simulation error
    and parameters together. The layers beside it: `low` to `high` (this difference alone) and
    `simultaneous_low` to `simultaneous_high` (all of the outcome together) are simulation error;
    `parameters_low` to `parameters_high` is parameter uncertainty alone, or, where that is not
    distinguishable from none, `parameters_at_most` how far to either side it may reach; `year_low` to
    `year_high` is year-to-year variation. A cost per effect has no upper end where posterior samples leave no
    effect to pay for, whose share is `without_effect`. None where undefined, with the `reason`. A `reason`
    beside numbers says why there is no verdict, or on how little it rests.
    """

    mean: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None
    low: float | None = None
    high: float | None = None
    simultaneous_low: float | None = None
    simultaneous_high: float | None = None
    parameters_low: float | None = None
    parameters_high: float | None = None
    parameters_at_most: float | None = None
    year_low: float | None = None
    year_high: float | None = None
    verdict: Verdict | None = None
    probability_better: float | None = None
    without_effect: float | None = None
    variances: Variances | None = None
    reason: str | None = None

    @classmethod
    def undefined(cls, reason: str) -> DifferenceSummary:
        """A summary without numbers."""
        return cls(reason=reason)

    def to_json(self, *, layered: bool = False) -> Json:
        """Keys and numbers, with the layer of the parameters or without; a reason only where one is null."""
        return _record(self, layered=layered)


_OF_THE_LAYER = (
    "parameters_low",
    "parameters_high",
    "parameters_at_most",
    "probability_best_parameters",
    "probability_best_simulation",
    "probability_better",
    "without_effect",
    "variances",
)


@dataclass(frozen=True)
class OutcomeSummary:
    """One outcome for all policies; `differences` leaves out the baseline.

    `replications` is the number of replications compared, `smallest_worthwhile` in the outcome's unit (0:
    none was set).
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

    `replications` counts all that were run (of all posterior samples together), `failures` those in which
    some policy's run failed. `samples` is the number of posterior samples; None: one set of parameters.
    """

    scenario: str
    seed: int
    replications: int
    failures: int
    baseline: str
    confidence: float
    policies: tuple[str, ...]
    outcomes: Mapping[str, OutcomeSummary]
    samples: int | None = None

    def to_json(self) -> Json:
        """Plain dictionaries, strings and finite numbers, ready for ``json.dumps(..., allow_nan=False)``."""
        layered = self.samples is not None
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "replications": self.replications,
            "failures": self.failures,
            "samples": self.samples,
            "baseline": self.baseline,
            "interval": str(Uncertainty.SIMULATION_ERROR)
            if self.samples is None
            else f"{Uncertainty.SIMULATION_ERROR} and {Uncertainty.PARAMETER}",
            "confidence": self.confidence,
            "uncertainty": {
                ends: str(kind)
                for ends, kind in UNCERTAINTY.items()
                if layered or kind is not Uncertainty.PARAMETER
            },
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
                policy: {
                    name: each.policies[policy].to_json(layered=layered)
                    for name, each in self.outcomes.items()
                }
                for policy in self.policies
            },
            "differences": {
                policy: {
                    name: each.differences[policy].to_json(layered=layered)
                    for name, each in self.outcomes.items()
                }
                for policy in self.policies
                if policy != self.baseline
            },
        }


def verdict(low: float, high: float, smallest_worthwhile: float) -> Verdict:
    """Put a simultaneous interval of a difference into words.

    "no practical difference" if the whole interval lies within the smallest worthwhile difference on either
    side of 0 (with 0: only if the difference is exactly 0 in every replication), even where it excludes 0;
    else "higher" or "lower" if it excludes 0, with "perhaps too little to matter" where it does not exclude
    all differences below the smallest worthwhile one; else "undecided".
    """
    if -smallest_worthwhile <= low and high <= smallest_worthwhile:
        return "no practical difference"
    if low > 0.0:
        return "higher" if low >= smallest_worthwhile else "higher, perhaps too little to matter"
    if high < 0.0:
        return "lower" if high <= -smallest_worthwhile else "lower, perhaps too little to matter"
    return "undecided"


def _record(summary: PolicySummary | DifferenceSummary, *, layered: bool) -> Json:
    record: Json = asdict(summary)
    for name in () if layered else _OF_THE_LAYER:
        record.pop(name, None)
    if summary.reason is None:
        del record["reason"]
    return record
