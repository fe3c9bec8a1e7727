"""A value that is set and changes nothing is refused; see also the sweeps' own check."""

import pytest

from mentorsim.errors import ScenarioError
from mentorsim.experiment.design.factors import factor_of
from mentorsim.scenario import parse_scenario

EVERY_POLICY_STATES_IT = """
title: A school
cohort: {first_years: 60, upper_years: 40}
program: {mentors: 12, mentees_per_mentor: 3, focus: {social: 1.0}, meetings_per_week: 1}
policies:
  nothing: none
  few: {mentors: 4}
  many: {mentors: 20}
"""


def test_a_key_that_every_policy_states_itself_cannot_be_set_for_all():
    with pytest.raises(ScenarioError, match=r"'few' and 'many', all that .*policies\.few\.mentors"):
        parse_scenario(EVERY_POLICY_STATES_IT, overrides=["program.mentors=1"])


@pytest.mark.parametrize(
    "override",
    [
        "program.mentors=12",
        "program.mentees_per_mentor=1",
        "policies.few.mentors=1",
        "program.costs.value_per_retained=5000",
        "run.seed=3",
    ],
)
def test_what_some_policy_hears_or_the_file_says_already_is_set(override):
    assert parse_scenario(EVERY_POLICY_STATES_IT, overrides=[override])


def test_an_override_that_another_one_makes_heard_is_taken():
    text = EVERY_POLICY_STATES_IT.replace("  many: {mentors: 20}", "  many: {}")
    study = parse_scenario(text, overrides=["program.mentors=1"])
    assert study.policy("many").mentors.count == 1


def test_a_value_that_is_given_twice_is_one_level():
    assert factor_of("program.mentors", [4, 8, 4, 4.0], "x").levels == (4, 8)
    assert factor_of("match", [["a"], ["a"], ["b"]], "x").levels == (["a"], ["b"])
    assert factor_of("flag", [1, True], "x").levels == (1, True)
