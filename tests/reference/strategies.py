"""Random small scenarios: every lever of a program, short calendars, and rare things made frequent."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from mentorsim.dynamics.columns import MATTERS
from mentorsim.scenario import Scenario, parameter_table, parse_scenario

MECHANISM = [row for row in parameter_table().values() if row.tag == "mechanism"]
FREQUENT = {
    "end_mentor": -4.0,
    "end_mentee": -5.0,
    "quit": -4.0,
    "quit_strain": 8.0,
    "check_in_non_response": 0.1,
    "encounter_rate": 0.8,
}
MENTOR_TOPICS = ["listening", "goal_setting", "tutoring_skills", "relationship_building", "self_care"]
MENTEE_TOPICS = ["listening", "study_skills", "asking_for_help"]
PAIR_METHODS = ["random", "first_come", "most_in_need", "gap"]
GROUP_METHODS = ["random", "same_level", "mixed", "extremes", "by_shared_time"]


def share(low: float = 0.0, high: float = 1.0) -> st.SearchStrategy[float]:
    return st.integers(0, 20).map(lambda step: min(high, round(low + (high - low) * step / 20, 6)))


def topics(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(st.sampled_from(names), unique=True, min_size=1)
    return st.fixed_dictionaries({"hours": st.sampled_from([0, 3, 12.5]), "topics": some})


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Any]:
    weeks = draw(st.integers(2, 8))
    assessed = draw(st.none() | st.lists(st.integers(1, weeks), min_size=1, unique=True).map(sorted))
    return {
        "terms": draw(st.integers(1, 3)),
        "weeks_per_term": weeks,
        "break_weeks": draw(st.integers(0, 4)),
        "summer_weeks": draw(st.integers(0, 3)),
        **({} if assessed is None else {"assessment_weeks": assessed}),
    }


@st.composite
def institutions(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "grade_scale": draw(st.sampled_from([4.0, 20.0, 100.0])),
        "courses_per_term": draw(st.integers(1, 7)),
        "unfinished_share": draw(share(0.0, 0.4)),
        "teaching_level": draw(share(-1.0, 1.0)),
        "attendance": draw(share(0.5, 0.95)),
        "weekly_departure": draw(share(0.0, 0.06)),
        "term_departure": draw(share(0.0, 0.3)),
        "summer_departure": draw(share(0.0, 0.3)),
        "upper_year_departure": draw(share(0.0, 2.0)),
        "departure_timing": draw(share(0.0, 2.0)),
    }


@st.composite
def cohorts(draw: st.DrawFn) -> dict[str, Any]:
    attributes = {
        "first_generation": {"share": 0.4, "gaps": {"skill": -0.5, "belonging": -0.4}},
        "commuter": {"share": 0.2},
        "major": {"categories": ["arts", "nursing", "engineering"], "shares": [0.2, 0.5, 0.3]},
    }
    kept = draw(st.lists(st.sampled_from(sorted(attributes)), unique=True))
    return {
        "first_years": draw(st.integers(6, 40)),
        "upper_years": draw(st.integers(0, 20)),
        "attributes": {name: attributes[name] for name in kept},
        "identity": draw(identities(kept)),
        "values": {"background": draw(st.sampled_from([0.0, 0.3]))},
        "survey": {"noise": 0.5, "non_response": 0.2},
    }


def identities(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    weights = st.fixed_dictionaries(
        {}, optional={purpose: st.sampled_from([0.0, 0.5, 2.0]) for purpose in MATTERS}
    )
    return st.dictionaries(st.sampled_from(names), weights) if names else st.just({})


@st.composite
def programs(draw: st.DrawFn, weeks: int, cohort: dict[str, Any]) -> dict[str, Any]:
    """Draw a program; `weeks` is the horizon."""
    starts = draw(st.integers(1, min(4, weeks)))
    between = draw(st.integers(1, 5))
    grouped = draw(st.booleans())
    sources = ["cohort"] + ["upper_years"] * (cohort["upper_years"] > 0) + ["none"] * grouped
    source = draw(st.sampled_from(sources))
    most = cohort["upper_years"] if source == "upper_years" else cohort["first_years"] - 1
    mentors = {"from": "none"} if source == "none" else {"count": draw(st.integers(1, most)), "from": source}
    social, tutoring = draw(st.sampled_from([(0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (0.25, 0.5), (0.5, 0.25)]))
    eligibility: list[Any] = ["everyone", {"at_risk": {"lowest_share": 0.4}}]
    if "first_generation" in cohort["attributes"]:
        eligibility.append({"attribute": "first_generation", "is": "yes"})
    program: dict[str, Any] = {
        "eligibility": draw(st.sampled_from(eligibility)),
        "offer": {
            "share": draw(st.sampled_from([1.0, 0.7])),
            "how": draw(st.sampled_from(["sign_up", "proactive"])),
        },
        "format": "group" if grouped else "one_to_one",
        "mentors": mentors,
        "mentees_per_mentor": draw(st.integers(1, 8)),
        "focus": {"tutoring": tutoring, "social": social, "guidance": 1.0 - tutoring - social},
        "meetings_per_week": draw(st.sampled_from([0, 0.25, 0.7, 1, 1, 2.5, 7])),
        "hours_per_meeting": draw(st.sampled_from([0.5, 1.0, 2.0])),
        "starts_week": starts,
        "waves": draw(st.integers(1, 1 + min(3, (weeks - starts) // between))),
        "weeks_between_waves": between,
        "lasts_weeks": draw(st.none() | st.integers(1, weeks)),
        "meet_in_breaks": draw(st.booleans()),
        "training": draw(topics(MENTOR_TOPICS)),
        "mentee_training": draw(topics(MENTEE_TOPICS)),
        "preparation": draw(st.sampled_from([0.0, 0.5])),
        "mentor_support": {"hours_per_month": draw(st.sampled_from([0.0, 2.0]))},
        "check_ins": draw(st.none() | check_ins()),
        "match": {
            "method": draw(st.sampled_from(GROUP_METHODS if grouped else PAIR_METHODS)),
            "waiting": draw(st.sampled_from(["equal", "longest_first"])),
            **({} if grouped else {"places": {"fewest": draw(st.sampled_from([0, 0, 2]))}}),
        },
    }
    if weeks > starts:
        late = st.fixed_dictionaries(
            {"share": st.sampled_from([0.0, 0.5]), "weeks_late": st.integers(1, weeks - starts)}
        )
        program["late_joiners"] = draw(late)
        program["stop_week"] = draw(st.none() | st.integers(starts + 1, weeks))
    if grouped:
        program["group_size"] = draw(st.integers(2, 6))
        program["smallest_group"] = draw(st.integers(1, program["group_size"]))
        if source != "none":
            program["mentors_per_group"] = draw(st.integers(1, 3))
    else:
        program["contact"] = draw(st.sampled_from(["two_way", "two_way", "one_way"]))
    program["reward"] = draw(st.none() | rewards(grouped))
    return program


def check_ins() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "every_weeks": st.integers(1, 4),
            "rematch_below": st.sampled_from([0.3, 0.5, 1.0]),
            "action": st.sampled_from(["rematch", "rematch", "coach", "close"]),
            "delay_weeks": st.integers(0, 2),
        }
    )


def rewards(grouped: bool) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "to": st.sampled_from(["mentor", "mentee", "pair", "lower", "higher"] + ["group"] * grouped),
            "for": st.sampled_from(["meetings", "progress"]),
            "size": st.sampled_from([0.5, 2.0]),
        }
    )


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, float]:
    """Draw some mechanism parameters away from their defaults."""
    rows = draw(st.lists(st.sampled_from(MECHANISM), unique_by=lambda row: row.name, max_size=15))
    drawn = {row.name: draw(share(row.low, row.high)) for row in rows}
    return {**(FREQUENT if draw(st.booleans()) else {}), **drawn}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    calendar, cohort = draw(calendars()), draw(cohorts())
    terms, breaks = calendar["terms"], calendar["break_weeks"]
    weeks = terms * calendar["weeks_per_term"] + (terms - 1) * breaks + calendar["summer_weeks"]
    names = sorted(cohort["attributes"])
    study = {
        "title": "A small study",
        "calendar": calendar,
        "institution": draw(institutions()),
        "cohort": cohort,
        "friendships": {"mean_degree": draw(st.integers(1, 5)), "homophily": dict.fromkeys(names, 0.2)},
        "program": draw(programs(weeks, cohort)),
        "run": {"seed": draw(st.integers(0, 2**63 - 1))},
        "parameters": draw(parameters()),
    }
    return parse_scenario(json.dumps(study))
