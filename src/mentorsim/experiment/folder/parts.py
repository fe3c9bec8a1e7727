"""Parquet parts: runs on disk, some hundreds to a file, one row per run, the same columns in every part."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.documents.yaml_text import inline
from mentorsim.errors import OtherStudyError, UserError
from mentorsim.experiment.failure import Failure
from mentorsim.experiment.folder.identity import run_id
from mentorsim.experiment.rows import RunDetails, RunRows
from mentorsim.files import atomic_path

if TYPE_CHECKING:
    from mentorsim.experiment.design.designs import Design

KEYS = ("run_id", "point", "replication", "policy", "error")
FAILURE = ("error_type", "traceback")
WEEKLY = ("weekly_enrolled", "weekly_belonging")
_NOTE = b"mentorsim"


@dataclass(frozen=True, eq=False)
class PartLayout:
    """What the parts of a results folder have in common.

    Attributes
    ----------
    fingerprint
        Of the folder's identity; every part holds it.
    point_fingerprints
        Of the plan at each point; run ids are made from them.
    policies
        Names of the policies.
    columns
        Names of the measured values.
    varied
        The values of what is varied, one per point, by path: they stand in every row.
    """

    fingerprint: str
    point_fingerprints: Sequence[str]
    policies: Sequence[str]
    columns: tuple[str, ...]
    varied: Mapping[str, Any]

    def ids(self, rows: RunRows) -> list[str]:
        """Name each run."""
        runs = zip(rows.point.tolist(), rows.policy.tolist(), rows.replication.tolist(), strict=True)
        return [run_id(self.point_fingerprints[p], self.policies[q], r) for p, q, r in runs]


def varied_columns(design: Design) -> dict[str, Any]:
    """Return the values of each factor as an Arrow array with an entry per point.

    Numbers and truths keep their type; lists and mappings are written as YAML.
    """
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for place, factor in enumerate(design.factors):
        values = [point[place] for point in design.points]
        kinds = {type(value) for value in values if value is not None}
        if kinds <= {int, float} and len(kinds) > 1:
            values = [None if value is None else float(value) for value in values]
        elif len(kinds) > 1 or not kinds <= {int, float, bool, str}:
            values = [value if value is None or isinstance(value, str) else inline(value) for value in values]
        columns[factor.path] = pa.array(values) if kinds else pa.nulls(len(values), pa.string())
    return columns


def write_part(path: Path, rows: RunRows, layout: PartLayout) -> None:
    """Write runs under a temporary name, flush them to disk and rename the file.

    Columns: ``run_id``, ``point``, ``replication``, ``policy``; ``error``, ``error_type`` and ``traceback``
    (null where the run did not fail); what is varied; one per measured value (null where undefined); and,
    where they are kept, two lists with a value per week.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    import pyarrow as pa

    rows = rows.with_columns(layout.columns)
    columns = {
        "run_id": pa.array(layout.ids(rows), pa.string()),
        "point": pa.array(rows.point, pa.int64()),
        "replication": pa.array(rows.replication, pa.int64()),
        "policy": pa.array([layout.policies[number] for number in rows.policy.tolist()], pa.string()),
        "error": pa.array([None if one is None else str(one) for one in rows.failures], pa.string()),
        "error_type": pa.array([None if one is None else one.type for one in rows.failures], pa.string()),
        "traceback": pa.array([None if one is None else one.traceback for one in rows.failures], pa.string()),
    }
    for name, values in layout.varied.items():
        columns[name] = values.take(pa.array(rows.point))
    for number, name in enumerate(rows.columns):
        columns[name] = pa.array(rows.values[:, number], pa.float64(), from_pandas=True)
    weeks = rows.weekly.shape[2]
    for number, name in enumerate(WEEKLY if weeks else ()):
        flat = pa.array(np.ascontiguousarray(rows.weekly[:, number]).ravel(), pa.float32(), from_pandas=True)
        columns[name] = pa.ListArray.from_arrays(np.arange(len(rows) + 1, dtype=np.int32) * weeks, flat)
    replace_table(path, pa.table(columns), layout.fingerprint)


def write_details(path: Path, rows: RunRows, details: RunDetails, layout: PartLayout) -> None:
    """Write details of runs, each row with its run's id.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    import pyarrow as pa

    ids = pa.array(layout.ids(rows), pa.string())
    columns = {"run_id": ids.take(pa.array(details.run))}
    columns.update((name, pa.array(values)) for name, values in details.columns.items())
    replace_table(path, pa.table(columns), layout.fingerprint)


def read_part(path: Path, layout: PartLayout) -> RunRows:
    """Read a part back.

    Raises
    ------
    UserError
        When the file is damaged, or belongs to other results.
    """
    table = part_table(path, layout.fingerprint)
    values = np.empty((len(table), len(layout.columns)))
    for number, name in enumerate(layout.columns):
        values[:, number] = table.column(name).to_numpy()
    kept = [name for name in WEEKLY if name in table.column_names]
    lists = [table.column(name).combine_chunks().flatten() for name in kept]
    weekly = [np.array(flat.to_numpy(zero_copy_only=False), dtype=np.float32) for flat in lists]
    nothing = np.empty((len(table), 0), dtype=np.float32)
    shaped = [series.reshape(len(table), -1) for series in weekly] or [nothing, nothing]
    return RunRows(
        layout.columns,
        whole_numbers(table, "point"),
        whole_numbers(table, "replication"),
        policy_numbers(table, layout.policies),
        values,
        tuple(
            None if error is None else Failure(kind, _without(error, kind), traceback=trace)
            for error, kind, trace in zip(
                *(table.column(name).to_pylist() for name in ("error", *FAILURE)), strict=True
            )
        ),
        np.stack(shaped, axis=1),
    )


def _without(error: str, kind: str) -> str:
    return error.removeprefix(f"{kind}: ") if kind else error


def part_table(path: Path, fingerprint: str, columns: Sequence[str] | None = None) -> Any:
    """Read some columns of a part as an Arrow table.

    Raises
    ------
    UserError
        When the file is damaged, or belongs to other results.
    """
    with _opened(path, fingerprint) as opened:
        return opened.read(columns=None if columns is None else list(columns))


def part_points(path: Path, fingerprint: str) -> tuple[int, int]:
    """Return the lowest and the highest point in a part, without reading it; errors as for `part_table`."""
    with _opened(path, fingerprint) as opened:
        place = opened.schema_arrow.names.index("point")
        groups = range(opened.metadata.num_row_groups)
        found = [opened.metadata.row_group(group).column(place).statistics for group in groups]
        return min(stats.min for stats in found), max(stats.max for stats in found)


@contextmanager
def _opened(path: Path, fingerprint: str) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Closed at once: results folders may have more parts than a process may have open files.
        with pq.ParquetFile(path, page_checksum_verification=True) as opened:
            schema = opened.schema_arrow
            if not {*KEYS} <= set(schema.names) or _fingerprint_in(schema.metadata) != fingerprint:
                raise OtherStudyError("belongs to other results: move it out of this folder", file=path)
            yield opened
    except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
        raise UserError(
            f"is not a whole Parquet file ({_first_line(problem)}): remove it, and its runs are done again",
            file=path,
        ) from None


def whole_numbers(table: Any, name: str) -> NDArray[np.int64]:
    """Return a column of whole numbers."""
    numbers: NDArray[np.int64] = table.column(name).to_numpy().astype(np.int64)
    return numbers


def policy_numbers(table: Any, policies: Sequence[str]) -> NDArray[np.int64]:
    """Return the position of each run's policy."""
    numbers = {name: number for number, name in enumerate(policies)}
    return np.array([numbers[name] for name in table.column("policy").to_pylist()], dtype=np.int64)


def replace_table(path: Path, table: Any, fingerprint: str) -> None:
    """Write an Arrow table as a part or its details: under a temporary name, flushed, renamed.

    Raises
    ------
    OSError
        When the file cannot be written; a file of that name is then as it was.
    """
    import pyarrow.parquet as pq

    table = table.replace_schema_metadata({_NOTE: json.dumps({"fingerprint": fingerprint}).encode()})
    with atomic_path(path, follow_links=False) as temporary:
        pq.write_table(table, temporary, compression="zstd", write_page_checksum=True)


def _fingerprint_in(metadata: dict[bytes, bytes] | None) -> str | None:
    try:
        found = json.loads((metadata or {})[_NOTE])["fingerprint"]
    except (KeyError, TypeError, ValueError):
        return None
    return str(found)


def _first_line(problem: Exception) -> str:
    return str(problem).strip().split("\n")[0].rstrip(".")[:120]
