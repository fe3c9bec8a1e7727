"""The elementary functions are right to the last digits, and sensible at their ends."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special

from mentorsim.numerics.arithmetic import clip, exp, log, logistic, logit, normal_quantile, power
from mentorsim.numerics.kernel import Kernel

INF, NAN = math.inf, math.nan
RNG = np.random.default_rng(20260101)
Numbers = NDArray[np.float64]


def each(function: Kernel[[float], float], values: Numbers) -> Numbers:
    return np.array([function(value) for value in values])


def relative_error(found: Numbers, right: Numbers) -> float:
    return float(np.max(np.abs(found - right) / np.maximum(np.abs(right), 1e-300)))


def test_exp_agrees_with_the_library() -> None:
    x = np.concatenate([RNG.uniform(-708, 709.7, 4000), RNG.uniform(-1, 1, 4000), RNG.normal(0, 1e-6, 500)])
    assert relative_error(each(exp, x), np.exp(x)) < 5e-16


def test_log_agrees_with_the_library() -> None:
    x = np.concatenate(
        [np.exp(RNG.uniform(-700, 700, 4000)), RNG.uniform(0.4, 2.5, 4000), 1 + RNG.normal(0, 1e-9, 500)]
    )
    assert relative_error(each(log, x), np.log(x)) < 6e-16


def test_logistic_agrees_with_the_library() -> None:
    x = np.concatenate([RNG.uniform(-700, 700, 3000), RNG.normal(0, 4, 4000)])
    assert relative_error(each(logistic, x), special.expit(x)) < 1e-15


@given(st.floats(1e-300, 0.9999999))
def test_logit_agrees_with_40_digits(p: float) -> None:
    with localcontext() as context:
        context.prec = 60
        right = (Decimal(p) / (1 - Decimal(p))).ln()
        assert abs(Decimal(logit(p)) - right) <= Decimal("1e-15") * abs(right)


@given(st.floats(1e-8, 1e8), st.floats(-30, 30))
def test_power_agrees_with_the_library(base: float, exponent: float) -> None:
    scale = 1 + abs(exponent * math.log(base))
    assert power(base, exponent) == pytest.approx(base**exponent, rel=5e-16 * scale, abs=0)


def test_normal_quantile_agrees_with_the_library() -> None:
    p = np.concatenate([RNG.uniform(0, 1, 4000), np.exp(RNG.uniform(-24, -1, 2000))])
    p = np.concatenate([p, [0.075, 0.925, np.nextafter(0.075, 0), np.nextafter(0.925, 1)]])
    assert relative_error(each(normal_quantile, p), special.ndtri(p)) < 2e-14


def test_normal_quantile_is_right_far_out() -> None:
    p = np.exp(RNG.uniform(-700, -24, 2000))
    assert relative_error(each(normal_quantile, p), special.ndtri(p)) < 1e-12


@given(st.floats(2.0**-53, 0.5))
def test_normal_quantile_mirrors_at_one_half(p: float) -> None:
    mirrored = 1.0 - p
    # Only where 1 - p is exact can both be asked for the same point.
    if 1.0 - mirrored == p:
        assert normal_quantile(mirrored) == -normal_quantile(p)


@given(st.floats(-1e4, 1e4))
def test_logistic_stays_a_probability_and_mirrors(x: float) -> None:
    assert 0.0 <= logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=3e-16)


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [(exp, -720.0, 715.0), (log, 0.0, 50.0), (logistic, -720.0, 40.0), (logit, 0.0, 1.0)],
)
def test_functions_do_not_fall_where_they_should_rise(
    function: Kernel[[float], float], low: float, high: float
) -> None:
    values = each(function, np.linspace(low, high, 5000, dtype=np.float64))
    assert np.all(values[1:] >= values[:-1])


def test_normal_quantile_rises_across_the_seams_of_its_three_formulas() -> None:
    for seam in (0.075, 0.925, math.exp(-25.0)):
        p = seam * (1 + np.arange(-200, 200, dtype=np.float64) * 1e-10)
        values = each(normal_quantile, p)
        assert np.all(values[1:] >= values[:-1])


ENDS = [
    (exp, [(-INF, 0.0), (-800.0, 0.0), (-708.001, 0.0), (0.0, 1.0), (709.79, INF), (1e300, INF), (INF, INF)]),
    (log, [(0.0, -INF), (-0.0, -INF), (1.0, 0.0), (INF, INF), (-1.0, NAN), (-INF, NAN)]),
    (logistic, [(-INF, 0.0), (-1e9, 0.0), (0.0, 0.5), (40.0, 1.0), (INF, 1.0)]),
    (logit, [(0.0, -INF), (0.5, 0.0), (1.0, INF), (-0.1, NAN), (1.1, NAN), (INF, NAN)]),
    (normal_quantile, [(0.0, -INF), (0.5, 0.0), (1.0, INF), (-0.1, NAN), (1.1, NAN), (INF, NAN)]),
]


@pytest.mark.parametrize(
    ("function", "x", "right"),
    [(function, x, y) for function, pairs in ENDS for x, y in [*pairs, (NAN, NAN)]],
)
def test_ends_are_as_documented(function: Kernel[[float], float], x: float, right: float) -> None:
    np.testing.assert_equal(function(x), right)


def test_exp_is_finite_up_to_the_largest_number() -> None:
    assert exp(709.782) == pytest.approx(math.exp(709.782), rel=1e-15)
    assert exp(-708.0) == pytest.approx(math.exp(-708.0), rel=1e-15)


def test_log_is_right_for_subnormal_numbers() -> None:
    assert log(5e-324) == pytest.approx(math.log(5e-324), rel=1e-15)


@pytest.mark.parametrize(
    ("base", "exponent", "right"),
    [
        (0.0, 2.0, 0.0),
        (0.0, 0.0, 1.0),
        (0.0, -1.0, INF),
        (0.3, 1.0, 0.3),
        (1.0, INF, 1.0),
        (NAN, 0.0, 1.0),
        (-2.0, 2.0, NAN),
        (-2.0, 1.0, NAN),
        (2.0, NAN, NAN),
        (2.0, 2000.0, INF),
        (2.0, -2000.0, 0.0),
    ],
)
def test_power_at_its_ends(base: float, exponent: float, right: float) -> None:
    np.testing.assert_equal(power(base, exponent), right)


@given(st.floats(allow_nan=False), st.floats(-10, 0), st.floats(0, 10))
def test_clip_keeps_inside_and_limits_outside(x: float, low: float, high: float) -> None:
    assert clip(x, low, high) == min(max(x, low), high)


def test_clip_lets_nan_through() -> None:
    assert math.isnan(clip(NAN, 0.0, 1.0))


def test_whole_numbers_are_taken_as_numbers() -> None:
    assert exp(1) == exp(1.0)
    assert log(2) == log(2.0)
    assert power(2, 3) == power(2.0, 3.0)
