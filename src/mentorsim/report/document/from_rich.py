"""Tables and paragraphs of a page for a terminal as parts of a page of HTML: the same words, once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mentorsim.report.web.parts import Part, Sentences, Tabled
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable


def parts_of(renderables: Iterable[RenderableType], name: str, caption: str) -> Iterator[Part]:
    """Yield the parts that renderables become.

    Parameters
    ----------
    renderables
        What a page for a terminal yields: tables, groups of a title and a table, paragraphs, empty lines.
    name
        What the ids of its tables begin with.
    caption
        Of a table without a title.
    """
    for number, one in enumerate(renderables):
        if isinstance(one, Group):
            texts = [part for part in one.renderables if isinstance(part, Text | str)]
            title = " ".join(_words(part) for part in texts) or caption
            for place, part in enumerate(one.renderables):
                if isinstance(part, Table):
                    yield Tabled(_table(part, title), f"{name}-{number}-{place}")
        elif isinstance(one, Table):
            yield Tabled(_table(one, caption), f"{name}-{number}")
        elif _words(one):
            yield Sentences([_words(one)])


def _table(table: Table, caption: str) -> HtmlTable:
    columns = [HtmlColumn(_words(one.header), numeric=one.justify == "right") for one in table.columns]
    rows: list[list[HtmlCell | str]] = []
    for cells in zip(*(list(one.cells) for one in table.columns), strict=True):
        # A row that continues the one above has no heading of its own there; here every row has one.
        texts = [_words(cell) for cell in cells]
        if not texts[0] and rows and columns and not columns[0].numeric:
            first = rows[-1][0]
            texts[0] = first if isinstance(first, str) else first.text
        rows.append(list(texts))
    return HtmlTable(caption, columns, rows)


def _words(one: object) -> str:
    text = one.plain if isinstance(one, Text) else str(one or "")
    return re.sub(r"(^|[ (])-(?=[0-9])", r"\1−", " ".join(text.split()))
