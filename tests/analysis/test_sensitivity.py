"""Sensitivity indices: of functions with known ones, with noise told apart, and with points missing."""

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris

from mentorsim.analysis import sensitivity
from mentorsim.analysis.findings import NotPossibleError
from mentorsim.analysis.morris import elementary_effects
from mentorsim.experiment.design.designs import unit_problem
from tests.analysis.sweeps import at_units, design_of, replications, swept, unit_design


def ishigami(units):
    """Ishigami and Homma 1990; indices in closed form, see `ISHIGAMI`."""
    x = np.pi * (2 * units - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def sobol_g(units, a=(0, 1, 4.5, 9)):
    """Sobol's g function; the variance of each factor alone is 1 / (3 (1 + a)^2)."""
    return np.prod((np.abs(4 * units - 2) + a) / (1 + np.array(a)), axis=1)


def linear(units):
    return units @ np.array([4.0, 2.0, 0.0])


# By algebra, for a = 7 and b = 0.1: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225.
V1, V2, V13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * np.pi**8 / 225
ISHIGAMI = {
    ("first", "x0", ""): V1,
    ("first", "x1", ""): V2,
    ("first", "x2", ""): 0.0,
    ("total", "x0", ""): V1 + V13,
    ("total", "x1", ""): V2,
    ("total", "x2", ""): V13,
    ("second", "x0", "x1"): 0.0,
    ("second", "x0", "x2"): V13,
    ("second", "x1", "x2"): 0.0,
}
ISHIGAMI = {key: value / (V1 + V2 + V13) for key, value in ISHIGAMI.items()}
LINEAR = {"x0": 0.8, "x1": 0.2, "x2": 0.0}


def sobol_table(design, values):
    found = sensitivity.find(swept(design, values)).tables["sobol"]
    return found.set_index(["order", "factor", "factor_2"])


def test_sobol_indices_of_ishigami_are_those_of_algebra():
    design = unit_design("sobol", 3, samples=1024)
    found = sobol_table(design, at_units(design, ishigami))
    assert set(found.index) == set(ISHIGAMI)
    for key, index in ISHIGAMI.items():
        assert found.loc[key, "estimate"] == pytest.approx(index, abs=0.02)
        assert found.loc[key, "low"] < index < found.loc[key, "high"]


def test_sobol_indices_of_the_g_function_are_those_of_algebra():
    design = unit_design("sobol", 4, samples=1024, second_order=False)
    cells = swept(design, at_units(design, sobol_g), experiment={"second_order": False})
    found = sensitivity.find(cells).tables["sobol"].set_index(["order", "factor", "factor_2"])
    alone = 1 / (3 * (1 + np.array([0, 1, 4.5, 9])) ** 2)
    variance = np.prod(1 + alone) - 1
    for number in range(4):
        total = alone[number] * np.prod(np.delete(1 + alone, number)) / variance
        assert found.loc[("first", f"x{number}", ""), "estimate"] == pytest.approx(
            alone[number] / variance, abs=0.03
        )
        assert found.loc[("total", f"x{number}", ""), "estimate"] == pytest.approx(total, abs=0.03)


def test_noise_is_measured_and_taken_off():
    design = unit_design("sobol", 3, samples=512)
    truth = at_units(design, linear)
    # The variance of the truth is 20 / 12, and that of a point's noise 4^2 / 10 = 1.6: about half is noise.
    found = sobol_table(design, replications(truth, 10, noise=4.0, shared=3.0))
    assert found["noise_share"].iloc[0] == pytest.approx(1.6 / (1.6 + 20 / 12), abs=0.05)
    for factor, index in LINEAR.items():
        row = found.loc[("total", factor, "")]
        assert row["without_noise"] == pytest.approx(index, abs=0.12)
        assert row["estimate"] > index * 0.51 + 0.3, "noise looks like an interaction of everything"
        assert row["standard_error_replications"] > 0.0
    assert found.loc[("first", "x0", ""), "without_noise"] == pytest.approx(0.8, abs=0.15)


def test_noise_widens_the_intervals():
    design = unit_design("sobol", 3, samples=128)
    truth = at_units(design, linear)
    sure = sobol_table(design, replications(truth, 10, noise=1e-6))
    noisy = sobol_table(design, replications(truth, 10, noise=3.0))
    total = [("total", factor, "") for factor in LINEAR]
    assert (noisy.loc[total, "standard_error"] > 1.5 * sure.loc[total, "standard_error"]).all()


def test_what_all_points_meet_in_a_replication_is_no_noise_between_them():
    design = unit_design("sobol", 3, samples=64)
    truth = at_units(design, linear)
    found = sobol_table(design, replications(truth, 10, shared=50.0))
    plain = sobol_table(design, truth)
    assert found["noise_share"].iloc[0] == pytest.approx(0.0, abs=1e-9)
    assert found["estimate"].to_numpy() == pytest.approx(plain["estimate"].to_numpy(), abs=1e-6)


@pytest.mark.parametrize("second_order", [True, False])
def test_a_failed_point_takes_its_whole_block_and_is_counted(second_order):
    design = unit_design("sobol", 3, samples=64, second_order=second_order)
    values = replications(at_units(design, linear), 4, shared=1.0)
    values[design.samples[[5, 30]]] = np.nan
    cells = swept(design, values, experiment={"second_order": second_order})
    found = sensitivity.find(cells)
    rows = found.tables["sobol"]
    size = 8 if second_order else 5
    lost = len({5 // size, 30 // size})
    assert set(rows["n"]) == {64 - lost}
    assert set(rows["left_out"]) == {lost}
    assert any(f"{lost} of 64 blocks of samples are left out" in note for note in found.notes)
    kept = rows[rows["order"] == "total"]
    assert kept["estimate"].to_numpy() == pytest.approx(list(LINEAR.values()), abs=0.15)


def test_single_failed_runs_take_no_point():
    design = unit_design("sobol", 3, samples=64)
    values = replications(at_units(design, linear), 8, shared=1.0)
    values[::7, 3] = np.nan
    rows = sensitivity.find(swept(design, values)).tables["sobol"]
    assert set(rows["left_out"]) == {0}
    assert np.isfinite(rows[["estimate", "low", "high", "noise_share"]]).all(axis=None)


def test_too_few_complete_blocks_are_refused():
    design = unit_design("sobol", 2, samples=32)
    values = at_units(design, lambda x: x[:, 0])
    values[design.samples[: 6 * 20 : 6]] = np.nan
    with pytest.raises(NotPossibleError, match=r"only 1\d of the 32 blocks of samples are complete; 16 are"):
        sensitivity.find(swept(design, values))
    with pytest.raises(NotPossibleError, match="the outcome is the same at all design points"):
        sensitivity.find(swept(design, np.ones(len(design.points))))


def morris_table(design, values):
    found = sensitivity.find(swept(design, values)).tables["morris"]
    return found.set_index(["statistic", "factor"])


def test_elementary_effects_of_a_linear_function_are_its_slopes():
    design = unit_design("morris", 3, samples=20)
    found = morris_table(design, at_units(design, linear))
    for factor, slope in zip(LINEAR, (4.0, 2.0, 0.0), strict=True):
        assert found.loc[("mu", factor), "estimate"] == pytest.approx(slope)
        assert found.loc[("mu_star", factor), "estimate"] == pytest.approx(slope)
        assert found.loc[("sigma", factor), "estimate"] == pytest.approx(0.0, abs=1e-9)
        assert found.loc[("mu", factor), "standard_error"] == pytest.approx(0.0, abs=1e-9)


def test_an_interaction_shows_in_sigma_and_a_change_of_direction_in_mu_star():
    design = unit_design("morris", 2, samples=60)
    found = morris_table(design, at_units(design, lambda x: (x[:, 0] - 0.5) * (x[:, 1] - 0.5)))
    assert abs(found.loc[("mu", "x0"), "estimate"]) < 0.15
    assert found.loc[("mu_star", "x0"), "estimate"] > 0.25
    assert found.loc[("sigma", "x0"), "estimate"] > 0.25


def test_our_elementary_effects_have_the_moments_that_salib_gives():
    design = unit_design("morris", 3, samples=25)
    values = ishigami(design.units)
    places = design.units.reshape(25, 4, 3)
    own = elementary_effects(values.reshape(25, 4, 1), places)[..., 0]
    theirs = salib_morris.analyze(unit_problem(3), design.units, values, num_levels=4, seed=1)
    assert own.mean(axis=0) == pytest.approx(np.asarray(theirs["mu"]))
    assert np.abs(own).mean(axis=0) == pytest.approx(np.asarray(theirs["mu_star"]))
    assert own.std(axis=0, ddof=1) == pytest.approx(np.asarray(theirs["sigma"]))


def test_a_factor_that_does_nothing_is_as_large_as_its_noise():
    design = unit_design("morris", 3, samples=200)
    found = morris_table(design, replications(at_units(design, linear), 10, noise=2.0))
    for statistic in ("mu_star", "sigma"):
        row = found.loc[(statistic, "x2")]
        assert row["estimate"] == pytest.approx(row["noise"], rel=0.15)
    assert found.loc[("mu_star", "x0"), "estimate"] > 3 * found.loc[("mu_star", "x0"), "noise"]


def test_a_failed_point_takes_its_trajectory():
    design = unit_design("morris", 3, samples=20)
    values = at_units(design, linear)
    values[design.samples[4]] = np.nan
    rows = sensitivity.find(swept(design, values)).tables["morris"]
    assert set(rows["left_out"]) <= {1, 2}
    assert set(rows["n"] + rows["left_out"]) == {20}
    values[design.samples[::4][:17]] = np.nan
    with pytest.raises(NotPossibleError, match="trajectories are complete; 4 are the fewest"):
        sensitivity.find(swept(design, values))


def test_the_same_runs_give_the_same_intervals():
    design = unit_design("sobol", 2, samples=32)
    cells = swept(design, replications(at_units(design, lambda x: x[:, 0]), 5, noise=0.3))
    one, other = (sensitivity.find(cells).tables["sobol"] for _ in range(2))
    assert one.equals(other)


def test_other_designs_are_refused_with_what_is_needed():
    grid = swept(design_of("grid", {"a": [1, 2]}), [0.0, 1.0])
    reason = "indices need a design of kind sobol or morris; this one is grid"
    assert sensitivity.reason_against(grid.results) == reason


def test_one_replication_is_said_to_leave_the_noise_unknown():
    design = unit_design("sobol", 2, samples=32)
    found = sensitivity.find(swept(design, at_units(design, lambda x: x[:, 0])))
    assert sensitivity.ONE_REPLICATION in found.notes
    assert found.tables["sobol"]["standard_error_replications"].isna().all()


def test_without_salib_the_extra_to_install_is_named(monkeypatch):
    design = unit_design("sobol", 2, samples=32)
    monkeypatch.setattr(sensitivity, "find_spec", lambda name: None)
    reason = sensitivity.reason_against(swept(design, np.zeros(len(design.points))).results)
    assert 'pip install "mentorsim[research]"' in reason
