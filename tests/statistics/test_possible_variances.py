"""Few samples and replications: the interval of simulation error and parameters together holds the truth."""

import numpy as np
import pytest

from mentorsim.statistics.parameter_best import true_means
from mentorsim.statistics.possible_variances import parameters_at_most
from mentorsim.statistics.variance_parts import variance_parts


def layout(generator, samples, replications, noise):
    of_parameters, of_replication, of_rest = noise
    return (
        of_parameters * generator.standard_normal((samples, 1))
        + of_replication * generator.standard_normal(replications)
        + of_rest * generator.standard_normal((samples, replications))
    )[:, :, None]


@pytest.mark.parametrize("noise", [(1.0, 0.2, 0.5), (0.2, 1.0, 2.0)], ids=["little noise", "heavy noise"])
@pytest.mark.parametrize(("samples", "replications"), [(100, 5), (20, 3)])
def test_the_truth_is_covered(samples, replications, noise):
    generator = np.random.default_rng(1)
    held = []
    for _ in range(60):
        sampled = true_means(variance_parts(layout(generator, samples, replications, noise))).by_both[0]
        low, high = np.quantile(sampled, [0.025, 0.975])
        truth = noise[0] * generator.standard_normal(100)
        held.append(np.mean((low <= truth) & (truth <= high)))
    assert np.mean(held) >= 0.93


def test_a_variance_below_zero_says_how_much_the_parameters_may_do_at_most():
    generator = np.random.default_rng(2)
    seen = 0
    for _ in range(40):
        parts = variance_parts(layout(generator, 20, 3, (0.2, 1.0, 2.0)))
        if parts.parameters[0, 0] <= 0.0:
            seen += 1
            assert parameters_at_most(parts, 0.95)[0] > 0.0
    assert seen > 5


def test_a_sample_of_weight_two_counts_as_two_and_equal_weights_as_none():
    generator = np.random.default_rng(3)
    values = layout(generator, 30, 4, (1.0, 0.5, 0.5))
    plain, equal = variance_parts(values), variance_parts(values, np.full(30, 7.0))
    np.testing.assert_allclose(equal.mean, plain.mean)
    np.testing.assert_allclose(equal.parameters, plain.parameters)
    np.testing.assert_allclose(equal.replication, plain.replication)
    weights = np.where(np.arange(30) < 10, 2.0, 1.0)
    found = variance_parts(values, weights)
    twice = np.concatenate([values, values[:10]])
    np.testing.assert_allclose(found.mean, twice.mean(axis=(0, 1)))
    assert found.samples == pytest.approx(40**2 / (10 * 4 + 20))


def test_weighted_samples_leave_the_variance_without_bias():
    generator = np.random.default_rng(4)
    found = [
        variance_parts(layout(generator, 40, 3, (1.0, 0.5, 1.0)), generator.gamma(1.0, size=40)).parameters[
            0, 0
        ]
        for _ in range(400)
    ]
    assert np.mean(found) == pytest.approx(1.0, abs=0.06)


def test_weights_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="weights"):
        variance_parts(np.zeros((3, 2, 1)), np.array([1.0, 0.0, 0.0]))
