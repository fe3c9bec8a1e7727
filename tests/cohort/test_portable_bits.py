"""A cohort has the same bits on every machine: compiled or not, and as recorded."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np

from mentorsim.cohort import Cohort, make_cohort
from tests.cohort.studies import MAJOR, STUDENT_COLUMNS, study

# Every number is stated here, so that a new calibration does not change the digest; a new way to draw does.
STATED = {
    "first_years": 90,
    "attributes": {
        "first_generation": {"share": 0.35, "share_by_major": {"arts": 0.5}, "gaps": {"skill": -0.5}},
        "international": {"share": 0.1, "gaps": {"communication": -0.3}},
        "major": {**MAJOR, "gaps": {"nursing": {"skill": 0.2}}},
    },
    "correlations": {
        "skill_motivation": 0.25,
        "skill_belonging": 0.1,
        "motivation_belonging": 0.35,
        "communication_belonging": 0.3,
    },
    "belonging": {"mean": 0.6, "sd": 0.15},
    "motivation": {"mean": 0.6, "sd": 0.15},
    "communication": {"mean": 0.5, "sd": 0.15},
    "prior_grade": {"reliability": 0.8},
    "values": {"background": 0.1},
    "survey": {"noise": 0.5, "non_response": 0.15},
}
FRIENDSHIPS = {
    "mean_degree": 5,
    "clustering": 0.3,
    "homophily": {"major": 0.5, "first_generation": 0.3, "international": 0.4},
}
RECORDED = "d60972acbd4d9d504a5f4459"


def digest(cohort: Cohort) -> str:
    friends = cohort.friendships
    columns = [cohort.key, cohort.role, *(getattr(cohort, name) for name in STUDENT_COLUMNS)]
    columns += [cohort.values, cohort.slots, cohort.observed.prior_grade]
    # NaN has many bit patterns.
    columns += [np.nan_to_num(cohort.observed.values, nan=99.0)]
    columns += [cohort.attributes[name].codes for name in sorted(cohort.attributes)]
    columns += [friends.first, friends.second, friends.strength]
    running = hashlib.blake2b(digest_size=12)
    for column in columns:
        running.update(np.ascontiguousarray(column).tobytes())
    return running.hexdigest()


def recorded_world() -> str:
    return digest(make_cohort(study(STATED, FRIENDSHIPS), 2026, 3))


def test_the_recorded_replication_comes_again() -> None:
    assert recorded_world() == RECORDED


def test_plain_python_gives_the_bits_of_compiled_code() -> None:
    command = "from tests.cohort.test_portable_bits import recorded_world; print(recorded_world())"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    plain = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True, env=environment
    )
    assert plain.stdout.strip() == recorded_world()
