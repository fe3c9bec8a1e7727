"""What there is to spend: how it is written, what is refused, and what a program would need as planned."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.errors import ScenarioError
from mentorsim.experiment.expected_cost import expected_uses
from mentorsim.scenario import Scenario, load_scenario, parse_scenario
from mentorsim.scenario.planned_cost import planned_cost, planned_uses
from mentorsim.scenario.schema import json_schema
from mentorsim.scenario.writing import scenario_yaml

STUDY = """
title: Planned
calendar: {terms: 2, weeks_per_term: 10, break_weeks: 3}
cohort: {first_years: 100, upper_years: 60}
program:
  mentors: 10
  mentees_per_mentor: 3
  starts_week: 3
  meetings_per_week: 2
  hours_per_meeting: 1.5
  preparation: 0.5
  training: {hours: 4, topics: [listening]}
  mentor_support: {hours_per_month: 1}
  check_ins: {every_weeks: 4}
  costs:
    {mentor_hour: 10, training_hour: 20, coordinator_hour: 30, minutes_per_match: 20, minutes_per_check_in: 6,
     per_mentor: 50, fixed: 500}
policies:
  nothing: none
  planned: {}
  many: {mentors: 50}
"""


def study(**changes):
    return parse_scenario(STUDY).with_changes(
        {name.replace("__", "."): value for name, value in changes.items()}
    )


def test_a_planned_program_costs_what_its_parts_cost():
    scenario = study()
    weeks = 18  # weeks 3 to 10 of the first term, and all ten of the second
    meetings = 30 * weeks * 2 * (1.5 + 0.5) * 10
    training = 10 * 4 * 20
    check_ins = 30 * 4  # weeks 7, 15, 19 and 23; week 11 is one of the break
    action = scenario.program.costs.minutes_per_action
    assert scenario.program.check_ins.action == "rematch"
    pairs = 30 * (1 + (23 - 3) // 4)  # each place filled, and filled anew after every check-in
    coordinator = (pairs * (20 + action) + check_ins * 6) / 60 * 30 + 10 * 1 * weeks / (365.25 / 12 / 7) * 30
    assert planned_cost(scenario, scenario.program) == pytest.approx(
        meetings + training + coordinator + 10 * 50 + 500
    )


def test_no_more_mentees_are_paid_for_than_there_are():
    few, places = study(cohort__first_years=12), study(program__mentees_per_mentor=1, cohort__first_years=12)
    ten, twelve = planned_cost(places, places.program), planned_cost(few, few.program)
    action = few.program.costs.minutes_per_action
    # Meetings, the match, and check-ins of one mentee, and six times a match and an action.
    each = 18 * 2 * 2.0 * 10 + (6 * (20 + action) + 4 * 6) / 60 * 30
    assert twelve - ten == pytest.approx(2 * each)


def test_a_group_meets_once_for_all_its_mentees():
    pairs = study(program__check_ins="none")
    groups = study(
        program__check_ins="none",
        program__format="group",
        program__group_size=3,
        program__mentees_per_mentor=3,
    )
    saved = 20 * 18 * 2 * 2.0 * 10  # 10 groups of 3 instead of 30 pairs
    assert planned_cost(pairs, pairs.program) - planned_cost(groups, groups.program) == pytest.approx(saved)


@given(amount=st.floats(0, 1e6), mentors=st.integers(0, 100))
def test_a_policy_is_over_exactly_where_it_needs_more_than_there_is(amount, mentors):
    scenario = study(budget={"amount": amount, "mentors": mentors})
    for use in planned_uses(scenario):
        assert use.cost == planned_cost(scenario, scenario.policy(use.policy))
        assert bool(use.over) == (use.cost > amount or use.mentors > mentors)
    assert [use.policy for use in planned_uses(scenario)] == ["planned", "many"]


@pytest.mark.parametrize("name", ["few_places", "women_in_engineering"])
def test_what_check_expects_is_what_compare_finds_in_shipped_scenarios(name):
    from mentorsim.api.compare import compare

    scenario = load_scenario(name)
    expected = expected_uses(scenario)
    runs = compare(scenario, outcomes=["cost"], replications=30, workers=1).runs
    costs = runs.groupby("policy")["cost"]
    for policy, use in expected.items():
        assert use.cost == pytest.approx(costs.mean()[policy], rel=0.15)
        assert costs.max()[policy] <= planned_cost(scenario, scenario.policy(policy))
    assert set(expected) == {name for name, program in scenario.policies.items() if program is not None}


PROGRAMS = st.fixed_dictionaries(
    {
        "mentors": st.integers(1, 12),
        "mentees_per_mentor": st.integers(1, 5),
        "meetings_per_week": st.sampled_from([0.25, 1.0, 1.4]),
        "starts_week": st.integers(1, 5),
        "waves": st.integers(1, 3),
        "meet_in_breaks": st.booleans(),
        "mentee_training": st.just({"hours": 2, "topics": ["study_skills"]}),
        "mentor_support": st.just({"hours_per_month": 2}),
        "check_ins": st.sampled_from(["none", {"every_weeks": 2, "rematch_below": 0.9}]),
        "offer": st.sampled_from([{"share": 0.3}, {"how": "proactive"}]),
    },
    optional={"lasts_weeks": st.integers(1, 8), "stop_week": st.integers(8, 12)},
)


@given(program=PROGRAMS, group_size=st.none() | st.integers(2, 5))
@settings(max_examples=25, deadline=None)
def test_no_replication_costs_more_than_at_most(program, group_size):
    groups = {} if group_size is None else {"format": "group", "group_size": group_size}
    scenario = Scenario.model_validate(
        {
            "title": "small",
            "calendar": {"terms": 2, "weeks_per_term": 7, "break_weeks": 2},
            "cohort": {"first_years": 30, "upper_years": 20},
            "program": {**program, **groups},
            "budget": 0.0,
        }
    )
    most = planned_cost(scenario, scenario.program)
    uses = expected_uses(scenario.with_changes({"budget.amount": most + 1e-6}))
    assert [use.over for use in uses.values()] == [0]


def test_a_number_alone_is_the_amount():
    assert study(budget=500).budget == study(budget={"amount": 500}).budget
    both = study(budget=500).with_changes({"budget.mentors": 7})
    assert (both.budget.amount, both.budget.mentors) == (500.0, 7)


def test_it_is_written_only_where_there_is_one():
    assert "budget" not in scenario_yaml(study(), every_value=True)
    written = scenario_yaml(study(budget={"amount": 500, "mentors": 7}), every_value=True)
    assert parse_scenario(written).budget == study(budget={"amount": 500, "mentors": 7}).budget
    assert {"type": "number", "minimum": 0}.items() <= json_schema()["properties"]["budget"]["anyOf"][
        0
    ].items()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("budget: lots", r":2: budget must be a number, or a section"),
        ("budget: {}", r":2: budget needs an amount, mentors, or both"),
        ("budget: {amount: -1}", r":2: budget\.amount must be at least 0"),
        ("budget: {amunt: 1}", r":2: budget has no key 'amunt'; did you mean 'amount'"),
        ("outcomes: [retention, over_budget]", r":2: outcomes.*there is no budget: state one"),
    ],
)
def test_a_mistake_is_named_with_its_line(line, said):
    with pytest.raises(ScenarioError, match=said):
        parse_scenario(f"\n{line}{STUDY}")
