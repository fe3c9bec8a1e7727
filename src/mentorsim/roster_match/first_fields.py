"""The fields of a first scenario: a line for each column that is understood, and the criteria it suggests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mentorsim.documents.yaml_text import inline
from mentorsim.roster.inference import (
    InferredColumn,
    Kind,
    gender_column,
    numbered_families,
    ticked_families,
)
from mentorsim.roster.words import folded, is_yes, plain_name
from mentorsim.roster_match.sign_up_sheet import SignUpSheet, listed, only_here, sides, values_in

_MAJOR = re.compile(
    r"\b(major|course|programme|program|study|studies|studiengang|subject|field|faculty|department|industry|"
    r"profession|discipline|fach|filiere|carrera|curso|degree|school)\b"
)


_NEVER = frozenset({"cannot", "not", "never", "avoid", "nicht", "conflict", "except"})


def field_lines(draft: SignUpSheet) -> Iterator[tuple[str, list[str]]]:
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
        yield f"    slots: {listed(grid)}", overlap
    yield from _people_lines(draft)
    yield from _number_lines(draft)
    yield from _attribute_lines(draft)
    answers = [one.name for one in draft.of("answer")]
    if answers:
        draft.used.update(answers)
        yield f"    values: {listed(answers)}", ["      - {field: values, rule: closest, importance: low}"]


def _people_lines(draft: SignUpSheet) -> Iterator[tuple[str, list[str]]]:
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
        entries.append(f"wishes: {listed(wishes) if len(wishes) > 1 else inline(wishes[0])}")
    if entries:
        criteria = ["      - {field: wishes, rule: preference, importance: high}"] if wishes else []
        yield f"    lists: {{{', '.join(entries)}}}", criteria


def _number_lines(draft: SignUpSheet) -> Iterator[tuple[str, list[str]]]:
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


def _attribute_lines(draft: SignUpSheet) -> Iterator[tuple[str, list[str]]]:
    lines: list[tuple[str, list[str]]] = []
    kinds: tuple[Kind, ...] = ("category", "list", "yes/no")
    families = ticked_families({one.name: draft.cells(one.name) for one in draft.of(*kinds)})
    families += numbered_families([one.name for one in draft.of("category", "list")])
    for family in families:
        if draft.used & set(family):
            continue
        draft.used.update(family)
        name = draft.field_name(_stem(family[0]))
        lines.append((f"      {name}: {listed(family)}", [_criterion(name, "overlap", "high")]))
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


def _attribute(
    draft: SignUpSheet, one: InferredColumn, name: str, gender: str | None
) -> tuple[str, list[str]]:
    if one.kind == "yes/no":
        yes = sorted({cell for cell in draft.cells(one.name) if is_yes(cell)})
        if yes:
            return f"      {name}: {{column: {inline(one.name)}, yes: {listed(yes)}}}", []
    criteria = []
    if one.kind == "list":
        criteria = [_criterion(name, "overlap", "high")]
    elif one.kind == "category" and one.name != gender and _MAJOR.search(plain_name(one.name)):
        criteria = [_criterion(name, "same", "high")]
    return f"      {name}: {inline(one.name)}   # {one.why}", criteria


def _criterion(name: str, rule: str, importance: str) -> str:
    return f"      - {{field: {name}, rule: {rule}, importance: {importance}}}"


def _two_columns(
    draft: SignUpSheet, columns: Sequence[InferredColumn]
) -> list[tuple[InferredColumn, InferredColumn]]:
    """Find columns that only mentees and only mentors have answered, and that share values."""
    mentees, mentors = sides(draft)
    if not mentors:
        return []
    of_mentees = [one for one in columns if only_here(draft, one.name, mentees, mentors)]
    of_mentors = [one for one in columns if only_here(draft, one.name, mentors, mentees)]
    found = []
    for own in of_mentees:
        values = values_in(draft, own.name)
        for other in of_mentors:
            shared = values & values_in(draft, other.name)
            if len(shared) >= 0.5 * min(len(values), len(values_in(draft, other.name))):
                found.append((own, other))
                of_mentors.remove(other)
                break
    return found
