"""In which formats and sizes figures are written: what ``--figures`` and ``figures=`` take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UserError

Format = Literal["png", "svg", "pdf"]
Size = Literal["page", "column"]
FigureWish = str | Iterable[str] | None
"""One or several of ``svg``, ``png``, ``pdf``, each perhaps with ``:column``; ``none``; None: PNG and SVG."""

FORMATS: tuple[Format, ...] = get_args(Format)
SIZES: tuple[Size, ...] = get_args(Size)
NO_FIGURES = "none"


@dataclass(frozen=True)
class FigureFile:
    """One format in one size.

    Attributes
    ----------
    format
        ``png`` for slides and mail (200 dots an inch), ``svg`` with text that can be searched and changed,
        ``pdf`` for papers.
    size
        ``page``: panels side by side, up to three; ``column``: panels below one another, for one column of a
        paper.
    """

    format: Format
    size: Size = "page"

    @property
    def ending(self) -> str:
        """What follows the figure's name in that of the file: ``.svg``, ``_column.pdf``."""
        return f".{self.format}" if self.size == "page" else f"_{self.size}.{self.format}"


DEFAULT = (FigureFile("png"), FigureFile("svg"))


def figure_files(wish: FigureWish = None) -> tuple[FigureFile, ...]:
    """Return which files are wanted, each once.

    Parameters
    ----------
    wish
        As on the command line: ``svg``, ``pdf:column``; several in a list or with commas; ``none``.

    Raises
    ------
    UserError
        When a format or size does not exist, or ``none`` is asked for together with others.
    """
    if wish is None:
        return DEFAULT
    texts = [
        part.strip().lower()
        for text in ([wish] if isinstance(wish, str) else wish)
        for part in text.split(",")
    ]
    if texts == [NO_FIGURES]:
        return ()
    if NO_FIGURES in texts:
        raise UserError("--figures none goes with no other format")
    return tuple(dict.fromkeys(_one(text) for text in texts))


def _one(text: str) -> FigureFile:
    format_, _, size = text.partition(":")
    for found in FORMATS:
        if found == format_:
            break
    else:
        raise UserError(
            f"there is no figure format {format_!r:.30}; {_known(format_, (*FORMATS, NO_FIGURES))}"
        )
    for wanted in SIZES:
        if wanted == (size or "page"):
            return FigureFile(found, wanted)
    raise UserError(f"there is no figure size {size!r:.30}; {_known(size, SIZES)}")


def _known(text: str, names: tuple[str, ...]) -> str:
    guess = nearest(text, names)
    return f"did you mean {guess!r}?" if guess else f"there are {', '.join(names)}"
