"""What the columns of a sign-up sheet probably hold, from their names and from their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from mentorsim.documents.table_file import Table
from mentorsim.roster.capacity import read_number
from mentorsim.roster.grades import read_grades
from mentorsim.roster.lists import separator_of
from mentorsim.roster.roles import MENTOR_WORDS, Role, role_word
from mentorsim.roster.time_words import DAYS, PARTS, SEVERAL_DAYS
from mentorsim.roster.time_zones import read_zone
from mentorsim.roster.times import NotUnderstoodError, read_times
from mentorsim.roster.words import folded, is_no, is_no_answer, is_yes, plain_name

Kind = Literal[
    "id", "e-mail", "name", "role", "consent", "capacity", "times", "time grid", "time zone", "people",
    "list", "grade", "answer", "importance", "wish", "yes/no", "number", "category", "ignored",
]  # fmt: skip

_MOST_CATEGORIES = 40
_ID = re.compile(
    r"\b(id|uid|studentid|student number|student no|matrikelnummer|matrikelnr|matrikel|"
    r"matriculation number|matricule|matricula|netid|username|login|code|badge|kennung|kennnummer|"
    r"personalnummer|(employee|member|registration|reference) (number|no)|nr|e mail|email|identifiant|"
    r"identificador|numero)\b"
)
_NAME = re.compile(r"\b(name|names|first|last|surname|nachname|vorname|nom|prenom|nombre|apellidos?)\b")
_STAMP = re.compile(
    r"\b(timestamp|zeitstempel|horodateur|marca temporal|submitted|start date|end date|date|"
    r"start time|completion time)\b"
)
_CONSENT = re.compile(
    r"\b(may we use|consent|agree|permission|"
    r"einwilligung|einverstanden|datenschutz|gdpr|privacy|consentement)\b"
)
_CAPACITY = re.compile(
    r"(how many|howmany|capacity|max(imum)?\b|number of (mentees|students|places)|wie viele|anzahl|combien|"
    r"cuantos|places|mentees wanted|kapazitat|capacidad|capacite|plazas|plaetze|platze\b)"
)
_GRADE = re.compile(
    r"\b(gpa|grade|note|abiturnote|average|notenschnitt|durchschnittsnote|mark|rank|rang|moyenne|percentile)\b"
)
_WISH = re.compile(r"\b(prefer|preference|preferred|wish|wunsch|same gender|praferenz|would like a)\b")
_WISH_CELL = re.compile(r"(no preference|same .* as me|keine praferenz|sans preference|sin preferencia)")
_IMPORTANCE = re.compile(r"\b(important|importance|wichtig|importante?)\b")
_GENDER = re.compile(r"\b(gender|sex|geschlecht|genre|genero|sexe)\b")
_FREE = re.compile(r"\b(comment|comments|anything else|tell us|describe|bemerkung|job title|why)\b")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\Z")
_BOXED = re.compile(r"(.+)\[[^\]]+\]\Z")
_NUMBERED = re.compile(r"(.*\D)\s*(\d+)\Z")


@dataclass(frozen=True)
class InferredColumn:
    """What a column was taken for, and why."""

    name: str
    kind: Kind
    why: str


def infer_columns(table: Table) -> tuple[InferredColumn, ...]:
    """Say of each named column what it probably holds.

    Parameters
    ----------
    table
        A table whose first row names the columns.
    """
    header = [name for name in table.rows[0] if name]
    cells = {
        name: [row[table.rows[0].index(name)] for row in table.rows[1:]] for name in dict.fromkeys(header)
    }
    found: dict[str, InferredColumn] = {}
    comma = table.delimiter != ","
    people = _people_words(cells)
    for name, column in cells.items():
        kind, why = _kind(name, column, comma, people)
        found[name] = InferredColumn(name, kind, why)
    return tuple(found.values())


def gender_column(columns: Sequence[InferredColumn]) -> str | None:
    """Return the column with people's own gender, if there is one."""
    own = [one.name for one in columns if one.kind == "category" and _GENDER.search(plain_name(one.name))]
    return own[0] if own else None


def numbered_families(names: Sequence[str]) -> list[list[str]]:
    """Return columns that belong together by their numbers, such as Interest 1 to Interest 3."""
    families: dict[str, list[str]] = {}
    for name in names:
        found = _NUMBERED.match(name.strip())
        if found is not None:
            families.setdefault(folded(found[1]), []).append(name)
    return [family for family in families.values() if len(family) > 1]


def ticked_families(cells: dict[str, list[str]]) -> list[list[str]]:
    """Return columns that are the boxes of one question: each holds its own option only, or a tick."""
    families: dict[str, list[str]] = {}
    for name, column in cells.items():
        values = {folded(cell) for cell in column if not is_no_answer(cell)}
        boxed = _BOXED.match(name)
        if boxed is not None and all(is_yes(cell) or is_no(cell) for cell in values):
            families.setdefault(folded(boxed[1]), []).append(name)
        elif len(values) == 1 and folded(name).endswith(f" {next(iter(values))}"):
            stem = folded(name)[: -len(next(iter(values)))]
            families.setdefault(stem, []).append(name)
    return [family for family in families.values() if len(family) > 1]


def _people_words(cells: dict[str, list[str]]) -> set[str]:
    words: set[str] = set()
    for name, column in cells.items():
        known = [folded(cell) for cell in column if not is_no_answer(cell)]
        plain = plain_name(name)
        is_key = _ID.search(plain) or _NAME.search(plain) or any("@" in cell for cell in known)
        if is_key and len(set(known)) >= 0.9 * max(1, len(known)):
            words.update(known)
    return words


def _kind(name: str, column: list[str], comma: bool, people: set[str]) -> tuple[Kind, str]:
    plain = plain_name(name)
    known = [cell for cell in column if not is_no_answer(cell)]
    different = {folded(cell) for cell in known}
    if not known:
        return "ignored", "no answers"
    full = len(known) == len(column) and len(different) >= 0.95 * len(column)
    if all(_ADDRESS.match(cell) for cell in known):
        return "e-mail", "addresses"
    if _STAMP.search(plain):
        return "ignored", "a time stamp"
    if _ID.search(plain) and full:
        return "id", "its name, and different in all rows"
    if _ID.search(plain) and len(known) > 1 and len(different) == len(known):
        # Of two sheets one after the other, each may have its own column of ids.
        return "id", "its name, and different in all rows that have one"
    if people and not _NAME.search(plain) and _share(known, lambda cell: _names_people(cell, people)) > 0.8:
        return "people", "its cells name people of the list"
    for kind, why, fits in _rules(name, known, different, comma):
        if fits():
            return kind, why
    if _NAME.search(plain) and len(different) > 0.5 * len(known):
        return "name", "its name"
    return _by_cells(plain, known, different, comma)


def _rules(
    name: str, known: list[str], different: set[str], comma: bool
) -> list[tuple[Kind, str, Callable[[], bool]]]:
    plain = plain_name(name)
    numbers = [read_number(cell, decimal_comma=comma) for cell in known]

    def small_numbers() -> bool:
        return all(one.is_date or (one.value is not None and 0 <= one.value <= 60) for one in numbers)

    def grades() -> bool:
        read = read_grades(known, plain, None, None, decimal_comma=comma)
        return not read.bad and len(different) > 2

    return [
        ("consent", "yes or no, and its name", lambda: bool(_CONSENT.search(plain)) and _yes_no(known)),
        ("role", "its cells name roles", lambda: _roles(known)),
        (
            "role",
            "yes or no, and its name",
            lambda: (
                bool(set(plain.split()) & MENTOR_WORDS)
                and _yes_no(known)
                and not _WISH.search(plain)
                and not _CAPACITY.search(plain)
            ),
        ),
        ("importance", "its name", lambda: bool(_IMPORTANCE.search(plain)) and small_numbers()),
        ("capacity", "its name and its numbers", lambda: bool(_CAPACITY.search(plain)) and small_numbers()),
        ("time zone", "its cells", lambda: len(different) > 1 and _share(known, _is_zone) == 1.0),
        (
            "time grid",
            "its name is a time, its cells 0 and 1",
            lambda: _yes_no(known) and _is_time(name) and _has_day(name),
        ),
        ("times", "its cells name times", lambda: _share(sorted(different), _is_time_cell) > 0.8),
        ("wish", "its name", lambda: bool(_WISH.search(plain)) and len(different) <= 8),
        ("wish", "its cells", lambda: len(different) <= 8 and any(map(_WISH_CELL.search, different))),
        ("grade", "its name and its numbers", lambda: bool(_GRADE.search(plain)) and grades()),
    ]


def _by_cells(plain: str, known: list[str], different: set[str], comma: bool) -> tuple[Kind, str]:
    if _yes_no(known):
        return "yes/no", "its cells"
    numbers = [read_number(cell, decimal_comma=comma) for cell in known]
    if all(one.value is not None and not one.said for one in numbers):
        values = {one.value for one in numbers if one.value is not None}
        if len(values) <= 10 and min(values) >= 0 and max(values) <= 10 and len(plain.split()) > 3:
            return "answer", "a question with a few numbers"
        if re.fullmatch(r"(q|question|item|value|frage)\s?\w*\d+", plain):
            return "answer", "its name and its numbers"
        return "number", "its cells"
    if _FREE.search(plain):
        return "ignored", "free text"
    if separator_of(known) is not None:
        return "list", "several answers in a cell"
    if len(different) <= min(_MOST_CATEGORIES, max(2, len(known) // 2)):
        return "category", f"{len(different)} different values"
    return "ignored", "free text, or too many different values"


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, cells)) / max(1, len(cells))


def _yes_no(known: list[str]) -> bool:
    return all(is_yes(cell) or is_no(cell) for cell in known)


def _roles(known: list[str]) -> bool:
    different = set(known)
    read = [role_word(cell) for cell in different]
    found = set(read)
    is_clear = sum(role is None for role in read) * 3 <= len(read)
    return is_clear and len(different) <= 12 and bool(found & {Role.MENTOR}) and len(different) > 1


def _is_zone(cell: str) -> bool:
    try:
        return read_zone(cell) is not None
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        return read_times(text) is not None
    except NotUnderstoodError:
        return False


def _has_day(text: str) -> bool:
    words = set(re.findall(r"[a-z]+", folded(text)))
    return bool(words & (DAYS.keys() | SEVERAL_DAYS.keys() | PARTS.keys()))


def _is_time_cell(cell: str) -> bool:
    return _is_time(cell) and (_has_day(cell) or "flex" in cell or "any" in cell or ":" in cell)


def _names_people(cell: str, people: set[str]) -> bool:
    return folded(cell) in people or all(
        folded(part) in people for part in re.split(r"[;,|]", cell) if part.strip()
    )
