"""Effects: right where they are known, paired within replications, and honest about what is missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.analysis import effects
from mentorsim.analysis.contrasts import paired_replications
from mentorsim.analysis.findings import NotPossibleError
from mentorsim.experiment.design.designs import design_of as design_of_rows
from mentorsim.experiment.design.factors import factor_of
from tests.analysis.sweeps import POLICY, at_points, at_units, design_of, replications, swept, unit_design

TWO = {"a": [1, 2, 4], "b": [0, 10]}
THREE = {**TWO, "c": ["x", "y", "z"]}


def table(cells, name="effects"):
    return effects.find(cells).tables[name]


def of(found, factor, contrast):
    rows = found[(found["factor"] == factor) & (found["contrast"] == contrast)]
    return dict(zip(rows["level"], rows["estimate"], strict=True))


def test_main_effects_of_a_sum_are_its_terms():
    design = design_of("grid", TWO)
    found = table(
        swept(design, replications(at_points(design, lambda a, b: 3 * a + b), 4, shared=1.0, seed=2))
    )
    assert of(found, "a", "from_mean") == pytest.approx({"1": -4.0, "2": -1.0, "4": 5.0})
    assert of(found, "a", "from_previous") == pytest.approx({"2": 3.0, "4": 6.0})
    assert of(found, "b", "from_mean") == pytest.approx({"0": -5.0, "10": 5.0})


def test_a_sum_has_no_interactions_and_a_product_has_those_of_algebra():
    design = design_of("grid", TWO)
    noise = replications(np.zeros(6), 4, shared=1.0)
    none = table(swept(design, at_points(design, lambda a, b: 3 * a + b)[:, None] + noise), "interactions")
    assert none["estimate"].to_numpy() == pytest.approx(np.zeros(6), abs=1e-9)
    product = table(swept(design, at_points(design, lambda a, b: a * b)[:, None] + noise), "interactions")
    expected = [(a - 7 / 3) * (b - 5) for a in (1, 2, 4) for b in (0, 10)]
    assert product["estimate"].to_numpy() == pytest.approx(expected)


def test_equal_numbers_do_not_differ_by_rounding():
    design = design_of("grid", {"a": [1, 2, 3], "b": [1, 2, 3]})
    found = effects.find(swept(design, np.tile(replications(np.array([0.1]), 30, noise=0.3), (9, 1)))).tables
    changes = found["effects"][found["effects"]["contrast"] != "level"]
    for rows in (changes, found["interactions"]):
        assert (rows[["estimate", "low", "high", "standard_error"]] == 0.0).all(axis=None)
    assert "variation" not in found


def test_pairing_within_replications_makes_effects_surer_than_separate_samples():
    design = design_of("grid", TWO)
    values = replications(at_points(design, lambda a, b: a), 60, noise=0.1, shared=2.0)
    found = table(swept(design, values))
    step = found[(found["contrast"] == "from_previous") & (found["factor"] == "b")].iloc[0]
    low, high = values[[0, 2, 4]].mean(axis=0), values[[1, 3, 5]].mean(axis=0)
    separate = np.sqrt(low.var(ddof=1) / 60 + high.var(ddof=1) / 60)
    assert step["standard_error"] < separate / 20.0
    assert step["standard_error"] == pytest.approx((high - low).std(ddof=1) / np.sqrt(60))


@given(st.lists(st.floats(-10, 10), min_size=36, max_size=36))
def test_effects_add_up(numbers):
    design = design_of("grid", THREE)
    values = np.array(numbers).reshape(18, 2)
    found = effects.find(swept(design, values)).tables
    for factor in "abc":
        centered = of(found["effects"], factor, "from_mean")
        assert sum(centered.values()) == pytest.approx(0.0, abs=1e-9)
        steps, levels = of(found["effects"], factor, "from_previous"), list(centered)
        assert sum(steps.values()) == pytest.approx(centered[levels[-1]] - centered[levels[0]], abs=1e-9)
    for _, rows in found["interactions"].groupby(["factor", "factor_2"]):
        for side in ("level", "level_2"):
            assert rows.groupby(side)["estimate"].sum().to_numpy() == pytest.approx(0.0, abs=1e-9)


def test_intervals_for_all_together_are_never_narrower_than_each_alone():
    design = design_of("grid", THREE)
    found = effects.find(swept(design, replications(np.zeros(18), 25, noise=1.0))).tables
    for rows in (found["effects"], found["interactions"]):
        assert (rows["simultaneous_low"] <= rows["low"]).all()
        assert (rows["simultaneous_high"] >= rows["high"]).all()


def test_simultaneous_intervals_of_no_effect_rarely_exclude_0():
    design = design_of("grid", {"a": [1, 2, 3, 4], "b": [1, 2, 3]})
    wrong = 0
    for seed in range(60):
        found = table(swept(design, replications(np.zeros(12), 30, noise=1.0, seed=seed)))
        rows = found[found["contrast"] == "from_mean"]
        wrong += bool(((rows["simultaneous_low"] > 0) | (rows["simultaneous_high"] < 0)).any())
    # Of 60 studies 3 are expected; 10 or more would be a chance of 1 in 1,000.
    assert wrong < 10


def test_a_point_without_runs_takes_its_block_and_nothing_else():
    design = design_of("grid", THREE)
    values = replications(at_points(design, lambda a, b, c: 3 * a + b + (c == "y")), 4, shared=1.0)
    values[0] = np.nan
    found = effects.find(swept(design, values))
    rows = found.tables["effects"]
    assert of(rows, "a", "from_mean") == pytest.approx({"1": -4.0, "2": -1.0, "4": 5.0})
    assert of(rows, "c", "from_mean") == pytest.approx({"x": -1 / 3, "y": 2 / 3, "z": -1 / 3})
    assert set(rows.loc[rows["factor"] == "a", "blocks"]) == {5}
    assert "variation" not in found.tables
    assert any("point 0" in note for note in found.notes)
    assert any("a level of a is missing: 1." in note for note in found.notes)


def test_a_failed_run_takes_its_replication_and_is_counted():
    design = design_of("grid", TWO)
    values = replications(at_points(design, lambda a, b: a), 10, shared=1.0)
    values[3, 4] = np.nan
    rows = table(swept(design, values))
    assert set(rows["n"]) == {9}
    assert set(rows["replications_left_out"]) == {1}


def test_with_a_stopping_rule_the_replications_of_all_points_are_used():
    design = design_of("grid", TWO)
    cells = swept(design, replications(at_points(design, lambda a, b: a), 40, shared=1.0), half_width=0.01)
    cells.state[2, :, 10:] = 0
    cells.values["retention"][2, :, 10:] = np.nan
    paired = paired_replications(cells, "retention", POLICY)
    assert (paired.replications, paired.set_aside) == (10, ())
    assert cells.notes() == ()


def test_one_value_is_no_factor():
    design = design_of("grid", {**TWO, "same": ["all"]})
    found = effects.find(swept(design, replications(at_points(design, lambda a, b, c: a), 4, shared=1.0)))
    assert set(found.tables["effects"]["factor"]) == {"a", "b"}


def test_one_at_a_time_tells_what_each_level_changes_of_the_scenario_as_it_is():
    design = design_of("one_at_a_time", TWO, own={"a": 2, "b": 5})
    found = table(swept(design, replications(at_points(design, lambda a, b: a * b), 4, shared=1.0)))
    assert of(found, "a", "from_scenario") == pytest.approx({"1": -5.0, "4": 10.0})
    assert of(found, "b", "from_scenario") == pytest.approx({"0": -10.0, "10": 10.0})
    assert set(found.loc[found["contrast"] == "from_scenario", "against"]) == {"2", "5"}


def own_points(rows):
    names = [f"p{number}" for number in range(len(rows[0]))]
    factors = [
        factor_of(name, [*dict.fromkeys(row[place] for row in rows)], name)
        for place, name in enumerate(names)
    ]
    return design_of_rows("points", factors, rows)


def test_own_points_that_form_blocks_are_compared_within_them():
    design = own_points([(1, 1), (1, 2), (2, 1), (2, 2), (1, 9)])
    found = table(swept(design, replications(at_points(design, lambda a, b: 10 * a + b), 4, shared=1.0)))
    assert of(found, "p0", "from_previous") == pytest.approx({"2": 10.0})
    assert of(found, "p1", "from_previous") == pytest.approx({"2": 1.0, "9": 7.0})
    assert found.groupby("factor")["blocks"].first().to_dict() == {"p0": 2, "p1": 1}


def test_few_own_points_without_blocks_are_refused():
    design = own_points([(1, 1), (2, 2), (3, 3)])
    reason = effects.reason_against(swept(design, np.zeros(3)).results)
    assert reason == "the 3 design points form no complete blocks, and for curves 12 are the fewest"


def test_shares_of_variance_are_those_of_algebra_and_free_of_noise():
    design = design_of("grid", {"a": [-1, 1], "b": [-1, 1], "c": [-1, 1]})
    truth = at_points(design, lambda a, b, c: 3 * a + 2 * b + a * b + 0.5 * a * b * c)
    sure = table(swept(design, replications(truth, 6, shared=1.0)), "variation")
    expected = {("a", ""): 9, ("b", ""): 4, ("a", "b"): 1, ("higher order", ""): 0.25}
    for row in sure.itertuples():
        assert row.estimate == pytest.approx(expected.get((row.factor, row.factor_2), 0.0) / 14.25, abs=1e-9)
    noisy = table(swept(design, replications(truth, 200, noise=20.0)), "variation")
    for row in noisy.itertuples():
        share = expected.get((row.factor, row.factor_2), 0.0) / 14.25
        assert abs(row.estimate - share) < 4.0 * row.standard_error
    # The plain variance between means would hold 400 / 200 = 2 of noise, 12 % of it all.
    assert noisy["estimate"].sum() == pytest.approx(1.0)


def test_the_curve_of_a_sampled_factor_is_found():
    held = []
    for seed in range(8):
        design = unit_design("latin_hypercube", 3, samples=200, seed=seed)
        values = at_units(design, lambda x: 4 * (x[:, 0] - 0.5) ** 2 + x[:, 1])
        found = table(swept(design, replications(values, 10, noise=0.1, shared=0.5, seed=seed)))
        rows = found[(found["factor"] == "x0") & (found["contrast"] == "from_mean")]
        truth = 4 * (rows["level_value"] - 0.5) ** 2 - 1 / 3
        assert np.corrcoef(rows["estimate"], truth)[0, 1] > 0.95
        nothing = found[(found["factor"] == "x2") & (found["contrast"] == "from_mean")]
        held += [((rows["low"] < truth) & (truth < rows["high"])).mean()]
        held += [((nothing["low"] < 0) & (nothing["high"] > 0)).mean()]
    # Over 100 seeds it was 0.96 for the curve and 0.90 for the factor that does nothing.
    assert np.mean(held) > 0.75


def test_a_sampled_factor_of_few_levels_has_a_mean_for_each():
    design = design_of("latin_hypercube", {"a": ["x", "y"], "b": "uniform(0, 1)"}, samples=40)
    found = table(swept(design, at_points(design, lambda a, b: a == "y")))
    assert of(found, "a", "level") == {"x": 0.0, "y": 1.0}


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_designs_for_indices_have_curves_too(kind):
    design = unit_design(kind, 3, samples=32)
    found = table(swept(design, at_units(design, lambda x: 2 * x[:, 0])))
    rows = found[(found["factor"] == "x0") & (found["contrast"] == "level")]
    assert rows["estimate"].to_numpy() == pytest.approx(2 * rows["level_value"].to_numpy(), abs=0.1)


def test_nothing_to_analyze_is_said():
    design = design_of("grid", TWO)
    with pytest.raises(NotPossibleError, match="no outcome has a value at enough design points"):
        effects.find(swept(design, np.full((6, 3), np.nan)))
    single = design_of("grid", {"a": [1]})
    assert effects.reason_against(swept(single, [0.0]).results) == effects.NOTHING_VARIES
