"""Write how a roster was read: as JSON, or as a sheet."""

from __future__ import annotations

import json
from pathlib import Path

from mentorsim.errors import UserError
from mentorsim.files import PRIVATE_MODE, write_atomically
from mentorsim.roster.reading import ReadingReport
from mentorsim.roster_match.table_output import table_contents
from mentorsim.roster_match.tables import reading_table


def write_reading(report: ReadingReport, out: Path) -> None:
    """Write a report: JSON where the name ends so, a workbook for .xlsx, else CSV; for the owner's eyes only.

    Raises
    ------
    UserError
        When the file cannot be written.
    """
    if out.suffix.lower() == ".json":
        content = f"{json.dumps(report.as_data(), ensure_ascii=False, indent=2, default=list)}\n".encode()
    else:
        content = table_contents(out, [reading_table(report)])[out]
    try:
        write_atomically(out, content, mode=PRIVATE_MODE)
    except OSError as problem:
        raise UserError(f"cannot write {out}: {problem.strerror or problem}") from None
