"""Analyses on a page and in figures: each analysis has a file in this room that lays out its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from rich.text import Text

from mentorsim.analysis.registry import analysis_named
from mentorsim.errors import DiskError
from mentorsim.report import layout
from mentorsim.report.figure_files import DEFAULT, FigureFile

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.api.analyze import Analyses
    from mentorsim.report.style import Picture


class ReportFile(Protocol):
    """The file that shows an analysis: a module `NAME_report` in this room with these two functions."""

    def page(self, findings: Findings, subject: Subject, width: int) -> Iterator[RenderableType]:
        """Lay out what was found for a terminal of a width."""

    def figures(self, findings: Findings, subject: Subject) -> Mapping[str, Picture]:
        """Draw what was found; by the names of the files."""


def report_file(name: str) -> ReportFile:
    """Return the file that shows the analysis of this name."""
    return cast(ReportFile, import_module(f"mentorsim.report.analyses.{name}_report"))


def analyses_page(analyses: Analyses, width: int) -> Iterator[RenderableType]:
    """Lay out all that was found, what is missing, and why other analyses were not done."""
    yield Text(f"{analyses.results.title}: analyses", style="bold")
    yield layout.paragraph(analyses.subject.sentence)
    for note in analyses.notes:
        yield layout.paragraph(note, style="yellow")
    for name, found in analyses.findings.items():
        yield ""
        yield Text(analysis_named(name).title, style="bold underline")
        yield from report_file(name).page(found, analyses.subject, width)
        for note in found.notes:
            yield layout.paragraph(note)
    if analyses.not_done:
        yield ""
        yield Text("Not done", style="bold")
        for name, reason in analyses.not_done.items():
            yield layout.paragraph(f"{name}: {reason}")


def figures_of(analyses: Analyses) -> Iterator[tuple[str, Picture]]:
    """Draw every figure, with the name of its file."""
    for name, found in analyses.findings.items():
        yield from report_file(name).figures(found, analyses.subject).items()


def write_figures(analyses: Analyses, folder: Path, files: Sequence[FigureFile] = DEFAULT) -> list[Path]:
    """Write every figure in some formats and sizes, and return the files.

    Raises
    ------
    UserError
        When a file cannot be written.
    """
    from mentorsim.report.style import save, sized

    written = []
    try:
        for size in dict.fromkeys(file.size for file in files):
            own = [file for file in files if file.size == size]
            with sized(size):
                for name, picture in figures_of(analyses):
                    written += save(picture, folder / name, own)
    except OSError as problem:
        raise DiskError(f"cannot write the figures to {folder}: {problem.strerror or problem}") from None
    return written
