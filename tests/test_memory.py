"""Memory grows with the number of students and not with its square."""

from __future__ import annotations

import tracemalloc

import pytest

from mentorsim.model import MentoringModel
from mentorsim.scenario import parse_scenario

STUDY = """
title: Growing
cohort:
  first_years: {first_years}
  upper_years: {upper_years}
  attributes: {{major: {{categories: [a, b, c, d, e], shares: [0.2, 0.2, 0.2, 0.2, 0.2]}}}}
program: {{mentors: {mentors}, mentees_per_mentor: 4, starts_week: 1}}
policies:
  random: {{match: {{method: random}}}}
  in majors: {{match: {{method: random, criteria: [{{field: major, rule: same, importance: mandatory}}]}}}}
  first come: {{match: {{method: first_come}}}}
"""


def most_memory(students: int, policy: str) -> int:
    """Bytes at most while a replication is made and its first week is matched and run."""
    first_years = students * 3 // 5
    text = STUDY.format(first_years=first_years, upper_years=students - first_years, mentors=first_years // 4)
    scenario = parse_scenario(text)
    tracemalloc.start()
    try:
        model = MentoringModel(scenario, policy, rng=1)
        model.step()
        assert len(model.ties) > students // 8
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("policy", ["random", "in majors", "first come"])
def test_eight_times_the_students_take_about_eight_times_the_memory(policy: str) -> None:
    most_memory(200, policy)  # compiles
    assert most_memory(16_000, policy) < 10 * most_memory(2_000, policy)
