"""How every figure looks, and how it becomes a file: the same bytes for the same numbers."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mentorsim.files import atomic_path
from mentorsim.report.figure_files import DEFAULT, FigureFile, Size, figure_files

DARK = "#1a1a1a"
MIDDLE = "#6b6b6b"
FAINT = "#e4e4e4"
#: Told apart with any color vision (Okabe and Ito 2008, "Color universal design"); without its yellow, which
#: is too pale for lines on white.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
BETTER, WORSE = PALETTE[0], PALETTE[1]
_DASHES = ("-", (0, (5, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)))
_DOTS_PER_INCH = 200
_SETTINGS: dict[Any, Any] = {
    "axes.edgecolor": MIDDLE,
    "axes.labelcolor": DARK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "font.family": "sans-serif",
    # The first is what is measured with; the others stand in where a reader of an SVG has it not.
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
    "font.size": 9,
    "mathtext.default": "regular",
    "path.simplify": True,
    "savefig.dpi": _DOTS_PER_INCH,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "mentorsim",
    "text.color": DARK,
    "text.parse_math": False,
    "xtick.color": MIDDLE,
    "xtick.labelcolor": DARK,
    "ytick.color": MIDDLE,
    "ytick.labelcolor": DARK,
}


class Picture(Figure):
    """A Matplotlib figure that a notebook shows without pyplot."""

    def _repr_png_(self) -> bytes:
        content = io.BytesIO()
        with styled():
            self.savefig(content, format="png", metadata={"Software": None})
        return content.getvalue()


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the project's style, whatever the user's own settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def new_picture(width: float, height: float) -> Picture:
    """Make an empty figure of a size in inches."""
    picture = Picture(figsize=(width, height))
    FigureCanvasAgg(picture)
    return picture


def save(picture: Figure, path: Path, files: Sequence[FigureFile] = DEFAULT) -> list[Path]:
    """Write a figure in some formats, each file in one step.

    Parameters
    ----------
    picture
        The figure.
    path
        Folder and name; the endings are added. A name that ends in a format is one file of this format.
    files
        The formats; their size names the file, it does not change the figure.

    Returns
    -------
    list
        The files.

    Raises
    ------
    OSError
        When they cannot be written.
    """
    written = []
    if path.suffix[1:] in _METADATA:
        path, files = path.with_suffix(""), figure_files(path.suffix[1:])
    for wanted in files:
        file = path.with_name(f"{path.name}{wanted.ending}")
        with styled(), atomic_path(file) as temporary:
            picture.savefig(temporary, format=wanted.format, metadata=_METADATA[wanted.format])
        written.append(file)
    return written


# Without what would differ from one time to the next, such as the date.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": "mentorsim"},
    "pdf": {"CreationDate": None, "Creator": "mentorsim", "Producer": None},
}


_SIZE: ContextVar[Size] = ContextVar("size of figures", default="page")


@contextmanager
def sized(size: Size) -> Iterator[None]:
    """Lay figures out for a size: ``page``, or ``column`` with panels below one another."""
    before = _SIZE.set(size)
    try:
        yield
    finally:
        _SIZE.reset(before)


def lines_of(text: str, most: int) -> list[str]:
    """Break a note into lines of at most so many characters; a percent sign stays with its number."""
    return textwrap.wrap(text.replace(" %", "\N{NO-BREAK SPACE}%"), most)


def is_column() -> bool:
    """Return whether figures are laid out for one column of a paper."""
    return _SIZE.get() == "column"


def beside(panels: int, most: int) -> int:
    """Return how many panels stand side by side: all up to ``most`` on a page, one in a column."""
    return 1 if is_column() else min(panels, most)


@dataclass(frozen=True)
class FigureHead:
    """What stands above the panels of a figure; made by `figure_head`.

    Attributes
    ----------
    title
        With its line ends.
    under
        A smaller line below it; may be empty.
    height
        In inches, with a little room below.
    """

    title: str
    under: str
    height: float

    def draw(self, picture: Figure) -> None:
        """Write it into a figure."""
        width, height = picture.get_size_inches()
        left = 0.1 / width
        picture.text(left, 1.0 - 0.1 / height, self.title, weight="bold", size=11, va="top", linespacing=1.2)
        if self.under:
            down = self.height - _UNDER_LINE * (self.under.count("\n") + 1) - 0.06
            picture.text(left, 1.0 - down / height, self.under, size=9, va="top", linespacing=1.2)


def figure_head(title: str, width: float, under: str = "") -> FigureHead:
    """Break the title of a figure, and the line below it, for a width in inches."""
    text = "\n".join(_even_lines(title, max(int(width * _LETTERS_AN_INCH), 24)))
    below = "\n".join(textwrap.wrap(under, max(int(width * _SMALL_LETTERS_AN_INCH), 24)))
    lines = _TITLE_LINE * (text.count("\n") + 1)
    return FigureHead(text, below, 0.16 + lines + (_UNDER_LINE * (below.count("\n") + 1) if below else 0.0))


def _even_lines(text: str, most: int) -> list[str]:
    """Break a text into as few lines as fit, all about as long."""
    lines = textwrap.wrap(text, most)
    while most > 1 and len(shorter := textwrap.wrap(text, most - 1)) <= len(lines):
        lines, most = shorter, most - 1
    return lines


_LETTERS_AN_INCH, _SMALL_LETTERS_AN_INCH = 10.3, 13.5
_TITLE_LINE, _UNDER_LINE = 0.19, 0.17


def line_style(number: int) -> tuple[str, object]:
    """Return the color and dashes of the line with this number; dashes change when the colors are used up."""
    return PALETTE[number % len(PALETTE)], _DASHES[number // len(PALETTE) % len(_DASHES)]


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that none covers another, as little as that takes.

    Parameters
    ----------
    places
        Where the labels should be.
    gap
        Least distance between two.
    low, high
        Where labels may be.

    Returns
    -------
    list
        Where they are, in the order given.
    """
    order = sorted(range(len(places)), key=lambda number: places[number])
    found = [places[number] for number in order]
    # Labels that touch form a block, which is centered on what it labels.
    blocks: list[list[int]] = [[place] for place in range(len(found))]
    merged = True
    while merged:
        merged = False
        for left, right in pairwise(blocks):
            if _start(right, found, gap, low, high) - _start(left, found, gap, low, high) < gap * len(left):
                left += right
                blocks.remove(right)
                merged = True
                break
    result = [0.0] * len(places)
    for block in blocks:
        start = _start(block, found, gap, low, high)
        for position, place in enumerate(block):
            result[order[place]] = start + gap * position
    return result


def tidy(axes: Axes) -> None:
    """Draw light ticks on the axes."""
    axes.tick_params(length=3, width=0.8, labelsize=8.5)


def _start(block: Sequence[int], places: Sequence[float], gap: float, low: float, high: float) -> float:
    height = gap * (len(block) - 1)
    middle = sum(places[place] for place in block) / len(block)
    return max(min(middle - height / 2.0, high - height), low)
