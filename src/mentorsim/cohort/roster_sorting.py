"""Who on a roster counts, and as what: roles, filters, people who are listed twice, lines of totals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mentorsim.cohort.roster_checks import Columns, Problems
from mentorsim.cohort.roster_people import ROLE_COLUMN, People, View
from mentorsim.documents.table_file import RowNumber
from mentorsim.errors import RosterError
from mentorsim.roster.reading import ColumnReading, LeftOut, value_readings
from mentorsim.roster.roles import Role, read_roles
from mentorsim.roster.words import folded, is_no_answer, is_total
from mentorsim.scenario.roster_columns import columns_of, said_columns

if TYPE_CHECKING:
    from mentorsim.scenario.roster import RosterSettings


_MOST_IDS_NAMED = 3


@dataclass
class _Sorting:
    settings: RosterSettings
    columns: Columns
    problems: Problems
    left_out: dict[str, list[RowNumber]] = field(default_factory=dict)
    readings: list[ColumnReading] = field(default_factory=list)

    def leave_out(self, places: Iterable[int], why: str) -> None:
        for place in places:
            self.left_out.setdefault(why, []).append(self.columns.rows[place])


def people_of(settings: RosterSettings, columns: Columns, without: Collection[str] = ()) -> People:
    """Find out who counts.

    Parameters
    ----------
    settings
        What the columns mean.
    columns
        The roster.
    without
        Ids, or rows such as ``row 12``, of people who are left out.

    Raises
    ------
    RosterError
        When a role is not understood, an id is missing or listed twice, or nobody is a mentee.
    """
    sorting = _Sorting(settings, columns, Problems(columns.path))
    identifiers = _identifiers(sorting)
    roles = _roles(sorting)
    kept = [place for place in range(len(columns.rows)) if not _is_total_row(sorting, place, identifiers)]
    kept = _with_role(sorting, kept, roles)
    kept = _filtered(sorting, kept)
    kept = _without(sorting, kept, identifiers, without)
    for place in kept:
        if not identifiers[place]:
            sorting.problems.add(_id_name(settings), "the id is empty", columns.rows[place])
    _refuse_side_without_ids(sorting, kept, identifiers, roles)
    sorting.problems.refuse()
    people = _persons(sorting, kept, identifiers, roles)
    if not any(Role.MENTEE in own or Role.BOTH in own for own, _, _ in people):
        raise RosterError(
            "the roster has no mentee; see cohort.roster.role and cohort.roster.missing", file=columns.path
        )
    views, second, both = [], [], []
    for number, (own, mentee_row, mentor_row) in enumerate(people):
        if Role.BOTH in own:
            both.append(number)
            views.append(View(mentor_row, "mentor"))
            second.append(View(mentee_row, "mentee"))
        elif Role.MENTOR in own:
            views.append(View(mentor_row, "mentor"))
        else:
            views.append(View(mentee_row, "mentee"))
    return People(
        columns,
        tuple(identifiers[view.row] for view in views),
        (*views, *second),
        tuple(both),
        tuple(LeftOut(tuple(rows), why) for why, rows in sorting.left_out.items()),
        tuple(sorting.readings),
        frozenset(map(folded, filter(None, identifiers))) - {folded(identifiers[view.row]) for view in views},
    )


def _refuse_side_without_ids(
    sorting: _Sorting, kept: Sequence[int], identifiers: Sequence[str], roles: Sequence[Role]
) -> None:
    """Say which column holds the ids of a side that has none where the scenario looks for them."""
    columns, settings = sorting.columns, sorting.settings
    if settings.id is None:
        return
    for role in (Role.MENTEE, Role.MENTOR):
        own = [place for place in kept if roles[place] is role]
        if not own or any(identifiers[place] for place in own):
            continue
        likely = _likely_ids(columns, own)
        said = said_columns(settings.id)
        other = "mentor" if role is Role.MENTEE else "mentee"
        hint = f"name the {role.value}s' column"
        if likely is not None:
            both = {other: said, role.value: likely}
            spec = f"{{mentee: {both['mentee']}, mentor: {both['mentor']}}}"
            hint = f"theirs is probably {likely!r}: write id: {spec}"
        raise RosterError(
            f"the column {said!r}, which cohort.roster.id names, is empty for every {role.value}; {hint}",
            file=columns.path,
        )


def _likely_ids(columns: Columns, places: Sequence[int]) -> str | None:
    """Return a column that is full and different in all these rows, one of addresses before others."""
    best: str | None = None
    for column, name in enumerate(columns.header):
        cells = [columns.cells[place][column] for place in places]
        if not name or name == ROLE_COLUMN or not all(cells) or len(set(cells)) < 0.8 * len(cells):
            continue
        if all("@" in cell for cell in cells):
            return name
        best = best or name
    return best


def _id_name(settings: RosterSettings) -> str:
    return "row" if settings.id is None else said_columns(settings.id)


def _identifiers(sorting: _Sorting) -> list[str]:
    if sorting.settings.id is not None:
        name = _id_name(sorting.settings)
        sorting.readings.append(ColumnReading(name, "id", "ids", "as the scenario says", (), (0, 0), ()))
    return row_identifiers(sorting.settings, sorting.columns)


def row_identifiers(settings: RosterSettings, columns: Columns) -> list[str]:
    """Return the id of every row: of one column or several, its number where no column is named.

    Raises
    ------
    RosterError
        When there is no such column.
    """
    if settings.id is None:
        return [str(row) for row in columns.rows]
    names = {side: columns_of(settings.id, side) for side in ("mentee", "mentor")}
    own = [columns.place(name, "cohort.roster.id") for name in names["mentee"]]
    other = [columns.place(name, "cohort.roster.id") for name in names["mentor"]]

    def joined(row: tuple[str, ...], places: list[int]) -> str:
        return " ".join(filter(None, (row[place] for place in places)))

    # In one file or two, a person's id stands in the one column or in the other.
    return [joined(row, own) or joined(row, other) for row in columns.cells]


def _roles(sorting: _Sorting) -> list[Role]:
    columns, named = sorting.columns, sorting.settings.role
    if ROLE_COLUMN in columns.header:
        cells = columns.text(ROLE_COLUMN, "the file")
        return [Role(cell) for cell in cells]
    if named is None:
        return [Role.MENTEE] * len(columns.rows)
    cells = columns.text(named.column, "cohort.roster.role")
    read = read_roles(named, cells)
    is_listed = any(role in (Role.MENTOR, Role.BOTH) for role, _ in read.values())
    listed = (named.listed_mentors, named.both or ())
    if any(listed) and not is_listed:
        raise RosterError(
            f"column {named.column!r} holds none of the values listed under cohort.roster.role."
            f"{'upper_years' if named.upper_years else 'mentors'}; write them as in the file",
            file=columns.path,
        )
    bad = []
    for row, cell in zip(columns.rows, cells, strict=True):
        if read[cell][0] is None:
            bad.append(row)
            sorting.problems.add(
                named.column,
                "the role is not understood; list its value in cohort.roster.role under mentors, mentees, "
                "both "
                "or neither",
                row,
            )
    said = {
        cell: "not understood" if role is None else f"{role.value} ({why})"
        for cell, (role, why) in read.items()
    }
    sorting.readings.append(
        ColumnReading(
            named.column,
            "role",
            "roles",
            "as the scenario says",
            value_readings(cells, said),
            (0, 0),
            tuple(bad),
        )
    )
    return [read[cell][0] or Role.NEITHER for cell in cells]


def _is_total_row(sorting: _Sorting, place: int, identifiers: Sequence[str]) -> bool:
    """Tell whether a row is the line of a total rather than a person: its first word says so, little else."""
    row = sorting.columns.cells[place]
    filled = [cell for cell in row if cell]
    first = filled[0] if filled else ""
    if not (is_total(first) or is_total(identifiers[place])):
        return False
    others = [cell for cell in filled[1:] if not cell.replace(".", "").replace(",", "").isdigit()]
    if ROLE_COLUMN in sorting.columns.header:
        others = others[:-1]
    if others:
        return False
    sorting.leave_out([place], "the line of a total")
    return True


def _with_role(sorting: _Sorting, kept: list[int], roles: Sequence[Role]) -> list[int]:
    if sorting.settings.role is None or ROLE_COLUMN in sorting.columns.header:
        return kept
    place_of_role = sorting.columns.place(sorting.settings.role.column, "cohort.roster.role")
    for place in kept:
        if roles[place] is Role.NEITHER:
            empty = is_no_answer(sorting.columns.cells[place][place_of_role])
            sorting.leave_out(
                [place],
                "neither mentor nor mentee: the role is empty" if empty else "neither mentor nor mentee",
            )
    return [place for place in kept if roles[place] is not Role.NEITHER]


def _filtered(sorting: _Sorting, kept: list[int]) -> list[int]:
    for rule in sorting.settings.only:
        cells = sorting.columns.text(rule.column, "cohort.roster.only")
        wanted = set(map(folded, rule.is_))
        if not any(folded(cell) in wanted for cell in cells):
            raise RosterError(
                f"column {rule.column!r} holds none of the values that cohort.roster.only asks for; write "
                "them "
                "as in the file",
                file=sorting.columns.path,
            )
        said = {cell: "counts" if folded(cell) in wanted else "left out" for cell in cells}
        sorting.readings.append(
            ColumnReading(
                rule.column, "only", "a filter", "as the scenario says", value_readings(cells, said)
            )
        )
        gone = [place for place in kept if folded(cells[place]) not in wanted]
        sorting.leave_out(gone, f"{rule.column!r} is not {' or '.join(rule.is_)}")
        kept = [place for place in kept if folded(cells[place]) in wanted]
    return kept


def _without(
    sorting: _Sorting, kept: list[int], identifiers: Sequence[str], without: Collection[str]
) -> list[int]:
    if not without:
        return kept
    columns = sorting.columns
    gone: set[int] = set()
    for number, wanted in enumerate(without, 1):
        text = folded(wanted)
        found = {
            place
            for place in range(len(columns.rows))
            if folded(identifiers[place]) == text or text == f"row {folded(str(columns.rows[place]))}"
        }
        if not found:
            raise RosterError(
                f"--without: nobody has the id, or stands in the row, that the {number}. one names; write "
                "an id "
                "of the roster, or 'row 12'",
                file=columns.path,
            )
        gone |= found
    sorting.leave_out([place for place in kept if place in gone], "taken out with --without")
    return [place for place in kept if place not in gone]


def _persons(
    sorting: _Sorting, kept: Sequence[int], identifiers: Sequence[str], roles: Sequence[Role]
) -> list[tuple[set[Role], int, int]]:
    """Return each person's role with the rows that speak of him or her as a mentee and as a mentor."""
    rule = sorting.settings.duplicates
    key_of = _keys(identifiers, kept)
    rows_of: dict[str, list[int]] = {}
    for place in kept:
        rows_of.setdefault(key_of[place], []).append(place)
    found: list[tuple[set[Role], int, int]] = []
    refused = 0
    for rows in rows_of.values():
        mentee_rows = [place for place in rows if roles[place] is Role.MENTEE]
        mentor_rows = [place for place in rows if roles[place] is Role.MENTOR]
        if len(rows) == 1 or rule in ("keep_last", "keep_first"):
            place = rows[-1] if rule == "keep_last" else rows[0]
            gone = [other for other in rows if other != place]
            why = "a later row of the same id counts" if rule == "keep_last" else "an earlier row counts"
            sorting.leave_out(gone, why)
            found.append(({roles[place]}, place, place))
        elif rule == "both" and len(mentee_rows) == len(mentor_rows) == 1 and len(rows) == 2:
            sorting.leave_out([mentee_rows[0]], "one person with the mentor's row of the same id: both")
            found.append(({Role.BOTH}, mentee_rows[0], mentor_rows[0]))
        else:
            _refuse_twice(sorting, rows, identifiers, bool(mentee_rows and mentor_rows), refused)
            refused += 1
    sorting.problems.refuse()
    return found


def _refuse_twice(
    sorting: _Sorting, rows: Sequence[int], identifiers: Sequence[str], crosses: bool, refused: int
) -> None:
    numbers = sorting.columns.rows
    for later in rows[1:]:
        alike = identifiers[later] == identifiers[rows[0]]
        how = "" if alike else " (addresses are compared without case)"
        sentence = f"the id is already that of row {numbers[rows[0]]}{how}"
        if refused >= _MOST_IDS_NAMED:  # a file of terms or modules has hundreds, which are one mistake
            sentence = "the id is already that of an earlier row"
        if crosses:
            sentence += ", once as a mentee and once as a mentor; set cohort.roster.duplicates to both"
        else:
            sentence += "; set cohort.roster.duplicates to keep_last or keep_first"
        if sorting.settings.records is not None:
            sentence += ", or name no id where every row is to count"
        sorting.problems.add(_id_name(sorting.settings), sentence, numbers[later])


def _keys(identifiers: Sequence[str], kept: Sequence[int]) -> dict[int, str]:
    """Return what ids are compared by: addresses without case, other ids as they are."""
    addresses = sum("@" in identifiers[place] for place in kept)
    if 2 * addresses > len(kept):
        return {place: identifiers[place].casefold() for place in kept}
    return {place: identifiers[place] for place in kept}
