"""Which other column a setting probably means, by the values that columns share and by their names."""

from __future__ import annotations

from typing import Literal

from mentorsim.cohort.people import UPPER_YEAR
from mentorsim.cohort.roster import Roster
from mentorsim.documents.table_file import Table
from mentorsim.errors import UserError
from mentorsim.pairing.one_sided import OneSided, one_sided
from mentorsim.pairing.problem import MatchingProblem
from mentorsim.pairing.words import criterion_words
from mentorsim.roster.words import folded, is_no_answer, plain_name
from mentorsim.roster_match.raw_cells import RawCells
from mentorsim.scenario.match import MatchSettings
from mentorsim.scenario.roster import RosterSettings
from mentorsim.scenario.roster_columns import SideColumns, columns_of, said_columns

Side = Literal["mentee", "mentor"]


def refuse_one_sided(
    match: MatchSettings, problem: MatchingProblem, table: Table, settings: RosterSettings, roster: Roster
) -> None:
    """Refuse criteria that nobody can meet, with the column that is probably meant.

    Raises
    ------
    UserError
        With a line for each such criterion.
    """
    lines = [_sentence(found, match, table, settings, roster) for found in one_sided(match, problem)]
    if lines:
        raise UserError("\n".join(lines), file=table.path)


def _sentence(
    found: OneSided, match: MatchSettings, table: Table, settings: RosterSettings, roster: Roster
) -> str:
    spec = _spec(found.field, settings)
    column = found.field if spec is None else said_columns(spec)
    words = criterion_words(match.criteria[found.place])
    sentence = (
        f"no pair can meet the criterion {words!r}: the column {column!r} is empty for every {found.side}"
    )
    likely = None if spec is None else _likely(found, spec, table, settings, roster)
    if likely is None or spec is None:
        return f"{sentence}; name the {found.side}s' column, or take the criterion out"
    known: Side = "mentor" if found.side == "mentee" else "mentee"
    own = columns_of(spec, known)
    both = {known: own[0] if len(own) == 1 else list(own), found.side: likely}
    listed = ", ".join(f"{side}: {both[side]}" for side in ("mentee", "mentor"))
    return f"{sentence}; theirs is probably {likely!r}: write {found.field}: {{{listed}}}"


def _spec(field: str, settings: RosterSettings) -> str | tuple[str, ...] | SideColumns | None:
    if field in settings.attributes:
        return settings.attributes[field].column
    if field in settings.numbers:
        return settings.numbers[field].column
    if field == "prior_grade" and settings.prior_grade is not None:
        return settings.prior_grade.column
    return settings.slots.column if field == "slots" and settings.slots is not None else None


def _likely(
    found: OneSided,
    spec: str | tuple[str, ...] | SideColumns,
    table: Table,
    settings: RosterSettings,
    roster: Roster,
) -> str | None:
    raw = RawCells(table, settings, roster)
    is_mentor = roster.role == UPPER_YEAR
    other: Side = "mentor" if found.side == "mentee" else "mentee"
    known = set()
    for row in range(roster.size):
        if bool(is_mentor[row]) == (other == "mentor"):
            known |= _pieces(raw.of(found.field, row, other))
    place_of = {number: place for place, number in enumerate(table.numbers)}
    rows = [
        place_of[number]
        for number, mentor in zip(roster.rows, is_mentor.tolist(), strict=True)
        if mentor == (found.side == "mentor")
    ]
    wanted = set(plain_name(said_columns(spec)).split())
    best: tuple[float, str] | None = None
    for place, name in enumerate(table.rows[0]):
        values = set()
        for row in rows:
            values |= _pieces(table.rows[row][place])
        if not name or not values:
            continue
        shared = len(values & known) / max(1, min(len(values), len(known)))
        in_name = len(wanted & set(plain_name(name).split())) / max(1, len(wanted))
        score = 2.0 * shared + in_name
        if (shared >= 0.5 or in_name >= 0.5) and (best is None or score > best[0]):
            best = score, name
    return None if best is None else best[1]


def _pieces(cell: str) -> set[str]:
    if is_no_answer(cell):
        return set()
    return {folded(cell), *(folded(part) for part in cell.replace(";", ",").split(",") if part.strip())}
