"""What columns of schools' lists are usually called, and what their cells say."""

from __future__ import annotations

import re

from mentorsim.cohort.roster_checks import is_missing


def plain_header(name: str) -> str:
    """Return a column's name in small letters with single blanks between its words."""
    return " ".join(re.findall(r"[a-z0-9]+", name.lower()))


#: Names by what the column holds, the best first.
IDS = (
    "student id", "id", "studentid", "student number", "student no", "matriculation number", "net id",
    "netid", "user id", "username", "student", "code", "email", "e mail", "email address",
    "name", "full name",
)  # fmt: skip
ROLES = ("role", "mentor or mentee", "mentee or mentor", "participant type", "program role", "signed up as")
MENTORS = ("mentor", "is mentor", "is a mentor", "volunteer", "wants to mentor", "peer mentor")
GRADES = (
    "prior grade", "admission grade", "high school gpa", "hs gpa", "school average", "entry grade", "gpa",
    "grade average", "average grade", "grade",
)  # fmt: skip
CAPACITIES = (
    "capacity", "places", "number of places", "max mentees", "maximum mentees", "mentees wanted",
    "number of mentees",
)  # fmt: skip
SLOTS = ("slots", "free times", "free time", "availability", "available times", "times")
ANSWERS = (("q1", "q2", "q3"), ("value 1", "value 2", "value 3"), ("values 1", "values 2", "values 3"))

MENTOR_WORDS = frozenset({"mentor", "mentors", "peer mentor", "tutor", "buddy", "coach"})
MENTEE_WORDS = frozenset(
    {"mentee", "mentees", "tutee", "student", "first year", "freshman", "new student", "protege"}
)
YES_WORDS = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si", "sim"})
NO_WORDS = frozenset({"no", "n", "false", "0", "", "nein", "non", "nao"})


def found_header(header: tuple[str, ...], names: tuple[str, ...]) -> str | None:
    """Find the first of some usual names among a file's column names."""
    plain = {plain_header(name): name for name in reversed(header) if name}
    return next((plain[name] for name in names if name in plain), None)


def mentor_cells(cells: list[str]) -> tuple[str, ...] | None:
    """Return the values of a role column that mean a mentor; None where there are other words, too."""
    found = {cell: plain_header(cell) for cell in cells}
    mentors = tuple(sorted(cell for cell, word in found.items() if word in MENTOR_WORDS))
    known = all(word in MENTOR_WORDS | MENTEE_WORDS or not word for word in found.values())
    return mentors if mentors and known else None


def yes_cells(cells: list[str]) -> tuple[str, ...] | None:
    """Return the values of a column that mean yes; None where it holds anything but yes and no."""
    found = {cell: cell.strip().lower() for cell in cells if not is_missing(cell)}
    if any(word not in YES_WORDS | NO_WORDS for word in found.values()):
        return None
    return tuple(sorted(cell for cell, word in found.items() if word in YES_WORDS)) or None


def are_numbers(cells: list[str]) -> bool:
    """Whether all cells that are not missing are numbers, and there is one."""
    present = [cell for cell in cells if not is_missing(cell)]
    return bool(present) and all(re.fullmatch(r"[+-]?\d*[.,]?\d+", cell) for cell in present)
