import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.report.numbers import NOTHING, percent, scale_of


@pytest.mark.parametrize(
    ("unit", "half_width", "value", "mean", "change"),
    [
        ("share", 0.004, 0.8134, "81.3", "+81.3"),
        ("share", 0.0004, 0.8134, "81.34", "+81.34"),
        ("share", 0.2, 0.8134, "81.3", "+81.3"),
        ("grade points", 0.02, -0.083, "-0.08", "-0.08"),
        ("grade points", 0.002, 0.0834, "0.083", "+0.083"),
        ("0 to 1", 0.002, 0.6, "0.600", "+0.600"),
        ("weeks", 0.3, 12.34, "12.3", "+12.3"),
        ("USD", 900.0, 64425.7, "64,426", "+64,426"),
        ("USD a student", 0.02, 3.456, "3.46", "+3.46"),
    ],
)
def test_numbers_have_the_digits_that_mean_something(unit, half_width, value, mean, change):
    scale = scale_of(unit, [half_width], [value])
    assert scale.mean(value) == mean
    assert scale.change(value) == change


def test_shares_are_percent_and_their_differences_percentage_points():
    scale = scale_of("share", [0.01], [0.8])
    assert (scale.unit, scale.change_unit) == ("%", "percentage points")
    assert scale_of("share", [0.01], [0.1], is_difference=True).unit == "percentage points"
    assert scale.with_half_width(0.8, 0.79, 0.81) == "80.0 ± 1.0"
    assert scale.between(-0.01, 0.02) == "-1.0 to +2.0"


def test_what_rounds_to_nothing_has_no_sign_and_no_interval_looks_like_none():
    scale = scale_of("share", [0.01], [0.0])
    assert scale.change(-0.00001) == "0.0"
    assert scale.change(0.00001) == "0.0"
    assert scale.with_half_width(0.0, -0.00001, 0.00001) == "0.0 ± 0.1"
    assert scale.with_half_width(1.0, 1.0, 1.0) == "100.0"
    assert scale.mean(None) == scale.change(None) == scale.between(None, 1.0) == NOTHING


@given(
    st.sampled_from(["share", "grade points", "0 to 1", "SD", "weeks", "USD"]),
    st.floats(-1e6, 1e6),
    st.floats(1e-9, 1e6),
)
def test_a_number_reads_back_to_what_it_was(unit, value, half_width):
    scale = scale_of(unit, [half_width], [value])
    read = float(scale.change(value).replace(",", "")) / scale.factor
    assert math.isclose(read, value, rel_tol=1e-9, abs_tol=0.51 * 10.0**-scale.decimals / scale.factor)


@pytest.mark.parametrize(
    ("probability", "text"),
    [(None, NOTHING), (0.0, "0"), (0.001, "<1"), (0.006, "1"), (0.5, "50"), (0.996, ">99"), (1.0, "100")],
)
def test_only_what_is_certain_is_written_as_certain(probability, text):
    assert percent(probability) == text
