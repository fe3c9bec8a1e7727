"""When to stop replicating: precision reached, at looks fixed in advance, never significance.

A study that stops when a difference becomes significant finds differences that are not there. This rule sees
half-widths only, and only at looks that are fixed before the first run, so the number of replications depends
neither on how the work was split nor on which policy is ahead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.common_replications import common_replications
from mentorsim.statistics.differences import carried_by_few, honest_intervals
from mentorsim.statistics.intervals import (
    CONFIDENCE,
    BoolArray,
    FloatArray,
    check_confidence,
    moments,
    paired_differences,
    student_t_quantile,
)

BLOCK = 50
GROWTH = 1.25


@dataclass(frozen=True)
class StoppingDecision:
    """What a look found.

    Attributes
    ----------
    stop
        Whether to stop here. Always False between looks.
    reason
        One sentence.
    replications
        Number looked at, failed ones included.
    widest
        Largest half-width of the paired differences, in the outcome's unit; None where there is none yet.
    needed
        Estimate of the replications at which the rule will stop (a look); None where it cannot be estimated.
    next_look
        The look that follows; None after the last.
    """

    stop: bool
    reason: str
    replications: int
    widest: float | None
    needed: int | None
    next_look: int | None


@dataclass(frozen=True)
class StoppingRule:
    """Stop at the first look at which every paired difference of the outcome is known to within `half_width`.

    Looks are at 50, 100, 150, 200 and 250 replications, then at each step 25 % further, rounded up to a whole
    block of 50 (350, 450, 600, 750, 950, ...), and at `max_replications`. Early looks are close because they
    are cheap to need; later ones spread so that few of them lower the coverage of the final interval and at
    most a quarter of the work is beyond what was needed. The half-width is that of each difference's own
    interval (simulation error, the farther end), which allows for events that few replications have shown,
    over the replications that the comparison will use; at least `min_replications` complete replications are
    asked for.

    Attributes
    ----------
    half_width
        In the outcome's unit, positive; None: run `max_replications` (a fixed number).
    max_replications
        At least 1.
    min_replications
        At least 2.
    confidence
        In (0, 1).
    """

    half_width: float | None
    max_replications: int
    min_replications: int = BLOCK
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        """Refuse impossible settings.

        Raises
        ------
        ValueError
            Naming the setting.
        """
        check_confidence(self.confidence)
        if self.half_width is not None and not (math.isfinite(self.half_width) and self.half_width > 0.0):
            raise ValueError(f"half_width must be positive, not {self.half_width}")
        if self.max_replications < 1:
            raise ValueError(f"max_replications must be at least 1, not {self.max_replications}")
        if self.min_replications < 2:
            raise ValueError(f"min_replications must be at least 2, not {self.min_replications}")

    @property
    def looks(self) -> tuple[int, ...]:
        """Replication counts at which the rule looks, ascending; the last is `max_replications`."""
        looks: list[int] = []
        look = math.ceil(self.min_replications / BLOCK) * BLOCK
        while self.half_width is not None and look < self.max_replications:
            looks.append(look)
            look = math.ceil(look * GROWTH / BLOCK) * BLOCK
        return (*looks, self.max_replications)

    def next_look(self, replications: int) -> int | None:
        """First look after `replications`; None after the last."""
        return next((look for look in self.looks if look > replications), None)

    def decide(
        self,
        values: FloatArray,
        baseline: int,
        failed: BoolArray | None = None,
        *,
        grain: float = 0.0,
    ) -> StoppingDecision:
        """Look at the first replications of the named outcome.

        Parameters
        ----------
        values
            Shape (replications, policies), the replications 0, 1, ... without gaps; NaN where missing.
        baseline
            Column that differences are taken to.
        failed
            Same shape; which runs failed. None: none did.
        grain
            What one student may change; 0: unknown.

        Raises
        ------
        ValueError
            If the shapes are wrong.
        """
        replications = len(values)
        following = self.next_look(replications)
        differences = compared_differences(values, baseline, failed)
        complete, comparisons = differences.shape
        widest = None
        if complete >= 2 and comparisons:
            found = honest_intervals(differences, self.confidence, grain=grain)
            widest = float(np.maximum(found.high - found.mean, found.mean - found.low).max())
        needed = self._needed(differences, replications)
        if following is None:
            reason = f"All {self.max_replications} replications are done."
            return StoppingDecision(True, reason, replications, widest, replications, None)
        if replications not in self.looks or self.half_width is None:
            reason = f"The next look is at {following} replications."
        elif widest is None:
            reason = "No paired difference has a half-width yet."
        elif complete < self.min_replications:
            reason = (
                f"Only {complete} replications are complete; at least {self.min_replications} are needed."
            )
        elif carried_by_few(differences).any():
            reason = "A few replications carry a difference: its half-width cannot be told yet."
        elif widest > self.half_width:
            reason = f"The widest half-width is {widest:.3g}; {self.half_width:.3g} is asked for."
        else:
            reason = f"Every half-width is within {self.half_width:.3g} (the widest is {widest:.3g})."
            return StoppingDecision(True, reason, replications, widest, replications, following)
        return StoppingDecision(False, reason, replications, widest, needed, following)

    def _needed(self, differences: FloatArray, replications: int) -> int | None:
        """Look at which the rule is expected to stop, failed replications continuing at the present rate."""
        if self.half_width is None:
            return self.max_replications
        complete = replications_needed(differences, self.half_width, self.confidence)
        if complete is None:
            return None
        rate = len(differences) / replications
        total = math.ceil(max(complete, self.min_replications) / rate)
        earliest = self.next_look(replications) or self.max_replications
        return next((look for look in self.looks if look >= max(total, earliest)), self.max_replications)


def compared_differences(values: FloatArray, baseline: int, failed: BoolArray | None = None) -> FloatArray:
    """Paired differences over the replications and policies that the comparison will use.

    Returns
    -------
    FloatArray
        Shape (complete replications, compared policies - 1); no column where the baseline itself is not
        compared.

    Raises
    ------
    ValueError
        If the shapes are wrong.
    """
    common = common_replications(values, failed)
    if not 0 <= baseline < len(common.policies):
        raise ValueError(f"there is no column {baseline} among {len(common.policies)} policies")
    if not common.policies[baseline]:
        return np.empty((0, 0))
    chosen = np.asarray(values, dtype=np.float64)[np.ix_(common.replications, common.policies)]
    return paired_differences(chosen, int(common.policies[:baseline].sum()))


def replications_needed(
    differences: FloatArray, half_width: float, confidence: float = CONFIDENCE
) -> int | None:
    """Estimate how many complete replications bring every half-width down to `half_width`.

    Parameters
    ----------
    differences
        Shape (replications, differences).
    half_width
        Positive.
    confidence
        In (0, 1).

    Returns
    -------
    int or None
        At least 2; None below two replications or without a difference.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    check_confidence(confidence)
    if not half_width > 0.0:
        raise ValueError(f"half_width must be positive, not {half_width}")
    spread = moments(differences).sd
    if spread.size == 0 or np.isnan(spread).all():
        return None
    widest = float(np.nanmax(spread))

    def precise(replications: int) -> bool:
        quantile = student_t_quantile((1.0 + confidence) / 2.0, float(replications - 1))
        return quantile * widest <= half_width * math.sqrt(replications)

    if precise(2):
        return 2
    too_few, enough = 2, 4
    while not precise(enough):
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if precise(middle) else (middle, enough)
    return enough
