"""Results as a file of the EMA workbench, which `ema_workbench.load_results` opens.

The file is what `ema_workbench.save_results` of version 2.5 writes (`ema_workbench/util/utilities.py`): a
gzipped tar with ``experiments.csv``, a headerless column of numbers ``NAME.cls`` for each scalar outcome, and
``metadata.json`` with the types of both.
"""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mentorsim.analysis.cells import Cells
from mentorsim.errors import DiskError, UserError
from mentorsim.files import atomic_path
from mentorsim.statistics.intervals import FloatArray

if TYPE_CHECKING:
    import pandas as pd

MODEL = "mentorsim"
_VERSION = 0.1


def export_ema(cells: Cells, path: Path) -> int:
    """Write the mean outcomes of every policy at every point; return the number of rows.

    A point of the design is a *scenario* there and a policy a *policy*; what is varied are the uncertainties,
    categories where the values are not numbers. Outcomes are means over the replications. Points without a
    usable replication are left out: the workbench has no place for what is missing.

    Parameters
    ----------
    cells
        What is exported: levels, or differences to the baseline.
    path
        The file; ``.tar.gz`` is usual.

    Raises
    ------
    UserError
        When nothing can be exported, or the file cannot be written.
    """
    experiments, outcomes = ema_tables(cells)
    if not len(experiments):
        raise UserError("there is nothing to export: no design point has an outcome")
    try:
        with atomic_path(path) as temporary, tarfile.open(temporary, "w:gz") as archive:
            _add(archive, "experiments.csv", experiments.to_csv(index=False, lineterminator="\n"))
            for name, values in outcomes.items():
                # An empty line would be skipped by the reader, and every number after it move up.
                _add(archive, f"{name}.cls", "".join(f"{value!r}\n" for value in values.tolist()))
            metadata = {
                "version": _VERSION,
                "outcomes": [("ScalarOutcome", name, f"{name}.cls") for name in outcomes],
                "experiments": {name: str(kind) for name, kind in experiments.dtypes.items()},
            }
            _add(archive, "metadata.json", json.dumps(metadata))
    except OSError as problem:
        raise DiskError(f"cannot write {path}: {problem.strerror or problem}") from None
    return len(experiments)


def ema_tables(cells: Cells) -> tuple[pd.DataFrame, dict[str, FloatArray]]:
    """Return the experiments, a row per point and policy, and each outcome's means in the same order."""
    import pandas as pd

    names = cells.subject.names
    means = {
        name: np.stack([_means(cells.of(name, policy)) for policy in cells.subject.policies], axis=1)
        for name in names
    }
    there = np.stack([np.isfinite(values) for values in means.values()]).any(axis=0)
    point, policy = np.nonzero(there)
    columns: dict[str, Any] = {}
    for place, factor in enumerate(cells.results.design.factors):
        values = [cells.results.design.points[number][place] for number in point.tolist()]
        numeric = factor.numeric and all(value is not None for value in values)
        whole = numeric and all(isinstance(value, int) for value in values)
        columns[factor.path] = (
            pd.Series(values, dtype="int64" if whole else "float64")
            if numeric
            else pd.Series(
                ["as it is" if value is None else str(value) for value in values], dtype="category"
            )
        )
    columns["scenario"] = pd.Series(point, dtype="int64")
    columns["policy"] = pd.Series([cells.subject.policies[number] for number in policy], dtype="category")
    columns["model"] = pd.Series([MODEL] * len(point), dtype="category")
    return pd.DataFrame(columns), {name: values[point, policy] for name, values in means.items()}


def _means(values: FloatArray) -> FloatArray:
    found = np.isfinite(values)
    sums = np.where(found, values, 0.0).sum(axis=1)
    means: FloatArray = np.where(found.any(axis=1), sums / np.maximum(found.sum(axis=1), 1), np.nan)
    return means


def _add(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
