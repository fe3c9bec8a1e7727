"""What is written when a run ends: the report, and its parts for the page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.dashboard.rendering import page_html
from mentorsim.dashboard.runs.group_tables import group_tables
from mentorsim.files import write_atomically

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison

REPORT, ANSWER, GROUPS = "report.html", "answer.html", "groups.html"


def write_pages(comparison: Comparison, folder: Path) -> None:
    """Write the report of a comparison, and its parts, into the run's folder.

    Raises
    ------
    OSError
        When a file cannot be written.
    """
    from mentorsim.report.document.build import network_of, provenance_of
    from mentorsim.report.document.pages import comparison_page_of, report_html
    from mentorsim.report.document.source import ComparisonSource

    found = json.loads(comparison.to_json_text())
    provenance = provenance_of(comparison.plan, found, date.today())
    source = ComparisonSource(found, comparison.plan, provenance)
    page = comparison_page_of(replace(source, network=network_of(source)))
    write_atomically(folder / REPORT, report_html(page))
    write_atomically(folder / ANSWER, page_html("conclusion.html", page=page))
    write_atomically(folder / GROUPS, page_html("group_tables.html", attributes=group_tables(comparison)))
