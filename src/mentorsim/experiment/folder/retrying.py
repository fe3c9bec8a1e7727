"""Failed replications taken out of the parts of a results folder, so that they are run again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.experiment.folder.parts import part_table, replace_table, whole_numbers
from mentorsim.experiment.folder.paths import ResultsPaths


def forget_failed_replications(paths: ResultsPaths, fingerprint: str) -> int:
    """Take the replications in which some run failed out of all parts, with the rows of the other policies.

    A part is replaced in one step by one without them, so that at any moment every run stands in the parts
    once at most, and a sweep that is stopped while it tries again has lost nothing but failures.

    Parameters
    ----------
    paths
        The folder; nobody else may be working on it.
    fingerprint
        Of the folder's identity.

    Returns
    -------
    int
        The number of replications.

    Raises
    ------
    UserError
        For a part that is damaged or belongs to other results.
    OSError
        When a part cannot be written; what it held is then still there.
    """
    parts = paths.existing_parts()
    failed = _together(_failed_replications(part_table(path, fingerprint, _KEYS)) for path in parts)
    for path in parts:
        keys = part_table(path, fingerprint, [*_KEYS, "run_id"])
        gone = np.isin(_replications(keys), failed)
        if not gone.any():
            continue
        runs = keys.column("run_id").filter(gone)
        # Before the part: details without their part do not count, a part without its details would.
        for details in paths.details.glob(f"*-{path.name.removeprefix('part-')}"):
            _keep_others(details, fingerprint, runs)
        if gone.all():
            path.unlink()
        else:
            replace_table(path, part_table(path, fingerprint).filter(~gone), fingerprint)
    return len(failed)


_KEYS = ("point", "replication", "error")


def _keep_others(details: Any, fingerprint: str, runs: Any) -> None:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(details)
    there = pc.is_in(table.column("run_id"), value_set=runs.combine_chunks())
    kept = table.filter(pc.invert(there))
    if len(kept):
        replace_table(details, kept, fingerprint)
    else:
        details.unlink()


def _replications(table: Any) -> NDArray[np.int64]:
    """Number the replication of each run by its point and replication."""
    replications: NDArray[np.int64] = whole_numbers(table, "point") * 2**32 + whole_numbers(
        table, "replication"
    )
    return replications


def _failed_replications(table: Any) -> NDArray[np.int64]:
    failed: NDArray[np.int64] = _replications(table)[table.column("error").is_valid().to_numpy()]
    return failed


def _together(found: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.unique(np.concatenate([np.empty(0, np.int64), *found]))
