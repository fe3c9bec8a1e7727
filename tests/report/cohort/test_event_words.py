"""Every event is told in a sentence that says who, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorsim.animation.events import Ended
from mentorsim.dynamics.endings import EndSide
from mentorsim.report.cohort.event_words import _ended, selection_sentence, text_log, weeks_in_words
from tests.animation.cohorts import quiet, story

GOLDEN = Path(__file__).parent / "golden"


def test_the_log_of_a_cohort_to_which_everything_happens() -> None:
    assert text_log(story()) == (GOLDEN / "story.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cause", "by", "sentence"),
    [
        ("mentor", EndSide.MENTOR, "student 1 and mentor 11 ended their match (the mentor stopped)."),
        ("mentee", EndSide.MENTEE, "student 1 and mentor 11 ended their match (the student stopped)."),
        (
            "no show",
            EndSide.MENTOR,
            "student 1 and mentor 11 ended their match after three or more missed meetings "
            "(the mentor stopped).",
        ),
        ("planned", EndSide.NEITHER, "the match of mentor 11 with student 1 ended as planned."),
        ("stopped", EndSide.NEITHER, "the program stopped, and the match of mentor 11 with student 1 ended."),
        ("closed", EndSide.NEITHER, "the match of mentor 11 with student 1 ended at a check-in."),
        (
            "rematched",
            EndSide.NEITHER,
            "the match of mentor 11 with student 1 ended at a check-in, for a new mentor to be found.",
        ),
        ("mentor quit", EndSide.MENTOR, "mentor 11 stopped mentoring, and the match with student 1 ended."),
        ("left", EndSide.MENTOR, "mentor 11 left school, and the match with student 1 ended."),
        ("left", EndSide.MENTEE, "student 1 left school, and the match with mentor 11 ended."),
    ],
)
def test_every_cause_has_its_sentence(cause: str, by: EndSide, sentence: str) -> None:
    assert _ended(story(), Ended(cause, 10, (0,), by)) == sentence  # type: ignore[arg-type]


def test_several_matches_are_told_together() -> None:
    ended = Ended("mentor quit", 12, (5, 6, 7), EndSide.MENTOR)
    assert _ended(story(), ended) == (
        "mentor 13 stopped mentoring, and the matches with students 6, 7 and 8 ended."
    )


def test_nobody_leaves_twice_in_the_text() -> None:
    for week in weeks_in_words(story()):
        leaving = [sentence for sentence in week.events if "left school" in sentence]
        for number in (5, 10, 14):
            assert sum(str(number) in sentence for sentence in leaving) <= 1


def test_without_a_program_there_is_no_word_of_matches() -> None:
    assert "match" not in text_log(quiet())


def test_it_says_whom_the_picture_shows() -> None:
    assert selection_sentence(story()) == (
        "Shown are 10 students and 4 mentors. Left out: 6 upper-year students who mentored nobody."
    )
    assert selection_sentence(quiet()) == (
        "Shown are 10 of 70 students, because one picture holds no more: students who are friends. Every "
        "number on this page counts only those shown."
    )
