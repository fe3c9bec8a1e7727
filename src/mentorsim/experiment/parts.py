"""Parquet parts: runs on disk, some hundreds to a file, one row per run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mentorsim.errors import UserError
from mentorsim.experiment.identity import run_id
from mentorsim.experiment.rows import RunRows
from mentorsim.files import atomic_path

_KEYS = ("run_id", "replication", "policy", "error")
_WEEKLY = ("weekly_enrolled", "weekly_belonging")
_NOTE = b"mentorsim"


def write_part(path: Path, rows: RunRows, policies: Sequence[str], fingerprint: str) -> None:
    """Write runs under a temporary name, flush them to disk and rename the file.

    Columns: ``run_id``, ``replication``, ``policy``, ``error`` (null where the run did not fail), one per
    measured value (null where undefined), and two lists with a value per week.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [policies[number] for number in rows.policy.tolist()]
    runs = zip(names, rows.replication.tolist(), strict=True)
    ids = [run_id(fingerprint, name, replication) for name, replication in runs]
    columns = {
        "run_id": pa.array(ids, pa.string()),
        "replication": pa.array(rows.replication, pa.int64()),
        "policy": pa.array(names, pa.string()),
        "error": pa.array(rows.errors, pa.string()),
    }
    for number, name in enumerate(rows.columns):
        columns[name] = pa.array(rows.values[:, number], pa.float64(), from_pandas=True)
    weeks = rows.weekly.shape[2]
    for number, name in enumerate(_WEEKLY):
        flat = pa.array(np.ascontiguousarray(rows.weekly[:, number]).ravel(), pa.float32(), from_pandas=True)
        columns[name] = pa.ListArray.from_arrays(np.arange(len(rows) + 1, dtype=np.int32) * weeks, flat)
    table = pa.table(columns)
    table = table.replace_schema_metadata({_NOTE: json.dumps({"fingerprint": fingerprint}).encode()})
    with atomic_path(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def first_run_id(rows: RunRows, policies: Sequence[str], fingerprint: str) -> str:
    """Give the id of the first of some runs."""
    return run_id(fingerprint, policies[int(rows.policy[0])], int(rows.replication[0]))


def read_part(path: Path, policies: Sequence[str], fingerprint: str) -> RunRows:
    """Read a part back.

    Raises
    ------
    UserError
        When the file is damaged, or belongs to other results.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError) as problem:
        raise UserError(
            f"is no whole Parquet file ({_first_line(problem)}): remove it, and its runs are done again",
            file=path,
        ) from None
    complete = {*_KEYS, *_WEEKLY} <= set(table.column_names)
    if not complete or _fingerprint_in(table.schema.metadata) != fingerprint:
        raise UserError("belongs to other results: move it out of this folder", file=path)
    columns = tuple(name for name in table.column_names if name not in (*_KEYS, *_WEEKLY))
    numbers = {name: number for number, name in enumerate(policies)}
    values = np.empty((len(table), len(columns)))
    for number, name in enumerate(columns):
        values[:, number] = table.column(name).to_numpy()
    lists = [table.column(name).combine_chunks().flatten() for name in _WEEKLY]
    weekly = [np.array(flat.to_numpy(zero_copy_only=False), dtype=np.float32) for flat in lists]
    return RunRows(
        columns,
        table.column("replication").to_numpy().astype(np.int64),
        np.array([numbers[name] for name in table.column("policy").to_pylist()], dtype=np.int64),
        values,
        tuple(table.column("error").to_pylist()),
        np.stack([series.reshape(len(table), -1) for series in weekly], axis=1),
    )


def _fingerprint_in(metadata: dict[bytes, bytes] | None) -> str | None:
    try:
        found = json.loads((metadata or {})[_NOTE])["fingerprint"]
    except (KeyError, TypeError, ValueError):
        return None
    return str(found)


def _first_line(problem: Exception) -> str:
    return str(problem).strip().split("\n")[0].rstrip(".")[:120]
