"""Reading and pairing a roster, done in the helper's process: contents in, plain texts and tables out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.documents.held_files import held_files

if TYPE_CHECKING:
    from mentorsim.api.match import PreparedMatch
    from mentorsim.roster_match.tables import SheetTable

_LOCKED = Path("locked.csv")


@dataclass(frozen=True)
class PairingOrder:
    """What is to be paired, and how.

    Attributes
    ----------
    text, folder
        The scenario, and where its files are.
    policy
        The policy that pairs.
    files
        Contents of the roster, and of the mentors' file where there is one, by the names that messages use.
    locked
        Pairs that stay: a list as a file; empty: none do.
    """

    text: str
    folder: Path
    policy: str
    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    locked: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class GuessedColumn:
    """What a column was taken for."""

    key: str
    column: str
    is_certain: bool


@dataclass(frozen=True)
class ReadRoster:
    """How a roster was read, before anybody is paired."""

    method: str
    guesses: tuple[GuessedColumn, ...]
    assumptions: tuple[str, ...]
    reading: tuple[str, ...]
    reading_header: tuple[str, ...]
    reading_rows: tuple[tuple[str, ...], ...]
    before: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        """Whether no column is in doubt."""
        return all(guess.is_certain for guess in self.guesses)


@dataclass(frozen=True)
class PairedRoster:
    """A list of pairs or groups, with what came out."""

    tables: tuple[SheetTable, ...] = field(repr=False)
    result: tuple[str, ...]
    equity: tuple[str, ...]
    notes: tuple[str, ...]


def scenario_text_for(files: Sequence[tuple[str, bytes]]) -> str:
    """Return a scenario for a roster: what its columns seem to hold, to be looked at.

    Raises
    ------
    UserError
        When a file cannot be read.
    """
    from mentorsim.roster_match.first_scenario import first_scenario

    names = [name for name, _ in files]
    paths = [Path(name) for name in names]
    with _held(files):
        mentors = (paths[1], names[1]) if len(paths) > 1 else (None, None)
        return first_scenario(paths[0], mentors[0], names[0], mentors[1])


def read_roster(order: PairingOrder) -> ReadRoster:
    """Read a roster as a policy would take it.

    Raises
    ------
    UserError
        When it cannot be right, or the policy cannot pair it.
    """
    from mentorsim.roster_match.summary import assumptions, preflight_lines
    from mentorsim.roster_match.tables import reading_table

    with _held(order.files):
        prepared = _prepared(order)
        sources = prepared.sources
        guesses = tuple(
            GuessedColumn(".".join(map(str, one.key)), str(one.column), one.is_certain)
            for one in sources.mapping.guesses
        )
        students = prepared.students
        report = students.roster.report
        table = reading_table(report)
        return ReadRoster(
            sources.program.match.method,
            guesses,
            tuple(assumptions(sources, students)),
            (*report.notes, *report.who()),
            tuple(table.header),
            tuple(tuple("" if cell is None else str(cell) for cell in row) for row in table.rows),
            tuple(preflight_lines(sources.program, prepared.problem)),
        )


def pair_roster(order: PairingOrder) -> PairedRoster:
    """Pair a roster.

    Raises
    ------
    UserError
        When the matching cannot be made.
    """
    from mentorsim.roster_match.draft import make_draft
    from mentorsim.roster_match.raw_cells import RawCells
    from mentorsim.roster_match.summary import equity_lines, result_lines
    from mentorsim.roster_match.tables import draft_tables

    with _held(order.files):
        prepared = _prepared(order)
        sources = prepared.sources
        draft = make_draft(sources.scenario, sources.program, prepared.students, prepared.kept_list)
        cells = RawCells(sources.table, sources.mapping.settings, draft.students.roster)
        return PairedRoster(
            draft_tables(draft, sources.program, cells),
            tuple(result_lines(draft, sources.program)),
            tuple(equity_lines(draft)),
            () if prepared.kept is None else tuple(prepared.kept.notes),
        )


def list_file(tables: Sequence[SheetTable], name: str) -> bytes:
    """Return a list as a file: a workbook for a name that ends in .xlsx, the first table as CSV for others.

    Raises
    ------
    UserError
        When openpyxl is needed and not installed.
    """
    from mentorsim.roster_match.table_output import table_contents

    path = Path(name)
    return table_contents(path, tables if path.suffix == ".xlsx" else tables[:1])[path]


def _prepared(order: PairingOrder) -> PreparedMatch:
    from mentorsim.api.match import prepare_match
    from mentorsim.scenario.loading import parse_scenario

    scenario = parse_scenario(order.text, "scenario.yaml", folder=order.folder)
    paths = [Path(name) for name, _ in order.files]
    with held_files({_LOCKED: order.locked}):
        return prepare_match(
            paths[0],
            scenario,
            policy=order.policy,
            mentors=paths[1] if len(paths) > 1 else None,
            locked=_LOCKED if order.locked else None,
        )


def _held(files: Sequence[tuple[str, bytes]]) -> AbstractContextManager[None]:
    return held_files({Path(name): content for name, content in files})
