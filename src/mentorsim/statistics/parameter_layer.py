"""What posterior samples add to a comparison: parameter uncertainty beside simulation error and single years.

Each function takes the runs of an outcome in a `Crossing` and returns the same summaries as a comparison
without samples, with the layer of the parameters filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from mentorsim.statistics.best import Better, probability_best, replications_won
from mentorsim.statistics.common_replications import absences, common_replications
from mentorsim.statistics.crossed_events import CrossedEvents, crossed_events
from mentorsim.statistics.crossing import Crossing, complete_samples
from mentorsim.statistics.difference_summaries import FEW_REPLICATIONS
from mentorsim.statistics.intervals import BoolArray, FloatArray, moments
from mentorsim.statistics.parameter_best import TrueMeans, shares_of_best, true_means
from mentorsim.statistics.possible_variances import parameters_at_most
from mentorsim.statistics.ratios import NO_EFFECT, WRONG_WAY, fieller
from mentorsim.statistics.summary import DifferenceSummary, PolicySummary, Variances, verdict
from mentorsim.statistics.variance_parts import (
    VarianceParts,
    parameter_range,
    pulled_samples,
    simulation_half_width,
    variance_parts,
    year_half_width,
)
from mentorsim.statistics.weighted import weighted_sd

TOO_FEW = "fewer than two posterior samples have a value for every policy in two or more replications"

NEVER_DIFFERED = "the same in all replications of all samples, but not the same runs"

Direction = Literal["higher", "lower", "neither"]

_ENDS = ("interval_low", "interval_high", "low", "high", "simultaneous_low", "simultaneous_high")


class _Chance(NamedTuple):
    both: float
    parameters: float
    simulation: float
    replications_won: float


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
    nothing = [reason or TOO_FEW for reason in absent]
    policies = [PolicySummary.undefined(reason) for reason in nothing]
    differences = {
        number: DifferenceSummary.undefined(reason) for number, reason in enumerate(nothing) if number != base
    }
    if cells.shape[0] < 2 or cells.shape[1] < 2 or not compared:
        return policies, differences, cells.shape[0] * cells.shape[1]
    own = _policies(cells[:, :, compared], outcome.confidence, shares)
    for number, summary in zip(compared, own, strict=True):
        policies[number] = summary if not outcome.is_share else _within_shares(summary)
    if base in compared and others:
        columns = [base, *others]
        same = np.zeros(len(absent), dtype=np.bool_) if outcome.same is None else outcome.same
        found = _Differences.of(outcome, cells[:, :, columns], shares, same[others])
        differences.update(zip(others, found.summaries(), strict=True))
        if outcome.direction != "neither":
            chances = _chances(found, cells[:, :, columns], outcome.direction)
            for number, (chance, better) in zip(columns, chances, strict=True):
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
        limits = _both(self.parts, self.sampled.by_both, outcome.together or outcome.confidence)
        found = _differences(self.parts, limits, self.events, outcome.limit, outcome.confidence)
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


def layered_ratios(
    cost: FloatArray,
    effect: FloatArray,
    failed: BoolArray,
    crossing: Crossing,
    base: int,
    *,
    per: float,
    better: Better,
    confidence: float,
) -> dict[int, DifferenceSummary]:
    """Return what an effect costs over the samples, by column: under some there may be no effect to pay for.

    The mean cost by the mean effect is what one more unit costs a decision maker who does not know the
    parameters. Where the true cost per unit lies has no upper limit under samples without an effect, whose
    share is stated.

    Parameters
    ----------
    cost, effect, failed
        Shape (runs, policies).
    crossing, base, confidence
        As for `layered_summaries`.
    per
        Amount of effect that is paid for, in its unit.
    better
        Whether more or less of the effect is paid for.
    """
    both = np.where(failed, np.nan, cost + effect)
    replications = common_replications(both, failed)
    absent = absences(replications, failed)
    count = cost.shape[1]
    cells, kept = complete_samples(
        np.concatenate([crossing.cells(np.where(failed, np.nan, one)) for one in (cost, effect)], axis=2),
        np.tile(replications.policies, 2),
    )
    prices, units = cells[:, :, :count], cells[:, :, count:] / (per if better == "higher" else -per)
    found: dict[int, DifferenceSummary] = {}
    for number in range(count):
        reason = absent[number] or absent[base]
        if number == base:
            continue
        if reason or cells.shape[0] < 2 or cells.shape[1] < 2:
            found[number] = DifferenceSummary.undefined(reason or TOO_FEW)
            continue
        pair = np.stack([one[:, :, number] - one[:, :, base] for one in (prices, units)], axis=2)
        found[number] = _ratio(variance_parts(pair, crossing.weights_of(kept)), confidence)
    return found


def _policies(cells: FloatArray, confidence: float, weights: FloatArray | None) -> list[PolicySummary]:
    parts = variance_parts(cells, weights)
    half = simulation_half_width(parts, confidence)
    low, high, at_most = _parameters(parts, confidence)
    sd = _sd_over_runs(cells, weights)
    return [
        PolicySummary(
            mean=float(mean),
            low=float(mean - half[place]),
            high=float(mean + half[place]),
            sd=float(sd[place]),
            parameters_low=low[place],
            parameters_high=high[place],
            parameters_at_most=at_most[place],
            variances=_variances(parts, place),
        )
        for place, mean in enumerate(parts.mean)
    ]


def _parameters(
    parts: VarianceParts, confidence: float
) -> tuple[list[float | None], list[float | None], list[float | None]]:
    """Return the range of the parameters alone, or how far it may reach where there is none."""
    low, high = parameter_range(parts, confidence)
    at_most = parameters_at_most(parts, confidence)
    none_told = (np.diagonal(parts.parameters) <= 0.0) & (np.diagonal(parts.rest) > 0.0)
    return (
        [None if none else float(end) for none, end in zip(none_told, low, strict=True)],
        [None if none else float(end) for none, end in zip(none_told, high, strict=True)],
        [float(most) if none else None for none, most in zip(none_told, at_most, strict=True)],
    )


def _within_shares(summary: PolicySummary) -> PolicySummary:
    """Let no end of a share's interval lie below 0 or above 1."""
    names = ("low", "high", "parameters_low", "parameters_high")
    ends = {name: getattr(summary, name) for name in names}
    clipped = {name: min(max(end, 0.0), 1.0) for name, end in ends.items() if end is not None}
    return replace(summary, **clipped)


def _sd_over_runs(cells: FloatArray, weights: FloatArray | None) -> FloatArray:
    """Return the standard deviation over runs, shape (policies,)."""
    flat = cells.reshape(-1, cells.shape[2])
    return moments(flat).sd if weights is None else weighted_sd(flat, np.repeat(weights, cells.shape[1]))


def _differences(
    parts: VarianceParts,
    limits: tuple[FloatArray, FloatArray],
    events: CrossedEvents,
    worthwhile: float,
    confidence: float,
) -> list[DifferenceSummary]:
    mean, count = parts.mean, len(parts.mean)
    alone = np.fmax(simulation_half_width(parts, confidence), events.half_width(1.0 - confidence))
    # Bonferroni's bound: the number of differences is small, and their correlation is hardly known.
    share = (1.0 - confidence) / count
    together = np.fmax(simulation_half_width(parts, 1.0 - share), events.half_width(share))
    year = year_half_width(parts, confidence)
    low, high, at_most = _parameters(parts, confidence)
    return [
        DifferenceSummary(
            mean=float(mean[place]),
            interval_low=float(limits[0][place]),
            interval_high=float(limits[1][place]),
            low=float(mean[place] - alone[place]),
            high=float(mean[place] + alone[place]),
            simultaneous_low=float(mean[place] - together[place]),
            simultaneous_high=float(mean[place] + together[place]),
            parameters_low=low[place],
            parameters_high=high[place],
            parameters_at_most=at_most[place],
            year_low=float(mean[place] - year[place]),
            year_high=float(mean[place] + year[place]),
            verdict=verdict(float(limits[0][place]), float(limits[1][place]), worthwhile),
            variances=_variances(parts, place),
        )
        for place in range(count)
    ]


def _both(parts: VarianceParts, sampled: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Return intervals of simulation error and parameters together that hold for all differences at once.

    The quantiles of each difference's possible true means are widened alike until all differences lie within
    theirs with the probability that is asked for.
    """
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(sampled, [tail, 1.0 - tail], axis=1)
    below, above = parts.mean - low, high - parts.mean
    apart = sampled - parts.mean[:, None]
    reach = np.where(apart < 0.0, below[:, None], above[:, None])
    ratios = np.divide(np.abs(apart), reach, out=np.zeros_like(apart), where=reach > 0.0)
    factor = max(1.0, float(np.quantile(ratios.max(axis=0), confidence, method="inverted_cdf")))
    return parts.mean - factor * np.maximum(below, 0.0), parts.mean + factor * np.maximum(above, 0.0)


def _chances(found: _Differences, cells: FloatArray, better: Better) -> list[tuple[_Chance, float]]:
    """Return the chances of the policies, the baseline first; policies that are the same share theirs."""
    sampled, weights = found.sampled, found.parts.weights
    group = _same_policies(cells)
    size = np.bincount(group)
    first = [group.index(number) for number in range(len(size))]
    both, alone = (
        shares_of_best(means[[place - 1 for place in first[1:]]], better)
        for means in (sampled.by_both, sampled.by_parameters)
    )
    equal = bool((weights == weights[0]).all())
    of_replications = cells.mean(axis=0) if equal else np.einsum("s,srp->rp", weights, cells)
    simulation = probability_best(of_replications, better)
    won = replications_won(
        cells.reshape(-1, cells.shape[2]), better, None if equal else np.repeat(weights, cells.shape[1])
    )
    ahead = sampled.by_both if better == "higher" else -sampled.by_both
    chances = []
    for place in range(cells.shape[2]):
        chance = _Chance(
            both=float(both[group[place]] / size[group[place]]),
            parameters=float(alone[group[place]] / size[group[place]]),
            simulation=float(simulation[place]),
            replications_won=float(won[place]),
        )
        as_base = group[place] == 0
        chances.append((chance, 0.5 if as_base else float((ahead[place - 1] > 0.0).mean())))
    return chances


def _same_policies(cells: FloatArray) -> list[int]:
    """Number the policies so that those which are the same in every run have one number, the first one 0."""
    behind = cells - cells[:, :, [0]]
    known: dict[bytes, int] = {}
    return [known.setdefault(behind[:, :, place].tobytes(), len(known)) for place in range(cells.shape[2])]


def _variances(parts: VarianceParts, place: int) -> Variances:
    return Variances(
        simulation=float(np.diagonal(parts.covariance_of_means)[place]),
        parameters=float(parts.parameter_variance[place]),
        year=float(parts.year_variance[place]),
        samples_uncorrected=float(weighted_sd(parts.of_samples[:, place], parts.weights)) ** 2,
    )


def _ratio(parts: VarianceParts, confidence: float) -> DifferenceSummary:
    cost, units = (float(mean) for mean in parts.mean)
    half = float(simulation_half_width(parts, confidence)[1])
    each = _of_samples(pulled_samples(parts))
    without = float(parts.weights[np.isinf(each)].sum())
    if abs(units) <= half:
        return replace(DifferenceSummary.undefined(NO_EFFECT), without_effect=without)
    if units < 0.0:
        return replace(DifferenceSummary.undefined(WRONG_WAY), without_effect=without)
    error = parts.covariance_of_means
    # As many standard errors as the effect's own interval has: the two are defined together.
    critical = half / float(np.sqrt(error[1, 1])) if half > 0.0 else 0.0
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(each, [tail, 1.0 - tail], method="inverted_cdf", weights=parts.weights)
    ends = fieller(cost, units, float(error[0, 0]), float(error[1, 1]), float(error[0, 1]), critical)
    both = np.quantile(_of_samples(true_means(parts).by_both.T), [tail, 1.0 - tail], method="inverted_cdf")
    return DifferenceSummary(
        mean=cost / units,
        interval_low=_finite(both[0]),
        interval_high=_finite(both[1]),
        low=ends[0],
        high=ends[1],
        parameters_low=_finite(low),
        parameters_high=_finite(high),
        without_effect=without,
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _of_samples(pairs: FloatArray) -> FloatArray:
    """Return cost per unit in each sample, infinite where there is no effect."""
    ratios = np.full(len(pairs), np.inf)
    np.divide(pairs[:, 0], pairs[:, 1], out=ratios, where=pairs[:, 1] > 0.0)
    return ratios
