"""What it would be worth to know the parameters better, before a policy is chosen.

Perfect information lets the best policy be chosen for every sample of the parameters instead of one for all;
its expected value is the mean gain. For a single parameter, what a policy is worth given that parameter is
found by regression over the samples (Strong, Oakley and Brennan 2014, "Estimating multiparameter partial
expected value of perfect information from a probabilistic sensitivity analysis sample", Medical Decision
Making 34). Both are given twice. The plug-in estimate takes the best of noisy means, and is too high. The
split-sample one chooses on one part and values the choice on another: it is too low, if anything, and may be
below 0.

Of many parameters some look valuable by chance, and the first of a list that is ordered by noisy numbers is
there because of its noise. So the value of a parameter is its plug-in estimate less what that is on average
for a parameter that has nothing to do with the outcome, found by permuting the samples; and a value counts as
distinguishable from 0 only where a plug-in estimate as high is unlikely (5 percent) for the best of as many
such parameters (Sidak 1967, "Rectangular confidence regions for the means of multivariate normal
distributions", JASA 62).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.regression import FEWEST_POINTS, smooth, smooth_orders, spread_evenly
from mentorsim.statistics.weighted import effective_number, weighted_sd

Numbers = NDArray[np.int64]

_SPLITS = 20
_FOLDS = 10
_PERMUTATIONS = 5000
_AT_ONCE = 250
_ERROR = 0.05
_KEY = 0x696E666F726D  # any fixed number: the same data must give the same splits


@dataclass(frozen=True)
class InformationValue:
    """Expected value of information, in the unit of what is decided by.

    Attributes
    ----------
    plug_in
        Too high where replications, or samples, are few.
    split_sample
        Chosen on one part, valued on another; None where there is too little to split.
    standard_error
        Of the split-sample estimate, over samples.
    """

    plug_in: float
    split_sample: float | None
    standard_error: float | None


@dataclass(frozen=True)
class ParameterInformation:
    """What one parameter is worth knowing.

    Attributes
    ----------
    name
        The parameter.
    value
        Expected value of knowing it perfectly: both estimates.
    corrected
        The plug-in estimate less what chance adds to it on average; at least 0.
    chance
        How likely the best of as many parameters without any value has a plug-in estimate as high.
    explained
        Share of the difference's variance over samples (noise taken out) that a curve in this parameter
        predicts for samples which it has not seen; 0 where it predicts nothing.
    """

    name: str
    value: InformationValue
    corrected: float
    chance: float
    explained: float

    @property
    def told_from_zero(self) -> bool:
        """Whether the value is more than chance makes of the best of so many parameters."""
        return self.chance < _ERROR


def value_of_perfect_information(values: FloatArray, weights: FloatArray | None = None) -> InformationValue:
    """Value of knowing all parameters.

    Parameters
    ----------
    values
        Net benefit against a policy that is 0, shape (samples, replications, other policies), complete. The
        replications are the same for all samples.
    weights
        How much each sample counts, shape (samples,); None: all the same.
    """
    samples, replications, _ = values.shape
    shares = _shares(samples, weights)
    plug_in = _gain(_with_zero(values.mean(axis=1)), shares)
    if replications < 2:
        return InformationValue(plug_in, None, None)
    generator = np.random.default_rng(_KEY)
    overall = int((shares @ _with_zero(values.mean(axis=1))).argmax())
    gains = np.zeros(samples)
    for _ in range(_SPLITS):
        order = generator.permutation(replications)
        one, other = order[: replications // 2], order[replications // 2 :]
        for chosen_on, valued_on in ((one, other), (other, one)):
            seen = _with_zero(values[:, chosen_on].mean(axis=1))
            unseen = _with_zero(values[:, valued_on].mean(axis=1))
            gains += unseen[np.arange(samples), seen.argmax(axis=1)] - unseen[:, overall]
    gains /= 2 * _SPLITS
    return InformationValue(plug_in, float(shares @ gains), _standard_error(gains, shares))


def value_of_parameter(
    parameter: FloatArray,
    values: FloatArray,
    same: Numbers | None = None,
    weights: FloatArray | None = None,
) -> InformationValue:
    """Value of knowing one parameter.

    Parameters
    ----------
    parameter
        Its value in each sample, shape (samples,).
    values
        Mean net benefit of each sample against a policy that is 0, shape (samples, other policies).
    same
        A number for each sample, equal for samples that are the same one; None: all differ. The choice for a
        sample is made without its doubles.
    weights
        How much each sample counts, shape (samples,); None: all the same.
    """
    shares = _shares(len(values), weights)
    fitted = smooth(places := spread_evenly(parameter), values, places, weights)
    plug_in = _gain(_with_zero(fitted), shares)
    gains = _with_zero(values)
    chosen = _with_zero(_predicted(places, values, same, weights)).argmax(axis=1)
    # The reference is the policy that is best over all samples: chosen without those that it is valued on, it
    # would be the worse the better it looked, and any parameter would seem to be worth something.
    gained = gains[np.arange(len(values)), chosen] - gains[:, (shares @ gains).argmax()]
    return InformationValue(plug_in, float(shares @ gained), _standard_error(gained, shares))


def information_by_parameter(
    names: tuple[str, ...],
    parameters: FloatArray,
    values: FloatArray,
    leading: int,
    true_variance: float,
    weights: FloatArray | None = None,
) -> tuple[ParameterInformation, ...]:
    """What each parameter is worth knowing: first those whose value is distinguishable from 0, by value.

    Parameters
    ----------
    names
        Of the parameters.
    parameters
        Shape (samples, names); what is the same in all samples is left out.
    values
        Mean net benefit of each sample against a policy that is 0, shape (samples, other policies).
    leading
        The policy whose difference is explained.
    true_variance
        Its variance over samples without the noise of few replications.
    weights
        How much each sample counts, shape (samples,); None: all the same.
    """
    if len(values) < FEWEST_POINTS:
        return ()
    varied = [column for column in range(len(names)) if np.ptp(parameters[:, column]) > 0.0]
    # Samples of equal weight may hold a sample several times; doubles are one piece of evidence, not several.
    same = np.unique(parameters, axis=0, return_inverse=True)[1].reshape(-1)
    by_chance = np.sort(_plug_in_by_chance(values, same, weights))
    found = []
    for column in varied:
        value = value_of_parameter(parameters[:, column], values, same, weights)
        # The rounding of sums of other orders must not decide between equal numbers.
        as_high = len(by_chance) - np.searchsorted(by_chance, value.plug_in * (1.0 - 1e-9))
        one = (float(as_high) + 1.0) / (len(by_chance) + 1.0)
        found.append(
            ParameterInformation(
                name=names[column],
                value=value,
                corrected=max(value.plug_in - float(by_chance.mean()), 0.0),
                chance=1.0 - (1.0 - one) ** len(varied) if value.plug_in > 0.0 else 1.0,
                explained=_explained(parameters[:, column], values[:, leading], true_variance, same, weights),
            )
        )
    return tuple(
        sorted(found, key=lambda one: (not one.told_from_zero, -one.corrected, -one.explained, one.name))
    )


def _plug_in_by_chance(values: FloatArray, same: Numbers, weights: FloatArray | None) -> FloatArray:
    """Plug-in values of parameters that have nothing to do with the outcome, shape (permutations,).

    Curves are over ranks, so that the order of the samples is all that tells one parameter from another.
    """
    samples, others = values.shape
    shares = _shares(samples, weights)
    places = spread_evenly(same.astype(np.float64))
    first = np.unique(same, return_index=True)[1]
    distinct = values[first]
    generator = np.random.default_rng(_KEY)
    found = np.empty(_PERMUTATIONS)
    for start in range(0, _PERMUTATIONS, _AT_ONCE):
        orders = [generator.permutation(len(distinct)) for _ in range(_AT_ONCE)]
        if weights is None:
            fitted = smooth(places, np.hstack([distinct[order[same]] for order in orders]), places)
            curves = fitted.reshape(samples, _AT_ONCE, others).swapaxes(0, 1)
        else:
            # A sample's weight goes with its values, so it is the places that change.
            at = np.array([first[order][same] for order in orders])
            curves = smooth_orders(places, at, values, weights)
        best = np.maximum(curves.max(axis=2), 0.0) @ shares
        found[start : start + _AT_ONCE] = best - np.maximum(
            np.einsum("d,pdo->po", shares, curves).max(axis=1), 0.0
        )
    return found


def _explained(
    parameter: FloatArray,
    values: FloatArray,
    true_variance: float,
    same: Numbers,
    weights: FloatArray | None,
) -> float:
    shares = _shares(len(values), weights)
    total = float(shares @ (values - shares @ values) ** 2)
    if true_variance <= 0.0 or total <= 0.0:
        return 0.0
    predicted = _predicted(spread_evenly(parameter), values[:, None], same, weights)
    left = float(shares @ (values - predicted[:, 0]) ** 2)
    return float(np.clip((total - left) / true_variance, 0.0, 1.0))


def _predicted(
    places: FloatArray, values: FloatArray, same: Numbers | None, weights: FloatArray | None
) -> FloatArray:
    """Predict every sample from the others, its doubles left out."""
    number_of = np.arange(len(values)) if same is None else same
    fold = (np.random.default_rng(_KEY).permutation(int(number_of.max()) + 1) % _FOLDS)[number_of]
    predicted = np.empty_like(values)
    for number in range(_FOLDS):
        held = fold == number
        own = None if weights is None else weights[~held]
        predicted[held] = smooth(places[~held], values[~held], places[held], own)
    return predicted


def _shares(samples: int, weights: FloatArray | None) -> FloatArray:
    if weights is None:
        return np.full(samples, 1.0 / samples)
    shares: FloatArray = weights / weights.sum()
    return shares


def _with_zero(values: FloatArray) -> FloatArray:
    return np.hstack([np.zeros((len(values), 1)), values])


def _gain(values: FloatArray, shares: FloatArray) -> float:
    gain = float(shares @ values.max(axis=1) - (shares @ values).max())
    # What is left by rounding is not a gain.
    return gain if gain > 1e-12 * float(np.abs(values).max()) else 0.0


def _standard_error(gains: FloatArray, shares: FloatArray) -> float | None:
    if len(gains) < 2:
        return None
    return float(weighted_sd(gains, shares) / np.sqrt(effective_number(shares)))
