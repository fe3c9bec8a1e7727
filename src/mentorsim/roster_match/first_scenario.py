"""A commented scenario for a roster that exists: columns guessed from names and cells, to be checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mentorsim.cohort.roster_people import ROLE_COLUMN
from mentorsim.cohort.two_files import joined
from mentorsim.documents.yaml_text import inline
from mentorsim.errors import UserError
from mentorsim.roster.header import read_people
from mentorsim.roster.inference import (
    infer_columns,
)
from mentorsim.roster.roles import Role, role_word
from mentorsim.roster.words import is_no_answer, is_yes
from mentorsim.roster_match.first_fields import field_lines
from mentorsim.roster_match.sign_up_sheet import SignUpSheet, is_full, listed, sides


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
    draft = SignUpSheet(table, tuple(one for one in infer_columns(table) if one.name != ROLE_COLUMN))
    body = list(_roster_lines(draft, named, mentors_named))
    fields = list(field_lines(draft))
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


def _roster_lines(draft: SignUpSheet, named: str, mentors_named: str | None) -> Iterator[str]:
    yield f"    file: {inline(named)}"
    if mentors_named is not None:
        yield f"    mentors_file: {inline(mentors_named)}"
    yield from _id_lines(draft)
    names = [one.name for one in draft.of("name")]
    if names:
        yield f"    name: {listed(names)}   # names may then stand on lists of wishes"
    addresses = [one.name for one in draft.columns if one.kind == "e-mail" and one.name not in draft.used]
    shown = [*names, *addresses]
    if shown:
        yield f"    show: {listed(shown)}   # carried into the list, never shown on the screen"
    draft.used.update(shown)
    if mentors_named is None:
        yield from _role_lines(draft)
    for one in draft.of("consent"):
        yes = sorted({cell for cell in draft.cells(one.name) if is_yes(cell)})
        if yes:
            yield f"    only: {{column: {inline(one.name)}, is: {listed(yes)}}}   # others are left out"
            draft.used.add(one.name)
    yield "    duplicates: keep_last   # who signed up twice: refuse, keep_last, keep_first or both"
    yield "    missing: middle         # a missing answer counts as unknown"


def _id_lines(draft: SignUpSheet) -> Iterator[str]:
    mentee_side, mentor_side = sides(draft)
    for kind in ("id", "e-mail", "name"):
        candidates = draft.of(kind)
        whole = [one for one in candidates if is_full(draft, one.name, [*mentee_side, *mentor_side])]
        if whole:
            draft.used.add(whole[0].name)
            yield f"    id: {inline(whole[0].name)}   # {whole[0].why}"
            return
        own = next((one for one in candidates if is_full(draft, one.name, mentee_side)), None)
        other = next((one for one in candidates if is_full(draft, one.name, mentor_side)), None)
        if own is not None and other is not None:
            draft.used |= {own.name, other.name}
            yield f"    id: {{mentee: {inline(own.name)}, mentor: {inline(other.name)}}}   # {own.why}"
            return
    yield "    # id: COLUMN   # no column is full and different: rows count as ids"


def _role_lines(draft: SignUpSheet) -> Iterator[str]:
    found = draft.of("role")
    if not found:
        yield "    # role: {column: COLUMN, mentors: [VALUE]}   # nothing tells mentors: all are mentees"
        return
    one = found[0]
    draft.used.add(one.name)
    cells = sorted({cell for cell in draft.cells(one.name) if not is_no_answer(cell)})
    mentors = [cell for cell in cells if (role_word(cell) or (is_yes(cell) and Role.MENTOR)) is Role.MENTOR]
    both = [cell for cell in cells if role_word(cell) is Role.BOTH]
    said = f"column: {inline(one.name)}, mentors: {listed(mentors)}"
    said += f", both: {listed(both)}" if both else ""
    yield f"    role: {{{said}}}   # {one.why}; others are mentees"


def _rest(draft: SignUpSheet) -> Iterator[str]:
    left = [one for one in draft.columns if one.name not in draft.used]
    if left:
        yield "    # Not used:"
        yield from (f"    #   {inline(one.name)}: {one.why}" for one in left)


def _program(draft: SignUpSheet, criteria: Sequence[str]) -> Iterator[str]:
    _, mentors = sides(draft)
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
