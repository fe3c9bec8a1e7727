"""Write tables for a spreadsheet: CSV files side by side, or one workbook with a sheet for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mentorsim.errors import UserError
from mentorsim.files import atomic_path, write_atomically
from mentorsim.roster_match.spreadsheet_cells import safe_cell
from mentorsim.roster_match.tables import Cell, SheetTable

_WIDEST = 60


def table_files(out: Path, tables: Sequence[SheetTable]) -> list[Path]:
    """Say which files `write_tables` writes, the list itself first."""
    if out.suffix.lower() == ".xlsx":
        return [out]
    return [out, *(out.with_name(f"{out.stem}.{table.name}{out.suffix}") for table in tables[1:])]


def write_tables(out: Path, tables: Sequence[SheetTable], delimiter: str = ",") -> None:
    """Write all tables; a name that ends in .xlsx asks for a workbook, any other for CSV files.

    Cells that a spreadsheet would run are made harmless. CSV files begin with a byte-order mark, by which
    spreadsheets know UTF-8.

    Raises
    ------
    UserError
        When a file cannot be written, or openpyxl is needed and not installed.
    """
    try:
        if out.suffix.lower() == ".xlsx":
            _write_workbook(out, tables)
            return
        for path, table in zip(table_files(out, tables), tables, strict=True):
            write_atomically(path, _csv(table, delimiter).encode("utf-8-sig"))
    except OSError as problem:
        raise UserError(f"cannot write {out}: {problem.strerror or problem}") from None


def _csv(table: SheetTable, delimiter: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows([[_csv_cell(cell) for cell in row] for row in table.rows])
    return text.getvalue()


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return safe_cell(cell) if isinstance(cell, str) else str(cell)


def _write_workbook(out: Path, tables: Sequence[SheetTable]) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise UserError(
            "writing a workbook needs the package openpyxl: install it with pip install "
            "'mentorsim[spreadsheet]', or give --out a name that ends in .csv"
        ) from None
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for table in tables:
        sheet: Any = workbook.create_sheet(table.name)
        for number, row in enumerate((table.header, *table.rows), 1):
            for column, value in enumerate(row, 1):
                if value not in (None, ""):
                    _set(sheet.cell(number, column), value)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for column, name in enumerate(table.header):
            longest = max([len(name), *(len(str(row[column] or "")) for row in table.rows)])
            letter = sheet.cell(1, column + 1).column_letter
            sheet.column_dimensions[letter].width = min(longest, _WIDEST) + 2
    with atomic_path(out) as temporary:
        workbook.save(temporary)


def _set(cell: Any, value: Cell) -> None:
    cell.value = value
    if isinstance(value, str):
        # As text whatever it begins with, also after somebody has edited the cell.
        cell.data_type = "s"
        cell.quotePrefix = safe_cell(value) != value
