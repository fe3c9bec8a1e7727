"""A sweep as one page (to be written)."""

from __future__ import annotations

from typing import Any

from mentorsim.report.document.source import Provenance
from mentorsim.report.document.written import Report


def sweep_report(analyses: Any, provenance: Provenance) -> Report:
    """Return the report of a sweep."""
    raise NotImplementedError
