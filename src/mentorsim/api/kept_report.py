"""A sweep's report, kept beside its runs: what many runs say takes a while to work out, and only once."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from mentorsim.experiment.folder.identity import sources_digest
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.files import write_atomically
from mentorsim.report.document.written import Report

_PACKAGE = Path(__file__).resolve().parents[1]
_WRITES = (".py", ".html", ".css")


def kept_or_made(results: SweepResults, make: Callable[[], Report]) -> Report:
    """Return the report that the folder keeps, where it is of these runs and this program; else make it.

    What is made is kept, unless the folder cannot be written.

    Parameters
    ----------
    results
        The results.
    make
        Makes their report.
    """
    file, state = ResultsPaths(results.folder).report, state_of(results)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(file.read_bytes())
        if kept["of"] == state and isinstance(kept["html"], str):
            return Report(kept["html"])
    made = make()
    with contextlib.suppress(OSError):
        write_atomically(file, json.dumps({"of": state, "html": made.html}, ensure_ascii=False) + "\n")
    return made


def state_of(results: SweepResults) -> str:
    """Return a digest of all that a report depends on: the runs, what they are of, and the program."""
    digest = hashlib.blake2b(digest_size=16)
    paths = ResultsPaths(results.folder)
    for file in (paths.run, paths.experiment, paths.scenario, paths.design, paths.units, paths.log):
        digest.update(file.name.encode() + b"\0")
        if file.exists():
            digest.update(file.read_bytes())
    for part in sorted(paths.existing_parts()):
        digest.update(f"{part.name} {part.stat().st_size}\0".encode())
    digest.update(sources_digest(path for path in _PACKAGE.rglob("*") if path.suffix in _WRITES).encode())
    return digest.hexdigest()
