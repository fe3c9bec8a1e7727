"""How every figure looks, and how it becomes a file: the same bytes for the same numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mentorsim.files import atomic_path

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
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "mathtext.default": "regular",
    "path.simplify": True,
    "savefig.dpi": _DOTS_PER_INCH,
    "svg.fonttype": "path",
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


def save(picture: Figure, path: Path) -> list[Path]:
    """Write a figure as PNG and as SVG, each in one step.

    Parameters
    ----------
    picture
        The figure.
    path
        Folder and name; the suffixes are added.

    Returns
    -------
    list
        The two files.

    Raises
    ------
    OSError
        When they cannot be written.
    """
    files = []
    for suffix, metadata in ((".png", {"Software": None}), (".svg", {"Date": None, "Creator": "mentorsim"})):
        file = path.with_suffix(suffix)
        with styled(), atomic_path(file) as temporary:
            picture.savefig(temporary, metadata=metadata)
        files.append(file)
    return files


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
