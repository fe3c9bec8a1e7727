"""Design points in CSV files: what a user lists, and what a results folder keeps."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.documents.reading import read_text
from mentorsim.documents.scalars import scalar_value
from mentorsim.documents.spreadsheet_cells import plain_cell, safe_cell
from mentorsim.documents.yaml_text import inline
from mentorsim.errors import UserError
from mentorsim.experiment.design.designs import MOST_POINTS, Design, design_of
from mentorsim.experiment.design.factors import Factor, whole_if_possible
from mentorsim.statistics.intervals import FloatArray

_SAMPLE, _POINT = "sample", "point"
#: As many paths may be varied at once; there are fewer parameters than that.
MOST_COLUMNS = 500
_WEIGHT = "weight"


def read_points(path: Path) -> Design:
    """Read a design from a CSV: a header of paths, and a row of values (as in YAML) per point.

    A column ``weight``, such as a posterior has, is left out: the points of a sweep count the same.
    So are the numbers before the paths in the ``design.csv`` of a results folder.

    Raises
    ------
    UserError
        When it cannot be read, or its rows do not fit its header; with the line.
    """
    header, rows, lines = _table(path)
    if not header or len(set(header)) != len(header) or not all(header):
        raise UserError("needs a header of different paths, such as program.mentors", file=path, line=1)
    if len(header) > MOST_COLUMNS:
        raise UserError(f"has {len(header):,} columns; at most {MOST_COLUMNS} are read", file=path, line=1)
    if not rows:
        raise UserError("has no design points: write a row of values for each", file=path)
    if header[:2] == [_SAMPLE, _POINT] and len(header) > 2:  # the design of a results folder
        header, rows = header[2:], [row[2:] for row in rows]
    if _WEIGHT in header and len(header) > 1:
        place = header.index(_WEIGHT)
        header = [name for name in header if name != _WEIGHT]
        rows = [[*row[:place], *row[place + 1 :]] for row in rows]
    return points_of(header, rows, f"{path}:1", lines)


def points_of(
    header: Sequence[str], rows: Sequence[Sequence[Any]], option: str, lines: Sequence[int] = ()
) -> Design:
    """Return the design of a table of points.

    Parameters
    ----------
    header
        A path per column.
    rows
        A row of plain values per point; None or NaN: the scenario's own value.
    option
        Where the table was written, for messages.
    lines
        Of a file: the line of each row.

    Raises
    ------
    UserError
        When there are no columns, no rows, or two columns of the same path.
    """
    if not header or not rows or len(set(header)) != len(header):
        raise UserError(f"{option}: needs columns of different paths, such as program.mentors, and rows")
    known = [[_known(value) for value in row] for row in rows]
    factors = []
    for column, name in enumerate(header):
        levels: dict[str, tuple[Any, int]] = {}
        for place, row in enumerate(known):
            line = lines[place] if lines else 0
            levels.setdefault(json.dumps(row[column], default=str), (row[column], line))
        values, first = zip(*levels.values(), strict=True)
        factors.append(Factor(name, "list", values, option=f"{option}: {name}", lines=first if lines else ()))
    return design_of("points", factors, [tuple(row) for row in known])


def _known(value: Any) -> Any:
    """Return a cell's value; an empty cell is NaN, and makes floats of the whole numbers in its column."""
    return None if isinstance(value, float) and math.isnan(value) else whole_if_possible(value)


def design_csv(design: Design) -> str:
    """Write a design's table: the number of the sample, that of its point, and a column per path."""
    header = [_SAMPLE, _POINT, *(factor.path for factor in design.factors)]
    points = design.samples.tolist()
    return _csv(
        header,
        ([sample, point, *map(_cell, design.points[point])] for sample, point in enumerate(points)),
    )


def units_csv(design: Design) -> str | None:
    """Write where the samples lie between 0 and 1; None for a design that does not sample."""
    if design.units is None:
        return None
    header = [factor.path for factor in design.sampled]
    return _csv(header, (list(map(repr, row)) for row in design.units.tolist()))


def read_design(kind: str, factors: Sequence[Factor], design: Path, units: Path | None) -> Design:
    """Read a design back from its table.

    Raises
    ------
    UserError
        When a file is missing or damaged.
    """
    header, rows, _ = _table(design)
    expected = [_SAMPLE, _POINT, *(factor.path for factor in factors)]
    if header != expected:
        raise UserError(f"is damaged: its header should be {','.join(expected):.200}", file=design, line=1)
    for line, row in enumerate(rows, 2):
        if not all(type(number) is int and number >= 0 for number in row[:2]):
            raise UserError(
                f"is damaged: {_SAMPLE} and {_POINT} are whole numbers from 0", file=design, line=line
            )
    samples = np.array([row[1] for row in rows], dtype=np.int64)
    points: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        points.setdefault(row[1], tuple(row[2:]))
    if sorted(points) != list(range(len(points))):
        raise UserError("is damaged: its design points are not numbered one after the other", file=design)
    values = tuple(points[number] for number in range(len(points)))
    places: FloatArray | None = None
    if units is not None:
        try:
            places = np.array(_table(units)[1], dtype=np.float64)
        except (TypeError, ValueError):
            raise UserError("is damaged: it holds something else than numbers", file=units) from None
    return Design(kind, tuple(factors), values, samples, places)


def _csv(header: Sequence[str], rows: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    return "" if value is None else safe_cell(inline(value))


def _table(path: Path) -> tuple[list[str], list[list[Any]], list[int]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, strict=True)
            header = [name.strip() for name in next(reader, [])]
            rows: list[list[Any]] = []
            lines: list[int] = []
            own = header[:2] == [_SAMPLE, _POINT]  # written by `design_csv`
            for cells in reader:
                if not cells:
                    continue
                if own:
                    cells = [plain_cell(cell) for cell in cells]
                if len(cells) != len(header):
                    raise UserError(
                        f"has {len(cells)} values under {len(header)} names", file=path, line=reader.line_num
                    )
                if len(rows) >= 2 * MOST_POINTS:
                    raise UserError(f"has more than {len(rows):,} design points", file=path)
                rows.append([_value(cell, path, reader.line_num) for cell in cells])
                lines.append(reader.line_num)
    except FileNotFoundError:
        raise UserError("there is no such file", file=path) from None
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UserError(f"cannot be read as a CSV in UTF-8: {problem}", file=path) from None
    return header, rows, lines


def _value(cell: str, path: Path, line: int) -> Any:
    text = cell.strip()
    if text[:1] in ("[", "{", '"', "'"):
        try:
            return read_text(text, str(path)).value
        except UserError as error:
            raise UserError(f"the value {text!r:.60} {error.message}", file=path, line=line) from None
    return scalar_value(text)
