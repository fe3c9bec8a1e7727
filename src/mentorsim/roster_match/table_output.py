"""Lay out tables for a spreadsheet: CSV files side by side, or one workbook with a sheet for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mentorsim.documents.spreadsheet_cells import safe_cell
from mentorsim.errors import UserError
from mentorsim.roster_match.tables import Cell, SheetTable

#: Widest columns, in characters, and the height of a line of text in points.
_WIDEST = 40
_LINE_HEIGHT = 13.5
#: The last column of the list that goes onto paper.
_LAST_PRINTED = "note"


def table_files(out: Path, tables: Sequence[SheetTable]) -> list[Path]:
    """Say which files `write_tables` writes, the list itself first."""
    if out.suffix.lower() == ".xlsx":
        return [out]
    return [out, *(out.with_name(f"{out.stem}.{table.name}{out.suffix}") for table in tables[1:])]


def table_contents(out: Path, tables: Sequence[SheetTable], delimiter: str = ",") -> dict[Path, bytes]:
    """Return the content of each file; a name that ends in .xlsx asks for a workbook, others for CSV files.

    Cells that a spreadsheet would run are made harmless. CSV files begin with a byte-order mark, by which
    spreadsheets know UTF-8.

    Raises
    ------
    UserError
        When openpyxl is needed and not installed.
    """
    if out.suffix.lower() == ".xlsx":
        return {out: _workbook(tables)}
    files = table_files(out, tables)
    return {
        path: _csv(table, delimiter).encode("utf-8-sig") for path, table in zip(files, tables, strict=True)
    }


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


def _workbook(tables: Sequence[SheetTable]) -> bytes:
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
        _lay_out(sheet, table)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _lay_out(sheet: Any, table: SheetTable) -> None:
    """Make a sheet ready to print: landscape, one page wide, long texts wrapped, names on every page."""
    from openpyxl.styles import Alignment

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    sheet.oddFooter.center.text = "&A, page &P of &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.4, 0.8
    if _LAST_PRINTED in table.header:
        # What a reader of the page needs; further columns are for work on the screen.
        last = sheet.cell(1, table.header.index(_LAST_PRINTED) + 1).column_letter
        sheet.print_area = f"A1:{last}{len(table.rows) + 1}"
    wraps = Alignment(wrap_text=True, vertical="top")
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=1, max_row=len(table.rows) + 1):
        lines = 1
        for cell, width in zip(row, widths, strict=True):
            longest = len(str(cell.value)) if cell.value is not None else 0
            lines = max(lines, -(-int(longest * 1.1) // max(1, int(width))))
            cell.alignment = wraps
        # Not every spreadsheet makes rows as high as wrapped text needs.
        sheet.row_dimensions[row[0].row].height = _LINE_HEIGHT * lines + 2


def _set(cell: Any, value: Cell) -> None:
    cell.value = value
    if isinstance(value, str):
        # As text whatever it begins with, also after somebody has edited the cell.
        cell.data_type = "s"
        cell.quotePrefix = safe_cell(value) != value
