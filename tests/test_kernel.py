"""Compiled kernels give the same bits everywhere."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from mentorsim.numerics.arithmetic import exp
from mentorsim.numerics.kernel import inner_kernel, kernel
from mentorsim.numerics.randomness import bits, uniform
from tests.processes import GROUND, run_python


@kernel
def grow(values: np.ndarray[tuple[int], np.dtype[np.float64]], factor: float) -> None:
    """Multiply in place."""
    for i in range(values.size):
        values[i] *= factor


@inner_kernel
def grow_twice(values: np.ndarray[tuple[int], np.dtype[np.float64]], factor: float) -> None:
    """Multiply in place two times."""
    grow(values, factor)
    grow(values, factor)


@kernel
def run_inner(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Run an inner kernel; divide by zero; draw from words given as array elements and as plain numbers."""
    grow_twice(values, 3.0)
    quotient: float = values[0] / (values[1] - values[1])
    return quotient + uniform(bits(np.uint64(1), 2))


def test_kernels_are_called_from_python_and_from_kernels() -> None:
    values = np.array([1.0, 2.0])
    grow_twice(values, 2.0)
    assert values.tolist() == [4.0, 8.0]
    assert run_inner(values) == np.inf
    assert values.tolist() == [36.0, 72.0]


@pytest.mark.parametrize("compiled", [grow, grow_twice, exp, bits])
def test_every_kernel_shows_the_function_it_was_made_from(compiled: object) -> None:
    original = compiled.py_func  # type: ignore[attr-defined]
    assert original.__doc__
    assert type(original) is type(run_python)


def test_plain_python_and_compiled_code_agree_on_a_kernel() -> None:
    compiled, plain = np.array([1.5, 2.5]), np.array([1.5, 2.5])
    grow(compiled, 1.1)
    grow.py_func(plain, 1.1)
    assert compiled.tobytes() == plain.tobytes()


def test_kernels_can_be_sent_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(exp))(1.0) == exp(1.0)
    assert pickle.loads(pickle.dumps(bits)) is bits


SAME_BITS = """
import hashlib, math
import numpy as np
from mentorsim.numerics.arithmetic import clip, exp, log, logistic, logit, normal_quantile, power
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import *

@kernel
def fill(key, keys, out):
    for i in range(keys.size):
        x = 40.0 * (uniform(bits(key, keys[i])) - 0.5)
        p = uniform(pair_bits(key, keys[i], keys[0], i))
        out[i, 0] = exp(x)
        out[i, 1] = log(exp(x))
        out[i, 2] = logistic(x)
        out[i, 3] = logit(p)
        out[i, 4] = power(exp(x), 1.7)
        out[i, 5] = normal_quantile(p * p * p)
        out[i, 6] = normal(bits(key, keys[i]))
        out[i, 7] = noise(pair_key(keys[i], key))
        out[i, 8] = clip(x, -1.0, 1.0)
        out[i, 9] = integer_below(bits(key, keys[i]), 1000)
        out[i, 10] += x * p + out[i, 2] * out[i, 3]

keys = np.array([student_key(role, i) for i in range(150) for role in (0, 1)], dtype=np.uint64)
key = stage_key(2026, 3, Decision.CHEMISTRY, 7)
out = np.zeros((300, 11))
fill(key, keys, out)
ends = [f(x) for f in (exp, log, logistic, logit, normal_quantile)
        for x in (-math.inf, -800.0, 0.0, 0.01, 0.5, 0.99, 1.0, 800.0, math.inf) if f(x) == f(x)]
draws = each_bits(key, keys).tobytes() + each_noise(key, keys).tobytes() + each_normal(key, keys).tobytes()
content = out.tobytes() + np.array(ends, np.float64).tobytes() + draws
print(hashlib.blake2b(content, digest_size=12).hexdigest())
"""
DIGEST = "5cb61f09489b580243f2738c"


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="this processor"),
        pytest.param({"NUMBA_CPU_NAME": "generic"}, id="any processor"),
        pytest.param({"NUMBA_DISABLE_JIT": "1"}, id="plain Python"),
        pytest.param({"NUMBA_OPT": "1"}, id="little optimization"),
    ],
)
def test_every_way_to_run_gives_the_same_bits(settings: dict[str, str]) -> None:
    # The digest is part of the test: other Pythons, NumPys and processors must find it as well.
    assert run_python(SAME_BITS, GROUND.parent, **settings).strip() == DIGEST


PLAIN = """
import warnings
import numba
{remove}
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import numpy as np
    from mentorsim.dynamics.belonging import feel_belonging
    from mentorsim.numerics.kernel import VARIANT, kernel
    from mentorsim.numerics.prefetch import fetch
    from mentorsim.numerics.randomness import bits, stage_key, uniform
{restore}

@kernel
def week(key, enrolled, columns, parameters):
    feel_belonging(
        key, enrolled, columns[0], columns[1], columns[2], columns[3], columns[4], columns[6],
        columns[7], columns[8], stage_key(1, 2, 78, 3), parameters, columns[5],
    )
    for i in range(key.shape[0]):
        fetch((key, columns[5]), i)
        columns[4, i] = uniform(bits(stage_key(1, 2, 79, 3), key[i]))

names = (
    "friends_half contact_half few_mentor few_friends belonging_friends belonging_contact "
    "belonging_few lambda_lasting lambda_failed belonging_drift belonging_rate belonging_noise"
).split()
record = np.dtype((np.record, [(name, "f8") for name in names]))
parameters = np.array([tuple(0.1 * number for number in range(1, 13))], record)[0]
columns = np.linspace(0.0, 1.0, 9 * 50).reshape(9, 50)
week(np.arange(50, dtype=np.uint64), np.ones(50, np.int32), columns, parameters)
warned = len([one for one in caught if "compiled plainly" in str(one.message)])
print(VARIANT, warned, columns.tobytes().hex())
"""


@pytest.mark.parametrize(
    ("room", "owner", "name"),
    [
        ("numba.core.lowering", "room", "Lower"),
        ("numba.core.compiler", "room.DefaultPassBuilder", "define_nopython_pipeline"),
    ],
)
def test_with_another_numba_kernels_are_compiled_plainly_with_one_warning_and_the_same_bits(
    room: str, owner: str, name: str, tmp_path: Path
) -> None:
    # Numba needs the name itself, so that it is gone only while mentorsim looks for it.
    remove = f"import {room} as room\nkept = {owner}.__dict__[{name!r}]\ndel {owner}.{name}"
    restore = f"setattr({owner}, {name!r}, kept)"
    script = PLAIN.format(remove=remove, restore=restore)
    variant, warned, plain = run_python(script, MENTORSIM_CACHE=str(tmp_path)).split()
    assert (variant, warned) == ("plain", "1")
    assert {folder.name.split("-")[2] for folder in tmp_path.iterdir()} == {"plain"}
    assert run_python(PLAIN.format(remove="", restore="")).split() == ["0", plain]
