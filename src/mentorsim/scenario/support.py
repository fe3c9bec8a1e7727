"""What a program does beside meetings: training, support of mentors, check-ins and rewards."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.settings import Items, Settings, problems_error, setting
from mentorsim.scenario.shorthand import word

MentorTopic = Literal["listening", "goal_setting", "tutoring_skills", "relationship_building", "self_care"]
MenteeTopic = Literal["listening", "study_skills", "asking_for_help"]


class _Training(Settings):
    hours: float
    topics: tuple[str, ...]

    @model_validator(mode="after")
    def _check(self) -> _Training:
        problems: list[tuple[Path, str]] = []
        if self.hours > 0 and not self.topics:
            problems.append(
                (("topics",), "must name at least one topic: hours without a topic have no effect")
            )
        if len(set(self.topics)) != len(self.topics):
            problems.append((("topics",), "must name each topic once"))
        if problems:
            raise problems_error(problems)
        return self


class Training(_Training):
    """Training of mentors before they begin; the hours are divided among the topics."""

    hours: float = setting(0.0, "Length of the training", unit="hours", low=0, high=200)
    topics: Items[MentorTopic] = setting((), "What it is about", example=["listening", "goal_setting"])


class MenteeTraining(_Training):
    """Training of mentees before they begin; the hours are divided among the topics."""

    hours: float = setting(0.0, "Length of the training", unit="hours", low=0, high=200)
    topics: Items[MenteeTopic] = setting((), "What it is about", example=["study_skills"])


class MentorSupport(Settings):
    """Ongoing support of mentors by a coordinator."""

    hours_per_month: float = setting(
        0.0, "Support that each mentor gets", unit="hours a month", low=0, high=40
    )


class CheckIns(Settings):
    """A short survey of every pair on a schedule, and what happens when a pair does badly."""

    every_weeks: int = setting(
        ..., "Weeks from one check-in to the next", unit="weeks", low=1, high=52, example=4
    )
    rematch_below: float = setting(
        0.3, "Reported rapport under which something is done; 0: never", unit="rapport", low=0, high=1
    )
    action: Literal["rematch", "coach", "close"] = setting(
        "rematch", "rematch: end the pair and find another mentor; coach: help the pair; close: end the pair"
    )
    delay_weeks: int = setting(1, "Weeks from the check-in to the action", unit="weeks", low=0, high=52)


class Reward(Settings):
    """A reward, such as credit or a voucher."""

    to: Literal["mentor", "mentee", "pair", "group", "lower", "higher"] = setting(
        ...,
        "Who gets it: a side, both, all of a group, or the one with the lower or higher prior grade",
        example="pair",
    )
    for_: Literal["meetings", "progress"] = setting(
        ..., "What it is for: meetings held, or the mentee's progress", alias="for", example="meetings"
    )
    size: float = setting(1.0, "How large it is; 1 is a usual one", unit="usual rewards", low=0, high=5)


class LateJoiners(Settings):
    """Mentees who join after the start."""

    share: float = setting(0.0, "Share of mentees that joins late", low=0, high=1)
    weeks_late: int = setting(4, "How much later they join", unit="weeks", low=1, high=52)


NO_CHECK_INS = word("none", None, "No check-ins")
NO_REWARD = word("none", None, "No reward")
