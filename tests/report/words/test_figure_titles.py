"""Titles of figures say what was found: every outcome of a comparison has its sentence, as sure as it is."""

from __future__ import annotations

import pytest

from mentorsim.report.numbers import Scale
from mentorsim.report.words.figure_titles import (
    TitledBaseline,
    TitledDifference,
    TitledOutcome,
    TitledWeek,
    difference_title,
    information_title,
    weekly_title,
)

POINTS = "percentage points"
RETENTION = TitledOutcome("retention", Scale(100.0, 1, "%", POINTS), "higher", "stay enrolled")
GPA = TitledOutcome("GPA", Scale(1.0, 2, "grade points", "grade points"), "higher")
BELONGING = TitledOutcome("belonging", Scale(1.0, 2, "0 to 1", "on a scale of 0 to 1"), "higher")
GAP = TitledOutcome("gap in retention by major", Scale(100.0, 1, POINTS, POINTS), "lower")
MEETINGS = TitledOutcome("meetings", Scale(1.0, 1, "meetings", "meetings"), "neither")
MORE = "2.6 more students per 100 stay enrolled than without a program"
UNDECIDED = "changes retention is undecided after 40 replications"
FEWER = "1.2 fewer students per 100 stay enrolled"
NONE = TitledBaseline("no program", is_control=True)
PLANNED = TitledBaseline("as planned", is_control=False)


def row(
    policy: str, mean: float | None, standing: str | None, chance: float | None = None
) -> TitledDifference:
    return TitledDifference(policy, mean, standing, chance)


CHECK_INS = row("monthly check-ins", 0.026, "better", 0.97)
RANDOM = row("random pairs", 0.021, "better", 0.02)
SLIGHT = row("lighter load", 0.004, "better, perhaps too little to matter")
SAME = row("random pairs", 0.001, "no practical difference")
OPEN = row("self-selected", 0.003, "undecided")
HARM = row("forced pairs", -0.012, "worse")
GONE = row("broken", None, None)


@pytest.mark.parametrize(
    ("found", "title"),
    [
        ([CHECK_INS], f"With monthly check-ins, {MORE}"),
        (
            [RANDOM, CHECK_INS],
            f"With monthly check-ins, {MORE}, the best of all",
        ),
        (
            [row("a", 0.026, "better", 0.5), row("b", 0.024, "better", 0.45), row("c", 0.01, "better", 0.0)],
            f"With a or b, 2.4 to {MORE}; which of them is best is not known",
        ),
        (
            [CHECK_INS, HARM],
            f"With monthly check-ins, {MORE}, the best of all; forced pairs: worse",
        ),
        (
            [SLIGHT, OPEN],
            f"With lighter load, {MORE.replace('2.6', '0.4')}, perhaps too little to matter",
        ),
        ([HARM], f"Every policy is worse than no program: with forced pairs, {FEWER}"),
        ([HARM, OPEN], f"No policy is better: with forced pairs, {FEWER}"),
        ([SAME], "No policy changes retention by an amount that matters"),
        ([OPEN], f"Whether self-selected {UNDECIDED}"),
        ([OPEN, row("x", 0.0, "undecided")], f"Whether any policy {UNDECIDED}"),
        ([SAME, OPEN], f"Whether self-selected {UNDECIDED}"),
        ([GONE], "Retention: no policy can be compared with no program"),
        ([], "Retention: no policy can be compared with no program"),
        ([GONE, CHECK_INS], f"With monthly check-ins, {MORE}"),
    ],
)  # fmt: skip
def test_every_case_of_a_comparison_has_its_title(found: list[TitledDifference], title: str) -> None:
    assert difference_title(RETENTION, found, NONE, 40) == title


def test_a_title_never_claims_more_than_the_verdicts() -> None:
    for found in ([SAME], [OPEN], [HARM], [HARM, SAME], [GONE], [OPEN, SAME]):
        title = difference_title(RETENTION, found, NONE, 40)
        assert "more students" not in title
        assert "best" not in title
    assert "the best" not in difference_title(RETENTION, [row("a", 0.02, "better")], NONE, 40)


@pytest.mark.parametrize(
    ("outcome", "mean", "title"),
    [
        (GPA, 0.2, "With a, GPA is 0.20 grade points higher than under as planned"),
        (BELONGING, 0.03, "With a, belonging (0 to 1) is 0.03 higher than under as planned"),
        (
            GAP,
            -0.017,
            "With a, gap in retention by major is 1.7 percentage points lower than under as planned",
        ),
        (RETENTION, 0.01, "With a, 1.0 more student per 100 stay enrolled than under as planned"),
    ],
)
def test_each_unit_has_its_clause(outcome: TitledOutcome, mean: float, title: str) -> None:
    assert difference_title(outcome, [row("a", mean, "better")], PLANNED, 40) == title


def test_where_lower_is_better_the_lowest_is_named() -> None:
    found = [row("a", -0.02, "better", 0.0), row("b", -0.05, "better", 0.99)]
    assert difference_title(GAP, found, NONE, 40).startswith("With b, gap in retention by major is 5.0")


def test_an_outcome_without_a_better_way_is_told_without_one() -> None:
    found = [row("a", 2.0, "higher"), row("b", -3.0, "lower, perhaps too little to matter")]
    assert difference_title(MEETINGS, found, NONE, 40) == (
        "With b, meetings is 3.0 meetings lower than without a program"
    )
    assert (
        difference_title(MEETINGS, [row("a", 1.0, "undecided")], NONE, 40)
        == "No policy surely changes meetings"
    )


def test_many_names_are_counted() -> None:
    found = [row(f"p{number}", 0.02, "better", 0.2) for number in range(6)]
    assert "With p0, p1, p2 or 3 others, 2.0 more students" in difference_title(RETENTION, found, NONE, 40)


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (
            [TitledWeek("a", 0.02, 0.01, 0.03), TitledWeek("b", -0.03, -0.04, -0.02)],
            "By week 34, with b, 3.0 fewer students per 100 stay enrolled than without a program",
        ),
        (
            [TitledWeek("a", 0.02, -0.01, 0.05)],
            "By week 34, no policy differs surely from no program in retention",
        ),
        ([], "Retention over 34 weeks"),
    ],
)
def test_weeks_are_told_by_their_end(found: list[TitledWeek], title: str) -> None:
    assert weekly_title(RETENTION, found, NONE, 34) == title


def test_what_knowing_a_parameter_is_worth() -> None:
    assert information_title("eta", "120 USD") == "Knowing eta before choosing is worth most: 120 USD"
    assert information_title(None, "") == "No single parameter is surely worth knowing better"
