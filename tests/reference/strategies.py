"""Random small scenarios: every setting of a program, short calendars, and rare things made frequent.

A scenario is made from a number by chance alone, because Hypothesis would draw most of them from a few and
change little in between; what fails is named by its number.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import strategies as st

from mentorsim.scenario import Scenario, parameter_table, parse_scenario
from tests.reference.settings import PURPOSES

NUMBERS = st.integers(0, 2**63 - 1)
MECHANISM = [row for row in parameter_table().values() if row.tag == "mechanism"]
FREQUENT = {
    "take_up": 1.0,
    "end_mentor": -4.0,
    "end_mentee": -5.0,
    "quit": -4.0,
    "quit_strain": 8.0,
    "check_in_non_response": 0.1,
    "encounter_rate": 0.8,
}
# What says why pairs and groups help: drawn more often than others.
REASONS = (
    *("closeness_shape", "closeness_half", "show_closeness", "show_need", "show_surface", "show_standing"),
    *("show_habit", "show_fade", "show_reward", "fellow_contact", "fellow_help", "fellow_friend"),
    *("fellow_stake", "accountability_meeting", "accountability_training", "accountability_fellows"),
    *("accountability_stake", "accountability_reward", "reward_stake", "quality_stake", "rapport_chosen"),
    *("rapport_load", "affinity_ability", "befriend_ability", "belonging_few", "few_mentor", "few_friends"),
    *("lambda_failed", "lambda_closeness", "lambda_length", "lambda_lasting", "lambda_motivation"),
    *("motivation_standing", "motivation_reward", "end_surface", "quit_performance"),
)
MENTOR_TOPICS = ["listening", "goal_setting", "tutoring_skills", "relationship_building", "self_care"]
MENTEE_TOPICS = ["listening", "study_skills", "asking_for_help"]
PAIR_METHODS = ["random", "first_come", "most_in_need", "gap", "self_select", "stable", "stable_mentors_ask"]
GROUP_METHODS = ["random", "same_level", "mixed", "extremes", "by_shared_time"]
WISHES = [{"field": "prior_grade", "rule": "gap", "at": 0.5}, {"field": "values", "rule": "closest"}]


def scenarios() -> st.SearchStrategy[Scenario]:
    """Return any small scenario with a program named "program"."""
    return NUMBERS.map(scenario_of)


def scenario_of(number: int) -> Scenario:
    """Make the scenario of this number."""
    random = Random(number)
    calendar, cohort = calendar_of(random), cohort_of(random)
    terms, breaks = calendar["terms"], calendar["break_weeks"]
    weeks = terms * calendar["weeks_per_term"] + (terms - 1) * breaks + calendar["summer_weeks"]
    names = sorted(cohort["attributes"])
    study = {
        "title": "A small study",
        "places": random.choice(["by_policy", "same_students"]),
        "calendar": calendar,
        "institution": institution_of(random, names),
        "cohort": cohort,
        "friendships": {"mean_degree": random.randint(1, 5), "homophily": dict.fromkeys(names, 0.2)},
        "program": program_of(random, weeks, cohort),
        "run": {"seed": random.randrange(2**63)},
        "parameters": parameters_of(random),
    }
    return parse_scenario(json.dumps(study))


def share(random: Random, low: float, high: float) -> float:
    """Return one of 21 numbers from low to high, the two themselves among them."""
    return min(high, round(low + (high - low) * random.randint(0, 20) / 20, 6))


def some(random: Random, names: list[str], fewest: int = 0) -> list[str]:
    return random.sample(names, random.randint(fewest, len(names)))


def topics(random: Random, names: list[str]) -> dict[str, Any]:
    return {"hours": random.choice([0, 3, 12.5]), "topics": some(random, names, fewest=1)}


def calendar_of(random: Random) -> dict[str, Any]:
    weeks = random.randint(2, 8)
    calendar: dict[str, Any] = {
        "terms": random.randint(1, 3),
        "weeks_per_term": weeks,
        "break_weeks": random.randint(0, 4),
        "summer_weeks": random.randint(0, 3),
    }
    if random.random() < 0.5:
        calendar["assessment_weeks"] = sorted(
            random.sample(range(1, weeks + 1), random.randint(1, min(3, weeks)))
        )
    return calendar


def sections_of(random: Random, attributes: list[str]) -> dict[str, Any]:
    placed_by = random.choice(["random", "prior_grade", *attributes])
    tracks = {"tracks": random.randint(2, 4)} if placed_by == "prior_grade" else {}
    return {"size": random.choice([2, 3, 5, 8, 25]), "placed_by": placed_by, **tracks}


def institution_of(random: Random, attributes: list[str]) -> dict[str, Any]:
    scale = random.choice([4.0, 20.0, 100.0])
    return {
        "grade_scale": scale,
        "typical_grade": share(random, 0.3, 0.9) * scale,
        "pass_grade": random.choice([0.25, 0.6]) * scale,
        "courses_per_term": random.randint(1, 7),
        "unfinished_share": share(random, 0.0, 0.4),
        "teaching_level": share(random, -1.0, 1.0),
        "attendance": share(random, 0.5, 0.95),
        "weekly_departure": share(random, 0.0, 0.06),
        "term_departure": share(random, 0.0, 0.3),
        "summer_departure": share(random, 0.0, 0.3),
        "upper_year_departure": share(random, 0.0, 2.0),
        "departure_timing": share(random, -1.0, 2.0),
        "departure_trend": share(random, -1.0, 1.0),
        "staying_on_prior_grade": random.choice([0.0, share(random, -0.5, 2.0)]),
        "grade_width": random.choice([1.0, share(random, 0.1, 1.5)]),
        "unfinished_marks": random.choice([0.0, share(random, 0.0, 0.8)]),
        "failed_marks": random.choice([1.0, share(random, 0.0, 1.0)]),
        "top_grade_at": random.choice([1.0, share(random, 0.8, 1.3)]),
        "dropped_at_midterm": random.choice([0.0, share(random, 0.0, 0.3)]),
        "dropped_before_exams": random.choice([0.0, share(random, 0.0, 0.9)]),
        "sections": random.choice([None, sections_of(random, attributes)]),
    }


def cohort_of(random: Random) -> dict[str, Any]:
    attributes = {
        "first_generation": {"share": 0.4, "gaps": {"skill": -0.5, "belonging": -0.4}},
        "commuter": {"share": 0.2},
        "major": {"categories": ["arts", "nursing", "engineering"], "shares": [0.2, 0.5, 0.3]},
    }
    kept = some(random, sorted(attributes))
    return {
        "first_years": random.randint(6, 40),
        "upper_years": random.choice([0, *range(1, 21)]),
        "attributes": {name: attributes[name] for name in kept},
        "identity": {name: identity_of(random) for name in some(random, kept)},
        "values": {"background": random.choice([0.0, 0.3])},
        "survey": {"noise": 0.5, "non_response": 0.2},
    }


def identity_of(random: Random) -> dict[str, float]:
    return {purpose: random.choice([0.0, 0.5, 2.0]) for purpose in some(random, list(PURPOSES))}


def program_of(random: Random, weeks: int, cohort: dict[str, Any]) -> dict[str, Any]:
    """Draw a program; `weeks` is the horizon."""
    starts = random.randint(1, min(4, weeks))
    between = random.randint(1, 5)
    grouped = random.random() < 0.5
    sources = ["cohort"] + ["upper_years"] * 2 * (cohort["upper_years"] > 0) + ["none"] * grouped
    source = random.choice(sources)
    most = cohort["upper_years"] if source == "upper_years" else cohort["first_years"] - 1
    social, tutoring = random.choice([(0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (0.25, 0.5), (0.5, 0.25)])
    eligibility: list[Any] = ["everyone", "everyone", {"at_risk": {"lowest_share": 0.4}}]
    if "first_generation" in cohort["attributes"]:
        eligibility.append({"attribute": "first_generation", "is": "yes"})
    program: dict[str, Any] = {
        "eligibility": random.choice(eligibility),
        "offer": {"share": random.choice([1.0, 0.7]), "how": random.choice(["sign_up", "proactive"])},
        "format": "group" if grouped else "one_to_one",
        "mentors": {"from": "none"}
        if source == "none"
        else {"count": random.randint(1, most), "from": source},
        "mentees_per_mentor": random.randint(1, 8),
        "focus": {"tutoring": tutoring, "social": social, "guidance": 1.0 - tutoring - social},
        "meetings_per_week": random.choice([0, 0.25, 0.7, 1, 1, 1, 2.5, 2.5, 7]),
        "hours_per_meeting": random.choice([0.5, 1.0, 2.0]),
        "starts_week": starts,
        "waves": random.randint(1, 1 + min(3, (weeks - starts) // between)),
        "weeks_between_waves": between,
        "lasts_weeks": random.choice([None, None, random.randint(1, weeks)]),
        "meet_in_breaks": random.random() < 0.5,
        "training": topics(random, MENTOR_TOPICS),
        "mentee_training": topics(random, MENTEE_TOPICS),
        "preparation": random.choice([0.0, 0.5]),
        "mentor_support": {"hours_per_month": random.choice([0.0, 2.0])},
        "check_ins": random.choice([None, check_ins_of(random)]),
        "match": match_of(random, grouped, sorted(cohort["attributes"])),
        "placement": random.choice([None, None, sections_of(random, sorted(cohort["attributes"]))]),
        "reward": random.choice([None, reward_of(random, grouped), reward_of(random, grouped)]),
    }
    if weeks > starts:
        late = random.randint(1, weeks - starts)
        program["late_joiners"] = {"share": random.choice([0.0, 0.5]), "weeks_late": late}
        program["stop_week"] = random.choice([None, None, random.randint(starts + 1, weeks)])
    if grouped:
        program["group_size"] = random.randint(2, 6)
        program["smallest_group"] = random.randint(1, program["group_size"])
        if source != "none":
            program["mentors_per_group"] = random.randint(1, min(3, most))
    else:
        program["contact"] = random.choice(["two_way", "two_way", "two_way", "one_way"])
    return program


def match_of(random: Random, grouped: bool, attributes: list[str]) -> dict[str, Any]:
    match: dict[str, Any] = {
        "method": random.choice(GROUP_METHODS if grouped else PAIR_METHODS),
        "waiting": random.choice(["equal", "longest_first"]),
    }
    if not grouped:
        match["places"] = {"fewest": random.choice([0, 0, 2])}
    if match["method"] in ("self_select", "stable", "stable_mentors_ask"):
        wish = {"field": "commuter", "rule": "preference", "values": ["yes"]}
        match["criteria"] = WISHES + [wish] * ("commuter" in attributes and random.random() < 0.7)
    if match["method"] == "same_level":
        match["tracks"] = random.choice([None, 2, 3])
    return match


def check_ins_of(random: Random) -> dict[str, Any]:
    return {
        "every_weeks": random.randint(1, 4),
        "rematch_below": random.choice([0.3, 0.5, 1.0]),
        "action": random.choice(["rematch", "rematch", "coach", "close"]),
        "delay_weeks": random.randint(0, 2),
    }


def reward_of(random: Random, grouped: bool) -> dict[str, Any]:
    return {
        "to": random.choice(["mentor", "mentee", "pair", "lower", "higher"] + ["group"] * grouped),
        "for": random.choice(["meetings", "progress"]),
        "size": random.choice([0.5, 2.0]),
    }


def parameters_of(random: Random) -> dict[str, float]:
    """Draw some mechanism parameters away from their defaults."""
    rows = random.sample(MECHANISM, random.choice([0, 5, 15]))
    names = random.sample(REASONS, random.choice([0, 5, 10]))
    rows += [row for row in MECHANISM if row.name in names]
    drawn = {row.name: share(random, row.low, row.high) for row in rows}
    return {**(FREQUENT if random.random() < 0.7 else {}), **drawn}
