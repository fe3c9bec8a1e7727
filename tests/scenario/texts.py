"""Scenarios in YAML, and how the tests of this room ask for errors."""

from __future__ import annotations

import pytest

from mentorsim.errors import ScenarioError
from mentorsim.scenario import parse_scenario

SMALL = """\
title: Small
cohort: {first_years: 40, upper_years: 20}
program: {mentors: 10}
"""

LARGE = """\
title: First-year university, near-peer mentors
calendar: {terms: 2, weeks_per_term: 15, break_weeks: 4}
institution: {grade_scale: 4, courses_per_term: 5}
cohort:
  first_years: 400
  upper_years: 300
  attributes:
    first_generation: {share: 0.35, share_by_major: {arts: 0.5}, gaps: {skill: -0.5, belonging: -0.4}}
    major: {categories: [engineering, nursing, arts], shares: [0.3, 0.3, 0.4]}
friendships: {mean_degree: 5, homophily: {major: 0.5, first_generation: 0.2}}
program:
  eligibility: everyone
  format: one_to_one
  mentors: 100
  mentees_per_mentor: 4
  focus: tutoring
  training: {hours: 6, topics: [listening, goal_setting]}
  check_ins: {every_weeks: 4, rematch_below: 0.3}
  reward: none
  match:
    method: score
    criteria:
      - {field: major, rule: same, importance: high}
      - {field: prior_grade, rule: gap, at: 1.0, importance: medium}
    never: {pairs_file: never.csv}
policies:
  no program: none
  random: {match: {method: random}}
  skill gap: {}
  lighter load: {mentors: 200, mentees_per_mentor: 2}
  weekly check-ins: {check_ins: {every_weeks: 1}}
outcomes: [retention, gpa, belonging]
run: {seed: 2026, until: {outcome: retention, half_width: 0.005}}
"""


def error_of(text: str, *overrides: str) -> ScenarioError:
    """Return the error that reading a scenario ends with."""
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "study.yaml", overrides)
    return caught.value


def error_with(text: str, old: str, new: str) -> ScenarioError:
    """Return the error after a part of a valid scenario was replaced."""
    assert text.count(old) == 1, f"{old!r} must stand once in the text"
    parse_scenario(text)
    return error_of(text.replace(old, new))


def line_of(text: str, part: str) -> int:
    """Return the line, from 1, in which a part of a text first stands."""
    return text[: text.index(part)].count("\n") + 1
