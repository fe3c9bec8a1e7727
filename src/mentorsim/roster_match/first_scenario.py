"""A commented scenario for a roster that exists: columns guessed from names and cells, to be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mentorsim.cohort.roster_people import ROLE_COLUMN
from mentorsim.cohort.two_files import joined
from mentorsim.documents.table_file import Table
from mentorsim.documents.yaml_text import inline
from mentorsim.errors import UserError
from mentorsim.roster.header import read_people
from mentorsim.roster.inference import (
    InferredColumn,
    Kind,
    gender_column,
    infer_columns,
    numbered_families,
    ticked_families,
)
from mentorsim.roster.roles import Role, role_word
from mentorsim.roster.words import folded, is_no_answer, is_yes, plain_name

_MAJOR = re.compile(
    r"\b(major|course|programme|program|study|studies|studiengang|subject|field|faculty|department|industry|"
    r"profession|discipline|fach|filiere|carrera|curso|degree|school)\b"
)


@dataclass
class _Sheet:
    """What was found, in the order of the file."""

    table: Table
    columns: tuple[InferredColumn, ...]
    used: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def of(self, *kinds: Kind) -> list[InferredColumn]:
        return [one for one in self.columns if one.kind in kinds and one.name not in self.used]

    def cells(self, column: str) -> list[str]:
        place = self.table.rows[0].index(column)
        return [row[place] for row in self.table.rows[1:]]

    def field_name(self, column: str) -> str:
        words = [word for word in plain_name(column).split() if word not in _SMALL]
        base = "_".join(words[:3]) or "field"
        base = re.sub(r"[^a-z0-9_]", "", base) or "field"
        base = base if base[0].isalpha() else f"f_{base}"
        name, number = base, 2
        while name in self.names or name in _TAKEN:
            name, number = f"{base}_{number}", number + 1
        self.names.add(name)
        return name


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
_NEVER = frozenset({"cannot", "not", "never", "avoid", "nicht", "conflict", "except"})
_TAKEN = frozenset(
    {"id", "key", "role", "year", "gpa", "attendance", "prior_grade", "values", "slots", "skill", "belonging",
     "motivation", "communication", "places"}
)  # fmt: skip


def first_scenario(roster: Path, mentors: Path | None, named: str, mentors_named: str | None) -> str:
    """Return the text of a scenario for a roster.

    Parameters
    ----------
    roster, mentors
        The file, and the second file with the mentors where there is one.
    named, mentors_named
        The same as the scenario names them.

    Raises
    ------
    UserError
        When a file cannot be read.
    """
    table = read_people(roster)
    if len(table.rows) < 2:
        raise UserError("the file has column names but nobody below them", file=roster)
    if mentors is not None:
        table = joined(table, read_people(mentors))
    draft = _Sheet(table, tuple(one for one in infer_columns(table) if one.name != ROLE_COLUMN))
    body = list(_roster_lines(draft, named, mentors_named))
    fields = list(_field_lines(draft))
    criteria = [line for _, lines in fields for line in lines]
    described = [line for line, _ in fields if line]
    lines = [*_HEAD, *body, *described, *_rest(draft), *_program(draft, criteria)]
    return "\n".join(lines) + "\n"


_HEAD = (
    "# A scenario for your roster: every line can be changed. Columns were guessed from their names and "
    "cells;",
    "# look at each. `mentorsim check FILE --roster ROSTER` shows what every value is read as.",
    "title: My mentoring program",
    "",
    "cohort:",
    "  roster:",
)


def _roster_lines(draft: _Sheet, named: str, mentors_named: str | None) -> Iterator[str]:
    yield f"    file: {inline(named)}"
    if mentors_named is not None:
        yield f"    mentors_file: {inline(mentors_named)}"
    yield from _id_lines(draft)
    names = [one.name for one in draft.of("name")]
    if names:
        yield f"    name: {_list(names)}   # names may then stand on lists of wishes"
    addresses = [one.name for one in draft.columns if one.kind == "e-mail" and one.name not in draft.used]
    shown = [*names, *addresses]
    if shown:
        yield f"    show: {_list(shown)}   # carried into the list, never shown on the screen"
    draft.used.update(shown)
    if mentors_named is None:
        yield from _role_lines(draft)
    for one in draft.of("consent"):
        yes = sorted({cell for cell in draft.cells(one.name) if is_yes(cell)})
        if yes:
            yield f"    only: {{column: {inline(one.name)}, is: {_list(yes)}}}   # others are left out"
            draft.used.add(one.name)
    yield "    duplicates: keep_last   # who signed up twice: refuse, keep_last, keep_first or both"
    yield "    missing: middle         # a missing answer counts as unknown"


def _id_lines(draft: _Sheet) -> Iterator[str]:
    mentee_side, mentor_side = _sides(draft)
    for kind in ("id", "e-mail", "name"):
        candidates = draft.of(kind)
        whole = [one for one in candidates if _full(draft, one.name, [*mentee_side, *mentor_side])]
        if whole:
            draft.used.add(whole[0].name)
            yield f"    id: {inline(whole[0].name)}   # {whole[0].why}"
            return
        own = next((one for one in candidates if _full(draft, one.name, mentee_side)), None)
        other = next((one for one in candidates if _full(draft, one.name, mentor_side)), None)
        if own is not None and other is not None:
            draft.used |= {own.name, other.name}
            yield f"    id: {{mentee: {inline(own.name)}, mentor: {inline(other.name)}}}   # {own.why}"
            return
    yield "    # id: COLUMN   # no column is full and different: rows count as ids"


def _full(draft: _Sheet, column: str, places: Sequence[int]) -> bool:
    cells = draft.cells(column)
    return bool(places) and all(cells[place] for place in places)


def _sides(draft: _Sheet) -> tuple[list[int], list[int]]:
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
            roles = [_role_of(cell) for cell in draft.cells(one.name)]
            return (
                [place for place in rows if roles[place] in (Role.MENTEE, Role.BOTH)],
                [place for place in rows if roles[place] in (Role.MENTOR, Role.BOTH)],
            )
    return list(rows), []


def _role_of(cell: str) -> Role | None:
    if is_no_answer(cell):
        return None
    return role_word(cell) or (Role.MENTOR if is_yes(cell) else Role.MENTEE)


def _role_lines(draft: _Sheet) -> Iterator[str]:
    found = draft.of("role")
    if not found:
        yield "    # role: {column: COLUMN, mentors: [VALUE]}   # nothing tells mentors: all are mentees"
        return
    one = found[0]
    draft.used.add(one.name)
    cells = sorted({cell for cell in draft.cells(one.name) if not is_no_answer(cell)})
    mentors = [cell for cell in cells if (role_word(cell) or (is_yes(cell) and Role.MENTOR)) is Role.MENTOR]
    both = [cell for cell in cells if role_word(cell) is Role.BOTH]
    said = f"column: {inline(one.name)}, mentors: {_list(mentors)}"
    said += f", both: {_list(both)}" if both else ""
    yield f"    role: {{{said}}}   # {one.why}; others are mentees"


def _field_lines(draft: _Sheet) -> Iterator[tuple[str, list[str]]]:
    """Yield a line for each field, with the criteria that it suggests."""
    grades = draft.of("grade")
    if grades:
        draft.used.add(grades[0].name)
        yield f"    prior_grade: {inline(grades[0].name)}   # add best: low where 1 is best", []
    times = draft.of("times")
    grid = [one.name for one in draft.of("time grid")]
    zones = draft.of("time zone")
    overlap = ["      - {field: slots, rule: overlap, importance: medium}"]
    if times:
        zone = f", time_zone: {inline(zones[0].name)}" if zones else ""
        draft.used.update(one.name for one in (times[0], *zones[:1]))
        yield f"    slots: {{column: {inline(times[0].name)}{zone}}}   # {times[0].why}", overlap
    elif grid:
        draft.used.update(grid)
        yield f"    slots: {_list(grid)}", overlap
    yield from _people_lines(draft)
    yield from _number_lines(draft)
    yield from _attribute_lines(draft)
    answers = [one.name for one in draft.of("answer")]
    if answers:
        draft.used.update(answers)
        yield f"    values: {_list(answers)}", ["      - {field: values, rule: closest, importance: low}"]


def _people_lines(draft: _Sheet) -> Iterator[tuple[str, list[str]]]:
    entries: list[str] = []
    wishes: list[str] = []
    for one in draft.of("people"):
        draft.used.add(one.name)
        words = set(plain_name(one.name).split())
        kind = "never" if words & _NEVER else "required" if words & {"must", "muss"} else ""
        if kind and kind not in draft.names:
            draft.names.add(kind)
            entries.append(f"{kind}: {{column: {inline(one.name)}, unknown: skip}}")
        else:
            wishes.append(one.name)
    if wishes:
        draft.names.add("wishes")
        entries.append(f"wishes: {_list(wishes) if len(wishes) > 1 else inline(wishes[0])}")
    if entries:
        criteria = ["      - {field: wishes, rule: preference, importance: high}"] if wishes else []
        yield f"    lists: {{{', '.join(entries)}}}", criteria


def _number_lines(draft: _Sheet) -> Iterator[tuple[str, list[str]]]:
    entries = []
    for one in draft.of("capacity")[:1]:
        draft.used.add(one.name)
        draft.names.add("places")
        dates = any(re.match(r"\d{4}-\d\d-\d\d", cell) for cell in draft.cells(one.name))
        column = f"{{column: {inline(one.name)}, dates: ranges}}" if dates else inline(one.name)
        entries.append(f"places: {column}")
    for one in draft.of("importance")[:1]:
        draft.used.add(one.name)
        draft.names.add("own_importance")
        entries.append(f"own_importance: {inline(one.name)}")
    for one in draft.of("number"):
        draft.used.add(one.name)
        entries.append(f"{draft.field_name(one.name)}: {inline(one.name)}")
    if entries:
        yield "    numbers:", []
        for entry in entries:
            yield f"      {entry}", []


def _attribute_lines(draft: _Sheet) -> Iterator[tuple[str, list[str]]]:
    lines: list[tuple[str, list[str]]] = []
    kinds: tuple[Kind, ...] = ("category", "list", "yes/no")
    families = ticked_families({one.name: draft.cells(one.name) for one in draft.of(*kinds)})
    families += numbered_families([one.name for one in draft.of("category", "list")])
    for family in families:
        if draft.used & set(family):
            continue
        draft.used.update(family)
        name = draft.field_name(_stem(family[0]))
        lines.append((f"      {name}: {_list(family)}", [_criterion(name, "overlap", "high")]))
    columns = [
        one
        for one in draft.of("category", "list", "yes/no", "wish")
        if one.kind != "category" or len(set(map(folded, draft.cells(one.name))) - {""}) > 1
    ]
    gender = gender_column(columns)
    pairs = _two_columns(draft, [one for one in columns if one.kind in ("category", "list")])
    for own, other in pairs:
        draft.used |= {own.name, other.name}
        name = draft.field_name(other.name)
        rule = "overlap" if "list" in (own.kind, other.kind) else "same"
        lines.append(
            (
                f"      {name}: {{mentee: {inline(own.name)}, mentor: {inline(other.name)}}}",
                [_criterion(name, rule, "high")],
            )
        )
    gender_name = ""
    wishes: list[str] = []
    for one in columns:
        if one.name in draft.used:
            continue
        draft.used.add(one.name)
        name = "gender" if one.name == gender and "gender" not in draft.names else draft.field_name(one.name)
        draft.names.add(name)
        gender_name = name if one.name == gender else gender_name
        wishes += [name] if one.kind == "wish" else []
        lines.append(_attribute(draft, one, name, gender))
    for wish in wishes:
        if gender_name:
            by = ", importance_by: own_importance" if "own_importance" in draft.names else ""
            rule = f"{{field: {gender_name}, rule: wished, wish: {wish}, importance: high{by}}}"
            lines.append(("", [f"      - {rule}"]))
    if lines:
        yield "    attributes:", []
        yield from ((line, criteria) for line, criteria in lines if line)
        yield from (("", criteria) for line, criteria in lines if not line)


def _stem(column: str) -> str:
    """Return what the columns of one question have in common: the name without number, bracket or option."""
    numbered = column.rstrip("0123456789 ")
    if numbered != column:
        return numbered
    start = column.split("[")[0].strip()
    return start if start != column else " ".join(column.split()[:-1]) or column


def _attribute(draft: _Sheet, one: InferredColumn, name: str, gender: str | None) -> tuple[str, list[str]]:
    if one.kind == "yes/no":
        yes = sorted({cell for cell in draft.cells(one.name) if is_yes(cell)})
        if yes:
            return f"      {name}: {{column: {inline(one.name)}, yes: {_list(yes)}}}", []
    criteria = []
    if one.kind == "list":
        criteria = [_criterion(name, "overlap", "high")]
    elif one.kind == "category" and one.name != gender and _MAJOR.search(plain_name(one.name)):
        criteria = [_criterion(name, "same", "high")]
    return f"      {name}: {inline(one.name)}   # {one.why}", criteria


def _criterion(name: str, rule: str, importance: str) -> str:
    return f"      - {{field: {name}, rule: {rule}, importance: {importance}}}"


def _two_columns(
    draft: _Sheet, columns: Sequence[InferredColumn]
) -> list[tuple[InferredColumn, InferredColumn]]:
    """Find columns that only mentees and only mentors have answered, and that share values."""
    mentees, mentors = _sides(draft)
    if not mentors:
        return []
    of_mentees = [one for one in columns if _only(draft, one.name, mentees, mentors)]
    of_mentors = [one for one in columns if _only(draft, one.name, mentors, mentees)]
    found = []
    for own in of_mentees:
        values = _values(draft, own.name)
        for other in of_mentors:
            shared = values & _values(draft, other.name)
            if len(shared) >= 0.5 * min(len(values), len(_values(draft, other.name))):
                found.append((own, other))
                of_mentors.remove(other)
                break
    return found


def _only(draft: _Sheet, column: str, here: Sequence[int], not_here: Sequence[int]) -> bool:
    cells = draft.cells(column)
    return any(cells[place] for place in here) and not any(cells[place] for place in not_here)


def _values(draft: _Sheet, column: str) -> set[str]:
    found: set[str] = set()
    for cell in draft.cells(column):
        if not is_no_answer(cell):
            found |= {folded(part) for part in re.split(r"[;,|\n]", cell) if part.strip()}
    return found


def _rest(draft: _Sheet) -> Iterator[str]:
    left = [one for one in draft.columns if one.name not in draft.used]
    if left:
        yield "    # Not used:"
        yield from (f"    #   {inline(one.name)}: {one.why}" for one in left)


def _program(draft: _Sheet, criteria: Sequence[str]) -> Iterator[str]:
    _, mentors = _sides(draft)
    count = max(1, len(mentors))
    stands = any("rule: preference" in line for line in criteria)
    method = "stable" if stands else "coverage_then_score" if criteria else "random"
    yield ""
    yield "program:"
    if not mentors:
        yield "  # Nothing tells mentors: people are put together in twos, as equals, or in threes."
        yield "  mentors: {from: none}"
        yield "  format: group"
        yield "  group_size: 2"
        yield "  match:"
        yield "    method: random"
        yield "    # never: {pairs_file: last_round.csv}   # person 1, person 2"
        return
    yield f"  mentors: {count}              # a plan for simulations; a list takes all who are listed"
    yield "  mentees_per_mentor: 3      # where a mentor gives no number of his or her own"
    yield "  match:"
    yield f"    method: {method}"
    if "places" in draft.names:
        yield "    places: {most: places}"
    for kind in ("required", "never"):
        if kind in draft.names:
            yield f"    {kind}: {{list: {kind}}}"
    if criteria:
        yield "    criteria:                # importance: mandatory, high, medium, low, or a number"
        yield from criteria


def _list(names: Sequence[str]) -> str:
    return "[" + ", ".join(inline(name) for name in names) + "]"
