"""All runs of a results folder in one Parquet file and one CSV, sorted, each run once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.documents.spreadsheet_cells import safe_cell
from mentorsim.errors import UserError
from mentorsim.experiment.folder.parts import part_points, part_table, policy_numbers, whole_numbers
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.folder.store import not_writable
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.files import atomic_path


def compact(results: SweepResults) -> tuple[Path, Path, int]:
    """Write all runs of a folder into ``runs.parquet`` and ``runs.csv`` in it; the parts stay.

    The rows are sorted by point, replication and policy. What is held in memory at a time are the parts that
    share points; weekly series are in the Parquet file only.

    Returns
    -------
    tuple
        Both files, and the number of runs.

    Raises
    ------
    UserError
        When there are no runs, a part is damaged or belongs to other results, or a file cannot be written.
    """
    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pq

    paths = ResultsPaths(results.folder)
    count = 0
    try:
        with ExitStack() as stack:
            parquet_path = stack.enter_context(atomic_path(paths.compact_parquet, follow_links=False))
            csv_path = stack.enter_context(atomic_path(paths.compact_csv, follow_links=False))
            writers: list[Any] = []
            for table in _sorted_tables(results, paths):
                flat = _safe_texts(
                    table.select([f.name for f in table.schema if not f.name.startswith("weekly_")])
                )
                if not writers:
                    writers = [
                        stack.enter_context(pq.ParquetWriter(parquet_path, table.schema, compression="zstd")),
                        stack.enter_context(pa_csv.CSVWriter(csv_path, flat.schema)),
                    ]
                writers[0].write_table(table)
                writers[1].write_table(flat)
                count += len(table)
            if not writers:
                raise UserError(f"the folder {results.folder} holds no runs yet")
            for writer in writers:
                writer.close()
    except OSError as problem:
        raise not_writable(results.folder, problem) from None
    return paths.compact_parquet, paths.compact_csv, count


def _sorted_tables(results: SweepResults, paths: ResultsPaths) -> Iterator[Any]:
    """Yield the runs in order, some points at a time: those below which no further part begins."""
    import pyarrow as pa

    fingerprint = str(results.record["fingerprint"])
    parts = sorted((part_points(path, fingerprint), path) for path in paths.existing_parts())
    waiting: list[Any] = []
    for number, (_, path) in enumerate(parts):
        waiting.append(part_table(path, fingerprint))
        following = parts[number + 1][0][0] if number + 1 < len(parts) else None
        table = _in_order(pa.concat_tables(waiting), results)
        points = whole_numbers(table, "point")
        ready = len(points) if following is None else int(np.searchsorted(points, following))
        if ready:
            yield table.slice(0, ready)
            waiting = [table.slice(ready)] if ready < len(points) else []


def _safe_texts(table: Any) -> Any:
    """Make texts harmless that a spreadsheet would run, such as the name of a policy."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if field.name == "run_id" or not pa.types.is_string(field.type):
            continue
        coded = table.column(place).combine_chunks().dictionary_encode()
        texts = coded.dictionary.to_pylist()
        safe = [safe_cell(text) for text in texts]
        if safe != texts:
            column = pa.DictionaryArray.from_arrays(coded.indices, pa.array(safe, pa.string()))
            table = table.set_column(place, field, column.cast(pa.string()))
    return table


def _in_order(table: Any, results: SweepResults) -> Any:
    point, replication = whole_numbers(table, "point"), whole_numbers(table, "replication")
    policy = policy_numbers(table, results.policies)
    order = np.lexsort((policy, replication, point))
    keys = np.stack([point, replication, policy])[:, order]
    repeated = (keys[:, 1:] == keys[:, :-1]).all(axis=0)
    return table.take(order[np.concatenate(([True], ~repeated))[: len(order)]])
