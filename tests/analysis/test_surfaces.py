"""Response surfaces: as measured, as fitted, and not drawn where they do not predict."""

import numpy as np
import pytest

from mentorsim.analysis import surfaces
from tests.analysis.sweeps import at_points, at_units, design_of, replications, swept, unit_design

THREE = {"a": [1, 2, 4], "b": [0, 10], "c": [0, 6]}


def test_the_surface_of_a_grid_is_its_means():
    design = design_of("grid", {"a": [1, 2, 4], "b": [0, 10]})
    values = replications(at_points(design, lambda a, b: a * b), 8, noise=1.0)
    rows = surfaces.find(swept(design, values)).tables["surface"]
    assert rows["estimate"].to_numpy() == pytest.approx(values.mean(axis=1))
    assert rows["standard_error"].to_numpy() == pytest.approx(values.std(axis=1, ddof=1) / np.sqrt(8))
    assert rows["level"].tolist() == ["1", "1", "2", "2", "4", "4"]
    assert rows["level_value_2"].tolist() == [0.0, 10.0] * 3
    assert (rows["averaged_over"] == "").all()


def test_more_factors_are_averaged_over_and_named():
    design = design_of("grid", THREE)
    cells = swept(design, replications(at_points(design, lambda a, b, c: a * b + c), 4, shared=0.1))
    rows = surfaces.find(cells).tables["surface"]
    of_pair = rows[(rows["factor"] == "a") & (rows["factor_2"] == "b")]
    assert set(of_pair["averaged_over"]) == {"c"}
    assert set(of_pair["blocks"]) == {2}
    middle = float(cells.of("retention", "as planned").mean(axis=0).mean())
    shift = middle - np.mean([a * b + c for a in (1, 2, 4) for b in (0, 10) for c in (0, 6)])
    expected = [a * b + 3 + shift for a in (1, 2, 4) for b in (0, 10)]
    assert of_pair["estimate"].to_numpy() == pytest.approx(expected)


def test_a_quadratic_is_found_exactly():
    design = unit_design("latin_hypercube", 3, samples=60)
    truth = lambda x: 1 + 2 * x[:, 0] - x[:, 1] ** 2 + 3 * x[:, 0] * x[:, 1]  # noqa: E731
    found = surfaces.find(swept(design, at_units(design, truth))).tables
    fit = found["surface_fit"].iloc[0]
    assert (fit["model"], fit["terms"], bool(fit["drawn"])) == ("quadratic", 10, True)
    assert fit["r_squared"] == pytest.approx(1.0)
    rows = found["surface"]
    of_pair = rows[(rows["factor"] == "x0") & (rows["factor_2"] == "x1")]
    places = of_pair[["level_value", "level_value_2"]].to_numpy()
    assert of_pair["estimate"].to_numpy() == pytest.approx(truth(places))


def test_a_line_is_not_fitted_with_more_than_a_line():
    design = unit_design("latin_hypercube", 4, samples=80)
    values = replications(at_units(design, lambda x: x[:, 0] + x[:, 1]), 10, noise=0.5)
    fit = surfaces.find(swept(design, values)).tables["surface_fit"].iloc[0]
    assert fit["model"] == "linear"


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    truth = lambda x: x[:, 0] + x[:, 0] * x[:, 1]  # noqa: E731
    held = []
    for seed in range(8):
        design = unit_design("latin_hypercube", 2, samples=60, seed=seed)
        values = replications(at_units(design, truth), 10, noise=0.5, seed=seed)
        rows = surfaces.find(swept(design, values)).tables["surface"]
        at = truth(rows[["level_value", "level_value_2"]].to_numpy())
        held.append(((rows["low"] <= at) & (at <= rows["high"])).mean())
    assert np.mean(held) > 0.8


def test_what_does_not_predict_is_not_drawn_and_said():
    design = unit_design("latin_hypercube", 3, samples=60)
    found = surfaces.find(swept(design, replications(np.zeros(60), 5, noise=1.0)))
    assert "surface" not in found.tables
    assert not found.tables["surface_fit"]["drawn"].any()
    assert any(note.startswith("Not drawn, because") for note in found.notes)


def test_factors_of_words_shift_the_surface_of_numbers():
    vary = {"a": "uniform(0, 1)", "b": "log_uniform(1, 100)", "c": ["x", "y", "z"]}
    design = design_of("latin_hypercube", vary, samples=90)
    found = surfaces.find(swept(design, at_points(design, lambda a, b, c: a + 5 * (c == "y")))).tables
    assert found["surface_fit"]["r_squared"].iloc[0] == pytest.approx(1.0)
    assert set(found["surface"]["factor"]) == {"a"}
    assert set(found["surface"]["averaged_over"]) == {"c"}
    ends = found["surface"]["level_value_2"]
    assert ends.min() == pytest.approx(100 ** (1 / 30))
    assert ends.max() == pytest.approx(100 ** (29 / 30))


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_blocks_that_share_coordinates_are_left_out_together(kind):
    design = unit_design(kind, 3, samples=32)
    found = surfaces.find(swept(design, at_units(design, lambda x: x[:, 0] * x[:, 1]))).tables
    assert found["surface_fit"]["r_squared"].iloc[0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("kind", "vary", "reason"),
    [
        ("grid", {"a": [1]}, "nothing varies"),
        ("grid", {"a": [1, 2]}, "needs two factors"),
        ("one_at_a_time", {"a": [1, 2], "b": [1, 2]}, "nothing of two together"),
    ],
)
def test_designs_without_a_surface_are_refused(kind, vary, reason):
    design = design_of(kind, vary)
    assert reason in surfaces.reason_against(swept(design, np.zeros(len(design.points))).results)


def test_few_samples_are_refused():
    design = unit_design("latin_hypercube", 2, samples=10)
    assert "20 design points are the fewest" in surfaces.reason_against(swept(design, np.zeros(10)).results)
