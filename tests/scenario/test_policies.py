from __future__ import annotations

import pytest

from mentorsim.errors import ScenarioError
from mentorsim.scenario import Scenario, parse_scenario
from mentorsim.scenario.program import Program
from tests.scenario.texts import LARGE, SMALL


def _policy(program: str, override: str) -> Program:
    text = "title: A\ncohort: {first_years: 40, upper_years: 20, attributes: {woman: {share: 0.5}}}\n"
    found = parse_scenario(f"{text}program: {{mentors: 10, {program}}}\npolicies:\n  p: {override}\n").policy(
        "p"
    )
    assert found is not None
    return found


def test_mappings_merge_and_the_rest_is_inherited() -> None:
    policy = _policy(
        "training: {hours: 6, topics: [listening]}, mentees_per_mentor: 3", "{training: {hours: 9}}"
    )
    assert (policy.training.hours, policy.training.topics, policy.mentees_per_mentor) == (
        9,
        ("listening",),
        3,
    )


def test_lists_replace() -> None:
    policy = _policy(
        "training: {hours: 6, topics: [listening, goal_setting]}", "{training: {topics: [self_care]}}"
    )
    assert policy.training.topics == ("self_care",)


def test_sections_inside_sections_merge() -> None:
    policy = _policy(
        "match: {method: score, never: {pairs_file: a.csv}}", "{match: {required: {pairs_file: b.csv}}}"
    )
    assert policy.match.method == "score"
    assert policy.match.never is not None
    assert policy.match.required is not None


def test_a_word_replaces_a_mapping_and_a_mapping_a_word() -> None:
    assert _policy("check_ins: {every_weeks: 4}", "{check_ins: none}").check_ins is None
    started = _policy("check_ins: none", "{check_ins: {every_weeks: 2}}").check_ins
    assert started is not None
    assert started.every_weeks == 2
    assert _policy(
        "eligibility: {at_risk: {lowest_share: 0.3}}", "{eligibility: everyone}"
    ).eligibility.everyone


def test_short_forms_are_expanded_before_merging() -> None:
    policy = _policy("focus: mixed", "{mentors: {from: cohort}}")
    assert (policy.mentors.count, policy.mentors.from_) == (10, "cohort")
    policy = _policy("focus: mixed", "{mentors: none, format: group}")
    assert (policy.mentors.count, policy.mentors.from_, policy.mentors_per_group) == (0, "none", 0)


def test_a_choice_in_the_form_of_a_mapping_is_replaced() -> None:
    focus = _policy("focus: {tutoring: 0.5, guidance: 0.5}", "{focus: {social: 1.0}}").focus
    assert (focus.tutoring, focus.guidance, focus.social) == (0, 0, 1)
    at_risk = "eligibility: {at_risk: {lowest_share: 0.3, by: prior_grade}}"
    chosen = _policy(at_risk, "{eligibility: {attribute: woman, is: yes}}").eligibility
    assert (chosen.at_risk, chosen.attribute, chosen.is_) == (None, "woman", "yes")
    narrower = _policy(at_risk, "{eligibility: {at_risk: {lowest_share: 0.1}}}").eligibility.at_risk
    assert narrower is not None
    assert (narrower.lowest_share, narrower.by) == (0.1, "prior_grade")


def test_a_policy_can_undo_what_the_program_sets() -> None:
    assert _policy("stop_week: 9, lasts_weeks: 5", "{stop_week: null, lasts_weeks: null}").stop_week is None


def test_a_policy_may_make_groups_of_a_program_of_pairs() -> None:
    scenario = parse_scenario(
        SMALL.replace("mentors: 10", "mentors: 10, group_size: 6") + "policies: {groups: {format: group}}\n"
    )
    groups = scenario.policy("groups")
    assert groups is not None
    assert (groups.format, groups.group_size) == ("group", 6)


def test_the_control_is_the_policy_that_is_none() -> None:
    scenario = parse_scenario(LARGE)
    assert scenario.control_name == "no program"
    assert scenario.policy("no program") is None
    assert scenario.policy("none") is None
    assert list(scenario.policies) == [
        "no program",
        "random",
        "skill gap",
        "lighter load",
        "weekly check-ins",
    ]


def test_a_control_is_added_where_there_is_none() -> None:
    scenario = parse_scenario(SMALL + "policies: {lighter: {mentees_per_mentor: 2}}\n")
    assert scenario.control_name == "none"
    assert list(scenario.policies) == ["none", "lighter"]


@pytest.mark.parametrize("policies", ["", "policies: {}\n", "policies:\n"])
def test_without_policies_the_program_is_compared_to_none(policies: str) -> None:
    scenario = parse_scenario(SMALL + policies)
    assert list(scenario.policies) == ["none", "program"]
    assert scenario.policies["program"] == scenario.program


def test_an_empty_override_is_the_program_itself() -> None:
    scenario = parse_scenario(LARGE)
    assert scenario.policy("skill gap") == scenario.program


def test_an_unknown_policy_is_an_error_with_the_nearest_name() -> None:
    scenario = parse_scenario(LARGE)
    with pytest.raises(ScenarioError, match="there is no policy 'lighter'; did you mean 'lighter load'"):
        scenario.policy("lighter")


def test_a_scenario_made_in_python_equals_the_one_from_yaml() -> None:
    made = Scenario.model_validate(
        {
            "title": "Small",
            "cohort": {"first_years": 40, "upper_years": 20},
            "program": Program.model_validate({"mentors": 10}),
        }
    )
    assert made == parse_scenario(SMALL)
    assert made.with_changes({"program.mentors": 5}).program.mentors.count == 5
