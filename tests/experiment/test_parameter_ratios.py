"""What an effect costs under many samples of the parameters, and the effects on groups."""

import json

import numpy as np
import pytest

from mentorsim.api.compare import compare
from mentorsim.statistics.crossing import Crossing
from mentorsim.statistics.parameter_ratios import layered_ratios
from mentorsim.statistics.ratios import NO_EFFECT, WRONG_WAY
from tests.experiment.studies import study
from tests.experiment.test_parameter_layer import sample

SAMPLES, REPLICATIONS = 200, 4


def ratio_under(cost, effect, better="higher"):
    """Ratio of a program against nothing; costs and effects of shape (samples, replications)."""
    prices, units = (np.column_stack([np.zeros(one.size), one.ravel()]) for one in (cost, effect))
    failed = np.zeros(prices.shape, np.bool_)
    crossing = Crossing(np.arange(cost.size), cost.shape[1])
    return layered_ratios(prices, units, failed, crossing, 0, per=0.01, better=better, confidence=0.95)[1]


def noisy(seed, mean, parameter_sd, noise_sd=0.0):
    generator = np.random.default_rng(seed)
    of_samples = mean + generator.normal(0.0, parameter_sd, (SAMPLES, 1))
    return of_samples + generator.normal(0.0, noise_sd, (SAMPLES, REPLICATIONS))


def test_a_cost_and_an_effect_that_never_vary_give_their_exact_ratio():
    found = ratio_under(np.full((SAMPLES, REPLICATIONS), 300.0), np.full((SAMPLES, REPLICATIONS), 0.02))
    assert found.mean == pytest.approx(150.0)
    for ends in (
        (found.low, found.high),
        (found.parameters_low, found.parameters_high),
        (found.interval_low, found.interval_high),
    ):
        assert ends == pytest.approx((150.0, 150.0))
    assert found.without_effect == 0.0


def test_the_range_over_the_draws_is_that_of_the_true_ratios_and_not_of_noisy_ones():
    effect = noisy(1, 0.05, 0.01)
    found = ratio_under(np.full_like(effect, 300.0), effect + noisy(2, 0.0, 0.0, 0.03))
    truth = np.quantile(300.0 / (effect[:, 0] / 0.01), [0.025, 0.975])
    assert (found.parameters_low, found.parameters_high) == pytest.approx(truth, rel=0.25)
    low, high = found.low, found.high
    assert low < 300.0 / 5.0 < high
    assert high - low < 0.5 * (truth[1] - truth[0])


def test_where_some_draws_have_no_effect_the_range_has_no_upper_end_and_their_share_is_stated():
    effect = noisy(3, 0.05, 0.04)
    found = ratio_under(np.full_like(effect, 300.0), effect)
    assert found.without_effect == pytest.approx(np.mean(effect[:, 0] <= 0.0))
    assert found.without_effect > 0.05
    assert found.mean == pytest.approx(300.0 / (effect.mean() / 0.01))
    assert found.parameters_low > 0.0
    assert found.parameters_high is None
    assert found.interval_high is None


def test_without_a_sure_effect_there_is_no_ratio_and_the_reason_is_given():
    nothing = noisy(4, 0.0, 0.0, 0.03)
    assert ratio_under(np.full_like(nothing, 300.0), nothing).reason == NO_EFFECT
    harm = noisy(5, -0.05, 0.001)
    assert ratio_under(np.full_like(harm, 300.0), harm).reason == WRONG_WAY
    assert ratio_under(np.full_like(harm, 300.0), harm, "lower").mean > 0.0


def test_groups_and_costs_per_effect_are_in_the_page_the_tables_and_the_json():
    found = compare(
        study(), uncertainty="parameters", posterior=sample(6), replications=3, workers=1, by=["major"]
    )
    groups = found.subgroups()
    assert set(groups["group"]) == {"arts", "law", "music"}
    assert set(groups["policy"]) == set(found.policies)
    assert groups.loc[groups["group"] == "music", "small"].all()
    inside = groups.query("policy == 'gap' and outcome == 'gpa'")
    told = inside.dropna(subset=["difference_parameters_low"])
    assert len(told)
    assert (told["difference_parameters_low"] <= told["difference_parameters_high"]).all()
    page = found.page(100)
    assert "GPA by major" in page
    assert "per additional" in page
    kept = json.loads(found.to_json_text())
    assert len(kept["subgroups"]) == len(groups)
    assert "cost_per_retained" in kept["differences"]["gap"]
    assert "cost_per_retained" in set(found.differences()["outcome"])
