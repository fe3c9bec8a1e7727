"""Single cells: numbers in words, grades of any direction, lists to tick, roles, answers that say nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.roster.capacity import read_number
from mentorsim.roster.grades import read_grades
from mentorsim.roster.lists import read_columns, read_list, separator_of
from mentorsim.roster.roles import Role, role_word
from mentorsim.roster.words import folded, is_no_answer, is_total


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("3", 3), ("3.5", 3.5), ("Up to Three", 3),
        ("Just One", 1), ("bis zu 3", 3), ("2-3", 3), ("2 or 3", 3),
        ("two", 2), ("max. 4", 4), ("at most 2 mentees", 2), ("1,200", 1200), ("none", 0), ("2\u20133", 3),
        ("jusqu'à 3", 3), ("hasta 2", 2), ("one to two", 2),
    ],
)  # fmt: skip
def test_numbers_in_words_are_read(cell: str, number: float) -> None:
    assert read_number(cell).value == number


@pytest.mark.parametrize("cell", ["many", "as needed", "Ada", "1_000", "3 or more or less 7"])
def test_what_is_no_number_is_not_guessed(cell: str) -> None:
    assert read_number(cell).value is None


@pytest.mark.parametrize("cell", ["2026-03-02", "2026-03-02T00:00:00", "02-Mar", "3. Feb"])
def test_a_range_that_became_a_date_is_known_as_one(cell: str) -> None:
    reading = read_number(cell)
    assert reading.is_date
    assert reading.ends == (2, 3)


def test_a_comma_is_the_decimal_sign_only_where_it_does_not_part_cells() -> None:
    assert read_number("2,5", decimal_comma=True).value == 2.5
    assert read_number("2,5").value is None


@pytest.mark.parametrize(
    ("column", "cells", "best"),
    [
        ("Abiturnote", ["1.3", "2.7"], "low"),
        ("Note", ["12", "17"], "high"),
        ("Class rank", ["1", "120"], "low"),
        ("GPA", ["2.9", "3.8"], "high"),
        ("Grade", ["A", "B+"], "high"),
    ],
)
def test_the_direction_of_grades_is_inferred_and_said(column: str, cells: list[str], best: str) -> None:
    read = read_grades(cells, column, None, None, decimal_comma=False)
    assert read.best == best
    assert read.why


def test_letters_bands_percents_and_stated_orders_are_grades() -> None:
    letters = read_grades(["A", "B+", "F", ""], "Grade", None, None, decimal_comma=False)
    assert letters.numbers[:3] == [4.0, 3.3, 0.0]
    assert math.isnan(letters.numbers[3])
    others = read_grades(["60-69", "85%", "17/20"], "Mark", None, None, decimal_comma=False)
    assert others.numbers == [64.5, 85.0, 85.0]
    ranks = read_grades(["SEO", "heo", "EO"], "Rank", None, ["SEO", "HEO", "EO"], decimal_comma=False)
    assert ranks.numbers == [2.0, 1.0, 0.0]
    assert ranks.best == "high"
    assert read_grades(["SEO", "x"], "Rank", None, ["SEO", "EO"], decimal_comma=False).bad == [1]


def test_answers_to_tick_are_parted_and_options_with_commas_put_together() -> None:
    whole = "Writing, citing and referencing"
    cells = ["Sports", f"Sports, {whole}", whole, f"{whole}, Music", "Music", "sports, Music", ""]
    read = read_list(cells)
    assert read.options == ("Music", "Sports", whole)
    assert read.joined == (whole,)
    assert [None if chosen is None else len(chosen) for chosen in read.chosen] == [1, 2, 1, 2, 1, 2, None]


@pytest.mark.parametrize(
    "cells",
    [
        ["Salem, Oregon", "Portland, Oregon", "Austin, Texas", "Dallas, Texas"],
        ["Woman", "Man", "Non-binary / third gender", "Woman", "Non-binary / third gender"],
        ["nursing", "arts", "nursing"],
    ],
)
def test_one_answer_that_holds_a_comma_is_no_list(cells: list[str]) -> None:
    assert separator_of(cells) is None


def test_options_that_are_stated_are_found_whole() -> None:
    read = read_list(["Jobs, internships, Sports", "Sports"], ",", ["Jobs, internships", "Sports"])
    assert read.options == ("Jobs, internships", "Sports")
    assert read.chosen == [frozenset({0, 1}), frozenset({1})]


def test_several_columns_are_one_list_of_cells_or_of_ticks() -> None:
    cells = read_columns([["music", "films"], ["films", ""]], ["Interest 1", "Interest 2"])
    assert cells.options == ("films", "music")
    ticks = read_columns([["1", "0"], ["x", ""]], ["Topics [Law]", "Topics [Art]"])
    assert ticks.options == ("Art", "Law")
    assert ticks.chosen == [frozenset({0, 1}), frozenset()]


@pytest.mark.parametrize(
    ("cell", "role"),
    [
        ("Mentor", Role.MENTOR), ("mentor (returning)", Role.MENTOR), ("Mentor/in", Role.MENTOR),
        ("mentor and mentee", Role.BOTH), ("Both", Role.BOTH), ("first-year", Role.MENTEE),
        ("neither", Role.NEITHER),
        ("former mentor", None), ("2", None), ("mentor or mentee", None),
    ],
)  # fmt: skip
def test_roles_are_read_from_words(cell: str, role: Role | None) -> None:
    assert role_word(cell) is role


def test_answers_that_say_nothing_are_no_no() -> None:
    assert all(map(is_no_answer, ["", "N/A", "Prefer not to say", "k. A.", "—", "Keine Angabe", "null"]))
    assert not any(map(is_no_answer, ["no", "none", "0", "nein"]))


def test_lines_of_totals_are_known() -> None:
    assert all(map(is_total, ["Total: 7", "Summe", "TOTAL", "Average 3.2", "Gesamt: 12"]))
    assert not any(map(is_total, ["Toto", "Total Recall", "Sumner", "7"]))


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
