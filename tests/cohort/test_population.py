"""In large synthesized cohorts shares, gaps, spreads and correlations are close to what was asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mentorsim.cohort import Cohort, make_cohort
from mentorsim.errors import ScenarioError
from tests.cohort.studies import FIRST_GENERATION, MAJOR, in_total_sd, study

# With 20,000 students the standard error of a mean is 0.007 SD; bounds are three to four standard errors.
N = 20_000


def people(attributes: dict[str, Any] | None = None, **cohort: Any) -> Cohort:
    return make_cohort(study({"first_years": N, "attributes": attributes or {}, **cohort}), 11, 4)


def group_gap(column: np.ndarray, codes: np.ndarray, one: int, other: int) -> float:
    return float(column[codes == one].mean() - column[codes == other].mean())


def test_skill_has_mean_0_and_sd_1_whatever_the_gaps() -> None:
    major = {**MAJOR, "gaps": {"nursing": {"skill": 0.8}, "arts": {"skill": -0.3}}}
    cohort = people({"first_generation": FIRST_GENERATION, "major": major})
    assert cohort.skill.mean() == pytest.approx(0, abs=0.02)
    assert cohort.skill.std() == pytest.approx(1, abs=0.02)


def test_gaps_are_differences_of_group_means_in_total_sd() -> None:
    major = {**MAJOR, "gaps": {"nursing": {"skill": 0.4}}}
    cohort = people({"first_generation": FIRST_GENERATION, "major": major})
    first_generation = cohort.attributes["first_generation"].codes
    majors = cohort.attributes["major"].codes
    assert group_gap(cohort.skill, first_generation, 1, 0) == pytest.approx(-0.5, abs=0.05)
    belonging = in_total_sd(cohort, "belonging", 0.6, 0.15)
    assert group_gap(belonging, first_generation, 1, 0) == pytest.approx(-0.4, abs=0.05)
    assert group_gap(cohort.skill, majors, 1, 0) == pytest.approx(0.4, abs=0.06)
    assert group_gap(cohort.skill, majors, 2, 0) == pytest.approx(0, abs=0.06)


def test_gaps_hold_between_plain_group_means_where_shares_depend_on_the_major() -> None:
    dependent = {**FIRST_GENERATION, "share_by_major": {"arts": 0.8, "nursing": 0.1}}
    major = {**MAJOR, "gaps": {"nursing": {"skill": 0.4}}}
    cohort = people({"first_generation": dependent, "major": major})
    first_generation = cohort.attributes["first_generation"].codes
    majors = cohort.attributes["major"].codes
    assert first_generation[majors == 2].mean() == pytest.approx(0.8, abs=0.02)
    assert first_generation[majors == 1].mean() == pytest.approx(0.1, abs=0.02)
    assert first_generation[majors == 0].mean() == pytest.approx(0.35, abs=0.03)
    assert group_gap(cohort.skill, first_generation, 1, 0) == pytest.approx(-0.5, abs=0.05)
    assert group_gap(cohort.skill, majors, 1, 0) == pytest.approx(0.4, abs=0.06)
    assert group_gap(cohort.skill, majors, 2, 0) == pytest.approx(0, abs=0.06)
    assert cohort.skill.mean() == pytest.approx(0, abs=0.02)
    assert cohort.skill.std() == pytest.approx(1, abs=0.02)


def test_majors_without_gaps_differ_as_their_students_do() -> None:
    dependent = {"share": 0.2, "share_by_major": {"arts": 0.9}, "gaps": {"skill": -0.8}}
    cohort = people({"first_generation": dependent, "major": MAJOR})
    majors = cohort.attributes["major"].codes
    assert group_gap(cohort.skill, majors, 2, 0) == pytest.approx(-0.7 * 0.8, abs=0.06)
    assert group_gap(cohort.skill, majors, 1, 0) == pytest.approx(0, abs=0.06)
    assert cohort.skill.std() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("with_gaps", [False, True])
def test_correlations_are_those_of_the_whole_cohort(with_gaps: bool) -> None:
    correlations = {"skill_motivation": 0.3, "skill_belonging": -0.2, "motivation_belonging": 0.5}
    attributes = {"first_generation": FIRST_GENERATION} if with_gaps else {}
    cohort = people(attributes, correlations={**correlations, "communication_belonging": 0.25})
    measures = ("skill", "motivation", "belonging", "communication")
    found = np.corrcoef([getattr(cohort, measure) for measure in measures])
    expected = [[1, 0.3, -0.2, 0], [0.3, 1, 0.5, 0], [-0.2, 0.5, 1, 0.25], [0, 0, 0.25, 1]]
    assert found == pytest.approx(np.array(expected), abs=0.03)


def test_levels_have_the_asked_means_and_spreads() -> None:
    cohort = people(belonging={"mean": 0.7, "sd": 0.1}, communication={"mean": 0.4, "sd": 0.12})
    assert cohort.belonging.mean() == pytest.approx(0.7, abs=0.005)
    assert cohort.belonging.std() == pytest.approx(0.1, abs=0.005)
    assert cohort.communication.mean() == pytest.approx(0.4, abs=0.005)
    assert cohort.communication.std() == pytest.approx(0.12, abs=0.005)


def test_further_traits_have_their_documented_distributions() -> None:
    cohort = people()
    assert cohort.study_habits.mean() == pytest.approx(1, abs=0.01)
    assert cohort.study_habits.std() == pytest.approx(0.25, abs=0.01)
    assert cohort.sociability.mean() == pytest.approx(0.5, abs=0.01)
    assert cohort.sociability.std() == pytest.approx(24**-0.5, abs=0.01)
    assert cohort.prosociality.std() == pytest.approx(12**-0.5, abs=0.01)
    free = (cohort.slots[:, None] >> np.arange(10)) & 1
    assert free.mean(axis=0) == pytest.approx(np.full(10, 0.5), abs=0.02)
    assert np.corrcoef([cohort.skill, *cohort.values]) == pytest.approx(np.eye(4), abs=0.03)


@pytest.mark.parametrize("reliability", [0.36, 0.81, 1.0])
def test_prior_grades_correlate_with_skill_by_the_root_of_their_reliability(reliability: float) -> None:
    cohort = people(prior_grade={"reliability": reliability})
    grades = cohort.observed.prior_grade
    assert grades.std() == pytest.approx(1, abs=0.02)
    assert np.corrcoef(grades, cohort.skill)[0, 1] == pytest.approx(reliability**0.5, abs=0.01)


def test_answers_show_values_with_noise_and_gaps() -> None:
    cohort = people(survey={"noise": 0.5, "non_response": 0.2})
    answered = np.isfinite(cohort.observed.values[0])
    assert answered.mean() == pytest.approx(0.8, abs=0.01)
    errors = (cohort.observed.values - cohort.values)[:, answered]
    assert errors.std(axis=1) == pytest.approx(np.full(3, 0.5), abs=0.01)
    assert np.corrcoef(errors) == pytest.approx(np.eye(3), abs=0.03)


def test_upper_years_have_their_own_shares_and_a_years_learning() -> None:
    attributes = {
        "first_generation": {"share": 0.6, "upper_year_share": 0.3},
        "major": {**MAJOR, "upper_year_shares": [0.1, 0.1, 0.8]},
    }
    cohort = make_cohort(
        study({"first_years": N, "upper_years": N, "attributes": attributes}, {"mean_degree": 0}), 11, 4
    )
    upper = cohort.role == 1
    for rows, share, majors in ((~upper, 0.6, [0.3, 0.3, 0.4]), (upper, 0.3, [0.1, 0.1, 0.8])):
        assert cohort.attributes["first_generation"].codes[rows].mean() == pytest.approx(share, abs=0.015)
        counts = np.bincount(cohort.attributes["major"].codes[rows])
        assert counts / rows.sum() == pytest.approx(np.array(majors), abs=0.015)
    assert cohort.skill[~upper].mean() == pytest.approx(0, abs=0.03)
    assert cohort.skill[upper].mean() == pytest.approx(0.3, abs=0.03)
    # From before they entered, on one scale for all.
    assert cohort.observed.prior_grade[upper].mean() == pytest.approx(0, abs=0.03)


def test_gaps_that_leave_no_spread_within_groups_are_refused_by_name() -> None:
    # Each alone is possible; but few of major x have the attribute, so that both gaps need huge offsets.
    major = {"categories": ["x", "y"], "shares": [0.5, 0.5], "gaps": {"x": {"skill": 1.0}}}
    opposed = {"share": 0.9, "share_by_major": {"x": 0.1}, "gaps": {"skill": 1.0}}
    scenario = study({"first_years": 9, "attributes": {"major": major, "opposed": opposed}})
    with pytest.raises(ScenarioError, match="leave none within groups") as refused:
        make_cohort(scenario, 1, 0)
    assert "cohort.attributes.major.gaps.x.skill" in str(refused.value)
    assert "cohort.attributes.opposed.gaps.skill" in str(refused.value)
    assert refused.value.line == scenario.places.of(("cohort", "attributes")).line


def test_gaps_of_attributes_that_decide_each_other_are_refused() -> None:
    major = {"categories": ["x", "y"], "shares": [0.5, 0.5], "gaps": {"x": {"skill": 0.3}}}
    decided = {"share": 0, "share_by_major": {"x": 1}, "gaps": {"skill": -0.3}}
    with pytest.raises(ScenarioError, match="the gaps of skill in"):
        make_cohort(study({"first_years": 9, "attributes": {"major": major, "decided": decided}}), 1, 0)


def test_gaps_that_contradict_the_correlations_are_refused() -> None:
    attributes = {"half": {"share": 0.5, "gaps": {"skill": 1.8, "motivation": -1.8}}}
    correlations = {"skill_motivation": 0.5}
    with pytest.raises(ScenarioError, match="contradict each other"):
        make_cohort(study({"first_years": 9, "attributes": attributes, "correlations": correlations}), 1, 0)
