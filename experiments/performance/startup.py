"""How long commands take to answer, and a process to its first run, with and without compiled kernels."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from study import text
from timing import process_seconds

PROJECT = Path(__file__).resolve().parents[2]

# What `compare` needs, up to its first run.
FIRST_RUN = """
import sys
import mentorsim.api.compare
from mentorsim.model import MentoringModel
from mentorsim.scenario import parse_scenario
MentoringModel(parse_scenario(sys.argv[1]), "random").run()
"""


def start_up(times: int) -> dict[str, float]:
    """Time commands and first runs as whole processes; the first run of all compiles into an empty cache."""
    run = ["-c", FIRST_RUN, text()]
    scenario = str(PROJECT / "scenarios" / "first_year_university.yaml")
    process_seconds(run, 1)
    with tempfile.TemporaryDirectory() as empty:
        compile_seconds = process_seconds(run, 1, MENTORSIM_CACHE=empty)
        warm = median(process_seconds(run, 1, MENTORSIM_CACHE=empty) for _ in range(times))
    return {
        "help_seconds": process_seconds(["-m", "mentorsim", "--help"], times),
        "check_seconds": process_seconds(["-m", "mentorsim", "check", scenario], times),
        "warm_start_seconds": warm,
        "compile_seconds": compile_seconds - warm,
    }
