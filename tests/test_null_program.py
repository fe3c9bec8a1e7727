"""A program whose contact has no effect is found to have none, and as often as the intervals promise."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.model import MentoringModel
from mentorsim.outcomes import measure
from mentorsim.scenario import Scenario, parse_scenario
from mentorsim.statistics.comparison import ComparisonSummary, OutcomeValues, summarize
from mentorsim.world import make_world
from tests.dynamics.snapshots import differing, friendships_of, series_of, students_of

# Each way from a meeting to what becomes of a student, cut.
NO_EFFECT = {
    "attendance_accountability": 0, "effort_accountability": 0, "motivation_accountability": 0,
    "guidance_rate": 0, "belonging_contact": 0, "fellow_contact": 0, "fellow_help": 0, "fellow_friend": 0,
    "few_mentor": 0, "motivation_standing": 0,
    "lambda_motivation": 0, "communication_rate": 0,
    "venue_mentor": 0, "venue_group": 0, "lambda_failed": 0, "mentor_time": 0, "motivation_strain": 0,
}  # fmt: skip
BOOKKEEPING = {
    "meetings",
    "mentor_hours",
    "mentoring_hours",
    "accountability",
    "strain",
    "failed_ends",
    "ending_trace",
    "group",
}
STUDY = """
title: A program without effect
calendar: {terms: 2, weeks_per_term: 4, break_weeks: 0, summer_weeks: 0}
institution: {weekly_departure: 0.02, term_departure: 0.1}
cohort: {first_years: 30, upper_years: 10}
program:
  mentors: 8
  starts_week: 1
  focus: {guidance: 0.5, social: 0.5}
  offer: {how: proactive}
  meetings_per_week: 2
  match: {method: random}
policies:
  no program: none
  pairs: {}
  groups: {format: group, group_size: 3}
"""
POLICIES = ("no program", "pairs", "groups")
OUTCOMES = ("retention", "gpa", "belonging")
COMPARISONS, REPLICATIONS = 50, 16


def null_study() -> Scenario:
    return parse_scenario(STUDY).with_changes({"parameters": NO_EFFECT, "run.seed": 5})


@pytest.mark.parametrize("policy", ["pairs", "groups"])
def test_contact_without_effect_changes_nothing_but_the_records_of_it(policy: str) -> None:
    scenario = null_study()
    world = make_world(scenario, 5, 0)
    control, program = (MentoringModel(scenario, name, world=world).run() for name in ("none", policy))
    assert program.students.meetings.sum() > 100
    assert {"meetings", "mentor_hours", "accountability"} <= set(
        differing(students_of(control), students_of(program))
    )
    assert set(differing(students_of(control), students_of(program))) <= BOOKKEEPING
    assert not differing(friendships_of(control), friendships_of(program))
    assert not differing(series_of(control), series_of(program))


def test_in_shared_replications_its_difference_is_exactly_zero() -> None:
    scenario = null_study()
    values = np.zeros((6, len(POLICIES), len(OUTCOMES)))
    for replication in range(6):
        world = make_world(scenario, 5, replication)
        for column, policy in enumerate(POLICIES):
            values[replication, column] = measured(scenario, policy, world=world)
    for outcome in summary_of(values, 0.95).outcomes.values():
        for difference in outcome.differences.values():
            assert difference.mean == 0.0
            assert difference.verdict not in ("higher", "lower")


@pytest.fixture(scope="module")
def unpaired() -> list[np.ndarray]:
    """Outcomes of every policy in replications of its own, so that differences are noise and nothing else."""
    scenario = null_study()
    replications = iter(range(COMPARISONS * REPLICATIONS * len(POLICIES)))
    return [
        np.array(
            [
                [measured(scenario, policy, replication=next(replications)) for policy in POLICIES]
                for _ in range(REPLICATIONS)
            ]
        )
        for _ in range(COMPARISONS)
    ]


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95])
def test_its_intervals_cover_zero_at_the_stated_rate(unpaired: list[np.ndarray], confidence: float) -> None:
    alone, together = [], []
    for values in unpaired:
        for outcome in summary_of(values, confidence).outcomes.values():
            differences = outcome.differences.values()
            alone += [covers_zero(each.low, each.high) for each in differences]
            together.append(
                all(covers_zero(each.simultaneous_low, each.simultaneous_high) for each in differences)
            )
    # At worst all intervals of one comparison stand and fall together; three standard errors of that.
    error = 3 * np.sqrt(confidence * (1 - confidence) / COMPARISONS)
    assert np.mean(alone) == pytest.approx(confidence, abs=error)
    assert np.mean(together) == pytest.approx(confidence, abs=error)


def measured(scenario: Scenario, policy: str, **where: object) -> list[float]:
    found = measure(MentoringModel(scenario, policy, **where).run(), OUTCOMES)  # type: ignore[arg-type]
    return [found[name] for name in OUTCOMES]


def summary_of(values: np.ndarray, confidence: float) -> ComparisonSummary:
    outcomes = {name: OutcomeValues(values[:, :, place], "", "higher") for place, name in enumerate(OUTCOMES)}
    return summarize(outcomes, POLICIES, POLICIES[0], confidence=confidence)


def covers_zero(low: float | None, high: float | None) -> bool:
    assert low is not None
    assert high is not None
    assert low < high
    return low <= 0 <= high
