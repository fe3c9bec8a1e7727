"""Tables and paragraphs for a terminal or a text file: plain, narrow, without trailing blanks."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

#: Lines are never longer, and when nobody knows the width of the page they may be as long.
WIDEST = 100
NARROWEST = 60
#: Blanks between two columns.
BETWEEN = 2

#: A cell, or a cell and its style.
Cell = str | Text


def page_width() -> int:
    """Return the width to write for: the terminal's, or the widest where the output is not a terminal."""
    columns = shutil.get_terminal_size((WIDEST, 24)).columns
    return min(max(columns, NARROWEST), WIDEST)


def as_text(parts: Iterable[RenderableType], width: int, *, color: bool = False) -> str:
    """Render to text.

    Parameters
    ----------
    parts
        Tables, paragraphs and empty strings.
    width
        Longest line.
    color
        Whether to mark things in color and bold, for a terminal.
    """
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=None if color else True,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def wants_color() -> bool:
    """Whether standard output is a terminal that shows color."""
    return Console(file=sys.stdout).color_system is not None


def table(columns: Sequence[Column], *, show_header: bool = True) -> Table:
    """Make a table with a line under its headings and nothing else that is drawn."""
    from rich import box

    return Table(
        *columns,
        box=box.SIMPLE_HEAD,
        show_edge=False,
        show_header=show_header,
        pad_edge=False,
        # The box puts another blank between two columns.
        padding=(0, BETWEEN - 1, 0, 0),
        header_style="bold",
    )


def titled(title: str, table: Table) -> Group:
    """Put a title above a table; it may be longer than the table is wide."""
    return Group(Text(title, style="bold"), table)


def words(header: str, *, width: int | None = None) -> Column:
    """A column of words, which may be broken."""
    return Column(Text(header), overflow="fold", width=width)


def numbers(header: str, *, width: int | None = None) -> Column:
    """A column of numbers, which are never broken."""
    return Column(Text(header, justify="right"), justify="right", no_wrap=True, width=width)


def paragraph(text: str, style: str = "") -> Text:
    """A paragraph, broken between words."""
    return Text(text, style=style)


def blocks(widths: Sequence[int], room: int) -> list[range]:
    """Divide columns into as few tables as fit.

    Parameters
    ----------
    widths
        Of the columns.
    room
        Beside the first column, which every table repeats.
    """
    found: list[range] = []
    start, used = 0, 0
    for place, width in enumerate(widths):
        needed = width + BETWEEN
        if place > start and used + needed > room:
            found.append(range(start, place))
            start, used = place, 0
        used += needed
    return [*found, range(start, len(widths))] if widths else []


def text_width(*texts: str) -> int:
    """Return the width of the widest line of some texts."""
    return max((cell_len(line) for text in texts for line in text.splitlines()), default=0)
