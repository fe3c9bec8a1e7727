"""Tables as the templates write them: columns, rows whose first cell is their heading, and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Mark = Literal["", "better", "worse", "unsure", "faint"]


@dataclass(frozen=True)
class HtmlCell:
    """One cell.

    Parameters
    ----------
    text
        What it says; words carry the meaning of `mark`, too, because color alone does not.
    mark
        How it is shown.
    under
        A second, smaller line, such as an interval.
    """

    text: str
    mark: Mark = ""
    under: str = ""


@dataclass(frozen=True)
class HtmlColumn:
    """A column: its heading, and whether it holds numbers, which are set flush right.

    `unit` is a second, smaller line of the heading.
    """

    heading: str
    unit: str = ""
    numeric: bool = True


@dataclass(frozen=True)
class HtmlTable:
    """A table.

    Parameters
    ----------
    caption
        What it shows, in a phrase: the name of the table for a screen reader, too.
    columns
        The first holds the headings of the rows.
    rows
        Each with one entry per column; plain text stands for a `HtmlCell` without a mark.
    note
        A sentence under it.
    """

    caption: str
    columns: Sequence[HtmlColumn]
    rows: Sequence[Sequence[HtmlCell | str]]
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse rows of another length than the columns."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: {len(row)} cells under {len(self.columns)} columns")

    @property
    def cells(self) -> list[list[HtmlCell]]:
        """The rows with every entry as a `HtmlCell`."""
        return [[one if isinstance(one, HtmlCell) else HtmlCell(one) for one in row] for row in self.rows]
