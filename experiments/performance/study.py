"""The studies that are measured: 500 students for ratios, and the same study at any size."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario

STUDENTS = 500

TEXT = """
title: Benchmark
cohort:
  first_years: {first_years}
  upper_years: {upper_years}
  attributes:
    first_generation: {{share: 0.35, gaps: {{skill: -0.5, belonging: -0.4}}}}
    major: {{categories: [engineering, nursing, arts], shares: [0.3, 0.3, 0.4]}}
program: {{mentors: {mentors}, mentees_per_mentor: 4, focus: mixed}}
policies:
  random: {{match: {{method: random}}}}
  within major:
    match: {{method: random, criteria: [{{field: major, rule: same, importance: mandatory}}]}}
  best score:
    match:
      method: score
      criteria:
        - {{field: major, rule: same, importance: high}}
        - {{field: prior_grade, rule: gap, at: 1.0, importance: medium}}
  social: {{focus: social, match: {{method: random}}}}
  checked: {{check_ins: {{every_weeks: 4, rematch_below: 0.3}}, match: {{method: random}}}}
"""


def text(students: int = STUDENTS) -> str:
    """Write the study for a number of students; three in five are first-years."""
    first_years = students * 3 // 5
    return TEXT.format(
        first_years=first_years, upper_years=students - first_years, mentors=max(1, first_years // 4)
    )


@cache
def study(students: int = STUDENTS) -> Scenario:
    """Read the study for a number of students."""
    from mentorsim.scenario import parse_scenario

    return parse_scenario(text(students))
