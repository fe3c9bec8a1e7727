"""Analyze a results folder: every analysis that applies to it, or those that are asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorsim.analysis.cells import read_cells
from mentorsim.analysis.findings import Findings, NotPossibleError
from mentorsim.analysis.registry import ANALYSES, analysis_named
from mentorsim.analysis.subject import Of, Subject, subject_of
from mentorsim.documents.html_text import html_facts
from mentorsim.documents.spreadsheet_cells import safe_csv
from mentorsim.errors import DiskError, UserError
from mentorsim.experiment.sweep_results import SweepResults, read_results
from mentorsim.files import write_atomically
from mentorsim.report.figure_files import FigureWish, figure_files

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Analyses:
    """The findings of the analyses of a results folder; `analyze` makes it.

    Attributes
    ----------
    results
        The results that were analyzed.
    subject
        The outcomes and policies analyzed, as differences or levels.
    findings
        By the name of the analysis.
    not_done
        Why the others were not done, by name.
    notes
        What is missing in the runs; read them before the tables.

    Examples
    --------
    >>> import mentorsim as ms
    >>> results = ms.sweep(
    ...     "first_year_university",
    ...     {"program.training.hours": [4, 8]},
    ...     replications=3,
    ...     out="training",
    ...     workers=1,
    ... )
    >>> found = ms.analyze(results, outcomes=["gpa"])
    >>> "effects" in found.findings, "sensitivity" in found.not_done
    (True, True)
    """

    results: SweepResults
    subject: Subject
    findings: Mapping[str, Findings]
    not_done: Mapping[str, str]
    notes: tuple[str, ...]

    def table(self, name: str) -> pd.DataFrame:
        """Return a tidy table by its name, such as ``effects``.

        Raises
        ------
        UserError
            When no analysis has made it.
        """
        tables = self.tables
        if name not in tables:
            raise UserError(f"there is no table {name!r}; there are: {', '.join(tables) or 'none'}")
        return tables[name]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tidy tables by name."""
        return {name: table for found in self.findings.values() for name, table in found.tables.items()}

    def figures(self) -> dict[str, Any]:
        """Draw every figure: Matplotlib figures by the names of their files."""
        from mentorsim.report.analyses.analysis_report import figures_of

        return dict(figures_of(self))

    def write(self, folder: str | Path, figures: FigureWish = None) -> list[Path]:
        """Write every table as CSV and every figure; return the files.

        Parameters
        ----------
        folder
            Made where it is missing.
        figures
            ``svg``, ``png``, ``pdf``, each perhaps with ``:column`` for panels below one another, several in
            a list, or ``none``; None: PNG and SVG.

        Raises
        ------
        UserError
            When a file cannot be written.
        """
        from mentorsim.report.analyses.analysis_report import write_figures

        place, wanted = Path(folder), figure_files(figures)
        files = []
        try:
            for name, table in self.tables.items():
                files.append(place / f"{name}.csv")
                write_atomically(files[-1], safe_csv(table))
        except OSError as problem:
            raise DiskError(f"cannot write to {place}: {problem.strerror or problem}") from None
        return [*files, *write_figures(self, place, wanted)]

    def export_ema(self, path: str | Path) -> int:
        """Write the mean outcomes as they are for the EMA workbench; return the number of rows.

        See `mentorsim.analysis.ema_export`.

        Raises
        ------
        UserError
            When there is nothing to export, or the file cannot be written.
        """
        from mentorsim.analysis.alternatives import levels_of
        from mentorsim.analysis.ema_export import export_ema

        subject, results = self.subject, self.results
        wanted = [name for name in results.policies if name in (*subject.policies, subject.baseline)]
        return export_ema(levels_of(results, subject, wanted), Path(path))

    def to_json(self) -> dict[str, object]:
        """Return everything as plain values, ready for ``json.dumps(..., allow_nan=False)``."""
        return {
            "title": self.results.title,
            "of": self.subject.of,
            "baseline": self.subject.baseline,
            "outcomes": {outcome.name: outcome.unit for outcome in self.subject.outcomes},
            "policies": list(self.subject.policies),
            "notes": list(self.notes),
            "analyses": {
                name: {
                    "notes": list(found.notes),
                    "tables": {key: _records(table) for key, table in found.tables.items()},
                }
                for name, found in self.findings.items()
            },
            "not_done": dict(self.not_done),
        }

    def to_json_text(self) -> str:
        """Return `to_json` as text."""
        return json.dumps(self.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def to_csv(self) -> str:
        """Return all tables as one, with the columns of all of them; ``table`` names the table of a row."""
        import pandas as pd

        tables = [table.assign(table=name).astype(object) for name, table in self.tables.items()]
        if not tables:
            return "table\n"
        joined = pd.concat(tables, ignore_index=True)
        return safe_csv(joined[["table", *(name for name in joined.columns if name != "table")]])

    def _repr_html_(self) -> str:
        rows = ((name, f"{len(table):,} rows") for name, table in self.tables.items())
        return html_facts(f"Analyses of {self.results.title}", [*rows, *self.not_done.items()])

    def __repr__(self) -> str:
        """Say what was done."""
        return f"<Analyses of {self.results.title!r}: {', '.join(self.tables) or 'none'}; .table(NAME)>"


def analyze(
    results: SweepResults | str | Path,
    what: Sequence[str] | None = None,
    *,
    outcomes: Sequence[str] | None = None,
    policies: Sequence[str] | None = None,
    of: Of | None = None,
    worthwhile: Mapping[str, float] | None = None,
    front: Sequence[str] | None = None,
    when: str | Sequence[str] | None = None,
) -> Analyses:
    """Analyze the runs of a sweep or comparison.

    Parameters
    ----------
    results
        The results, or their folder.
    what
        Names of analyses (see `mentorsim.analysis.registry.ANALYSES`); None: all that apply.
    outcomes
        Names of outcomes; None: those that the experiment asked for.
    policies
        Names of policies; None: all.
    of
        ``difference``: the outcomes minus those of the baseline in the same replication; ``level``: the
        outcomes. None: differences where there is more than one policy.
    worthwhile
        Smallest worthwhile differences by outcome, in addition to those of the scenario.
    front
        Outcomes of the Pareto front; None: the first one with a direction, and
        the cost.
    when
        Conditions for scenario discovery, such as ``"random pairs is best in retention"``, ``"retention of
        random pairs > 0.8"`` or ``"gpa of random pairs minus none > 0.05"``; None: where each policy is best.

    Raises
    ------
    UserError
        For an unknown name, an analysis that is asked for and not possible, or a folder without runs.

    Examples
    --------
    >>> import mentorsim as ms
    >>> _ = ms.sweep(
    ...     "first_year_university",
    ...     {"program.training.hours": [4, 8]},
    ...     replications=3,
    ...     out="training",
    ...     workers=1,
    ... )
    >>> found = ms.analyze("training", ["effects"], outcomes=["gpa"], policies=["as planned"])
    >>> sorted(set(found.table("effects")["level"]))
    ['4', '8']
    """
    opened = results if isinstance(results, SweepResults) else read_results(results)
    asked = None if not what else [analysis_named(name) for name in dict.fromkeys(what)]
    subject = subject_of(
        opened,
        outcomes=outcomes,
        policies=policies,
        of=of,
        worthwhile=worthwhile,
        front=front,
        when=(when,) if isinstance(when, str) else when,
    )
    reasons = {analysis.name: analysis.file.reason_against(opened) for analysis in asked or ANALYSES}
    if asked:
        for name, reason in reasons.items():
            if reason is not None:
                raise UserError(f"{name}: {reason}")
    cells = read_cells(opened, subject)
    findings: dict[str, Findings] = {}
    not_done = {name: reason for name, reason in reasons.items() if reason is not None}
    for analysis in asked or ANALYSES:
        if analysis.name in not_done:
            continue
        try:
            findings[analysis.name] = analysis.file.find(cells)
        except NotPossibleError as error:
            if asked:
                raise UserError(f"{analysis.name}: {error}") from None
            not_done[analysis.name] = str(error)
    return Analyses(opened, subject, findings, not_done, (*cells.notes(), *_left_out(subject)))


def _left_out(subject: Subject) -> Iterable[str]:
    if subject.left_out:
        yield f"Ratios of means, which no single run has, are left out: {', '.join(subject.left_out)}."


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): _plain(value) for name, value in record.items()} for record in table.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    """Return plain values; what is missing or not finite is None."""
    if hasattr(value, "item"):
        value = value.item()
    return None if value is None or (isinstance(value, float) and not math.isfinite(value)) else value
