"""An interval that excludes 0 never looks as if it held it, and nothing is written as minus zero."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mentorsim.dashboard.digits import decimals_for, signed, unsigned

ENDS = st.floats(0.0001, 50.0)


@given(ENDS, ENDS)
def test_an_interval_that_excludes_zero_shows_it(one: float, other: float):
    low, high = sorted((one, other))
    decimals = decimals_for([(low, high)], 1)
    assert unsigned(low, decimals).strip("0.") != ""
    assert signed(-high, decimals).startswith("\u2212")


@given(st.floats(-0.04, 0.04))
def test_what_is_rounded_to_zero_has_no_sign(value: float):
    assert signed(value, 1) == "0.0"


def test_intervals_that_hold_zero_ask_for_no_more_digits():
    assert decimals_for([(-0.001, 0.002)], 1) == 1
    assert decimals_for([], 2) == 2
    assert decimals_for([(1e-9, 2e-9)], 1) == 4
