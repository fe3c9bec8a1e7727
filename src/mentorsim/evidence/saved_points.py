"""The table of simulated points of a calibration: appended to while it runs, so that it can be resumed."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import OtherStudyError
from mentorsim.files import write_atomically

Floats = NDArray[np.float64]


class SavedPoints:
    """Points by their numbers, kept in a file.

    Parameters
    ----------
    file
        A CSV file; made where it is missing.
    identity
        What the runs depend on; a table of other runs is refused. It stands beside the table as JSON.
    columns
        Names of the numbers of a point.

    Raises
    ------
    UserError
        When the file is a table of other runs, or cannot be read.
    """

    def __init__(self, file: Path, identity: Mapping[str, Any], columns: tuple[str, ...]) -> None:
        self.file = file
        self.columns = columns
        self._points: dict[int, tuple[float, ...]] = {}
        self._marks: dict[int, str] = {}
        beside = file.with_suffix(".json")
        text = json.dumps(identity, indent=1, sort_keys=True) + "\n"
        if file.exists():
            if not beside.exists() or beside.read_text(encoding="utf-8") != text:
                raise OtherStudyError(
                    "holds runs of another calibration (other facts, parameters, seed, sizes or program "
                    "version): choose another folder or delete it",
                    file=file,
                )
            self._read()
            self._write_whole()
        else:
            write_atomically(beside, text)
            self._write_whole()

    def __len__(self) -> int:
        """Number of points."""
        return len(self._points)

    def holds(self, number: int, values: Floats) -> bool:
        """Whether a point with this number and these parameter values is there.

        Where points come from depends on linear algebra, whose last bits may differ between machines: a
        number that another point had there must never be read as this one's.
        """
        return self._marks.get(number) == mark_of(values)

    def numbers(self, first: int, last: int) -> Floats:
        """Return the points from one number to before another, shape (points, columns)."""
        return np.array([self._points[number] for number in range(first, last)])

    def add(self, number: int, values: Floats, found: Floats) -> None:
        """Keep what was found at a point with these parameter values."""
        self._points[number], self._marks[number] = tuple(found.tolist()), mark_of(values)
        with self.file.open("a", encoding="utf-8", newline="") as opened:
            opened.write(self._line(number) + "\n")

    def _read(self) -> None:
        # Where the process was killed or the disk was full, the last line may be cut off, in a number too.
        *lines, _ = self.file.read_text(encoding="utf-8").split("\n")
        for cells in list(csv.reader(lines))[1:]:
            if len(cells) == 2 + len(self.columns):
                try:
                    number, found = int(cells[0]), tuple(float(cell) for cell in cells[2:])
                except ValueError:
                    continue
                self._points[number], self._marks[number] = found, cells[1]

    def _write_whole(self) -> None:
        lines = [",".join(("point", "values", *self.columns)), *map(self._line, sorted(self._points))]
        write_atomically(self.file, "\n".join(lines) + "\n")

    def _line(self, number: int) -> str:
        return ",".join([str(number), self._marks[number], *map(repr, self._points[number])])


def mark_of(values: Floats) -> str:
    """Return a mark of a point's parameter values, which hardly any other point has."""
    return blake2b(np.ascontiguousarray(values, dtype="<f8").tobytes(), digest_size=8).hexdigest()
