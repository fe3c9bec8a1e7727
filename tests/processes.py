"""Scripts in new processes, where every warning is an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import mentorsim.numerics.kernel

GROUND = Path(mentorsim.numerics.kernel.__file__).parent


def run_python(code: str, package_root: Path = GROUND.parents[1], /, **changes: str) -> str:
    """Run a script in a new process in which every warning is an error; return what it prints."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    environment = {**inherited, "PYTHONPATH": str(package_root), "PYTHONDONTWRITEBYTECODE": "1", **changes}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
