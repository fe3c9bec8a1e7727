"""Write a draft: the list, what explains it, and the first line of its record."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mentorsim.documents.table_file import split_sheet
from mentorsim.errors import UserError
from mentorsim.files import PRIVATE_MODE, write_together
from mentorsim.roster_match.approval import drafted_record
from mentorsim.roster_match.draft import Draft, make_draft
from mentorsim.roster_match.edits import broken_rules
from mentorsim.roster_match.locked import PairList
from mentorsim.roster_match.raw_cells import RawCells
from mentorsim.roster_match.record import file_hash, record_path
from mentorsim.roster_match.roster_students import RosterStudents
from mentorsim.roster_match.sources import Sources
from mentorsim.roster_match.table_output import table_contents, table_files
from mentorsim.roster_match.tables import draft_tables

_TABLES = ("unmatched", "mentors", "mentees", "equity", "scores", "reading")
_WRITTEN_DELIMITERS = frozenset({",", ";"})


@dataclass(frozen=True, eq=False)
class WrittenDraft:
    """A draft on disk: the files, the list first and the record last; and what is to be noted of it."""

    draft: Draft
    files: tuple[Path, ...]
    notes: tuple[str, ...]


def draft_paths(out: Path) -> list[Path]:
    """Return the files that are written beside a list, without the record."""
    if out.suffix.lower() == ".xlsx":
        return []
    return [out.with_name(f"{out.stem}.{name}{out.suffix}") for name in _TABLES]


def write_draft(
    out: Path,
    sources: Sources,
    students: RosterStudents,
    scenario_name: str,
    overrides: Iterable[str],
    locked: PairList | None,
) -> WrittenDraft:
    """Match and write the draft.

    Parameters
    ----------
    out
        The list: a workbook where the name ends in .xlsx, else CSV.
    sources, students
        From what it is made.
    scenario_name, overrides
        The scenario as the user named it, for the record.
    locked
        Pairs that stay.

    Raises
    ------
    UserError
        When the matching cannot be made, or a file cannot be written.
    """
    program = sources.program
    draft = make_draft(sources.scenario, program, students, locked)
    notes = () if locked is None else tuple(broken_rules(program, students, draft.problem, locked))
    cells = RawCells(sources.table, sources.mapping.settings, students.roster)
    tables = draft_tables(draft, program, cells)
    delimiter = sources.table.delimiter
    contents = table_contents(out, tables, delimiter if delimiter in _WRITTEN_DELIMITERS else ",")
    about = record_of_sources(out, sources, scenario_name, tuple(overrides))
    name = students.name
    record = drafted_record(
        out,
        contents[out],
        about,
        stands(draft),
        None if locked is None else locked.path,
        {name(row) for row in draft.locked},
    )
    try:
        write_together(out, {**contents, record_path(out): record}, mode=PRIVATE_MODE)
    except OSError as problem:
        raise UserError(f"cannot write {out}: {problem.strerror or problem}") from None
    return WrittenDraft(draft, (*table_files(out, tables), record_path(out)), notes)


def stands(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Return where each mentee stands, by id: the mentors, after the group where there are groups."""
    name = draft.students.name
    if draft.groups is not None:
        return {
            name(row): (f"group {group.name}", *map(name, group.mentors))
            for group in draft.groups.groups
            for row in group.members
        }
    return {name(mentee): (name(mentor),) for mentee, mentor in draft.matching.pairs.tolist()}


def record_of_sources(
    out: Path, sources: Sources, scenario_name: str, overrides: tuple[str, ...]
) -> dict[str, Any]:
    """Say from what a list was made, so that an approval can look at the same again."""
    mentors = sources.mentors_file
    scenario = Path(scenario_name)
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "roster": _beside(out, sources.roster_file),
        "roster_sha256": file_hash(split_sheet(sources.roster_file)[0]),
        "mentors": None if mentors is None else _beside(out, mentors),
        "mentors_sha256": None if mentors is None else file_hash(split_sheet(mentors)[0]),
        # The bare name of a shipped scenario stays one.
        "scenario": _beside(out, scenario) if scenario.exists() else scenario_name,
        "set": list(overrides),
        "without": list(sources.without),
        "policy": sources.policy,
        "seed": sources.scenario.run.seed,
    }


def _beside(out: Path, path: Path) -> str:
    """Return a path as seen from the list's folder, so that all may move together."""
    try:
        return Path(os.path.relpath(path, out.parent)).as_posix()
    except ValueError:  # on another drive
        return str(path.resolve())
