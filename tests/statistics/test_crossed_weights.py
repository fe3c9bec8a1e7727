"""Unequal weights of posterior samples count everywhere, and rare events have a floor under them too."""

from dataclasses import dataclass

import numpy as np
import pytest

from mentorsim.experiment.posterior_samples import PosteriorSamples, posterior_samples
from mentorsim.statistics.best import replications_won
from mentorsim.statistics.crossed_events import independent_runs
from mentorsim.statistics.crossing import Crossing, mean_and_error
from mentorsim.statistics.information import (
    information_by_parameter,
    value_of_parameter,
    value_of_perfect_information,
)
from mentorsim.statistics.parameter_layer import NEVER_DIFFERED, Layered, layered_summaries
from mentorsim.statistics.regression import smooth, smooth_orders
from mentorsim.statistics.weighted import weighted_mean


@dataclass(frozen=True)
class Source:
    names: tuple[str, ...]
    samples: np.ndarray
    weights: np.ndarray


def layered(values, replications, weights=None, **settings):
    crossing = Crossing(np.arange(len(values)), replications, weights)
    failed = np.zeros(values.shape, dtype=bool)
    return layered_summaries(Layered(values, failed, crossing, "higher", 0, 0.01, 0.95, **settings))


def table(rng, samples, replications):
    """Two policies under samples; the second is better by the sample's own number."""
    effect = np.repeat(np.arange(samples) / samples, replications)
    base = rng.standard_normal(samples * replications)
    return np.stack([base, base + effect + 0.1 * rng.standard_normal(len(base))], axis=1)


def test_the_mean_and_every_layer_are_about_the_samples_that_have_weight():
    values = table(np.random.default_rng(1), 60, 4)
    weights = np.where(np.arange(60) < 30, 1.0, 1e-9)
    policies, differences, _ = layered(values, 4, weights)
    first, of_first, _ = layered(values[:120], 4)
    for name in ("mean", "low", "high", "parameters_low", "parameters_high", "interval_low", "year_high"):
        assert getattr(differences[1], name) == pytest.approx(getattr(of_first[1], name), abs=0.06), name
    for name in ("mean", "sd", "probability_best", "probability_best_simulation", "replications_won"):
        assert getattr(policies[1], name) == pytest.approx(getattr(first[1], name), abs=0.03), name
    assert differences[1].variances.samples_uncorrected == pytest.approx(
        of_first[1].variances.samples_uncorrected, rel=0.05
    )
    assert differences[1].mean != pytest.approx(layered(values, 4)[1][1].mean, abs=0.1)


def test_means_over_weeks_are_weighted_as_well():
    values = table(np.random.default_rng(2), 30, 3)
    weights = np.random.default_rng(3).gamma(1.0, size=30)
    found = mean_and_error(values, Crossing(np.arange(90), 3, weights))
    np.testing.assert_allclose(found.mean, weighted_mean(values.reshape(30, 3, 2).mean(axis=1), weights))


def test_replications_are_won_by_weight():
    values = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    won = replications_won(values, "higher", np.array([2.0, 1.0, 1.0]))
    np.testing.assert_allclose(won, [0.5, 0.5])


def test_information_is_valued_by_weight():
    rng = np.random.default_rng(4)
    parameter = rng.random(120)
    gains = np.where(parameter < 0.5, 1.0, -1.0)[:, None, None] + 0.01 * rng.standard_normal((120, 4, 1))
    weights = np.where(parameter < 0.5, 1.0, 1e-9)
    assert value_of_perfect_information(gains).plug_in == pytest.approx(0.5, abs=0.1)
    assert value_of_perfect_information(gains, weights).plug_in == pytest.approx(0.0, abs=1e-6)
    of_samples = gains.mean(axis=1)
    assert value_of_parameter(parameter, of_samples).plug_in > 0.3
    assert value_of_parameter(parameter, of_samples, None, weights).plug_in == pytest.approx(0.0, abs=1e-6)
    found = information_by_parameter(
        ("it", "other"),
        np.stack([parameter, rng.random(120)], axis=1),
        of_samples,
        0,
        float(of_samples.var()),
        rng.gamma(2.0, size=120),
    )
    assert found[0].name == "it"
    assert found[0].told_from_zero
    assert not found[1].told_from_zero


def test_weighted_curves_of_many_orders_are_those_of_each():
    rng = np.random.default_rng(5)
    places = (np.arange(40) + 0.5) / 40
    values, weights = rng.standard_normal((40, 2)), rng.gamma(1.0, size=40) + 0.01
    orders = np.array([rng.permutation(40) for _ in range(3)])
    for order, curves in zip(orders, smooth_orders(places, orders, values, weights), strict=True):
        alone = smooth(places[order], values, places[order], weights)
        np.testing.assert_allclose(curves, alone, rtol=1e-6, atol=1e-8)


def test_all_samples_count_as_they_weigh_and_a_few_of_many_nearly_the_same():
    rng = np.random.default_rng(6)
    weights = rng.lognormal(0.0, 1.0, 400)
    samples = posterior_samples(Source(("delta",), rng.random((400, 1)), weights), 2)
    np.testing.assert_allclose(np.sort(samples.weights_of(400)), np.sort(weights / weights.sum()))
    few = samples.weights_of(20)
    assert few.max() / few.min() < 1.5
    assert samples.effective_of(20) > 19.0
    assert samples.effective_of(400) == pytest.approx(1 / (weights / weights.sum()).__pow__(2).sum())
    equal = posterior_samples(Source(("delta",), rng.random((400, 1)), np.full(400, 0.7)), 2)
    assert equal.weights_of(400) is None


def test_the_first_samples_stand_for_all_without_bias():
    """The weighted mean over the first 15 of 40, over many numberings of the same samples."""
    rng = np.random.default_rng(7)
    weights = rng.lognormal(0.0, 1.2, 40)
    values = weights * 0.2 + rng.random(40)
    true = float(weighted_mean(values, weights))
    found, plain = [], []
    for _ in range(400):
        order = rng.permutation(40)
        samples = posterior_samples(Source(("delta",), values[order][:, None], weights[order]), 1)
        first = samples.values[:15, 0]
        found.append(float(weighted_mean(first, samples.weights_of(15))))
        plain.append(float(first.mean()))
    assert np.mean(found) == pytest.approx(true, rel=0.01)
    assert abs(np.mean(plain) - true) > 5 * abs(np.mean(found) - true)


def test_weights_are_kept_in_a_folder_and_tell_samples_apart(tmp_path):
    rng = np.random.default_rng(8)
    source = Source(("delta", "eta"), rng.random((12, 2)), rng.gamma(1.0, size=12))
    samples = posterior_samples(source, 3)
    file = tmp_path / "samples.csv"
    file.write_text(samples.to_csv())
    read = PosteriorSamples.of_folder(file, samples.identity())
    np.testing.assert_array_equal(read.weights, samples.weights)
    np.testing.assert_array_equal(read.values, samples.values)
    assert read.names == samples.names
    equal = PosteriorSamples(samples.names, samples.values, 3, samples.effective)
    assert equal.identity() != samples.identity()


def rare(runs_that_differ, samples=20, replications=3):
    values = np.full((samples * replications, 2), 0.8)
    values += np.random.default_rng(9).integers(0, 6, (samples * replications, 1)) / 60
    values[:runs_that_differ, 1] += 1 / 60
    return values


@pytest.mark.parametrize("differ", [0, 1, 4])
def test_few_runs_that_differ_are_not_certainty_under_samples(differ):
    _, differences, _ = layered(rare(differ), 3, grain=1 / 60)
    found = differences[1]
    # The rule of three: 3.7 students in all runs together, were they independent.
    assert found.high >= found.mean + (3.6 if differ == 0 else 0.0) / 60 / 60
    assert found.interval_high - found.interval_low > 0.0
    assert found.interval_low < 0.0 or differ == 4
    assert found.verdict in (None, "undecided", "no practical difference")
    assert f"only {differ} of 60 runs differ in it" in found.reason
    assert 0.0 < found.probability_better < 1.0


def test_runs_that_are_the_same_differ_by_nothing_and_unknown_sizes_give_no_interval():
    same = layered(rare(0), 3, grain=1 / 60, same=np.array([True, True]))[1][1]
    assert (same.interval_low, same.interval_high) == (0.0, 0.0)
    unknown = layered(rare(0), 3)[1][1]
    assert unknown.interval_low is None
    assert unknown.reason == NEVER_DIFFERED


def test_runs_that_share_their_replications_count_as_few():
    rng = np.random.default_rng(10)
    common = np.repeat(rng.standard_normal((1, 5)), 40, axis=0)
    assert independent_runs(common + 1e-6 * rng.standard_normal((40, 5))) == pytest.approx(5.0, rel=0.01)
    assert independent_runs(rng.standard_normal((40, 5))) > 60.0
    assert independent_runs(np.ones((40, 5))) == 5.0


def test_no_end_of_a_share_lies_below_zero_or_above_one():
    rng = np.random.default_rng(11)
    values = np.clip(1.0 - 0.1 * rng.standard_exponential((6, 2)), 0.0, 1.0)
    assert layered(values, 3)[0][0].high > 1.0
    assert layered(values, 3, is_share=True)[0][0].high <= 1.0
