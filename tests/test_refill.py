"""A block is refilled whole, and nothing beside it, through the cache or past it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.dynamics.columns import NOBODY
from mentorsim.numerics import refill as refilling
from mentorsim.numerics.kernel import COMPILES, VARIANT, kernel
from mentorsim.numerics.refill import PAST_THE_CACHE, refill

AROUND = 20


@kernel
def refill_twice(numbers: Any, integers: Any) -> None:
    """Refill a block of each kind."""
    refill(numbers, 0)
    refill(integers, NOBODY)


if COMPILES and VARIANT != "plain":
    past_the_cache = refilling._past_the_cache

    @kernel
    def refill_past_the_cache(numbers: Any, integers: Any) -> None:
        """Refill blocks of any size past the cache."""
        past_the_cache(numbers, 0)
        past_the_cache(integers, NOBODY)


def assert_refilled(fill: Any, begin: int, count: int, *, more: int) -> None:
    numbers = np.full(begin + count + more, 7.0)
    integers = np.full(begin + count + more, 7, np.int32)
    fill(numbers[begin : begin + count], integers[begin : begin + count])
    for column, value in ((numbers, 0), (integers, NOBODY)):
        assert (column[begin : begin + count] == value).all()
        assert (column[:begin] == 7).all()
        assert (column[begin + count :] == 7).all()


@given(begin=st.integers(0, AROUND), count=st.integers(0, 300))
def test_a_block_that_begins_and_ends_anywhere_is_refilled(begin: int, count: int):
    assert_refilled(refill_twice, begin, count, more=AROUND)


@pytest.mark.skipif(not COMPILES or VARIANT == "plain", reason="kernels are not compiled with promises")
@given(begin=st.integers(0, AROUND), count=st.integers(0, 300))
def test_past_the_cache_a_block_is_refilled_and_nothing_beside_it(begin: int, count: int):
    assert_refilled(refill_past_the_cache, begin, count, more=AROUND)


def test_a_block_larger_than_the_cache_is_refilled():
    assert_refilled(refill_twice, 3, PAST_THE_CACHE // 4 + 5, more=AROUND)


@pytest.mark.skipif(not COMPILES or VARIANT == "plain", reason="kernels are not compiled with promises")
def test_large_blocks_are_written_past_the_cache():
    refill_twice(np.zeros(3), np.zeros(3, np.int32))
    compiled: Any = refill_twice
    (code,) = compiled.inspect_llvm().values()
    assert "!nontemporal" in code
