"""How long the best total score takes, by size: one large pool of mentees, and the same divided by majors.

``python -m experiments.performance.matching_scale`` prints it for the sizes given, in thousands of mentees;
there is one mentor with four places for every four mentees, so that every place is needed, which is the
hardest case. Criteria: the same major and a grade gap; within majors the major is mandatory.
"""

from __future__ import annotations

import math
import resource
import sys
import time
from collections.abc import Sequence

import numpy as np

from mentorsim.cohort.people import Category, Observed
from mentorsim.pairing import MatchingProblem, make_pairs
from mentorsim.scenario.match import MatchSettings

PLACES = 4
_MAJORS_PER_1000 = 2
_GAP = {"field": "prior_grade", "rule": "gap", "at": 1.0, "importance": "medium"}


def matching_scale(
    whole: Sequence[int] = (1000, 2000, 4000), within_majors: Sequence[int] = (4000, 8000, 16_000)
) -> dict[str, float]:
    """Measure seconds and memory.

    Parameters
    ----------
    whole
        Numbers of mentees in one pool.
    within_majors
        Numbers of mentees who are divided by a mandatory major, 500 in each.

    Returns
    -------
    dict
        ``whole_N_seconds`` and ``majors_N_seconds``; ``whole_growth`` and ``majors_growth``, the power of
        the number of mentees by which time grows from the first size to the last; ``peak_mb``, the most
        memory that the process has had.
    """
    _seconds(20, 2, mandatory=False)  # compiles
    measured: dict[str, float] = {}
    for name, sizes in (("whole", whole), ("majors", within_majors)):
        times = []
        for mentees in sizes:
            majors = 5 if name == "whole" else max(1, _MAJORS_PER_1000 * mentees // 1000)
            times.append(_seconds(mentees, majors, mandatory=name == "majors"))
            measured[f"{name}_{mentees}_seconds"] = times[-1]
        if len(sizes) > 1:
            measured[f"{name}_growth"] = math.log(times[-1] / times[0]) / math.log(sizes[-1] / sizes[0])
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    return measured


def _seconds(mentees: int, majors: int, *, mandatory: bool) -> float:
    rng = np.random.default_rng(mentees)
    mentors = mentees // PLACES
    size = mentees + mentors
    names = tuple(f"major {number}" for number in range(majors))
    observed = Observed(
        key=rng.permutation(np.arange(1, size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)),
        role=(np.arange(size) >= mentees).astype(np.uint8),
        prior_grade=rng.normal(size=size),
        values=rng.normal(size=(3, size)),
        slots=np.full(size, 1023, np.uint32),
        attributes={"major": Category(rng.integers(0, majors, size).astype(np.int32), names)},
        numbers={},
        identifiers=None,
    )
    problem = MatchingProblem(
        observed=observed,
        mentees=np.arange(mentees),
        mentors=np.arange(mentees, size),
        capacity=np.full(mentors, PLACES),
    )
    major = {"field": "major", "rule": "same", "importance": "mandatory" if mandatory else "high"}
    match = MatchSettings.model_validate({"method": "score", "criteria": [major, _GAP]})
    start = time.perf_counter()
    make_pairs(match, problem)
    return time.perf_counter() - start


if __name__ == "__main__":
    given = [int(float(thousands) * 1000) for thousands in sys.argv[1:]]
    for name, value in (matching_scale(given, given) if given else matching_scale()).items():
        print(f"{name:24} {value:10.2f}")
