"""The program that an institution runs: every setting of its design."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.costs import Costs
from mentorsim.scenario.focus import FOCUS, Focus, mixed_focus
from mentorsim.scenario.match import MatchSettings
from mentorsim.scenario.participants import EVERYONE, MENTORS, Eligibility, Mentors, Offer, expand_mentors
from mentorsim.scenario.sections import Sections
from mentorsim.scenario.settings import Settings, problems_error, setting
from mentorsim.scenario.shorthand import YES_OR_NO
from mentorsim.scenario.support import (
    NO_CHECK_INS,
    NO_REWARD,
    CheckIns,
    LateJoiners,
    MenteeTraining,
    MentorSupport,
    Reward,
    Training,
)

#: Settings that say something only about groups.
GROUP_SETTINGS = ("group_size", "smallest_group", "mentors_per_group")

_WEEK = "week of the calendar, counted from 1 through terms and breaks"


class Program(Settings):
    """One program design; a policy is such a design with a name.

    Examples
    --------
    >>> import mentorsim as ms
    >>> program = ms.load_scenario("first_year_university").program
    >>> program.format, program.mentees_per_mentor
    ('one_to_one', 4)
    """

    eligibility: Annotated[Eligibility, EVERYONE] = setting(
        Eligibility, "Which first-years may be mentees", example={"at_risk": {"lowest_share": 0.4}}
    )
    offer: Offer = setting(Offer, "Which of them are offered a place")
    format: Literal["one_to_one", "group"] = setting("one_to_one", "Pairs, or groups that meet together")
    group_size: int = setting(4, "For groups: mentees in a group", unit="mentees", low=2, high=60)
    smallest_group: int = setting(
        1,
        "For groups: fewest mentees in a group; who would be in a smaller one waits for a place",
        unit="mentees",
        low=1,
        high=60,
    )
    mentors_per_group: int = setting(
        1, "For groups: mentors of a group; 0 with mentors from none", unit="mentors", low=0, high=4
    )
    mentors: Annotated[Mentors, MENTORS] = setting(..., "How many mentors, and from where", example=100)
    mentees_per_mentor: int = setting(
        4,
        "Most mentees that a mentor has at a time; where not given, in groups the size of a group",
        unit="mentees",
        low=1,
        high=100,
    )
    focus: Annotated[Focus, FOCUS] = setting(mixed_focus, "What meeting time is spent on", example="tutoring")
    meetings_per_week: float = setting(
        1.0,
        "Planned meetings of a pair or group; 0.25 is one every fourth week",
        unit="meetings a week",
        low=0,
        high=7,
    )
    hours_per_meeting: float = setting(1.0, "Length of a meeting", unit="hours", above=0, high=10)
    starts_week: int = setting(2, "Week in which the program starts", unit=_WEEK, low=1)
    waves: int = setting(
        1,
        "Rounds of matching; later ones match the eligible who wait for a place",
        unit="rounds",
        low=1,
        high=20,
    )
    weeks_between_waves: int = setting(4, "Time from one round to the next", unit="weeks", low=1, high=52)
    late_joiners: LateJoiners = setting(LateJoiners, "Mentees who join after the start")
    lasts_weeks: int | None = setting(
        None,
        "Planned length, known to everyone; to the end of the calendar, where not given",
        unit="weeks",
        low=1,
    )
    stop_week: int | None = setting(
        None, "Week in which the whole program stops, unannounced", unit=_WEEK, low=1
    )
    meet_in_breaks: Annotated[bool, YES_OR_NO] = setting(False, "Whether pairs and groups meet in breaks")
    contact: Literal["two_way", "one_way"] = setting(
        "two_way", "two_way: meetings; one_way: messages from mentor to mentee and no meetings"
    )
    training: Training = setting(Training, "Training of mentors")
    mentee_training: MenteeTraining = setting(MenteeTraining, "Training of mentees")
    preparation: float = setting(
        0.0, "Time that a mentor prepares", unit="hours for each meeting", low=0, high=10
    )
    mentor_support: MentorSupport = setting(MentorSupport, "Ongoing support of mentors")
    check_ins: Annotated[CheckIns | None, NO_CHECK_INS] = setting(
        None,
        "Short surveys of every pair, and what follows from them",
        example={"every_weeks": 4, "rematch_below": 0.3},
    )
    reward: Annotated[Reward | None, NO_REWARD] = setting(
        None, "A reward for meetings or progress", example={"to": "pair", "for": "meetings"}
    )
    placement: Sections | None = setting(
        None,
        "Sections that this policy places first-years in, before all else; without it, those of the "
        "institution",
        example={"size": 25, "placed_by": "prior_grade", "tracks": 2},
    )
    match: MatchSettings = setting(MatchSettings, "How mentees and mentors are brought together")
    costs: Costs = setting(Costs, "Prices")

    @property
    def places_per_mentor(self) -> int:
        """Most mentees of a mentor: as stated, else in groups the size of a group."""
        if self.format == "group" and "mentees_per_mentor" not in self.model_fields_set:
            return self.group_size
        return self.mentees_per_mentor

    @property
    def has_mentors(self) -> bool:
        """Whether the program recruits mentors at all."""
        return self.mentors.from_ != "none"

    @model_validator(mode="before")
    @classmethod
    def _no_mentors_in_groups_of_equals(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "mentors_per_group" in data:
            return data
        mentors = expand_mentors(data.get("mentors"))
        without = isinstance(mentors, Mapping) and mentors.get("from") == "none"
        return {**data, "mentors_per_group": 0} if without else data

    @model_validator(mode="after")
    def _check(self) -> Program:
        problems = [*self._mentor_problems(), *self._group_problems()]
        if self.stop_week is not None and self.stop_week <= self.starts_week:
            sentence = f"must come after the start in week {self.starts_week}, not in week {self.stop_week}"
            problems.append((("stop_week",), sentence))
        if problems:
            raise problems_error(problems)
        return self

    def _mentor_problems(self) -> list[tuple[Path, str]]:
        if self.has_mentors and self.mentors.count == 0:
            return [
                (
                    ("mentors",),
                    "must be at least 1; only groups can do without: {from: none} with format: group",
                )
            ]
        if not self.has_mentors and self.format != "group":
            return [(("mentors",), "from none needs format: group, for a pair has a mentor")]
        return []

    def _group_problems(self) -> list[tuple[Path, str]]:
        problems: list[tuple[Path, str]] = []
        if self.format != "group":
            if self.reward is not None and self.reward.to == "group":
                problems.append((("reward", "to"), "cannot be group without format: group"))
            return problems
        if self.smallest_group > self.group_size:
            problems.append((("smallest_group",), f"must be at most group_size, which is {self.group_size}"))
        if self.match.places.asks_for_fewest:
            problems.append(
                (("match", "places"), "cannot ask for the fewest mentees with format: group, only with pairs")
            )
        if self.contact == "one_way":
            problems.append((("contact",), "cannot be one_way with format: group, for a group meets"))
        if self.has_mentors and self.mentors_per_group == 0:
            problems.append(
                (
                    ("mentors_per_group",),
                    "must be at least 1; groups without mentors need mentors: {from: none}",
                )
            )
        if not self.has_mentors and self.mentors_per_group > 0:
            problems.append((("mentors_per_group",), "must be 0 with mentors: {from: none}"))
        return problems
