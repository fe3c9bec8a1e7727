"""What an analysis is, and what it finds: tidy tables, and sentences to read beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from mentorsim.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.cells import Cells
    from mentorsim.experiment.sweep_results import SweepResults


_MOST_NAMED = 6


class NotPossibleError(UserError):
    """An analysis applies to a design, but not to the runs that are there; the message says why."""


@dataclass(frozen=True, eq=False)
class Findings:
    """What an analysis found.

    Attributes
    ----------
    tables
        Tidy tables by name (letters, digits and underscores: they become the names of files). One row per
        estimate; columns ``outcome``, ``policy``, what the row is about (``factor``, ``level``, ...),
        ``estimate``, ``low``, ``high``, ``standard_error``, ``n`` and whatever else the analysis states.
    notes
        Sentences that a reader of the tables must know.
    """

    tables: Mapping[str, pd.DataFrame]
    notes: tuple[str, ...] = field(default=())


class Remarks:
    """What is to be said of outcomes and policies, gathered: a sentence once, with all that it is of."""

    def __init__(self) -> None:
        self._about: dict[str, list[str]] = {}

    def add(self, sentence: str, outcome: str, policy: str) -> None:
        """Say something of an outcome of a policy; a sentence without its point."""
        self._about.setdefault(sentence, []).append(f"{outcome} under {policy!r}")

    def notes(self) -> Iterator[str]:
        """Yield each sentence with what it is of."""
        for sentence, about in self._about.items():
            more = len(about) - _MOST_NAMED
            named = ", ".join(about[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
            yield f"{sentence}: {named}."


class AnalysisFile(Protocol):
    """The file of an analysis: a module with these two functions."""

    def reason_against(self, results: SweepResults) -> str | None:
        """Say in one sentence why the analysis does not apply to a design; None where it does."""

    def find(self, cells: Cells) -> Findings:
        """Do the analysis; raises `NotPossibleError` when the runs that are there do not suffice."""


@dataclass(frozen=True)
class Analysis:
    """One analysis, known by its name before its file is loaded.

    Attributes
    ----------
    name
        As on the command line; also the name of its file in this room.
    title
        Above its page.
    """

    name: str
    title: str

    @property
    def file(self) -> AnalysisFile:
        """Its file, loaded when it is first used."""
        return cast(AnalysisFile, import_module(f"mentorsim.analysis.{self.name}"))
