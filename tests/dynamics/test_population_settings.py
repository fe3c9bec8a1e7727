"""What a population can be told of leaving, courses and grades; the defaults are what was before."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.dynamics.assessment import on_the_scale
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from mentorsim.world import make_world
from tests.dynamics.studies import run_of, study


def many(**changes: object) -> MentoringModel:
    return run_of(study(cohort__first_years=1500, **changes), "none")


def weekly_leavers(model: MentoringModel) -> np.ndarray:
    weeks = model.students.left_week[model.students.role == 0]
    return np.bincount(weeks[weeks >= 0], minlength=model.weeks)


def test_departure_can_fall_or_rise_over_a_term_and_over_the_calendar() -> None:
    high = {"institution__weekly_departure": 0.03}
    falling = weekly_leavers(many(institution__departure_timing=-1.5, **high))
    rising = weekly_leavers(many(institution__departure_timing=1.5, **high))
    assert falling[:3].sum() > 2 * falling[3:5].sum()
    assert rising[:3].sum() < rising[3:6].sum()
    down = weekly_leavers(many(institution__departure_trend=-1.5, **high))
    up = weekly_leavers(many(institution__departure_trend=1.5, **high))
    assert down[:6].sum() / down[8:14].sum() > 2 * up[:6].sum() / up[8:14].sum()


def test_the_share_of_leavers_at_boundaries_is_set_by_the_levels_of_departure() -> None:
    def at_boundaries(weekly: float, between: float) -> float:
        left = weekly_leavers(
            many(
                institution__weekly_departure=weekly,
                institution__term_departure=between,
                institution__summer_departure=between,
            )
        )
        return float((left[7] + left[14]) / left.sum())

    assert at_boundaries(0.002, 0.15) > 0.6
    assert at_boundaries(0.03, 0.005) < 0.2


def test_prior_grades_weigh_on_staying_as_much_as_is_said() -> None:
    def by_third(weight: float) -> np.ndarray:
        model = many(institution__staying_on_prior_grade=weight)
        first_years = model.students.role == 0
        grade = model.world.cohort.observed.prior_grade[first_years]
        enrolled = model.students.enrolled[first_years]
        thirds = np.array_split(np.argsort(grade), 3)
        return np.array([enrolled[rows].mean() for rows in thirds])

    none, some = by_third(0.0), by_third(1.0)
    assert some[2] - some[0] > none[2] - none[0] + 0.1
    assert some[0] < some[1] < some[2]


def gpa(model: MentoringModel) -> np.ndarray:
    return model.students.grade_points / np.maximum(model.students.courses_attempted, 1)


def test_courses_not_completed_may_have_marks_and_no_credit() -> None:
    often = {"institution__unfinished_share": 0.3}
    zeros, partial = many(**often), many(institution__unfinished_marks=0.6, **often)
    assert gpa(partial).mean() > gpa(zeros).mean() + 0.2
    whole = many(institution__unfinished_marks=1.0, **often)
    assert whole.students.credits.mean() < 0.85 * whole.students.courses_attempted.mean()


def test_the_top_of_the_scale_is_reached_sooner_or_later() -> None:
    assert on_the_scale(0.93, 0.9) == 1.0
    assert on_the_scale(0.89, 0.9) == pytest.approx(0.89)
    assert on_the_scale(1.2, 1.2) == pytest.approx(1.0)
    assert on_the_scale(1.0, 1.2) == pytest.approx(0.9)
    assert on_the_scale(0.7, 1.2) == pytest.approx(0.7)
    for result in (-0.2, 0.0, 0.31, 0.999, 1.0, 1.3):
        assert on_the_scale(result, 1.0) == min(max(result, 0.0), 1.0)
    scenario = study(cohort__first_years=800, institution__courses_per_term=1, institution__typical_grade=3.4)
    shares = [top_share(scenario, at) for at in (0.85, 1.0, 1.25)]
    assert shares[0] > shares[1] + 0.05
    assert shares[1] > shares[2] + 0.02


def top_share(scenario: Scenario, at: float) -> float:
    changed = scenario.with_changes({"institution.top_grade_at": at})
    model = MentoringModel(changed, "none", world=make_world(changed, 1, 0))
    while model.week < 6:
        model.step()
    return float(np.mean(model.students.grade_points == 4.0 * model.students.courses_attempted))


@pytest.mark.parametrize("when", ["dropped_at_midterm", "dropped_before_exams"])
def test_courses_are_dropped_without_a_grade_and_more_by_the_unmotivated(when: str) -> None:
    plain, dropping = many(), many(**{f"institution__{when}": 0.2})
    assert dropping.students.courses_attempted.mean() < 0.9 * plain.students.courses_attempted.mean()
    assert dropping.students.registered.min() >= 0
    stayed = (dropping.students.enrolled != 0) & (plain.students.enrolled != 0)
    motivation = dropping.students.motivation_at_entry
    low = stayed & (motivation < np.median(motivation))
    high = stayed & ~low
    lost = plain.students.courses_attempted - dropping.students.courses_attempted
    assert lost[low].mean() > lost[high].mean()
    assert (dropping.students.courses_attempted[stayed] >= 2).all()  # one in each term at least
