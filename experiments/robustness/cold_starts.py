"""Start six processes at once with an empty kernel cache: all finish, and with the same results.

``python experiments/robustness/cold_starts.py`` runs the same small comparison in each, prints their times
and exits with 1 unless all printed the same.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = [
    "compare",
    "first_year_university",
    "--replications",
    "2",
    "--workers",
    "1",
    "-q",
    "--format",
    "csv",
]


def main() -> int:
    """Start, wait, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "MENTORSIM_CACHE": str(Path(folder) / "cache")}
        begin = time.monotonic()
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "mentorsim", *COMMAND],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(options.processes)
        ]
        ended = [(process.communicate(), process.returncode, time.monotonic() - begin) for process in started]
    for (_, said), code, seconds in ended:
        print(f"exit code {code} after {seconds:.0f} s {said.strip()[-200:]}")
    results = {printed for (printed, _), _, _ in ended}
    print(f"{len(ended)} processes, {len(results)} different results")
    return int(len(results) != 1 or any(code for _, code, _ in ended))


if __name__ == "__main__":
    sys.exit(main())
