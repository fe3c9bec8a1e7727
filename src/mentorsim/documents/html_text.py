"""A few facts about an object as a small HTML table, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def html_facts(title: str, facts: Iterable[tuple[str, object]]) -> str:
    """Return a table with a caption and a row per fact: its name and what it is, as text."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th>"
        f"<td style='text-align:left'>{escape(str(value))}</td></tr>"
        for name, value in facts
    )
    return f"<table><caption>{escape(title)}</caption><tbody>{rows}</tbody></table>"
