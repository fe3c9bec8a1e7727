"""No row, value or column is dropped, merged or defaulted without a line in the reading report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.cohort.roster_files import roster_of
from mentorsim.documents.table_file import Table
from mentorsim.errors import RosterError
from mentorsim.roster.header import with_header
from mentorsim.roster.words import folded, is_no_answer
from mentorsim.scenario.roster import RosterSettings

ROLES = st.sampled_from(["Mentee", "mentor", "Mentor ", "both", "", "neither", "mentee"])
MAJORS = st.sampled_from(["Law", "law", " LAW", "Art", "", "Prefer not to say", "n/a", "Zoë", "zoe"])
TOPICS = st.sampled_from(["a; b", "b", "c; a", "", "a; b; c", "n/a"])
PLACES = st.sampled_from(["2", "up to 3", "", "just one", "1-2"])
TIMES = st.sampled_from(["Mon am", "Tue evening; Sat", "flexible", "", "k. A."])
CONSENT = st.sampled_from(["yes", "Yes", "no", ""])
SETTINGS = RosterSettings.model_validate(
    {
        "file": "r.csv",
        "id": "id",
        "role": {"column": "role", "mentors": ["mentor"]},
        "only": [{"column": "consent", "is": ["yes"]}],
        "duplicates": "keep_last",
        "missing": "middle",
        "attributes": {"major": "major", "topics": {"column": "topics", "several": True}},
        "numbers": {"places": "places"},
        "slots": "times",
    }
)
HEADER = ("id", "role", "consent", "major", "topics", "places", "times", "other")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 12))
    ids = draw(st.lists(st.sampled_from([f"p{n}" for n in range(9)]), min_size=count, max_size=count))
    rows = [
        (one, draw(ROLES), draw(CONSENT), draw(MAJORS), draw(TOPICS), draw(PLACES), draw(TIMES), "x")
        for one in ids
    ]
    if draw(st.booleans()):
        rows.insert(draw(st.integers(0, len(rows))), ("Total: 3", "", "", "", "", "", "", ""))
    numbers = tuple(range(1, len(rows) + 2))
    return Table(Path("r.csv"), (HEADER, *rows), numbers, ",")


@settings(max_examples=150, deadline=None)
@given(tables())
def test_every_row_column_and_value_is_accounted_for(table: Table) -> None:
    try:
        roster = roster_of(SETTINGS, table, may_be_few=True)
    except RosterError:  # refused with a sentence: nothing is silent then either
        return
    report = roster.report
    gone = [row for left in report.left_out for row in left.rows]
    assert sorted([*roster.rows, *gone]) == list(table.numbers[1:])
    assert all(left.why for left in report.left_out)
    named = {column.column for column in report.columns} | set(report.unused)
    assert named == set(HEADER)
    cells = dict(zip(table.numbers[1:], table.rows[1:], strict=True))
    for column in report.columns:
        place = HEADER.index(column.column)
        if column.kind == "categories":
            counts = Counter(cells[row][place] for row in roster.rows if cells[row][place])
            assert {value.value: value.count for value in column.values} == dict(counts)
            for value in column.values:
                meant = "unknown" if is_no_answer(value.value) else folded(value.value)
                assert folded(value.read_as) == meant
        if column.kind == "lists of options":
            ticked = Counter(
                folded(part)
                for row in roster.rows
                if not is_no_answer(cells[row][place])
                for part in cells[row][place].split(";")
            )
            assert {folded(value.value): value.count for value in column.values} == dict(ticked)
        if column.setting not in ("role", "only", "id"):
            empty = sum(is_no_answer(cells[row][place]) for row in roster.rows)
            assert sum(column.empty) == empty


@given(st.lists(st.lists(st.sampled_from(["", "a", "b"]), max_size=5), min_size=1, max_size=8))
def test_rows_that_are_short_or_stand_outside_are_noted(rows: list[list[str]]) -> None:
    filled = [(number, tuple(row)) for number, row in enumerate(rows, 2) if any(row)]
    table = Table(
        Path("r.csv"),
        (("x", "y", "z"), *(row for _, row in filled)),
        (1, *(number for number, _ in filled)),
        ",",
    )
    try:
        read = with_header(table, 1)
    except RosterError:
        return
    kept = dict(zip(read.numbers[1:], read.rows[1:], strict=True))
    notes = " ".join(read.notes)
    for number, row in filled:
        if number in kept:
            assert kept[number] == (*row, "", "", "")[:3]
            assert len(row) >= 3 or "count as empty" in notes
        else:
            assert "outside the named columns" in notes
