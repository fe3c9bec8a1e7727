"""What the summary of a comparison promises."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.statistics.comparison import (
    OutcomeValues,
    RatioOutcome,
    summarize,
    verdict,
)
from mentorsim.statistics.difference_summaries import ONE_REPLICATION

NAN = float("nan")
POLICIES = ("none", "random", "gap")


def outcome(values, unit="share", direction="higher") -> OutcomeValues:
    return OutcomeValues(np.asarray(values, dtype=float), unit, direction)


def study(replications=60, seed=1) -> dict[str, OutcomeValues]:
    generator = np.random.default_rng(seed)
    replication = generator.standard_normal((replications, 1))
    noise = generator.standard_normal((replications, 3))
    return {
        "retention": outcome(0.8 + 0.02 * replication + 0.002 * noise + [0.0, 0.0, 0.02]),
        "gpa": outcome(2.8 + 0.1 * replication + 0.05 * noise, "grade points"),
        "cost": outcome(np.round(5000 * np.abs(noise) + [0, 1000, 9000]), "USD", "lower"),
    }


def finite_everywhere(value: object) -> bool:
    if isinstance(value, dict):
        return all(finite_everywhere(part) for part in value.values())
    return value is None or isinstance(value, str | int) or bool(np.isfinite(value))


def test_json_has_the_promised_keys():
    summary = summarize(study(), POLICIES, "none", scenario="A school", seed=7).to_json()
    assert {"scenario", "seed", "replications", "failures", "baseline", "interval"} <= set(summary)
    assert (summary["scenario"], summary["seed"], summary["baseline"]) == ("A school", 7, "none")
    assert (summary["replications"], summary["failures"]) == (60, 0)
    assert summary["interval"] == "simulation error"
    assert list(summary["policies"]) == list(POLICIES)
    assert list(summary["differences"]) == ["random", "gap"]
    for name in ("retention", "gpa", "cost"):
        assert {"unit", "direction"} <= set(summary["outcomes"][name])
        assert set(summary["policies"]["gap"][name]) == {
            "mean", "low", "high", "probability_best", "replications_won", "sd",
        }  # fmt: skip
        assert set(summary["differences"]["gap"][name]) == {
            "mean", "interval_low", "interval_high", "low", "high", "simultaneous_low", "simultaneous_high",
            "year_low", "year_high", "verdict",
        }  # fmt: skip
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_every_interval_says_which_uncertainty_it_is():
    kinds = summarize(study(), POLICIES, "none").to_json()["uncertainty"]
    assert kinds == {
        "policies.low, policies.high": "simulation error",
        "differences.low, differences.high": "simulation error",
        "differences.simultaneous_low, differences.simultaneous_high": "simulation error",
        "differences.year_low, differences.year_high": "year-to-year variation",
    }


def test_small_case_by_hand():
    values = outcome([[1.0, 3.0], [2.0, 6.0]])
    found = summarize({"gpa": values}, ("none", "gap"), "none").outcomes["gpa"]
    difference = found.differences["gap"]
    assert found.policies["none"].mean == 1.5
    assert found.policies["gap"].sd == pytest.approx(np.sqrt(4.5))
    assert found.policies["gap"].replications_won == 1.0
    # Differences 2 and 4: mean 3, standard error 1, t(0.975, 1) = 12.7062; one difference: no correction.
    assert (difference.low, difference.mean, difference.high) == pytest.approx(
        (3 - 12.7062, 3.0, 3 + 12.7062), abs=1e-4
    )
    assert (difference.simultaneous_low, difference.simultaneous_high) == (difference.low, difference.high)
    # One more year: standard deviation sqrt(2), times sqrt(1 + 1/2).
    assert difference.year_high == pytest.approx(3 + 12.7062 * np.sqrt(3), abs=1e-3)
    # P(t with 1 degree of freedom < 3) = 1/2 + atan(3) / pi.
    assert found.policies["gap"].probability_best == pytest.approx(0.5 + np.arctan(3) / np.pi)
    assert difference.verdict == "undecided"


@pytest.mark.parametrize(
    ("low", "high", "smallest", "words"),
    [
        (0.01, 0.02, 0.0, "higher"),
        (-0.02, -0.01, 0.0, "lower"),
        (-0.01, 0.02, 0.0, "undecided"),
        (0.0, 0.02, 0.0, "undecided"),
        (-0.01, 0.02, 0.02, "no practical difference"),
        (0.001, 0.02, 0.02, "no practical difference"),
        (0.001, 0.03, 0.02, "higher, perhaps too little to matter"),
        (-0.03, -0.001, 0.02, "lower, perhaps too little to matter"),
        (0.02, 0.03, 0.02, "higher"),
        (-0.021, 0.01, 0.02, "undecided"),
        (0.0, 0.0, 0.0, "no practical difference"),
    ],
)
def test_verdicts(low, high, smallest, words):
    assert verdict(low, high, smallest) == words


def test_the_smallest_worthwhile_difference_belongs_to_its_outcome():
    found = summarize(study(), POLICIES, "none", {"retention": 0.03, "unknown here": 1.0}).outcomes
    assert found["retention"].differences["gap"].verdict == "no practical difference"
    assert found["cost"].differences["gap"].verdict == "higher"
    assert summarize(study(), POLICIES, "none").outcomes["retention"].differences["gap"].verdict == "higher"


def test_a_policy_identical_to_the_baseline_differs_by_exactly_nothing():
    values = np.repeat(np.random.default_rng(2).standard_normal((50, 1)), 2, axis=1)
    known = np.array([True, True])
    found = summarize({"gpa": outcome(values)}, ("none", "same"), "none", same=known).outcomes["gpa"]
    same = found.differences["same"]
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)
    assert (same.simultaneous_low, same.simultaneous_high, same.year_low, same.year_high) == (
        0.0,
        0.0,
        0.0,
        0.0,
    )
    assert same.verdict == "no practical difference"
    assert found.policies["same"].probability_best == found.policies["none"].probability_best == 0.5


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(3)), st.integers(0, 1000), st.sampled_from([2, 5, 30, 50]))
def test_permuting_the_policies_changes_no_number(order, seed, replications):
    outcomes = study(replications, seed)
    permuted = {
        name: OutcomeValues(each.values[:, order], each.unit, each.direction)
        for name, each in outcomes.items()
    }
    straight = summarize(outcomes, POLICIES, "none").to_json()
    shuffled = summarize(permuted, [POLICIES[index] for index in order], "none").to_json()
    assert straight == shuffled  # dictionaries: equal whatever the order of their keys


def test_relabeling_the_policies_changes_no_number():
    straight = summarize(study(), POLICIES, "none").to_json()
    relabeled = summarize(study(), ("zebra", "apple", "middle"), "zebra").to_json()
    assert list(straight["differences"].values()) == list(relabeled["differences"].values())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_probabilities_sum_to_one_and_joint_intervals_contain_the_single_ones(seed):
    for found in summarize(study(seed=seed), POLICIES, "random").outcomes.values():
        assert sum(policy.probability_best for policy in found.policies.values()) == pytest.approx(1.0)
        assert sum(policy.replications_won for policy in found.policies.values()) == pytest.approx(1.0)
        for each in found.differences.values():
            assert each.simultaneous_low <= each.low <= each.mean <= each.high <= each.simultaneous_high


def test_means_differ_by_the_difference_beside_them_even_when_runs_failed():
    outcomes = study()
    failed = np.zeros((60, 3), dtype=bool)
    failed[3, 1] = failed[9, 2] = failed[9, 0] = True
    summary = summarize(outcomes, POLICIES, "none", failed=failed)
    assert (summary.replications, summary.failures) == (60, 2)
    for found in summary.outcomes.values():
        assert found.replications == 58
        gap = found.policies["gap"].mean - found.policies["none"].mean
        assert found.differences["gap"].mean == pytest.approx(gap)


def test_failed_replications_are_left_out_as_if_never_run():
    outcomes = study()
    broken = {
        name: OutcomeValues(np.vstack([each.values, [NAN, 1e9, 1e9]]), each.unit, each.direction)
        for name, each in outcomes.items()
    }
    assert summarize(broken, POLICIES, "none").outcomes == summarize(outcomes, POLICIES, "none").outcomes
    assert summarize(broken, POLICIES, "none").failures == 1


def test_all_failed_is_null_with_a_reason_and_no_error():
    failed = np.ones((5, 3), dtype=bool)
    summary = summarize({"gpa": outcome(np.full((5, 3), NAN))}, POLICIES, "none", failed=failed)
    assert summary.failures == 5
    made = summary.to_json()
    json.dumps(made, allow_nan=False)
    policy, difference = made["policies"]["gap"]["gpa"], made["differences"]["gap"]["gpa"]
    assert policy == {**dict.fromkeys(policy), "reason": "every run of the policy failed"}
    assert difference == {
        **dict.fromkeys(difference),
        "reason": "the baseline is not compared: every run of the policy failed",
    }


def test_no_replication_yet_is_null_and_no_error():
    summary = summarize({"gpa": outcome(np.empty((0, 3)))}, POLICIES, "none")
    assert summary.replications == 0
    assert summary.outcomes["gpa"].policies["gap"].mean is None
    assert summary.outcomes["gpa"].policies["gap"].reason


def test_one_replication_has_means_and_says_why_it_has_no_interval():
    found = summarize({"gpa": outcome([[1.0, 2.0, 3.0]])}, POLICIES, "none").outcomes["gpa"]
    assert (found.policies["gap"].mean, found.policies["gap"].low) == (3.0, None)
    assert (found.policies["gap"].probability_best, found.policies["gap"].replications_won) == (None, 1.0)
    assert (found.differences["gap"].mean, found.differences["gap"].verdict) == (2.0, None)
    assert found.policies["gap"].reason == found.differences["gap"].reason == ONE_REPLICATION


def test_an_outcome_the_control_does_not_have_is_compared_among_the_others():
    values = np.random.default_rng(3).standard_normal((50, 3))
    values[:, 0] = NAN
    outcomes = {"mentor_gpa": outcome(values), "gpa": outcome(np.ones((50, 3)))}
    found = summarize(outcomes, POLICIES, "none").outcomes["mentor_gpa"]
    assert found.policies["none"].mean is None
    assert found.policies["none"].reason == "the policy has the outcome in no replication"
    assert found.policies["random"].probability_best + found.policies[
        "gap"
    ].probability_best == pytest.approx(1)
    assert found.differences["gap"].mean is None
    assert "baseline" in found.differences["gap"].reason
    other = summarize(outcomes, POLICIES, "random").outcomes["mentor_gpa"]
    assert other.differences["gap"].mean is not None
    assert other.differences["none"].mean is None


def test_a_policy_set_aside_keeps_its_own_mean():
    values = np.ones((10, 3))
    values[:8, 2] = NAN
    found = summarize({"wait": outcome(values), "gpa": outcome(np.ones((10, 3)))}, POLICIES, "none")
    gap = found.outcomes["wait"].policies["gap"]
    assert (gap.mean, gap.probability_best) == (1.0, None)
    assert gap.reason == "the policy has the outcome in only 2 of 10 replications"
    assert found.outcomes["wait"].replications == 10


def test_an_outcome_without_a_better_direction_has_no_best_policy():
    found = summarize({"degree": outcome(np.eye(3), direction="neither")}, POLICIES, "none").outcomes[
        "degree"
    ]
    assert found.policies["gap"].mean is not None
    assert found.policies["gap"].probability_best is None
    assert found.policies["gap"].reason
    assert found.differences["gap"].low is not None


def test_ratios_join_the_table_of_differences():
    ratios = {
        "cost_per_retained": RatioOutcome("cost", "retention", 1 / 400, "USD per student"),
        "cost_per_gpa": RatioOutcome("cost", "gpa", 0.1, "USD per 0.1 grade points"),
    }
    summary = summarize(study(), POLICIES, "none", ratios=ratios)
    found = summary.outcomes["cost_per_retained"].differences
    cost, kept = (summary.outcomes[name].differences["gap"].mean for name in ("cost", "retention"))
    assert found["gap"].mean == pytest.approx(cost / (400 * kept))
    assert found["gap"].low < found["gap"].mean < found["gap"].high
    assert found["random"].mean is None
    assert "includes 0" in found["random"].reason
    made = summary.to_json()
    assert made["policies"]["gap"]["cost_per_retained"]["mean"] is None
    assert made["outcomes"]["cost_per_gpa"]["unit"] == "USD per 0.1 grade points"
    assert finite_everywhere(made)


def test_a_ratio_of_an_undefined_outcome_is_null_with_a_reason():
    outcomes = study()
    outcomes["cost"].values[:, 0] = NAN
    found = summarize(
        outcomes, POLICIES, "none", ratios={"ratio": RatioOutcome("cost", "retention", 1.0, "USD")}
    )
    assert found.outcomes["ratio"].differences["gap"].mean is None
    assert found.outcomes["ratio"].differences["gap"].reason


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 60), st.floats(0, 1))
def test_no_pattern_of_missing_values_gives_an_error_or_a_number_that_is_not_finite(
    seed, replications, share
):
    generator = np.random.default_rng(seed)
    outcomes = study(replications, seed)
    for each in outcomes.values():
        each.values[generator.random(each.values.shape) < share] = NAN
    failed = generator.random((replications, 3)) < share / 3
    ratios = {"ratio": RatioOutcome("cost", "retention", 1 / 400, "USD")}
    for record in (failed, None):
        made = summarize(outcomes, POLICIES, "none", ratios=ratios, failed=record).to_json()
        assert finite_everywhere(made)
        for table in (made["policies"], made["differences"]):
            for rows in table.values():
                for row in rows.values():
                    assert bool(row.get("reason")) == (None in row.values())


def test_what_does_not_fit_together_is_refused():
    outcomes = study()
    for arguments, message in (
        (({}, POLICIES, "none"), "no outcome"),
        ((outcomes, ("none", "gap"), "none"), "shape"),
        ((outcomes, ("none", "gap", "gap"), "none"), "same name"),
        ((outcomes, POLICIES, "nobody"), "nobody"),
        ((outcomes, POLICIES, "none", {"gpa": -0.1}), "gpa"),
    ):
        with pytest.raises(ValueError, match=message):
            summarize(*arguments)
    for ratio, message in (("price", "price"), ("neither", "can be better")):
        with pytest.raises(ValueError, match=message):
            summarize(
                outcomes | {"neither": outcome(np.ones((60, 3)), direction="neither")},
                POLICIES,
                "none",
                ratios={"ratio": RatioOutcome("cost", ratio, 1.0, "USD")},
            )
    with pytest.raises(ValueError, match="confidence"):
        summarize(outcomes, POLICIES, "none", confidence=95)
    with pytest.raises(ValueError, match="shape"):
        summarize(outcomes, POLICIES, "none", failed=np.zeros((2, 3), dtype=bool))
