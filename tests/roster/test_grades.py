"""Which end of a column of grades is best is stated, told by its name, or said to be taken for granted."""

from __future__ import annotations

import pytest

from mentorsim.roster.grades import read_grades


@pytest.mark.parametrize(
    ("column", "best"),
    [
        ("Last year's grade (1 = best)", "low"),
        ("Note, 1 ist die beste", "low"),
        ("Grade: 1 is the highest", "low"),
        ("Confidence (5 = best)", "high"),
        ("Standing; lower is better", "low"),
        ("Best is 10", "high"),
        ("Class rank", "low"),
        ("GPA", "high"),
    ],
)
def test_the_name_of_a_column_tells_which_end_is_best(column: str, best: str) -> None:
    read = read_grades(["1", "3", "5"], column, None, None, decimal_comma=False)
    assert read.best == best
    assert "column's name" in read.why


def test_a_name_that_tells_nothing_is_said_to_be_taken_for_granted() -> None:
    read = read_grades(["1", "3", "5"], "Result", None, None, decimal_comma=False)
    assert read.best == "high"
    assert "is taken for the best" in read.why


def test_what_the_scenario_states_holds_against_the_name() -> None:
    assert read_grades(["1", "3"], "(1 = best)", "high", None, decimal_comma=False).best == "high"
