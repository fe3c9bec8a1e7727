"""Measure the report of a large results folder: the runs of a small one, repeated.

    mentorsim sweep experiment.yaml --out results/small
    python experiments/dashboard/large_folder.py results/small --rows 1000000

repeats the runs of a sweep (or of a comparison) as further replications with a little noise, until there are
so many rows, and prints how long each analysis and the report take. What it reports means nothing; its time
does.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mentorsim.api.analyze import analyze
from mentorsim.api.report import comparison_of_folder, report
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.sweep_results import SweepResults, read_results

PART = 50_000
NOISE = 1e-6  # relative: no two replications are the same


def main() -> None:
    """Make the folder, and time what reads it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "large"
        rows = repeated(asked.results, folder, asked.rows)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"{rows:,} rows, {size / 1e6:.0f} MB")
        results = read_results(folder)
        if results.record.get("experiment"):
            for name in analyze(asked.results).findings:
                say(f"analysis {name}", lambda name=name: analyze(folder, what=[name]))
            say("report, made", lambda: report(folder))
            say("report, kept", lambda: report(folder))
            return
        say("what it compares", lambda: write_comparison(folder, results))
        say("report", lambda: report(folder))


def write_comparison(folder: Path, results: SweepResults) -> None:
    """Write what the runs say beside them, as `compare` does when it ends."""
    found = comparison_of_folder(results)
    ResultsPaths(folder).comparison.write_text(json.dumps(found), "utf-8")


def repeated(small: Path, large: Path, rows: int) -> int:
    """Write a folder with the runs of another one, many times over, and return how many."""
    shutil.copytree(small, large, ignore=shutil.ignore_patterns("parts", "comparison.json", "*.png", "*.svg"))
    (large / "parts").mkdir()
    tables = [pq.read_table(path) for path in sorted((small / "parts").glob("*.parquet"))]
    note = tables[0].schema.metadata
    table = pa.concat_tables(tables).replace_schema_metadata(None)
    replications = int(np.max(table["replication"].to_numpy())) + 1
    times = -(-rows // len(table))
    rng = np.random.default_rng(1)
    together, written, part = [], 0, 0
    for number in range(times):
        together.append(_shifted(table, number, replications, rng))
        if sum(map(len, together)) >= PART or number == times - 1:
            part += 1
            block = pa.concat_tables(together).replace_schema_metadata(note)
            pq.write_table(block, large / "parts" / f"part-{part:05d}-{part:08x}.parquet", compression="zstd")
            written, together = written + len(block), []
    record = json.loads((large / "run.json").read_text("utf-8"))
    record["max_replications"] = replications * times
    (large / "run.json").write_text(json.dumps(record), "utf-8")
    return written


def _shifted(table: pa.Table, number: int, replications: int, rng: np.random.Generator) -> pa.Table:
    """Return the runs as those of later replications."""
    later = pa.array(table["replication"].to_numpy() + number * replications)
    table = table.set_column(table.schema.get_field_index("replication"), "replication", later)
    ids = pa.array([f"{number:07x}{one[7:]}" for one in table["run_id"].to_pylist()])
    table = table.set_column(0, "run_id", ids)
    for place, field in enumerate(table.schema):
        if field.type == pa.float64():
            values = table[field.name].to_numpy()
            noisy = values * (1.0 + NOISE * rng.standard_normal(len(values)))
            table = table.set_column(place, field.name, pa.array(noisy, from_pandas=True))
    return table


def say(what: str, work: object) -> None:
    """Do it, and print how long it took."""
    started, used = time.perf_counter(), time.process_time()
    work()  # type: ignore[operator]
    took, of_processor = time.perf_counter() - started, time.process_time() - used
    print(f"{what:<24} {took:6.1f} s, {of_processor:6.1f} s of processor", flush=True)


if __name__ == "__main__":
    main()
