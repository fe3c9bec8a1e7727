"""What distinguishes the methods from each other."""

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.pairing import check_match, make_pairs
from tests.pairing.problems import SAME_MAJOR, WEIGHED, friendships, problem, specification

SCORED = ["score", "coverage_then_score", "maximin", "stable", "stable_mentors_ask", "equity_weighted"]


def grades_of(method, criteria=(), places=1):
    drawn = problem(30, 30, places, missing=False)
    pairs = make_pairs(specification(method, criteria), drawn).pairs
    return drawn.observed.prior_grade[pairs[:, 0]], drawn.observed.prior_grade[pairs[:, 1]]


def test_similar_pairs_are_closer_than_random_ones():
    mentee, mentor = grades_of("similar")
    random_mentee, random_mentor = grades_of("random")
    assert np.abs(mentor - mentee).mean() < 0.5 * np.abs(random_mentor - random_mentee).mean()


def test_gap_pairs_lie_nearer_to_the_gap_than_random_ones():
    mentee, mentor = grades_of("gap")
    random_mentee, random_mentor = grades_of("random")
    assert np.abs(mentor - mentee - 1.0).mean() < 0.8 * np.abs(random_mentor - random_mentee - 1.0).mean()


def test_the_gap_of_the_scenario_is_used():
    wanted = [{"field": "prior_grade", "rule": "gap", "at": -0.5, "width": 0.3}]
    mentee, mentor = grades_of("gap", wanted)
    usual_mentee, usual_mentor = grades_of("gap")
    assert np.median(mentor - mentee) < np.median(usual_mentor - usual_mentee) - 0.3


def test_complementary_pairs_turn_the_order_around():
    mentee, mentor = grades_of("complementary")
    order = np.argsort(mentee)
    # Points are rounded, so that neighbors may be swapped.
    assert np.corrcoef(mentee, mentor)[0, 1] < -0.9
    assert set(order[:3]) <= set(np.argsort(-mentor)[:6])


def test_other_criteria_do_not_touch_the_grade_methods_but_mandatory_ones_do():
    drawn = problem(30, 30, 1, missing=False)
    plain = make_pairs(specification("similar"), drawn).pairs
    weighed = make_pairs(specification("similar", [{"field": "values", "rule": "closest"}]), drawn).pairs
    assert np.array_equal(plain, weighed)
    within = make_pairs(specification("similar", SAME_MAJOR), drawn).pairs
    major = drawn.observed.attributes["major"].codes
    assert (major[within[:, 0]] == major[within[:, 1]]).all()


def test_the_neediest_get_the_strongest_mentors():
    mentee, mentor = grades_of("most_in_need")
    assert np.array_equal(np.argsort(mentee), np.argsort(-mentor))


def test_the_neediest_are_served_first_where_places_are_few():
    drawn = problem(20, 2, 3, missing=False)
    made = make_pairs(specification("most_in_need", WEIGHED), drawn)
    assert set(made.pairs[:, 0]) == set(np.argsort(drawn.observed.prior_grade[:20])[:6])
    assert made.too_few_places == 14


def test_a_missing_grade_is_in_the_middle_of_the_queue():
    drawn = problem(5, 1, 2, missing=False)
    drawn.observed.prior_grade[:5] = [np.nan, -1.0, 0.0, 1.0, 2.0]
    made = make_pairs(specification("most_in_need"), drawn)
    assert 1 in made.pairs[:, 0]
    assert not {3, 4} & set(made.pairs[:, 0])


def test_who_comes_first_takes_the_best_mentor():
    drawn = problem(10, 10, 1, missing=False)
    drawn.observed.prior_grade[:10] = -3.0
    criteria = [{"field": "prior_grade", "rule": "complement"}]
    first = [
        make_pairs(specification("first_come", criteria), problem(10, 10, 1, missing=False, week=week))
        for week in range(8)
    ]
    best = 10 + int(np.argmax(drawn.observed.prior_grade[10:]))
    holders = {int(made.pairs[made.pairs[:, 1] == best, 0][0]) for made in first}
    assert len(holders) > 2


def test_first_come_without_criteria_keeps_loads_even():
    made = make_pairs(specification("first_come"), problem(20, 10, 4, missing=False))
    assert np.unique(made.pairs[:, 1], return_counts=True)[1].tolist() == [2] * 10


def test_network_aware_gives_the_isolated_to_the_well_connected():
    network = friendships(60)
    degree = np.bincount(np.concatenate([network.first, network.second]), minlength=60)
    drawn = problem(30, 30, 1, missing=False, friendships=network)
    pairs = make_pairs(specification("network_aware"), drawn).pairs
    assert np.corrcoef(degree[pairs[:, 0]], degree[pairs[:, 1]])[0, 1] < -0.5
    with pytest.raises(UserError, match="who is friends with whom"):
        make_pairs(specification("network_aware"), problem(3, 3))


# coverage_then_score alone has an aim without them: as many pairs as mandatory criteria allow.
@pytest.mark.parametrize("method", [name for name in SCORED if name != "coverage_then_score"])
def test_methods_that_weigh_need_something_to_weigh(method):
    with pytest.raises(UserError, match=f"'{method}' needs criteria"):
        check_match(specification(method, SAME_MAJOR))
    check_match(specification(method, WEIGHED))


def test_scores_are_the_points_of_the_pairs_by_the_scenarios_criteria():
    drawn = problem(30, 10, 4)
    score, random = (make_pairs(specification(name, WEIGHED), drawn) for name in ("score", "random"))
    assert score.best_score == random.best_score == 3000
    assert random.scores.sum() < score.scores.sum() <= 3000 * 30
    assert make_pairs(specification("random"), drawn).scores is None
