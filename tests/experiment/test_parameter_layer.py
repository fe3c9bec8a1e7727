"""Parameter uncertainty, simulation error and years are told apart, and information is valued."""

import csv
import io
import json
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from mentorsim.api.compare import compare
from mentorsim.errors import UserError
from mentorsim.experiment.folder.replaying import replay
from mentorsim.experiment.posterior import Posterior
from mentorsim.experiment.posterior_samples import posterior_samples
from mentorsim.experiment.sweep_results import read_results
from mentorsim.statistics.information import (
    InformationValue,
    ParameterInformation,
    information_by_parameter,
    value_of_parameter,
    value_of_perfect_information,
)
from mentorsim.statistics.parameter_best import shares_of_best, true_means
from mentorsim.statistics.regression import smooth
from mentorsim.statistics.variance_parts import (
    parameter_range,
    simulation_half_width,
    variance_parts,
    year_half_width,
)
from tests.experiment.studies import FailingModel, InterruptedModel, study


@dataclass(frozen=True)
class Sample:
    names: tuple[str, ...]
    samples: np.ndarray


def sample(samples=8):
    """Samples of two parameters: one that decides how many take part, one that only friends know of."""
    places = (np.arange(samples) + 0.5) / samples
    return Sample(("take_up", "friends_half"), np.column_stack([4 * places - 2.5, 0.6 + 4 * places[::-1]]))


@pytest.fixture(scope="module")
def comparison():
    return compare(
        study(program__costs__value_per_retained=5000),
        uncertainty="parameters",
        posterior=sample(16),
        replications=3,
        workers=1,
    )


def layout(generator, samples, replications, parameter_sd, world_sd, noise_sd):
    """Differences with known parts, shape (samples, replications, 1)."""
    parameters = generator.normal(0.0, parameter_sd, (samples, 1))
    noise = generator.normal(0.0, world_sd, (1, replications))
    return (parameters + noise + generator.normal(0.0, noise_sd, (samples, replications)))[:, :, None]


# The three kinds of uncertainty


def test_the_three_variances_are_recovered_although_replications_are_few():
    generator = np.random.default_rng(1)
    found = [variance_parts(layout(generator, 60, 5, 1.0, 0.7, 2.0)) for _ in range(300)]
    assert np.mean([parts.parameters[0, 0] for parts in found]) == pytest.approx(1.0, abs=0.06)
    assert np.mean([parts.replication[0, 0] for parts in found]) == pytest.approx(0.49, abs=0.06)
    assert np.mean([parts.rest[0, 0] for parts in found]) == pytest.approx(4.0, abs=0.06)
    # What would pass for parameter uncertainty without the correction.
    assert np.mean([parts.of_samples.var(ddof=1) for parts in found]) == pytest.approx(1.8, abs=0.1)


def test_simulation_error_shrinks_with_replications_and_draws_and_the_other_two_do_not():
    generator = np.random.default_rng(2)
    few, many = (variance_parts(layout(generator, n, n, 1.0, 1.0, 1.0)) for n in (30, 300))
    assert simulation_half_width(many, 0.95) < 0.5 * simulation_half_width(few, 0.95)
    assert year_half_width(many, 0.95) == pytest.approx(1.96 * np.sqrt(2.0), rel=0.1)
    low, high = parameter_range(many, 0.95)
    assert high - low == pytest.approx(2 * 1.96, rel=0.15)


def test_intervals_of_simulation_error_cover_the_mean_as_often_as_they_say():
    generator = np.random.default_rng(3)
    covered = 0
    for _ in range(1000):
        parts = variance_parts(layout(generator, 20, 4, 1.0, 1.0, 1.0))
        covered += bool(abs(parts.mean[0]) <= simulation_half_width(parts, 0.95)[0])
    assert 0.93 <= covered / 1000 <= 0.995


def test_noise_alone_is_no_parameter_uncertainty():
    generator = np.random.default_rng(4)
    widths = []
    for _ in range(40):
        parts = variance_parts(layout(generator, 100, 5, 0.0, 0.5, 1.0))
        low, high = parameter_range(parts, 0.95)
        widths.append((high - low)[0])
    uncorrected = 2 * 1.96 * np.sqrt(1.0 / 5)
    assert np.mean(widths) < 0.3 * uncorrected


@given(st.integers(2, 6), st.integers(2, 5), st.floats(-5, 5))
def test_differences_that_never_vary_have_no_uncertainty_at_all(samples, replications, value):
    parts = variance_parts(np.full((samples, replications, 2), value))
    assert parts.mean == pytest.approx(value)
    for width in (simulation_half_width(parts, 0.95), year_half_width(parts, 0.95)):
        assert (width == 0.0).all()
    low, high = parameter_range(parts, 0.95)
    assert (low == high).all()


# The best policy


def test_the_probability_of_being_best_holds_both_uncertainties():
    generator = np.random.default_rng(5)
    # One policy is 0.5 better on average; the parameters could turn that around, and replications are few.
    parts = variance_parts(0.5 + layout(generator, 400, 4, 1.0, 0.0, 0.4))
    alone = shares_of_best(true_means(parts).by_parameters, "higher")[1]
    assert alone == pytest.approx(norm.cdf(0.5), abs=0.06)
    certain = variance_parts(0.5 + layout(generator, 400, 4, 0.0, 0.5, 0.4))
    assert shares_of_best(true_means(certain).by_parameters, "higher")[1] > 0.99
    assert 0.6 < shares_of_best(true_means(certain).by_both, "higher")[1] < 0.99


@given(st.integers(0, 1000))
def test_chances_of_being_best_add_up_to_one(seed):
    parts = variance_parts(np.random.default_rng(seed).normal(size=(6, 3, 4)))
    for means in (true_means(parts).by_both, true_means(parts).by_parameters):
        assert shares_of_best(means, "lower").sum() == pytest.approx(1.0)


# The value of information


@pytest.mark.parametrize(("replications", "inflated"), [(5, 0.0106), (100, 0.0052)])
def test_the_plug_in_value_is_inflated_by_noise_and_the_other_estimates_are_not(replications, inflated):
    """Two policies that are equal on average; the value of knowing which is better is known exactly."""
    parameter_sd, noise_sd, samples = 0.01178, 0.0533, 6000
    truth = parameter_sd * norm.pdf(0.0)
    assert truth == pytest.approx(0.0047, abs=5e-5)
    values = layout(np.random.default_rng(6), samples, replications, parameter_sd, 0.0, noise_sd)
    found = value_of_perfect_information(values)
    assert found.plug_in == pytest.approx(inflated, abs=3e-4)
    assert found.split_sample < truth + 2 * found.standard_error
    parts = variance_parts(values)
    corrected = np.maximum(true_means(parts).by_parameters, 0.0).mean() - max(parts.mean[0], 0.0)
    assert corrected == pytest.approx(truth, abs=6e-4)


def test_the_split_sample_value_nears_the_truth_with_more_replications():
    truth = norm.pdf(0.0)
    few, many = (
        value_of_perfect_information(layout(np.random.default_rng(7), 1500, replications, 1.0, 0.0, 3.0))
        for replications in (4, 400)
    )
    assert few.split_sample < many.split_sample < truth + 3 * many.standard_error
    assert many.split_sample == pytest.approx(truth, abs=0.06)


def test_information_about_the_parameter_that_decides_is_worth_all_and_about_others_nothing():
    generator = np.random.default_rng(8)
    parameters = generator.uniform(size=(400, 6))
    # The policy is worth it where the second parameter is large; its curve is bent.
    worth = np.sin(3.0 * parameters[:, 1]) - 0.7
    noisy = (worth + generator.normal(0.0, 0.3, 400))[:, None]
    truth = np.maximum(worth, 0.0).mean() - max(worth.mean(), 0.0)
    names = tuple("abcdef")
    found = information_by_parameter(names, parameters, noisy, 0, float(worth.var()))
    assert found[0].name == "b"
    assert found[0].value.split_sample == pytest.approx(truth, abs=3 * found[0].value.standard_error)
    assert found[0].explained > 0.6
    assert all(one.value.split_sample < 0.3 * truth and one.explained < 0.1 for one in found[1:])


@pytest.mark.parametrize("replications", [5, 100])
def test_a_curve_through_the_draws_is_not_inflated_by_few_replications(replications):
    """The example above with its one parameter known: the curve takes the replications' noise out."""
    parameter_sd, noise_sd, samples = 0.01178, 0.0533, 6000
    generator = np.random.default_rng(6)
    parameter = generator.normal(0.0, parameter_sd, samples)
    values = parameter + generator.normal(0.0, noise_sd / np.sqrt(replications), samples)
    found = value_of_parameter(parameter, values[:, None])
    assert found.plug_in == pytest.approx(0.0047, abs=4e-4)
    assert found.split_sample == pytest.approx(0.0047, abs=3 * found.standard_error)


def known_values(slopes, mean):
    """Expected values of knowing each parameter of a linear function of standard normal ones."""
    sizes = np.maximum(np.abs(slopes), 1e-12)
    return mean * norm.cdf(mean / sizes) + sizes * norm.pdf(mean / sizes) - max(mean, 0.0)


def test_of_many_parameters_those_that_matter_are_found_with_their_known_values():
    generator = np.random.default_rng(21)
    slopes = np.zeros(141)
    slopes[[5, 70, 140]] = 1.0, 0.7, 0.5
    names = tuple(f"p{number}" for number in range(141))
    parameters = generator.standard_normal((300, 141))
    values = 0.1 + parameters @ slopes + generator.normal(0.0, 0.5, 300)
    found = information_by_parameter(names, parameters, values[:, None], 0, float(slopes @ slopes))
    assert [one.name for one in found if one.told_from_zero] == ["p5", "p70", "p140"]
    for one, truth in zip(found, known_values(np.array([1.0, 0.7, 0.5]), 0.1), strict=False):
        # The error of an estimate over 300 samples, in which the other parameters are noise.
        assert one.corrected == pytest.approx(truth, abs=0.12)
        assert one.corrected < one.value.plug_in
        assert one.value.split_sample == pytest.approx(truth, abs=3 * one.value.standard_error)


def test_a_draw_that_stands_there_several_times_is_no_further_evidence():
    generator = np.random.default_rng(3)
    parameters, values = generator.normal(size=(30, 20)), generator.normal(size=(30, 1))
    names = tuple(f"p{number}" for number in range(20))
    once = information_by_parameter(names, parameters, values, 0, 1.0)
    four = information_by_parameter(names, np.tile(parameters, (4, 1)), np.tile(values, (4, 1)), 0, 1.0)
    assert not once[0].told_from_zero
    assert not four[0].told_from_zero
    assert four[0].chance > 0.3 * once[0].chance


def test_the_best_of_many_parameters_without_value_is_not_told_from_zero():
    """What is found distinguishable from 0 by mistake is held to 5 percent for all parameters together."""
    wrong, curse = 0, []
    for seed in range(8):
        generator = np.random.default_rng(seed)
        parameters, values = generator.normal(size=(40, 30)), generator.normal(size=(40, 2))
        names = tuple(f"p{number}" for number in range(30))
        found = information_by_parameter(names, parameters, values, 0, 1.0)
        wrong += found[0].told_from_zero
        curse.append(max(one.value.split_sample for one in found))
    assert wrong <= 2
    # The highest split-sample estimate of so many would pass for a value: it is not a measure of the best.
    assert np.mean(curse) > 0.05


def test_information_that_cannot_change_the_choice_is_worth_nothing():
    generator = np.random.default_rng(9)
    parameter = generator.uniform(size=100)
    found = value_of_parameter(parameter, (5.0 + parameter)[:, None])
    assert found.plug_in == 0.0
    assert found.split_sample == 0.0


def test_a_curve_follows_the_points_and_not_their_noise():
    places = np.linspace(0.0, 1.0, 200)
    truth = np.sin(2 * np.pi * places)
    noisy = truth + np.random.default_rng(10).normal(0.0, 0.3, 200)
    fitted = smooth(places, noisy[:, None], places)[:, 0]
    assert np.sqrt(((fitted - truth) ** 2).mean()) < 0.12
    assert smooth(places, (2.0 + 3.0 * places)[:, None], places)[:, 0] == pytest.approx(2.0 + 3.0 * places)


# Comparisons


def test_every_sample_meets_the_same_replications(comparison):
    runs = comparison.runs
    assert len(runs) == 16 * 3 * 3
    assert sorted(runs["sample"].unique()) == list(range(16))
    friends = runs[(runs["policy"] == "nothing")].pivot(
        index="sample", columns="replication", values="retention"
    )
    # Without a program nobody is asked, so that only friends tell the samples apart: replications stay alike.
    assert friends.corr().to_numpy().shape == (3, 3)
    assert friends.std(axis=0).max() < friends.mean(axis=0).std() + 0.05


def test_a_sample_is_run_with_its_own_parameters(comparison):
    takers = comparison.runs.query("policy == 'random'").groupby("sample")["accepted"].mean()
    take_up = comparison.sample_values()["take_up"]
    assert np.corrcoef(takers, take_up)[0, 1] > 0.95


def test_a_comparison_under_one_set_of_parameters_has_the_runs_of_a_plain_one():
    values = np.array([[-0.4, 2.0], [-0.4, 2.0]])  # the defaults, twice
    same = Sample(("take_up", "friends_half"), values)
    under = compare(study(), uncertainty="parameters", posterior=same, replications=2, workers=1)
    plain = compare(study(), replications=2, workers=1)
    for _, runs in under.runs.groupby("sample"):
        assert runs["gpa"].tolist() == plain.runs["gpa"].tolist()
    found = under.summary.outcomes["gpa"].differences["gap"]
    assert found.variances.parameters == 0.0
    assert found.mean == pytest.approx(plain.summary.outcomes["gpa"].differences["gap"].mean)
    assert under.information.perfect.plug_in == 0.0


def test_the_json_and_csv_hold_all_layers_and_what_information_is_worth(comparison):
    found = json.loads(comparison.to_json_text())
    assert found["samples"] == 16
    assert found["replications_per_sample"] == 3
    assert set(found["uncertainty"].values()) == {
        "simulation error",
        "parameter uncertainty",
        "year-to-year variation",
    }
    own = found["differences"]["gap"]["retention"]
    for ends in ("interval_", "", "simultaneous_", "year_"):
        assert own[f"{ends}low"] <= own["mean"] <= own[f"{ends}high"]
    # Three replications do not tell the parameters from none here: it is said how much they may do at most.
    assert own["variances"]["parameters"] == 0.0
    assert own["parameters_low"] is own["parameters_high"] is None
    assert own["parameters_at_most"] > 0.0
    told = found["differences"]["gap"]["gpa"]
    assert told["parameters_low"] <= told["mean"] <= told["parameters_high"]
    # What is read first holds both simulation error and parameters.
    assert own["interval_high"] - own["interval_low"] > own["high"] - own["low"]
    assert own["variances"]["samples_uncorrected"] >= own["variances"]["parameters"]
    for chance in ("probability_best", "probability_best_parameters", "probability_best_simulation"):
        chances = [found["policies"][name]["retention"][chance] for name in comparison.policies]
        assert sum(chances) == pytest.approx(1.0)
    assert found["information"]["outcome"] == "net_benefit"
    assert {one["name"] for one in found["information"]["parameters"]} == {"take_up", "friends_half"}
    names = set(comparison.summary.outcomes)
    lines = [row for row in csv.DictReader(io.StringIO(comparison.to_csv())) if row["outcome"] in names]
    assert len(lines) == 3 * len(comparison.summary.outcomes)
    assert float(lines[1]["difference_interval_high"]) > 0.0
    assert "take_up" in comparison.information_csv()


def test_the_page_says_of_each_layer_what_it_is(comparison):
    page = " ".join(comparison.page(140).split())
    assert "3 policies under 16 posterior samples (effective number 16) of 2 parameters, each in the" in page
    for words in (
        "parameters",
        "(one year)",
        "simulation error",
        "net benefit",
        "all policies",
        "split-sample",
        "none of 2 parameters",
    ):
        assert words in page.lower()


def test_without_a_stated_value_the_page_says_how_to_state_one():
    found = compare(
        study(), uncertainty="parameters", posterior=sample(), samples=3, replications=2, workers=1
    )
    assert found.information.outcome == "retention"
    assert "program.costs.value_per_retained" in found.page(100)


def test_a_parameter_that_the_scenario_sets_itself_gives_way_and_that_is_said():
    found = compare(
        study(parameters={"take_up": 1.0, "eta": 0.02}),
        uncertainty="parameters",
        posterior=sample(),
        samples=2,
        replications=2,
        workers=1,
    )
    assert any("own take_up give way" in warning for warning in found.warnings)
    assert not any("eta" in warning for warning in found.warnings)


def test_neither_workers_nor_the_order_of_policies_change_a_number():
    settings = {"uncertainty": "parameters", "posterior": sample(), "samples": 4, "replications": 2}
    one = compare(study(), workers=1, **settings)
    two = compare(study(), workers=2, **settings)
    assert one.to_json() == two.to_json()


def test_a_failed_run_leaves_out_its_sample_and_is_kept_as_a_row():
    found = compare(
        study(),
        uncertainty="parameters",
        posterior=sample(),
        samples=4,
        replications=2,
        model=FailingModel,
        workers=1,
    )
    failed = found.failed_runs()
    assert set(failed["policy"]) == {"gap"}
    assert set(failed["replication"]) == {1}
    assert set(failed["error_type"]) == {"RuntimeError"}
    assert found.summary.outcomes["retention"].replications == 0
    assert found.summary.outcomes["retention"].differences["gap"].mean is None
    assert found.summary.outcomes["retention"].differences["gap"].reason
    json.dumps(found.to_json(), allow_nan=False)


def test_ctrl_c_keeps_what_is_done_and_resuming_with_more_samples_continues(tmp_path):
    settings = {"uncertainty": "parameters", "posterior": sample(), "replications": 2, "workers": 1}
    folder = tmp_path / "results"
    first = compare(study(), samples=3, out=folder, **settings)
    again = compare(study(), samples=5, out=folder, resume=True, **settings)
    assert again.samples == 5
    assert again.to_json() == compare(study(), samples=5, **settings).to_json()
    assert first.runs["gpa"].tolist() == again.runs["gpa"].tolist()[: len(first.runs)]
    assert {path.name for path in folder.iterdir()} >= {"summary.csv", "comparison.json", "information.csv"}
    assert (folder / "figures" / "differences.png").exists()


def test_a_run_under_a_posterior_sample_is_replayed_with_its_own_parameters(tmp_path):
    settings = {"uncertainty": "parameters", "posterior": sample(), "samples": 2, "replications": 2}
    found = compare(study(), workers=1, out=tmp_path / "results", **settings)
    results = read_results(tmp_path / "results")
    assert results.plan.samples.identity() == found.plan.samples.identity()
    run = found.runs.query("sample == 1 and replication == 1 and policy == 'gap'")["run_id"].iloc[0]
    assert replay(results, run).same
    (tmp_path / "results" / "samples.csv").write_text("take_up\n0.5\n0.6\n", encoding="utf-8")
    with pytest.raises(UserError, match="holds other posterior samples"):
        read_results(tmp_path / "results").plan  # noqa: B018  # it is read when asked for


def test_an_interrupted_comparison_counts_the_samples_that_are_whole():
    found = compare(
        study(),
        uncertainty="parameters",
        posterior=sample(),
        samples=6,
        replications=5,
        model=InterruptedModel,
        workers=1,
    )
    assert found.interrupted
    assert found.summary.outcomes["gpa"].replications == 0


def test_other_samples_are_not_mixed_into_a_folder(tmp_path):
    settings = {"uncertainty": "parameters", "replications": 2, "workers": 1, "samples": 2}
    compare(study(), posterior=sample(8), out=tmp_path / "results", **settings)
    with pytest.raises(UserError, match="differs in posterior_samples"):
        compare(study(), posterior=sample(9), out=tmp_path / "results", resume=True, **settings)
    with pytest.raises(UserError, match="differs in posterior_samples"):
        compare(study(), replications=2, workers=1, out=tmp_path / "results", resume=True)


def test_fewer_samples_are_the_first_of_more():
    all_of_them = posterior_samples(sample(8), 2)
    assert sorted(all_of_them.values[:, 0]) == sorted(sample(8).samples[:, 0])
    assert not np.array_equal(all_of_them.values, sample(8).samples)


def test_samples_of_larger_weight_come_first_and_those_without_weight_not_at_all():
    plain = sample(400)
    weights = np.where(np.arange(400) < 40, 9.0, 1.0) * (np.arange(400) < 300)
    weighted = Posterior(plain.names, plain.samples, weights / weights.sum())
    found = posterior_samples(weighted, 2)
    assert len(found.values) == 300
    heavy = np.isin(found.values[:60, 0], plain.samples[:40, 0])
    assert 20 <= heavy.sum() <= 40  # they have 360 of 620 tickets
    assert found.effective == pytest.approx(weighted.effective)
    assert found.effective_of(20) == pytest.approx(20.0, rel=0.02)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"samples": 9}, "samples must be from 2 to 8"),
        ({"samples": 1}, "samples must be from 2 to 8"),
        ({"replications": 0}, "replications must be 1 or more"),
        ({"posterior": Sample(("take_up",), np.zeros((1, 1)))}, "at least 2 samples"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(settings, sentence):
    with pytest.raises(UserError, match=sentence):
        compare(study(), **{"uncertainty": "parameters", "posterior": sample(), **settings})


def test_samples_without_uncertainty_are_refused():
    with pytest.raises(UserError, match="need uncertainty"):
        compare(study(), samples=10)


def test_the_page_lists_the_parameters_whose_value_is_told_from_zero():
    found = compare(
        study(program__costs__value_per_retained=5000),
        uncertainty="parameters",
        posterior=sample(12),
        replications=2,
        workers=1,
    )
    worth = ParameterInformation("take_up", InformationValue(120.0, 90.0, 20.0), 100.0, 0.01, 0.6)
    nothing = ParameterInformation("friends_half", InformationValue(30.0, -10.0, 20.0), 10.0, 0.9, 0.0)
    # A cached property: what stands in the instance is what it gives.
    vars(found)["information"] = replace(found.information, parameters=(worth, nothing))
    page = " ".join(found.page(100).split())
    assert "Value of knowing one parameter" in page
    assert "Values distinguishable from 0: 1 of 2 parameters." in page
    assert "take_up" in page
    assert "friends_half" not in page
    listed = found.information_table()
    assert listed["told_from_zero"].tolist() == [True, False]
    assert listed["value"].tolist() == [100.0, 10.0]
