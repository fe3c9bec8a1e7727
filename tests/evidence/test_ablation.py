"""Each mechanism that an ablation switches off is really off: the simulation changes."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from mentorsim.evidence.ablation import MECHANISMS
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario, parse_scenario

# Small, with everything in it that a mechanism needs: overload, leaving mentors, friends, groups, sections.
STUDY = """
title: A college with everything
calendar: {terms: 2, weeks_per_term: 10, break_weeks: 2}
institution: {sections: {size: 25}, dropped_at_midterm: 0.05}
cohort:
  first_years: 700
  upper_years: 150
  attributes:
    major: {categories: [arts, science], shares: [0.4, 0.6]}
    gender: {categories: [woman, man], shares: [0.3, 0.7]}
  identity: {gender: {}}
program:
  mentors: 50
  mentees_per_mentor: 12
  focus: {tutoring: 0.4, guidance: 0.3, social: 0.3}
  meetings_per_week: 1
  starts_week: 1
  training: {hours: 10, topics: [tutoring_skills, goal_setting]}
policies:
  no program: none
  mentoring: {}
  messages: {contact: one_way}
  groups: {format: group}
  circles: {format: group, mentors: none, reward: {to: group, for: progress}}
  chosen: {match: {method: self_select}}
parameters: {quit: -5.0}
"""


@functools.cache
def study() -> Scenario:
    return parse_scenario(STUDY)


def run_of(scenario: Scenario) -> bytes:
    """Everything about the students at the end of every program."""
    ends = []
    for policy in ("mentoring", "messages", "groups", "circles", "chosen"):
        students = MentoringModel(scenario, policy, rng=5).run().students
        for column in ("skill", "motivation", "belonging", "enrolled", "grade_points"):
            ends.append(np.asarray(getattr(students, column), dtype=np.float64))
    return np.concatenate(ends).tobytes()


@functools.cache
def whole() -> bytes:
    return run_of(study())


@pytest.mark.parametrize("name", MECHANISMS)
def test_switching_a_mechanism_off_changes_the_simulation(name: str) -> None:
    assert run_of(study().with_parameters(MECHANISMS[name])) != whole()


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_parameter_of_an_ablation_does_something_by_itself(name: str) -> None:
    for parameter, value in MECHANISMS[name].items():
        assert run_of(study().with_parameters({parameter: value})) != whole(), parameter
