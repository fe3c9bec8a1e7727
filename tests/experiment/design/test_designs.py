"""What is varied, and how values are combined."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.errors import UserError
from mentorsim.experiment.design.designs import make_design, unit_problem
from mentorsim.experiment.design.distributions import DISTRIBUTIONS, Distribution
from mentorsim.experiment.design.factors import factor_of, varied_by_option
from mentorsim.experiment.design.point_files import design_csv, read_design, read_points, units_csv


def factors(**values):
    return [factor_of(path, value, path) for path, value in values.items()]


def one(text):
    path, values = varied_by_option(text)
    return factor_of(path, values, path)


def test_a_list_a_range_and_a_distribution_are_read_from_the_command_line():
    assert one("program.mentees_per_mentor=1,2,4").levels == (1, 2, 4)
    assert one("program.training.hours=range(0,20,4)").levels == (0, 4, 8, 12, 16)
    assert one('policies."v1.0".mentors=none,50').levels == ("none", 50)
    assert one("cohort.x=[a, b], [c]").levels == (["a", "b"], ["c"])
    assert one("program.mentors=integers(20, 80)").bounds == (20, 80)


def test_a_range_of_decimal_steps_holds_the_numbers_as_they_are_written():
    assert factor_of("x", "range(0, 1, 0.1)", "x").levels == tuple(n / 10 for n in range(10))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("uniform(1, 0)", "ascending"),
        ("uniform(1)", "2 numbers: low, high"),
        ("unifrom(0, 1)", "did you mean uniform"),
        ("range(3, 1)", "no values"),
        ("log_uniform(0, 1)", "above 0"),
        ("integers(0.5, 2)", "whole numbers"),
        ("normal(0, 0)", "standard deviation"),
        ("uniform(a, b)", "finite numbers"),
        ([], "no values"),
        ({"uniform": [0, 1], "normal": [0, 1]}, "is varied over a list"),
    ],
)
def test_what_cannot_be_varied_is_refused_with_the_place(values, said):
    with pytest.raises(UserError, match=said) as error:
        factor_of("program.mentors", values, "study.yaml:7: program.mentors")
    assert "study.yaml:7" in str(error.value)


distributions = st.sampled_from(
    [
        Distribution("uniform", (-1.0, 3.0)),
        Distribution("log_uniform", (0.01, 10.0)),
        Distribution("integers", (-2, 5)),
        Distribution("triangular", (0.0, 2.0, 3.0)),
        Distribution("halves", (0.0, 2.5, 3.0)),
        Distribution("normal", (5.0, 2.0)),
    ]
)


@given(distributions, st.floats(0, 1), st.floats(0, 1))
def test_a_quantile_stays_within_bounds_and_never_falls(distribution, one, other):
    low, high = distribution.bounds
    first, second = distribution.quantile(min(one, other)), distribution.quantile(max(one, other))
    assert low <= first <= second <= high


def test_every_distribution_has_the_mean_that_its_formula_says():
    units = (np.arange(20_000) + 0.5) / 20_000
    expected = {
        Distribution("uniform", (-1.0, 3.0)): 1.0,
        Distribution("log_uniform", (1.0, math.e)): math.e - 1.0,
        Distribution("integers", (1, 6)): 3.5,
        Distribution("triangular", (0.0, 2.0, 4.0)): 2.0,
        Distribution("halves", (0.0, 3.0, 4.0)): 2.5,
        Distribution("normal", (5.0, 2.0)): 5.0,
    }
    assert {distribution.name for distribution in expected} == set(DISTRIBUTIONS)
    for distribution, mean in expected.items():
        found = statistics.fmean(distribution.quantile(unit) for unit in units.tolist())
        assert found == pytest.approx(mean, abs=1e-3)


def test_a_grid_has_every_combination_once():
    design = make_design("grid", factors(a=[1, 2], b=["x", "y", "z"], c=7))
    assert len(set(design.points)) == len(design.points) == 6
    assert design.changes(5) == {"a": 2, "b": "z", "c": 7}


def test_one_at_a_time_changes_one_thing_and_keeps_single_values():
    design = make_design("one_at_a_time", factors(a=[1, 2], b=[3, 4], c=7), own={"a": 1})
    assert design.points[0] == (1, None, 7)
    for point in design.points[1:]:
        assert sum(value != base for value, base in zip(point, design.points[0], strict=True)) == 1
    # The scenario's own value is one of the levels: that sample is the base point again.
    assert len(design.samples) == 5
    assert len(design.points) == 4


def test_a_latin_hypercube_has_one_sample_in_every_stratum():
    design = make_design("latin_hypercube", factors(a="uniform(0, 1)", b=[1, 2]), samples=20, seed=3)
    assert design.units is not None
    for column in design.units.T:
        assert sorted(np.floor(column * 20)) == list(range(20))
    again = make_design("latin_hypercube", factors(a="uniform(0, 1)", b=[1, 2]), samples=20, seed=3)
    assert again.points == design.points
    other = make_design("latin_hypercube", factors(a="uniform(0, 1)", b=[1, 2]), samples=20, seed=4)
    assert other.points != design.points


@pytest.mark.parametrize(("second_order", "rows"), [(True, 8 * (2 * 3 + 2)), (False, 8 * (3 + 2))])
def test_sobol_samples_are_those_that_salib_analyzes(second_order, rows):
    sobol = pytest.importorskip("SALib.analyze.sobol")
    given = factors(a="uniform(0, 2)", b="uniform(0, 1)", c="uniform(0, 1)", constant=5)
    design = make_design("sobol", given, samples=8, second_order=second_order)
    assert design.units is not None
    assert design.units.shape == (rows, 3)
    assert [factor.path for factor in design.sampled] == ["a", "b", "c"]
    values = np.array([design.points[point][0] for point in design.samples])
    found = sobol.analyze(unit_problem(3), values, calc_second_order=second_order, seed=1)
    assert found["S1"].shape == (3,)


def test_morris_moves_one_factor_at_a_time():
    pytest.importorskip("SALib")
    design = make_design("morris", factors(a="uniform(0, 1)", b="uniform(0, 1)"), samples=5)
    assert design.units is not None
    for trajectory in design.units.reshape(5, 3, 2):
        assert (np.count_nonzero(np.diff(trajectory, axis=0), axis=1) == 1).all()


def test_equal_samples_are_one_point():
    design = make_design("latin_hypercube", factors(a="integers(1, 3)"), samples=30)
    assert len(design.points) == 3
    assert len(design.samples) == 30
    for sample, point in enumerate(design.samples.tolist()):
        assert design.points[point][0] == factors(a="integers(1, 3)")[0].value_at(design.units[sample, 0])


@pytest.mark.parametrize(
    ("kind", "values", "options", "said"),
    [
        ("grid", {"a": "uniform(0, 1)"}, {}, "needs a list or a range"),
        ("sobol", {"a": "uniform(0, 1)"}, {"samples": 7}, "power of two"),
        ("morris", {"a": "uniform(0, 1)"}, {"samples": 7, "levels": 3}, "even number"),
        ("latin_hypercube", {"a": "uniform(0, 1)"}, {}, "needs samples"),
        ("latin_hypercube", {"a": 1}, {"samples": 7}, "something that varies"),
        ("grid", {"a": "range(2000)", "b": "range(2000)"}, {}, "4,000,000 design points"),
    ],
)
def test_a_design_that_does_not_fit_is_refused(kind, values, options, said):
    with pytest.raises(UserError, match=said):
        make_design(kind, factors(**values), **options)


def test_a_design_is_read_back_from_its_tables_as_it_was(tmp_path):
    given = factors(a="uniform(0, 1)", b=["x y", "1", 1, True, [1, "q,r"], {"k": 2.5}], c="range(0, 1, 0.1)")
    design = make_design("latin_hypercube", given, samples=40)
    (tmp_path / "design.csv").write_text(design_csv(design))
    (tmp_path / "units.csv").write_text(units_csv(design))
    back = read_design(design.kind, given, tmp_path / "design.csv", tmp_path / "units.csv")
    assert back.points == design.points
    assert [list(map(type, point)) for point in back.points] == [
        list(map(type, point)) for point in design.points
    ]
    np.testing.assert_array_equal(back.samples, design.samples)
    np.testing.assert_array_equal(back.units, design.units)


def test_points_of_a_file_are_taken_as_they_are(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text('program.mentors,program.match.method\n10,random\n20,"gap"\n10,random\n')
    design = read_points(file)
    assert design.points == ((10, "random"), (20, "gap"))
    assert design.samples.tolist() == [0, 1, 0]
    assert design.factors[0].numeric


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs a header"),
        ("a,a\n1,2\n", "different paths"),
        ("a,b\n", "no design points"),
        ("a,b\n1,2\n1\n", "points.csv:3.*1 values under 2"),
        ("a,b\n1,[2\n", "points.csv:2.*opened and not closed"),
    ],
)
def test_a_wrong_file_of_points_is_named_with_the_line(tmp_path, text, said):
    file = tmp_path / "points.csv"
    file.write_text(text)
    with pytest.raises(UserError, match=said):
        read_points(file)


def test_without_salib_it_is_said_how_to_get_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    with pytest.raises(UserError, match=r"mentorsim\[research\]"):
        make_design("sobol", factors(a="uniform(0, 1)"), samples=8)


def test_a_mistake_in_a_points_file_names_its_row(tmp_path):
    from tests.cli.commands import STUDY, run

    (tmp_path / "study.yaml").write_text(STUDY)
    file = tmp_path / "points.csv"
    file.write_text("program.mentors,program.focus\n5,tutoring\n\n6,social\n-7,tutoring\n")
    refused = run("sweep", tmp_path / "study.yaml", "--points", file, "--dry-run")
    assert refused.exit_code == 2
    assert "points.csv:5: program.mentors = -7: program.mentors.count must be at least 0" in refused.output


def test_whole_numbers_as_pandas_writes_them_are_whole(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("a,b\n4.0,0.5\n5.0,1.0\n,2e3\n")
    assert [tuple(map(repr, point)) for point in read_points(file).points] == [
        ("4", "0.5"),
        ("5", "1"),
        ("None", "2000"),
    ]


def test_a_points_file_has_an_end(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text(",".join(f"p{number}" for number in range(600)) + "\n")
    with pytest.raises(UserError, match="600 columns; at most 500"):
        read_points(file)
