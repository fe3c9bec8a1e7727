"""Read a list of pairs back, as the command wrote it or as a coordinator has changed it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mentorsim.documents.spreadsheet_cells import plain_cell
from mentorsim.documents.table_file import RowNumber, Table, read_table
from mentorsim.errors import UserError

MENTEE, MENTOR, GROUP, REASON = "mentee", "mentor", "group", "reason for change"


@dataclass(frozen=True)
class ListedPair:
    """One row of a list: a mentee with his or her mentors (none where the cell is empty), and the group."""

    line: RowNumber
    mentee: str
    mentors: tuple[str, ...]
    group: str
    reason: str


@dataclass(frozen=True)
class PairList:
    """A list of pairs or groups as it stands in a file.

    ``is_approved`` is True where a person has approved it so: its pairs then stay even where they break a
    rule.
    """

    path: Path
    pairs: tuple[ListedPair, ...]
    is_approved: bool = False


def read_pair_list(path: Path) -> PairList:
    """Read a list of pairs or groups: CSV, or the first sheet of a workbook.

    Raises
    ------
    UserError
        When there is no column ``mentee``, neither ``mentor`` nor ``group``, or a mentee stands in it twice;
        rows are named, persons are not.
    """
    table = read_table(path)
    header = [cell.lower() for cell in table.rows[0]]
    if MENTEE not in header or (MENTOR not in header and GROUP not in header):
        raise UserError(
            "this is not a list of pairs: its first row must name the columns mentee and mentor", file=path
        )
    pairs = tuple(_pairs(table, header))
    first: dict[str, RowNumber] = {}
    for pair in pairs:
        if not pair.mentee:
            raise UserError(f"row {pair.line}: the mentee is empty; delete the row or fill it in", file=path)
        if pair.mentee in first:
            raise UserError(
                f"row {pair.line}: this mentee stands already in row {first[pair.mentee]}; delete one of "
                "the two",
                file=path,
            )
        first[pair.mentee] = pair.line
    return PairList(path, pairs)


def _pairs(table: Table, header: list[str]) -> list[ListedPair]:
    mentor_columns = [place for place, name in enumerate(header) if name.rstrip(" 0123456789") == MENTOR]

    def cell(cells: tuple[str, ...], place: int) -> str:
        return plain_cell(cells[place]) if place < len(cells) else ""

    def named(cells: tuple[str, ...], name: str) -> str:
        return cell(cells, header.index(name)) if name in header else ""

    return [
        ListedPair(
            number,
            named(cells, MENTEE),
            tuple(filter(None, (cell(cells, place) for place in mentor_columns))),
            named(cells, GROUP),
            named(cells, REASON),
        )
        for number, cells in zip(table.numbers[1:], table.rows[1:], strict=True)
    ]
