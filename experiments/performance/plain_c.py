"""One week of three mechanisms against the same loops in C (``mechanisms.c``), compiled for this processor.

The arrays are promised not to overlap (``restrict``). Fused multiplications are off, as in the kernels,
so that both give the same columns; that is checked. A second figure also lets C forget ``errno`` and
floating-point exceptions, as Numba does: without that, GCC does not vectorize these loops.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import numba
import numpy as np
from stages import model_after
from study import STUDENTS
from timing import best_of

from mentorsim.dynamics import rows as c
from mentorsim.dynamics.wiring import belonging, motivation
from mentorsim.dynamics.wiring import study as study_stage
from mentorsim.numerics import arithmetic, randomness
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.randomness import stage_key

WEEK = 6
REPEATS = 200
VECTORIZING = ["-fno-math-errno", "-fno-trapping-math"]
CONSTANTS = {
    "ONE_OVER_SD": randomness._ONE_OVER_SD_OF_FOUR,
    "LOWEST": arithmetic._LOWEST_EXPONENT,
    "HIGHEST": arithmetic._HIGHEST_EXPONENT,
    "ONE_OVER_LN2": arithmetic._ONE_OVER_LN2,
    "ROUNDER": arithmetic._ROUNDER,
    "LN2_HIGH": arithmetic._LN2_HIGH,
    "LN2_LOW": arithmetic._LN2_LOW,
}


@numba.njit(nogil=True, error_model="numpy")
def compiled_weeks(
    run: Any, settings: Any, parameters: Any, replication_key: Any, week: int, repeats: int
) -> None:
    """Repeat the three stages without a detour through Python."""
    for _ in range(repeats):
        study_stage(run, settings, parameters, replication_key, week)
        belonging(run, settings, parameters, replication_key, week)
        motivation(run, settings, parameters, replication_key, week)


def library(folder: str, compiler: str, more: list[str], parameters: Any, settings: Any) -> ctypes.CDLL:
    """Compile the C file."""
    places = [f"-D{name}={value!r}" for name, value in CONSTANTS.items()]
    names = [f"    p_{name}," for name in parameters.dtype.names]
    names += [f"    l_{name} = {place}," for place, name in enumerate(settings.dtype.names)]
    source = Path(folder) / "mechanisms.c"
    macros = "#define PARAMETER(name) p_##name\n#define SETTING(name) l_##name\n"
    head = "\n".join(["enum {", *names, "};", macros])
    source.write_text(head + (Path(__file__).parent / "mechanisms.c").read_text())
    shared = source.with_suffix(".so")
    flags = ["-O3", "-march=native", "-ffp-contract=off", *more]
    command = [compiler, *flags, "-shared", "-fPIC", *places]
    subprocess.run([*command, str(source), "-o", str(shared), "-lm"], check=True)
    return ctypes.CDLL(str(shared))


def addresses(*arrays: Any) -> Any:
    """List where arrays lie, for C."""
    return (ctypes.c_void_p * len(arrays))(*(array.ctypes.data for array in arrays))


def c_ratio(times: int) -> dict[str, float | None]:
    """Time the compiled stages over the loops in C: 1 is as fast, 2 takes twice as long; 500 students."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    return {
        "c_ratio": ratio_to(compiler, [], times) if compiler else None,
        "c_ratio_vectorized": ratio_to(compiler, VECTORIZING, times) if compiler else None,
    }


def ratio_to(compiler: str, more: list[str], times: int) -> float:
    """Check that C gives the same columns, then give the median ratio of our time to its time."""
    model, week = model_after(WEEK + 1, STUDENTS, "random"), WEEK
    run = model._run
    other = run._replace(
        state=run.state.copy(), discrete_state=run.discrete_state.copy(), weekly_sums=run.weekly_sums.copy()
    )
    replication_key = model.world.replication_key
    parameters = np.array(list(model.parameters), np.float64)
    settings = np.array(list(model.settings), np.float64)
    with tempfile.TemporaryDirectory() as folder:
        c_code = library(folder, compiler, more, model.parameters, model.settings)
        arguments = c_arguments(other, parameters, settings, replication_key, week)

        def weeks_in_c(repeats: int = REPEATS) -> None:
            c_code.weeks(ctypes.c_int64(repeats), *arguments)

        def our_weeks(repeats: int = REPEATS) -> None:
            compiled_weeks(run, model.settings, model.parameters, replication_key, week, repeats)

        our_weeks(3)
        weeks_in_c(3)
        for ours, theirs in (
            (run.state, other.state),
            (run.discrete_state, other.discrete_state),
            (run.weekly_sums, other.weekly_sums),
        ):
            np.testing.assert_array_equal(ours, theirs)
        return median(best_of(our_weeks, 5) / best_of(weeks_in_c, 5) for _ in range(times))


def c_arguments(run: Any, parameters: Any, settings: Any, replication_key: Any, week: int) -> list[Any]:
    """List what the three mechanisms in C are given, in their order."""
    state, whole, sums, counts, traits = (
        run.state,
        run.discrete_state,
        run.weekly_sums,
        run.weekly_counts,
        run.traits,
    )
    here = whole[c.ENROLLED]
    decisions = (
        Decision.ATTENDANCE, Decision.EFFORT, Decision.BELONGING_NOISE, Decision.MOTIVATION_NOISE
    )  # fmt: skip
    keys = (ctypes.c_uint64 * len(decisions))(
        *(
            int(stage_key(replication_key.seed, replication_key.replication, decision, week))
            for decision in decisions
        )
    )
    studying = addresses(
        run.key, here, traits[c.STUDY_HABITS], state[c.SKILL], state[c.MOTIVATION], state[c.BELONGING],
        state[c.ACCOUNTABILITY], state[c.STRATEGY], state[c.MENTOR_HOURS], sums[c.CLASS_LEVEL], parameters,
        state[c.ATTENDANCE], state[c.EFFORT], state[c.TERM_ATTENDANCE], state[c.TERM_EFFORT],
        whole[c.TERM_WEEKS],
        state[c.ATTENDANCE_SUM], whole[c.ATTENDANCE_WEEKS], sums[c.CLASS_GAIN],
    )  # fmt: skip
    feeling = addresses(
        run.key, here, traits[c.BELONGING_AT_ENTRY], traits[c.FEW], sums[c.FRIEND_STRENGTH],
        sums[c.FRIEND_ALIKE], sums[c.CONTACT], sums[c.HELD], state[c.FAILED_ENDS], state[c.ENDING_TRACE],
        parameters, state[c.BELONGING],
    )  # fmt: skip
    moving = addresses(
        run.key, here, traits[c.MOTIVATION_AT_ENTRY], state[c.PERFORMANCE], state[c.BELONGING],
        state[c.STRATEGY], state[c.ACCOUNTABILITY], state[c.STRAIN], sums[c.FRIEND_STRENGTH],
        sums[c.FRIEND_MOTIVATION], sums[c.STANDING], counts[c.REMINDED], counts[c.TIE_ROLE],
        state[c.ENDING_TRACE], settings, parameters, state[c.MOTIVATION], state[c.FAILED_ENDS],
    )  # fmt: skip
    return [ctypes.c_int64(len(run.key)), studying, feeling, moving, keys]
