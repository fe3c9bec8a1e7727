"""Kernels keep what they promise the compiler: they write no array that overlaps another they are given."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.numerics.kernel import array_maker, inner_kernel, kernel
from tests.golden.trajectories import FOLDER
from tests.processes import GROUND, run_python

WATCHED = """
import itertools
import numpy as np
import mentorsim.numerics.kernel

plain = mentorsim.numerics.kernel._plain
calls = set()

def arrays_of(value):
    if isinstance(value, np.ndarray):
        return [value]
    return [array for part in value for array in arrays_of(part)] if isinstance(value, tuple) else []

def watched(function):
    run = plain(function)

    def checked(*arguments, **named):
        arrays = arrays_of((*arguments, *named.values()))
        overlapping = [pair for pair in itertools.combinations(arrays, 2) if np.shares_memory(*pair)]
        before = [[array.tobytes() for array in pair] for pair in overlapping]
        result = run(*arguments, **named)
        calls.add(function.__name__)
        for pair, content in zip(overlapping, before):
            assert [array.tobytes() for array in pair] == content, function.__qualname__
        return result

    checked.py_func = function
    return checked

mentorsim.numerics.kernel._plain = watched
from mentorsim.numerics.kernel import kernel
"""

OVERLAPPING = """
@kernel
def add(column, other):
    for i in range(len(column)):
        column[i] += other[i]

block = np.ones((2, 4))
add(block[0], block[1])
try:
    add(block[0], block.ravel())
except AssertionError as problem:
    print(problem)
"""

WHOLE_RUNS = f"""
from mentorsim.dynamics.mechanism import STAGE_NAMES
from mentorsim.model import MentoringModel
from mentorsim.outcomes import measure
from mentorsim.scenario import load_scenario

scenario = load_scenario({str(FOLDER / "small.yaml")!r})
for policy in scenario.policies:
    measure(MentoringModel(scenario, policy).run(), ["retention", "gpa", "belonging"])
kernels = {{"sit_in_circles", "sum_peer_influence", "add_friends", "hold_sessions", "end_tie"}}
assert calls >= kernels | {{*STAGE_NAMES}}
print(len(calls))
"""


def test_the_watch_sees_an_overlap_that_is_written() -> None:
    assert run_python(WATCHED + OVERLAPPING, GROUND.parent, NUMBA_DISABLE_JIT="1").strip() == "add"


def test_no_kernel_writes_an_array_that_overlaps_another() -> None:
    assert int(run_python(WATCHED + WHOLE_RUNS, GROUND.parent, NUMBA_DISABLE_JIT="1")) > 90


@array_maker
def doubled(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray:
    """Make an array."""
    return values * 2.0


@inner_kernel
def sum_of_doubled(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Borrow an array and get one that nobody would ever free."""
    return doubled(values)[0]


@inner_kernel
def given_back(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray:
    """Return a borrowed array, which its caller would free twice."""
    return values


@pytest.mark.parametrize("inner", [sum_of_doubled, given_back])
def test_an_inner_kernel_that_makes_or_returns_arrays_does_not_compile(inner: object) -> None:
    @kernel
    def outer(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        inner(values)  # type: ignore[operator]
        return 0.0

    with pytest.raises(Exception, match="must be an array_maker"):
        outer(np.ones(3))


def test_an_array_maker_may_be_called_from_a_kernel() -> None:
    @kernel
    def outer(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float(doubled(values)[1])

    assert outer(np.ones(3)) == 2.0
