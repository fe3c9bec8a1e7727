"""What is written when a run ends: the report, and its parts for the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.files import write_atomically

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison

REPORT, ANSWER, GROUPS = "report.html", "answer.html", "groups.html"


def write_pages(comparison: Comparison, folder: Path) -> None:
    """Write the report of a comparison, and its parts, into the run's folder."""
    from html import escape

    write_atomically(folder / ANSWER, f"<pre>{escape(comparison.page())}</pre>")
