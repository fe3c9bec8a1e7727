"""Approve a list: look at what was changed by hand, against the files that it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mentorsim.documents.table_file import split_sheet
from mentorsim.errors import UserError
from mentorsim.roster_match.approval import hand_moves, last_entry, record_approval, with_reasons
from mentorsim.roster_match.draft import matching_problem
from mentorsim.roster_match.edits import Move, broken_rules, refuse_strangers
from mentorsim.roster_match.locked import PairList
from mentorsim.roster_match.record import file_hash, read_record
from mentorsim.roster_match.sources import read_sources
from mentorsim.scenario import load_scenario


@dataclass(frozen=True)
class ApprovedList:
    """A list that was approved: who was moved, and what is to be known of it."""

    listed: PairList
    moves: tuple[Move, ...]
    warnings: tuple[str, ...]


def approve_list(out: Path, by: str, reason: str, note: str) -> ApprovedList:
    """Approve a list as it now stands, and add that to its record.

    Parameters
    ----------
    out
        The list, as `mentorsim match` wrote it and a coordinator may have changed it.
    by
        Who approves.
    reason
        Why mentees were moved by hand, for those whose row gives no reason.
    note
        Anything else to be kept.

    Raises
    ------
    UserError
        When the list has no record, it or a file that it was made from cannot be read, it names strangers, or
        a move has no reason.
    """
    last_entry(out)
    listed, moved = hand_moves(out)
    warnings = tuple(_look(out, listed))
    moved = with_reasons(out, moved, reason)
    about = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": by,
        "note": note,
        **{name: _made_from(out)[name] for name in ("roster", "mentors", "scenario", "set", "policy")},
    }
    record_approval(out, listed, moved, warnings, about)
    return ApprovedList(listed, moved, warnings)


def _look(out: Path, listed: PairList) -> list[str]:
    about = _made_from(out)
    folder = out.parent
    name = str(about["scenario"])
    scenario_file = folder / name
    scenario = load_scenario(scenario_file if scenario_file.exists() else name, about["set"])
    roster = folder / str(about["roster"])
    mentors = None if about["mentors"] is None else folder / str(about["mentors"])
    warnings = []
    for named, key in ((roster, "roster_sha256"), (mentors, "mentors_sha256")):
        path = None if named is None else split_sheet(named)[0]
        if path is not None and not path.exists():
            raise UserError(
                "this roster is needed to look at what was changed, but is not there any more; put it back",
                file=path,
            )
        if path is not None and file_hash(path) != about[key]:
            warnings.append(f"{path.name} has changed since the list was made")
    sources = read_sources(scenario, str(about["policy"]), roster, mentors, about.get("without", ()))
    students = sources.students()
    refuse_strangers(students, listed)
    problem, _ = matching_problem(scenario, sources.program, students, None)
    return [*warnings, *broken_rules(sources.program, students, problem, listed)]


def _made_from(out: Path) -> dict[str, Any]:
    drafts = [entry for entry in read_record(out) if entry.what == "draft"]
    if not drafts:
        raise UserError("its record says nothing of a draft; write the list with `mentorsim match`", file=out)
    return dict(drafts[-1].content)
