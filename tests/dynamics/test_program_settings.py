"""Every setting does something: two programs that differ in it alone give different students."""

from __future__ import annotations

import types
from collections.abc import Iterator
from itertools import combinations
from typing import Any, Union, get_args, get_origin

import numpy as np
import pytest
from pydantic import BaseModel

from mentorsim.scenario import Program
from mentorsim.scenario.support import MenteeTopic, MentorTopic
from tests.dynamics.snapshots import differing, students_of
from tests.dynamics.studies import both, study

Settings = dict[str, Any]

GROUPS: Settings = {"format": "group", "group_size": 3}
CHECKED: Settings = {"check_ins": {"every_weeks": 2, "rematch_below": 0.5, "delay_weeks": 0}}
TRAINED: Settings = {"training": {"hours": 6, "topics": ["listening"]}}
TAUGHT: Settings = {"mentee_training": {"hours": 6, "topics": ["study_skills"]}}
REWARDED: Settings = {"reward": {"to": "pair", "for": "meetings", "size": 1}}
CROWDED: Settings = {"mentors": 4, "mentees_per_mentor": 8, "meetings_per_week": 2}
FULL: Settings = {"mentors": 4, "mentees_per_mentor": 4}
PARTED: Settings = {"offer": {"share": 0.5, "how": "proactive"}}


def at_risk(share: float) -> Settings:
    return {"eligibility": {"at_risk": {"lowest_share": share}}}


def those(attribute: str, value: str) -> Settings:
    return {"eligibility": {"attribute": attribute, "is": value}}


# The setting, the program, and what is changed in it.
SETTINGS: list[tuple[str, Settings, Settings]] = [
    ("eligibility.at_risk", {}, at_risk(0.5)),
    ("eligibility.at_risk.lowest_share", at_risk(0.5), at_risk(0.3)),
    ("eligibility.attribute", those("first_generation", "yes"), those("commuter", "yes")),
    ("eligibility.is", those("major", "arts"), those("major", "law")),
    ("offer.share", PARTED, {"offer": {"share": 0.7}}),
    ("offer.how", {}, {"offer": {"how": "sign_up"}}),
    ("format", {}, {"format": "group"}),
    ("group_size", GROUPS, {"group_size": 2}),
    ("smallest_group", {"format": "group", "group_size": 4}, {"smallest_group": 4}),
    ("mentors_per_group", GROUPS, {"mentors_per_group": 2}),
    ("mentors.count", {}, {"mentors": {"count": 8}}),
    ("mentors.from", {}, {"mentors": {"from": "cohort"}}),
    ("mentors.from", GROUPS, {"mentors": {"from": "none"}}),
    ("mentees_per_mentor", {}, {"mentees_per_mentor": 2}),
    ("focus.tutoring", {"focus": "tutoring"}, {"focus": "guidance"}),
    ("focus.guidance", {"focus": "guidance"}, {"focus": {"guidance": 0.6, "social": 0.4}}),
    ("focus.social", {"focus": "social"}, {"focus": {"tutoring": 0.4, "social": 0.6}}),
    ("meetings_per_week", {}, {"meetings_per_week": 0.5}),
    ("hours_per_meeting", {}, {"hours_per_meeting": 0.5}),
    ("starts_week", {}, {"starts_week": 2}),
    ("waves", FULL, {"waves": 3}),
    ("weeks_between_waves", FULL | {"waves": 2}, {"weeks_between_waves": 2}),
    ("late_joiners.share", {}, {"late_joiners": {"share": 0.5}}),
    ("late_joiners.weeks_late", {"late_joiners": {"share": 0.5}}, {"late_joiners": {"weeks_late": 2}}),
    ("lasts_weeks", {}, {"lasts_weeks": 3}),
    ("stop_week", {}, {"stop_week": 4}),
    ("meet_in_breaks", {}, {"meet_in_breaks": True}),
    ("contact", {}, {"contact": "one_way"}),
    ("training.hours", TRAINED, {"training": {"hours": 3}}),
    ("training.topics", TRAINED, {"training": {"topics": ["goal_setting"]}}),
    ("mentee_training.hours", TAUGHT, {"mentee_training": {"hours": 3}}),
    ("mentee_training.topics", TAUGHT, {"mentee_training": {"topics": ["listening"]}}),
    ("preparation", {}, {"preparation": 0.5}),
    ("mentor_support.hours_per_month", CROWDED, {"mentor_support": {"hours_per_month": 2}}),
    ("check_ins.every_weeks", CHECKED, {"check_ins": {"every_weeks": 3}}),
    ("check_ins.rematch_below", CHECKED, {"check_ins": {"rematch_below": 0.3}}),
    ("check_ins.action", CHECKED, {"check_ins": {"action": "coach"}}),
    ("check_ins.action", CHECKED, {"check_ins": {"action": "close"}}),
    ("check_ins.delay_weeks", CHECKED, {"check_ins": {"delay_weeks": 2}}),
    ("reward.to", REWARDED, {"reward": {"to": "mentor"}}),
    ("reward.to", REWARDED, {"reward": {"to": "mentee"}}),
    ("reward.for", REWARDED, {"reward": {"for": "progress"}}),
    ("reward.size", REWARDED, {"reward": {"size": 2}}),
    ("placement.size", {}, {"placement": {"size": 10}}),
    ("placement.size", {"placement": {"size": 10}}, {"placement": {"size": 20}}),
    (
        "placement.placed_by",
        {"placement": {"size": 10}},
        {"placement": {"placed_by": "prior_grade", "tracks": 2}},
    ),
    ("placement.placed_by", {"placement": {"size": 10}}, {"placement": {"placed_by": "major"}}),
    (
        "placement.tracks",
        {"placement": {"size": 5, "placed_by": "prior_grade", "tracks": 2}},
        {"placement": {"tracks": 4}},
    ),
    ("match.method", {}, {"match": {"method": "most_in_need"}}),
]  # fmt: skip

# What other tests show, and why it is not a matter of two programs.
ELSEWHERE = {
    "eligibility.at_risk.by": "the only number of a synthesized cohort is the prior grade",
    "match": "tests/pairing",
    "costs": "prices change outcomes, not students",
}


@pytest.mark.parametrize(
    ("setting", "program", "change"), SETTINGS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_setting_changes_what_becomes_of_students(
    setting: str, program: Settings, change: Settings
) -> None:
    assert programs_differ(program, change)


def programs_differ(program: Settings, change: Settings) -> bool:
    scenario = study(
        cohort__attributes__commuter={"share": 0.5},
        policies__before=program,
        policies__after=merged(program, change),
    )
    before, after = both(scenario, "before", "after")
    return bool(differing(students_of(before), students_of(after)))


def merged(program: Settings, change: Settings) -> Settings:
    result = dict(program)
    for name, value in change.items():
        old = result.get(name)
        mappings = isinstance(value, dict) and isinstance(old, dict) and name not in ("focus", "eligibility")
        result[name] = merged(old, value) if mappings else value
    return result


@pytest.mark.parametrize("topic", get_args(MentorTopic))
def test_every_topic_of_mentors_training_has_an_effect(topic: str) -> None:
    assert programs_differ(CROWDED, {"training": {"hours": 6, "topics": [topic]}})


@pytest.mark.parametrize("topic", get_args(MenteeTopic))
def test_every_topic_of_mentees_training_has_an_effect(topic: str) -> None:
    assert programs_differ({}, {"mentee_training": {"hours": 6, "topics": [topic]}})


@pytest.mark.parametrize("purpose", ["meetings", "progress"])
def test_every_receiver_of_a_reward_makes_a_difference(purpose: str) -> None:
    rewards: dict[str, Settings] = {
        to: GROUPS | {"reward": {"to": to, "for": purpose}} for to in ("mentor", "mentee", "group")
    }
    rewards["nobody"] = GROUPS
    scenario = study(**{f"policies__{name}": settings for name, settings in rewards.items()})
    for first, second in combinations(rewards, 2):
        one, other = both(scenario, first, second)
        assert differing(students_of(one), students_of(other)), (first, second)


def test_a_reward_to_the_pair_is_one_to_the_group() -> None:
    # In a group the two words mean the same people.
    scenario = study(
        policies__pair=GROUPS | {"reward": {"to": "pair", "for": "meetings"}},
        policies__group=GROUPS | {"reward": {"to": "group", "for": "meetings"}},
    )
    one, other = both(scenario, "pair", "group")
    assert not differing(students_of(one), students_of(other))


def test_no_setting_is_left_out() -> None:
    tried = {setting for setting, _, _ in SETTINGS}
    missing = [
        path
        for path in leaves(Program)
        if path not in tried and not any(f"{path}.".startswith(f"{known}.") for known in ELSEWHERE)
    ]
    assert not missing


def leaves(model: type[BaseModel], before: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        path = before + (field.alias or name)
        inner = settings_in(field.annotation)
        if inner is None:
            yield path
        else:
            yield from leaves(inner, f"{path}.")


def settings_in(annotation: Any) -> type[BaseModel] | None:
    if get_origin(annotation) in (Union, types.UnionType):
        return next((found for part in get_args(annotation) if (found := settings_in(part))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def test_stopping_and_a_planned_end_are_felt_differently() -> None:
    scenario = study(policies__planned={"lasts_weeks": 4}, policies__stopped={"stop_week": 4})
    planned, stopped = both(scenario, "planned", "stopped")
    assert np.array_equal(planned.ties.end_week, stopped.ties.end_week)
    differ = differing(students_of(planned), students_of(stopped))
    assert "belonging" in differ
    assert "meetings" not in differ
