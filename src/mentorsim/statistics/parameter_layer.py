"""What posterior samples add to a comparison: parameter uncertainty beside simulation error and single years.

Each function takes the runs of an outcome in a `Crossing` and returns the same summaries as a comparison
without samples, with the layer of the parameters filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from mentorsim.statistics.common_replications import absences, common_replications
from mentorsim.statistics.crossed_events import CrossedEvents, crossed_events
from mentorsim.statistics.crossing import TOO_FEW_SAMPLES, Crossing, complete_samples
from mentorsim.statistics.difference_summaries import FEW_REPLICATIONS
from mentorsim.statistics.intervals import BoolArray, FloatArray
from mentorsim.statistics.parameter_best import TrueMeans, true_means
from mentorsim.statistics.parameter_chances import chances
from mentorsim.statistics.parameter_intervals import layered_differences, layered_policies, limits_of_both
from mentorsim.statistics.summary import DifferenceSummary, PolicySummary
from mentorsim.statistics.variance_parts import VarianceParts, variance_parts

NEVER_DIFFERED = "the same in all replications of all samples, but not the same runs"

Direction = Literal["higher", "lower", "neither"]

_ENDS = ("interval_low", "interval_high", "low", "high", "simultaneous_low", "simultaneous_high")

Summaries = tuple[list[PolicySummary], dict[int, DifferenceSummary], int]


@dataclass(frozen=True, eq=False)
class Layered:
    """One outcome under posterior samples, ready to be summarized.

    Attributes
    ----------
    values, failed
        Shape (runs, policies).
    crossing
        Which run belongs to which sample.
    direction
        Which way is better.
    base
        Column that differences are taken to.
    limit
        Smallest difference that would matter; 0: none.
    confidence, together
        Of an interval alone, and of those of all differences together; None: the same.
    same
        Policies whose runs are the same in every state as the baseline's, shape (policies,); None: none is.
    no_verdict
        Why there is to be no verdict; None: there is one.
    grain
        Smallest step of the outcome, such as one student of all; 0: unknown.
    is_share
        Whether values lie between 0 and 1, and the ends of intervals therefore too.
    """

    values: FloatArray
    failed: BoolArray
    crossing: Crossing
    direction: Direction
    base: int
    limit: float
    confidence: float
    together: float | None = None
    same: BoolArray | None = None
    no_verdict: str | None = None
    grain: float = 0.0
    is_share: bool = False


def layered_summaries(outcome: Layered) -> Summaries:
    """Summarize one outcome over the samples in which every compared policy has a value throughout.

    Returns
    -------
    tuple
        Policies in column order, differences by column, and the number of runs that count.
    """
    values, failed, base = outcome.values, outcome.failed, outcome.base
    replications = common_replications(values, failed)
    absent = absences(replications, failed)
    cells, kept = complete_samples(
        outcome.crossing.cells(np.where(failed, np.nan, values)), replications.policies
    )
    shares = outcome.crossing.weights_of(kept)
    compared = [number for number, reason in enumerate(absent) if reason is None]
    others = [number for number in compared if number != base]
    nothing = [reason or TOO_FEW_SAMPLES for reason in absent]
    policies = [PolicySummary.undefined(reason) for reason in nothing]
    differences = {
        number: DifferenceSummary.undefined(reason) for number, reason in enumerate(nothing) if number != base
    }
    if cells.shape[0] < 2 or cells.shape[1] < 2 or not compared:
        return policies, differences, cells.shape[0] * cells.shape[1]
    own = layered_policies(cells[:, :, compared], outcome.confidence, shares, is_share=outcome.is_share)
    for number, summary in zip(compared, own, strict=True):
        policies[number] = summary
    if base in compared and others:
        columns = [base, *others]
        same = np.zeros(len(absent), dtype=np.bool_) if outcome.same is None else outcome.same
        found = _Differences.of(outcome, cells[:, :, columns], shares, same[others])
        differences.update(zip(others, found.summaries(), strict=True))
        if outcome.direction != "neither":
            likely = chances(found.sampled, found.parts.weights, cells[:, :, columns], outcome.direction)
            for number, (chance, better) in zip(columns, likely, strict=True):
                policies[number] = replace(
                    policies[number],
                    probability_best=chance.both,
                    probability_best_parameters=chance.parameters,
                    probability_best_simulation=chance.simulation,
                    replications_won=chance.replications_won,
                )
                if number != base:
                    differences[number] = replace(differences[number], probability_better=better)
    return policies, differences, cells.shape[0] * cells.shape[1]


@dataclass(frozen=True, eq=False)
class _Differences:
    """The differences of an outcome to the baseline: what they consist of, and what the true ones may be."""

    outcome: Layered
    parts: VarianceParts
    events: CrossedEvents
    sampled: TrueMeans

    @classmethod
    def of(
        cls, outcome: Layered, cells: FloatArray, weights: FloatArray | None, same: BoolArray
    ) -> _Differences:
        """Take them from the compared policies' values, the baseline first; `same` runs differ by nothing."""
        of_base = cells[:, :, 1:] - cells[:, :, [0]]
        parts = variance_parts(of_base, weights)
        events = crossed_events(of_base, cells[:, :, 0], weights, outcome.grain, same)
        sampled = true_means(parts)
        together = sampled.by_both + events.spread(sampled.by_both.shape[1])
        return cls(outcome, parts, events, replace(sampled, by_both=together))

    def summaries(self) -> list[DifferenceSummary]:
        """Return what is stated of each difference."""
        outcome = self.outcome
        limits = limits_of_both(self.parts, self.sampled.by_both, outcome.together or outcome.confidence)
        found = layered_differences(self.parts, limits, self.events, outcome.limit, outcome.confidence)
        return [self._judged(place, one) for place, one in enumerate(found)]

    def _judged(self, place: int, found: DifferenceSummary) -> DifferenceSummary:
        """Take the verdict away where there is to be none, and say where it rests on few runs."""
        events, rare = self.events, bool(self.events.rare[place])
        differing = int(events.count[place])
        runs = self.parts.of_samples.shape[0] * self.parts.replications
        if rare and events.means[place] == 0.0 and differing == 0 and events.upward[place, 2] == 0.0:
            # Not even the size of an event is known.
            found = replace(found, **dict.fromkeys(_ENDS), verdict=None, reason=NEVER_DIFFERED)
        if self.outcome.no_verdict is not None:
            return replace(found, verdict=None, reason=self.outcome.no_verdict)
        if found.reason is None and rare and differing < min(FEW_REPLICATIONS, runs):
            return replace(found, reason=f"only {differing} of {runs} runs differ in it")
        return found
