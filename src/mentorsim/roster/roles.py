"""Who signed up as what: mentor, mentee, both or neither, as people and forms say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from mentorsim.roster.words import folded, is_no_answer, is_yes, plain_name

if TYPE_CHECKING:
    from mentorsim.scenario.roster import RoleColumn


class Role(Enum):
    """What somebody is in a program."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    BOTH = "both"
    NEITHER = "neither"


MENTOR_WORDS = frozenset(
    {"mentor", "mentors", "mentorin", "mentor in", "mentorinnen", "peer mentor", "tutor", "tutors", "tutorin",
     "buddy", "coach", "big", "local", "mentora", "tuteur", "tutrice", "parrain", "marraine", "mentore"}
)  # fmt: skip
MENTEE_WORDS = frozenset(
    {"mentee", "mentees", "tutee", "student", "students", "first year", "freshman", "new student", "protege",
     "little", "incoming", "newcomer", "mentorado", "filleul", "ersti", "erstsemester", "team"}
)  # fmt: skip
_BOTH = frozenset({"both", "beides", "les deux", "ambos", "either", "both roles", "either one"})
_NEITHER = frozenset({"neither", "none", "no role", "keine", "keins", "weder noch", "aucun", "ninguno"})
_BESIDE = re.compile(r"\([^)]*\)")


def role_word(cell: str) -> Role | None:
    """Read a role from its words alone; None where they do not tell.

    ``mentor (returning)`` is a mentor, ``mentor and mentee`` is both.
    """
    text = plain_name(_BESIDE.sub(" ", cell))
    if text in _BOTH:
        return Role.BOTH
    if text in _NEITHER:
        return Role.NEITHER
    if text in MENTOR_WORDS:
        return Role.MENTOR
    if text in MENTEE_WORDS:
        return Role.MENTEE
    words = set(text.split())
    is_mentor, is_mentee = bool(words & MENTOR_WORDS), bool(words & MENTEE_WORDS)
    if is_mentor and is_mentee:
        # "mentor and mentee", but not "mentee (not a mentor)" or "mentor or mentee"
        return Role.BOTH if words & {"and", "und", "et", "y", "e", "both", "as"} else None
    if words & {"not", "no", "kein", "keine", "former", "nicht"}:
        return None
    if len(words) <= 5 and (is_mentor or is_mentee):
        return Role.MENTOR if is_mentor else Role.MENTEE
    return None


def read_roles(named: RoleColumn, cells: Sequence[str]) -> dict[str, tuple[Role | None, str]]:
    """Read every different cell of the column that tells roles.

    What the scenario lists counts first, compared without case, blanks and accents; then what the words say;
    then, where the scenario lists mentors only, everybody else is a mentee, as it says.

    Returns
    -------
    dict
        By cell: the role (None: not understood) and why.
    """
    listed = {
        folded(value): role
        for role, values in (
            (Role.MENTOR, named.listed_mentors),
            (Role.MENTEE, named.mentees or ()),
            (Role.BOTH, named.both or ()),
            (Role.NEITHER, named.neither or ()),
        )
        for value in values
    }
    found: dict[str, tuple[Role | None, str]] = {}
    for cell in dict.fromkeys(cells):
        if folded(cell) in listed:
            found[cell] = listed[folded(cell)], "listed"
        elif is_no_answer(cell):
            found[cell] = Role.NEITHER, "no answer"
        else:
            role = role_word(cell)
            if role is not None:
                found[cell] = role, "by its words"
            elif named.mentees is not None or _speaks_of_mentors(cell):
                found[cell] = None, "not understood"
            else:
                found[cell] = Role.MENTEE, "whoever is not listed as a mentor"
    return found


def _speaks_of_mentors(cell: str) -> bool:
    return bool(set(plain_name(cell).split()) & MENTOR_WORDS) and not is_yes(cell)
