"""Random scenarios for property tests: plain mappings as users write them, every setting drawn."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from mentorsim.scenario.support import MenteeTopic, MentorTopic

Raw = dict[str, Any]

_SHARE = st.floats(0, 1)
_HOURS = st.floats(0.25, 3)
_WORD = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@st.composite
def scenarios(draw: st.DrawFn) -> Raw:
    """Draw a valid scenario."""
    first_years, upper_years = draw(st.integers(20, 60)), draw(st.integers(5, 20))
    calendar = draw(calendars())
    raw: Raw = {
        "title": draw(_WORD),
        "calendar": calendar,
        "cohort": {
            "first_years": first_years,
            "upper_years": upper_years,
            "attributes": {
                "first_generation": {"share": draw(_SHARE), "gaps": {"skill": draw(st.floats(-0.5, 0.5))}},
                "major": {"categories": ["arts", "science"], "shares": [0.25, 0.75]},
            },
        },
        "friendships": draw(
            _optional({"mean_degree": st.floats(0, 6), "homophily": st.just({"major": 0.5})})
        ),
        "program": draw(programs(calendar, upper_years)),
        "run": {"seed": draw(st.integers(0, 2**63 - 1))},
    }
    if draw(st.booleans()):
        raw["description"] = draw(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40)
        )
    if draw(st.booleans()):
        raw["institution"] = draw(
            _optional({"grade_scale": st.integers(4, 100), "weekly_departure": st.floats(0, 0.05)})
        )
    if draw(st.booleans()):
        names = st.lists(_WORD.filter(lambda name: name != "none"), unique=True, max_size=3)
        raw["policies"] = {name: draw(overrides(upper_years)) for name in draw(names)}
    if draw(st.booleans()):
        amount = st.integers(0, 10**6) | st.floats(0, 1e6)
        raw["budget"] = draw(
            amount | st.fixed_dictionaries({"mentors": st.integers(0, 200)}, optional={"amount": amount})
        )
    if draw(st.booleans()):
        raw["parameters"] = draw(_optional({"eta": st.floats(0.002, 0.04), "phi": st.floats(0, 2)}))
    return raw


@st.composite
def calendars(draw: st.DrawFn) -> Raw:
    """Draw terms of 4 to 15 weeks."""
    return {
        "terms": draw(st.integers(1, 3)),
        "weeks_per_term": draw(st.integers(4, 15)),
        **draw(_optional({"break_weeks": st.integers(0, 4), "summer_weeks": st.integers(0, 4)})),
    }


@st.composite
def programs(draw: st.DrawFn, calendar: Raw, upper_years: int) -> Raw:
    """Draw a program in which any setting may be set."""
    groups = draw(st.booleans())
    count = st.integers(1, upper_years)
    mentors = st.one_of(count, count.map(lambda number: {"count": number, "from": "cohort"}))
    program: Raw = {
        "mentors": draw(st.one_of(mentors, st.just({"from": "none"})) if groups else mentors),
        **draw(overrides(upper_years, mentors=False)),
        **draw(
            _optional(
                {"starts_week": st.integers(1, 3), "stop_week": st.integers(4, calendar["weeks_per_term"])}
            )
        ),
    }
    if groups:
        program |= {"format": "group", "group_size": draw(st.integers(2, 12))}
    else:
        program |= draw(_optional({"contact": st.sampled_from(["one_way", "two_way"])}))
    return program


@st.composite
def overrides(draw: st.DrawFn, upper_years: int, *, mentors: bool = True) -> Raw:
    """Draw what may differ between policies of any format."""
    settings: dict[str, st.SearchStrategy[Any]] = {
        "eligibility": st.sampled_from(
            ["everyone", {"at_risk": {"lowest_share": 0.4}}, {"attribute": "first_generation", "is": "yes"}]
        ),
        "offer": _optional({"share": _SHARE, "how": st.sampled_from(["sign_up", "proactive"])}),
        "mentees_per_mentor": st.integers(1, 10),
        "focus": st.sampled_from(
            ["tutoring", "guidance", "social", "mixed", {"tutoring": 0.5, "social": 0.5}]
        ),
        "meetings_per_week": st.floats(0, 3),
        "hours_per_meeting": _HOURS,
        "late_joiners": st.fixed_dictionaries({"share": _SHARE, "weeks_late": st.just(1)}),
        "lasts_weeks": st.none() | st.integers(1, 40),
        "meet_in_breaks": st.sampled_from([True, False, "yes", "no"]),
        "training": _training(list(get_args(MentorTopic))),
        "mentee_training": _training(list(get_args(MenteeTopic))),
        "preparation": _SHARE,
        "mentor_support": _optional({"hours_per_month": st.floats(0, 5)}),
        "check_ins": st.just("none")
        | st.fixed_dictionaries(
            {"every_weeks": st.integers(1, 8)},
            optional={"rematch_below": _SHARE, "action": st.sampled_from(["rematch", "coach", "close"])},
        ),
        "reward": st.just("none")
        | st.fixed_dictionaries(
            {
                "to": st.sampled_from(["mentor", "mentee", "pair"]),
                "for": st.sampled_from(["meetings", "progress"]),
            },
            optional={"size": st.floats(0, 3)},
        ),
        "match": _optional({"method": st.just("score"), "criteria": st.lists(_criteria(), max_size=3)}),
        "costs": _optional({"mentor_hour": st.floats(0, 50), "currency": st.sampled_from(["USD", "EUR"])}),
    }
    if mentors:
        settings["mentors"] = st.fixed_dictionaries({"count": st.integers(1, upper_years)})
    return draw(_optional(settings))


def _training(topics: list[str]) -> st.SearchStrategy[Raw]:
    some = st.lists(st.sampled_from(topics), min_size=1, unique=True)
    return st.fixed_dictionaries({"hours": st.floats(0, 20), "topics": some})


def _criteria() -> st.SearchStrategy[Raw]:
    importance = {"importance": st.sampled_from(["high", "low", 2, 0.5]), "missing": st.just("penalize")}
    return st.one_of(
        st.fixed_dictionaries(
            {"field": st.just("major"), "rule": st.sampled_from(["same", "different"])}, optional=importance
        ),
        st.fixed_dictionaries(
            {"field": st.just("prior_grade"), "rule": st.just("gap"), "at": st.floats(-2, 2)},
            optional=importance,
        ),
        st.fixed_dictionaries({"field": st.just("slots"), "rule": st.just("overlap")}, optional=importance),
    )


def _optional(parts: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries({}, optional=parts)
