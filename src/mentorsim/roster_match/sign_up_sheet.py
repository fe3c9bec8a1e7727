"""A roster as it is found: its cells, what each column was taken for, and which rows are on which side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mentorsim.cohort.roster_people import ROLE_COLUMN
from mentorsim.documents.table_file import Table
from mentorsim.documents.yaml_text import inline
from mentorsim.roster.inference import (
    InferredColumn,
    Kind,
)
from mentorsim.roster.roles import Role, role_word
from mentorsim.roster.words import folded, is_no_answer, is_yes, plain_name

_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "do",
        "you",
        "your",
        "is",
        "are",
        "what",
        "which",
        "when",
        "how",
        "would",
        "like",
        "for",
        "to",
        "in",
        "on",
        "tick",
        "all",
        "that",
        "apply",
        "choose",
        "up",
        "please",
        "select",
        "can",
        "at",
        "if",
        "der",
        "die",
        "das",
        "welche",
        "was",
        "wie",
        "und",
        "and",
        "or",
        "have",
    ]
)


_TAKEN = frozenset(
    {"id", "key", "role", "year", "gpa", "attendance", "prior_grade", "values", "slots", "skill", "belonging",
     "motivation", "communication", "places"}
)  # fmt: skip


@dataclass
class SignUpSheet:
    """What was found, in the order of the file."""

    table: Table
    columns: tuple[InferredColumn, ...]
    used: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def of(self, *kinds: Kind) -> list[InferredColumn]:
        """Return the columns of some kinds that nothing uses yet."""
        return [one for one in self.columns if one.kind in kinds and one.name not in self.used]

    def cells(self, column: str) -> list[str]:
        """Return the cells of a column, without its name."""
        place = self.table.rows[0].index(column)
        return [row[place] for row in self.table.rows[1:]]

    def field_name(self, column: str) -> str:
        """Return a name for a field that nothing else has, made of a column's name."""
        words = [word for word in plain_name(column).split() if word not in _SMALL]
        base = "_".join(words[:3]) or "field"
        base = re.sub(r"[^a-z0-9_]", "", base) or "field"
        base = base if base[0].isalpha() else f"f_{base}"
        name, number = base, 2
        while name in self.names or name in _TAKEN:
            name, number = f"{base}_{number}", number + 1
        self.names.add(name)
        return name


def is_full(draft: SignUpSheet, column: str, places: Sequence[int]) -> bool:
    """Whether a column has a cell in every one of some rows."""
    cells = draft.cells(column)
    return bool(places) and all(cells[place] for place in places)


def sides(draft: SignUpSheet) -> tuple[list[int], list[int]]:
    """Return the places of mentees and of mentors, as far as they are known yet."""
    rows = range(len(draft.table.rows) - 1)
    if ROLE_COLUMN in draft.table.rows[0]:
        cells = draft.cells(ROLE_COLUMN)
        return (
            [place for place in rows if cells[place] == Role.MENTEE.value],
            [place for place in rows if cells[place] == Role.MENTOR.value],
        )
    for one in draft.columns:
        if one.kind == "role":
            roles = [role_of(cell) for cell in draft.cells(one.name)]
            return (
                [place for place in rows if roles[place] in (Role.MENTEE, Role.BOTH)],
                [place for place in rows if roles[place] in (Role.MENTOR, Role.BOTH)],
            )
    return list(rows), []


def role_of(cell: str) -> Role | None:
    """Return the role that a cell names; None where it says nothing."""
    if is_no_answer(cell):
        return None
    return role_word(cell) or (Role.MENTOR if is_yes(cell) else Role.MENTEE)


def only_here(draft: SignUpSheet, column: str, here: Sequence[int], not_here: Sequence[int]) -> bool:
    """Whether a column was answered in some rows and in none of others."""
    cells = draft.cells(column)
    return any(cells[place] for place in here) and not any(cells[place] for place in not_here)


def values_in(draft: SignUpSheet, column: str) -> set[str]:
    """Return the different answers in a column, each option of a list by itself."""
    found: set[str] = set()
    for cell in draft.cells(column):
        if not is_no_answer(cell):
            found |= {folded(part) for part in re.split(r"[;,|\n]", cell) if part.strip()}
    return found


def listed(names: Sequence[str]) -> str:
    """Return a list as YAML writes it in a line."""
    return "[" + ", ".join(inline(name) for name in names) + "]"
