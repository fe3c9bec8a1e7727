"""The first run of all: compile the weeks in a second process while this one makes the first world.

Compiling is most of what a first run takes, and a process compiles one function at a time. The second process
compiles the stages in their order and leaves them in the cache. This one begins with the cohort, continues
with the stages from the last to the first, and finds there what the other has done.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.dynamics import rows as c
from mentorsim.dynamics.columns import MATTERS, Friendships, ReplicationKey, Run, no_peers
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.dynamics.settings import parameter_record, program_record
from mentorsim.dynamics.tie_making import empty_ties, no_groups
from mentorsim.dynamics.week import run_weeks
from mentorsim.dynamics.wiring import STAGES
from mentorsim.numerics.kernel import COMPILES, VARIANT
from mentorsim.numerics.processors import usable_cores
from mentorsim.scenario import Scenario

_PACKAGE = Path(__file__).resolve().parents[1]
_IS_SECOND = "MENTORSIM_COMPILES_AHEAD"

TINY_STUDY = {
    "title": "tiny",
    "calendar": {"terms": 1, "weeks_per_term": 2},
    "cohort": {"first_years": 8, "upper_years": 4},
    "program": {"mentors": 2, "starts_week": 1},
}
"""The smallest study in which every kernel of a run is called."""

_second: subprocess.Popen[bytes] | None = None


def week_is_compiled() -> bool:
    """Whether machine code of the whole week is kept from an earlier run; true where nothing is compiled."""
    if not COMPILES:
        return True
    from mentorsim.numerics.kernel_cache import cache_folder

    folder = cache_folder(_PACKAGE, _PACKAGE / "dynamics" / "week.py", VARIANT)
    return folder is not None and any(folder.rglob("*.run_weeks-*.nbi"))


@cache
def compile_ahead() -> None:
    """Start the second process, once, where there is something to compile and a second core to do it."""
    global _second
    if week_is_compiled() or usable_cores() < 2 or _IS_SECOND in os.environ:
        return
    environment = {**os.environ, _IS_SECOND: "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    # Without it there is only more to do here.
    with contextlib.suppress(OSError):
        _second = subprocess.Popen(
            [sys.executable, "-m", __name__],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(_second.kill)


def compile_the_rest(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey
) -> None:
    """Compile in this process, if there is a second one, what that has not come to yet."""
    global _second
    if _second is None:
        return
    signature = signature_of(run, settings, parameters, replication_key, 0)
    for stage in reversed(STAGES):
        stage.compile(signature)
    run_weeks.compile((*signature, *signature[-1:] * 3))  # type: ignore[attr-defined]
    atexit.unregister(_second.kill)
    _second.kill()
    _second.wait()
    _second = None


def signature_of(*arguments: Any) -> tuple[Any, ...]:
    """Return the types that a kernel is compiled for."""
    import numba

    typeof: Any = numba.typeof  # it comes without types
    return tuple(typeof(argument) for argument in arguments)


def example_arguments() -> tuple[Any, ...]:
    """Make what a stage is given, without students: of the same types as in any run."""
    scenario = Scenario.model_validate(TINY_STUDY)
    parameters = parameter_record(scenario)
    run = Run(
        key=np.zeros(0, np.uint64),
        discrete_traits=np.zeros((2, 0), np.int32),
        traits=_fixed(np.zeros((len(c.TRAITS), 0))),
        attributes=_fixed(np.zeros((0, 0), np.int32)),
        matters=_fixed(np.zeros((len(MATTERS), 0))),
        major_start=np.zeros(0, np.int32),
        major_members=np.zeros(0, np.int32),
        section=np.zeros(0, np.int32),
        section_start=np.zeros(1, np.int32),
        section_members=np.zeros(0, np.int32),
        prior_grade=np.zeros(0),
        state=np.zeros((len(c.STATE), 0)),
        discrete_state=np.zeros((len(c.DISCRETE_STATE), 0), np.int32),
        weekly_sums=np.zeros((len(c.WEEKLY_SUMS), 0)),
        partners=np.zeros((len(c.PARTNERS), 0), np.int32),
        weekly_counts=np.zeros((len(c.WEEKLY_COUNTS), 0), np.int32),
        peers=no_peers(),
        participation=np.zeros((len(c.PARTICIPATION), 0), np.int32),
        ties=empty_ties(),
        groups=no_groups(),
        seats=np.zeros(0, np.int32),
        friendships=Friendships(
            row_start=np.zeros(1, np.int32),
            friend=np.zeros(0, np.int32),
            strength=np.zeros(0),
            affinity=np.zeros(0, np.float32),
            alike=np.zeros(0, np.float32),
        ),
        calendar=np.zeros((len(c.CALENDAR), 1), np.int32),
        series=np.zeros((len(c.SERIES), 1)),
    )
    replication_key = ReplicationKey(np.uint64(0), np.uint64(0))
    return run, program_record(None, parameters), parameters, replication_key, 0


def _fixed(block: Any) -> Any:
    block.flags.writeable = False
    return block


if __name__ == "__main__":
    example = signature_of(*example_arguments())
    for each in STAGES:
        each.compile(example)
