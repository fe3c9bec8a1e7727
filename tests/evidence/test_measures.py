"""What is measured on ties and friendships, against small cases that can be worked out by hand."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.evidence.closeness import correlation, foretold, mentors_share, third_by_closeness
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.friends_alike import friends_correlation, friends_pull
from mentorsim.evidence.measures import Runs, among, measured
from mentorsim.evidence.simulating import StudyTask, simulate
from mentorsim.evidence.studies import studies_of
from mentorsim.evidence.watching import EARLY, run_watched
from mentorsim.model import MentoringModel
from mentorsim.outcomes import RunView
from mentorsim.outcomes.mentoring import END_REASONS
from mentorsim.scenario import Scenario, parse_scenario

FACTS = {fact.id: fact for fact in read_facts()}
STUDY = """
title: A year of pairs
calendar: {terms: 2, weeks_per_term: 14, break_weeks: 2}
cohort:
  first_years: 240
  upper_years: 200
  attributes: {gender: {categories: [woman, man], shares: [0.3, 0.7]}}
program: {mentors: 150, mentees_per_mentor: 1, starts_week: 1, offer: {how: proactive, share: 0.7}}
policies: {no program: none, pairs: {}}
"""


@functools.cache
def study() -> Scenario:
    return parse_scenario(STUDY)


@functools.cache
def runs() -> Runs:
    control = MentoringModel(study(), "none", rng=4)
    pairs = MentoringModel(study(), "pairs", rng=4)
    glances = {"": run_watched(control, [EARLY, 14]), "pairs": run_watched(pairs, [EARLY, 14])}
    everyone = np.ones(240, np.bool_)
    return Runs(RunView(control), {"pairs": RunView(pairs)}, {"pairs": everyone}, glances)


def test_looking_at_a_run_on_the_way_changes_nothing() -> None:
    plain = MentoringModel(study(), "pairs", rng=4).run()
    watched = runs().programs["pairs"]
    np.testing.assert_array_equal(plain.students.skill, watched.students.skill)
    np.testing.assert_array_equal(plain.ties["rapport"], watched.model.ties["rapport"])


def test_the_first_terms_grades_and_the_later_ones_make_up_the_year() -> None:
    glance, students = runs().glances["pairs"][14], runs().programs["pairs"].students
    assert glance.courses_attempted.max() > 0
    assert np.all(glance.grade_points <= students.grade_points)
    assert np.count_nonzero(glance.grade_points < students.grade_points) > 100
    fact = dataclasses.replace(FACTS["C16"], quantity="mean", policy="pairs", outcome="later_credits")
    later = measured(fact, runs()).estimate
    year = measured(dataclasses.replace(fact, outcome="credits"), runs()).estimate
    assert 0.0 < later < year


def test_early_closeness_that_orders_endings_perfectly_foretells_them_all() -> None:
    run = runs().programs["pairs"]
    early = runs().glances["pairs"][EARLY]
    ended = run.pairs.end_reason[: len(early.rapport)] >= 2
    perfect = dataclasses.replace(early, rapport=np.where(ended, 0.1, 0.9))
    assert foretold(run, perfect, 52) == 1.0
    reverse = dataclasses.replace(early, rapport=np.where(ended, 0.9, 0.1))
    assert foretold(run, reverse, 52) == 0.0
    nothing = dataclasses.replace(early, rapport=np.full(len(ended), 0.5))
    assert foretold(run, nothing, 52) == pytest.approx(0.5)
    assert 0.4 < foretold(run, early, 52) < 1.0


def test_endings_are_put_down_to_the_side_that_left() -> None:
    run = runs().programs["pairs"]
    of_one_kind = {}
    for name in ("mentor_left", "mentee_left", "mismatch"):
        codes = np.full(len(run.pairs.start), END_REASONS.index(name), np.int32)
        view = RunView(run.model)
        view.pairs = run.pairs._replace(end_reason=codes)
        of_one_kind[name] = mentors_share(view, 52)
    assert of_one_kind == {"mentor_left": 1.0, "mentee_left": 0.0, "mismatch": 0.5}
    assert 0.0 < mentors_share(run, 52) < 1.0


def test_thirds_by_closeness_do_not_overlap_and_hold_mentees_alone() -> None:
    run = runs().programs["pairs"]
    low, high = third_by_closeness(run, highest=False), third_by_closeness(run, highest=True)
    assert low.sum() == high.sum() == round(run.participants / 3)
    assert not (low & high).any()
    assert run.matched[low | high].all()


def test_friends_are_as_alike_as_the_values_say() -> None:
    run = runs().control
    friends = run.model.friendships
    rng = np.random.default_rng(2)
    assert abs(friends_correlation(run, rng.standard_normal(240))) < 0.2
    shared = rng.standard_normal(len(run.students.role))
    for _ in range(30):
        np.add.at(shared, friends.first, 0.2 * (shared[friends.second] - shared[friends.first]))
    assert friends_correlation(run, shared[run.first_years.rows]) > 0.3


def test_grades_that_follow_friends_show_a_pull_and_others_do_not() -> None:
    run, term = runs().control, runs().glances[""][14]
    size = len(run.students.role)
    rng = np.random.default_rng(3)
    before = rng.standard_normal(size)
    one, other = term.friendships.first, term.friendships.second
    counts = np.bincount(one, minlength=size) + np.bincount(other, minlength=size)
    totals = np.bincount(one, before[other], size) + np.bincount(other, before[one], size)
    friends = totals / np.maximum(counts, 1)
    glance = dataclasses.replace(term, grade_points=before, courses_attempted=np.ones(size))
    for pull, low, high in ((0.0, -0.15, 0.15), (2.0, 0.6, 1.0)):
        view = RunView(run.model)
        later = 0.5 * before + pull * friends + 0.3 * rng.standard_normal(size)
        view.students = run.students._replace(
            grade_points=before + later, courses_attempted=np.full(size, 2, np.int32)
        )
        assert low < friends_pull(view, glance) < high


def test_whom_a_fact_is_about_can_be_a_half_or_a_category() -> None:
    run = runs().control
    of = {
        name: among(dataclasses.replace(FACTS["C17"], among=name), run)
        for name in ("lower half", "upper half")
    }
    assert (of["lower half"] ^ of["upper half"]).all()
    women = among(dataclasses.replace(FACTS["C19"], among="gender: woman"), run)
    assert 30 < women.sum() < 120
    with pytest.raises(UserError, match="among must be lower half"):
        among(dataclasses.replace(FACTS["C19"], among="gender: women"), run)


def test_a_correlation_with_what_does_not_vary_is_unknown() -> None:
    assert np.isnan(correlation(np.ones(9), np.arange(9.0)))
    assert correlation(np.arange(9.0), np.arange(9.0)) == pytest.approx(1.0)


@pytest.mark.parametrize("names", [("C17", "C18"), ("C19", "C20")])
def test_small_studies_give_every_number_of_their_facts(names: tuple[str, ...]) -> None:
    (own,) = studies_of([FACTS[name] for name in names])
    found = simulate([own], StudyTask(0, {}, 0, {0: (0,)}))[0]
    assert found.shape == (1, 2, len(own.targets))
    assert np.isfinite(found).all()
