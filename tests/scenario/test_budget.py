"""What there is to spend: how it is written, what is refused, and what a program would need as planned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.errors import ScenarioError
from mentorsim.scenario import parse_scenario
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
    check_ins = 30 * (weeks // 4)
    action = scenario.program.costs.minutes_per_action
    assert scenario.program.check_ins.action == "rematch"
    coordinator = (30 * 20 + check_ins * (6 + action + 20)) / 60 * 30 + 10 * 1 * weeks / (
        365.25 / 12 / 7
    ) * 30
    assert planned_cost(scenario, scenario.program) == pytest.approx(
        meetings + training + coordinator + 10 * 50 + 500
    )


def test_no_more_mentees_are_paid_for_than_there_are():
    few, places = study(cohort__first_years=12), study(program__mentees_per_mentor=1, cohort__first_years=12)
    ten, twelve = planned_cost(places, places.program), planned_cost(few, few.program)
    action = few.program.costs.minutes_per_action
    # Meetings, the match, and check-ins of one mentee, each followed by an action and a new match.
    each = 18 * 2 * 2.0 * 10 + (20 + 4 * (6 + action + 20)) / 60 * 30
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


def test_the_real_cost_is_mostly_below_the_planned_one():
    from mentorsim.api.compare import compare

    scenario = study(program__offer__how="proactive", outcomes=["cost", "retention"])
    costs = compare(scenario, replications=5, workers=1).runs.groupby("policy")["cost"].mean()
    for name in ("planned", "many"):
        assert 0 < costs[name] < planned_cost(scenario, scenario.policy(name))


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
