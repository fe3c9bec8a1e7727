"""What a section of a page is made of: sentences, tables, charts, notices, definitions, folded parts.

Builders in Python say what is shown; `macros.html` (macro ``parts``) says how. The report and the local page
share both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mentorsim.report.web.charts.chart import Chart
from mentorsim.report.web.tables import HtmlTable


@dataclass(frozen=True)
class Sentences:
    """Sentences that go together in one paragraph, or, as a list, each on a line of its own."""

    sentences: Sequence[str]
    listed: bool = False
    kind: str = "sentences"


@dataclass(frozen=True)
class Notice:
    """A box: `level` is ``note``, ``good``, ``warning`` or ``error``; the heading may be empty."""

    level: str
    heading: str
    sentences: Sequence[str]
    kind: str = "notice"


@dataclass(frozen=True)
class Definitions:
    """Terms and what they are."""

    pairs: Sequence[tuple[str, str]]
    kind: str = "definitions"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Tabled:
    """A table; `name` makes its id unique on the page."""

    table: HtmlTable
    name: str
    kind: str = "table"


@dataclass(frozen=True)
class Figures:
    """Charts side by side where there is room."""

    charts: Sequence[Chart]
    kind: str = "figures"


@dataclass(frozen=True)
class CommandLines:
    """Lines to type."""

    text: str
    kind: str = "command"


@dataclass(frozen=True)
class Folded:
    """Parts that open with a click."""

    summary: str
    parts: Sequence[Part]
    kind: str = "folded"


Part = Sentences | Notice | Definitions | Heading | Tabled | Figures | CommandLines | Folded


@dataclass(frozen=True)
class PageSection:
    """A section of a page.

    Parameters
    ----------
    name
        Its id, which links lead to.
    heading
        Of the section.
    parts
        From the top.
    new_page
        Whether it begins a page in print.
    """

    name: str
    heading: str
    parts: Sequence[Part] = field(default=())
    new_page: bool = False
