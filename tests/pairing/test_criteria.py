"""Scores of pairs: what each rule gives, what is missing, and what a designer can get wrong."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.errors import UserError
from mentorsim.pairing import make_pairs
from mentorsim.pairing.compiling import compile_criteria
from mentorsim.pairing.fields import find_field, prior_grades
from tests.pairing.problems import friendships, problem, specification, students

MENTEE, MENTOR = np.array([0]), np.array([1])


def scores(observed, **criterion):
    compiled = compile_criteria(
        specification("score", [{"importance": "low", **criterion}]).criteria, observed
    )
    return int(compiled.scores(MENTEE, MENTOR)[0])


def allowed(observed, **criterion):
    mandatory = [{"importance": "mandatory", **criterion}]
    return bool(
        compile_criteria(specification("score", mandatory).criteria, observed).allows(MENTEE, MENTOR)[0]
    )


def pair_of(major=("arts", "arts"), grade=(0.0, 0.0), slots=(0, 0), first_generation=("no", "no")):
    observed = students(2, missing=False)
    attribute = observed.attributes["major"]
    attribute.codes[:] = [attribute.categories.index(name) if name else -1 for name in major]
    observed.attributes["first_generation"].codes[:] = [
        ("no", "yes").index(name) for name in first_generation
    ]
    observed.prior_grade[:] = grade
    observed.slots[:] = slots
    return observed


@pytest.mark.parametrize(
    ("observed", "criterion", "expected"),
    [
        (pair_of(("arts", "arts")), {"field": "major", "rule": "same"}, 1000),
        (pair_of(("arts", "physics")), {"field": "major", "rule": "same"}, 0),
        (pair_of(("arts", "physics")), {"field": "major", "rule": "different"}, 1000),
        (pair_of(("arts", "physics")), {"field": "major", "rule": "same", "values": ["nursing"]}, 1000),
        (pair_of(("arts", "physics")), {"field": "major", "rule": "same", "values": ["arts"]}, 0),
        (
            pair_of(("arts", "physics")),
            {"field": "major", "rule": "same", "values": ["arts"], "side": "mentor"},
            1000,
        ),
        (pair_of(slots=(0b0111, 0b0110)), {"field": "slots", "rule": "overlap"}, 1000),
        (pair_of(slots=(0b0111, 0b1110)), {"field": "slots", "rule": "overlap"}, 667),
        (pair_of(slots=(0b0111, 0b1000)), {"field": "slots", "rule": "overlap"}, 0),
        (pair_of(grade=(1.0, 1.0)), {"field": "prior_grade", "rule": "closest"}, 1000),
        (pair_of(grade=(1.0, 3.0)), {"field": "prior_grade", "rule": "closest", "width": 2.0}, 500),
        (pair_of(grade=(3.0, 1.0)), {"field": "prior_grade", "rule": "closest", "width": 2.0}, 500),
        (pair_of(grade=(0.0, 1.5)), {"field": "prior_grade", "rule": "gap", "at": 1.5}, 1000),
        (pair_of(grade=(1.5, 0.0)), {"field": "prior_grade", "rule": "gap", "at": 1.5}, 100),
        (pair_of(grade=(-3.0, 3.0)), {"field": "prior_grade", "rule": "complement"}, 1000),
        (pair_of(grade=(3.0, -3.0)), {"field": "prior_grade", "rule": "complement"}, 0),
        (pair_of(grade=(3.0, -3.0)), {"field": "prior_grade", "rule": "complement", "side": "mentor"}, 1000),
        (pair_of(first_generation=("no", "yes")), {"field": "first_generation", "rule": "complement"}, 1000),
        (pair_of(first_generation=("yes", "no")), {"field": "first_generation", "rule": "complement"}, 0),
        (
            pair_of(("arts", "physics")),
            {"field": "major", "rule": "preference", "values": ["physics", "arts"], "side": "mentor"},
            1000,
        ),
        (
            pair_of(("arts", "physics")),
            {"field": "major", "rule": "preference", "values": ["physics", "arts"], "side": "mentee"},
            500,
        ),
        (pair_of(("arts", "")), {"field": "major", "rule": "same"}, 500),
        (pair_of(("arts", "")), {"field": "major", "rule": "same", "missing": "penalize"}, 0),
        (pair_of(grade=(np.nan, 1.0)), {"field": "prior_grade", "rule": "closest"}, 1000),
        (pair_of(grade=(np.nan, 1.0)), {"field": "prior_grade", "rule": "closest", "missing": "penalize"}, 0),
    ],
)
def test_points_of_a_pair(observed, criterion, expected):
    assert scores(observed, **criterion) == expected


@pytest.mark.parametrize(
    ("observed", "criterion", "expected"),
    [
        (pair_of(("arts", "physics")), {"field": "major", "rule": "same"}, False),
        (pair_of(("arts", "")), {"field": "major", "rule": "same"}, True),
        (pair_of(("arts", "")), {"field": "major", "rule": "same", "missing": "penalize"}, False),
        (pair_of(slots=(0b0101, 0b1010)), {"field": "slots", "rule": "overlap"}, False),
        (pair_of(slots=(0b0101, 0b1001)), {"field": "slots", "rule": "overlap"}, True),
        (pair_of(grade=(0.0, 2.0)), {"field": "prior_grade", "rule": "gap", "at": 1.0}, True),
        (pair_of(grade=(0.0, 2.1)), {"field": "prior_grade", "rule": "gap", "at": 1.0}, False),
        (pair_of(grade=(0.0, 0.1)), {"field": "prior_grade", "rule": "complement"}, True),
        (pair_of(grade=(0.1, 0.0)), {"field": "prior_grade", "rule": "complement"}, False),
    ],
)
def test_what_a_mandatory_criterion_allows(observed, criterion, expected):
    assert allowed(observed, **criterion) is expected


def test_importances_are_weights():
    observed = pair_of(("arts", "arts"), first_generation=("no", "yes"), grade=(0.0, 1.0))
    criteria = [
        {"field": "major", "rule": "same", "importance": "high"},
        {"field": "first_generation", "rule": "same", "importance": "medium"},
        {"field": "prior_grade", "rule": "closest", "importance": 0.5},
    ]
    compiled = compile_criteria(specification("score", criteria).criteria, observed)
    # high : medium : 0.5 = 8 : 4 : 1
    assert compiled.best == 13_000
    assert compiled.scores(MENTEE, MENTOR)[0] == 8000 + 0 + 500


def test_a_category_called_unknown_counts_as_missing():
    observed = pair_of(("arts", "physics"))
    attribute = observed.attributes["major"]
    observed.attributes["major"] = replace(attribute, categories=("arts", "nursing", "unknown"))
    assert scores(observed, field="major", rule="same") == 500


def test_a_missing_grade_counts_as_the_median_of_the_own_role():
    observed = students(7, missing=False, upper_years=3)
    observed.prior_grade[:] = [1.0, 5.0, 2.0, np.nan, 9.0, np.nan, 8.0]
    assert prior_grades(observed).tolist() == [1.0, 5.0, 2.0, 2.0, 9.0, 8.0, 8.0]


@settings(max_examples=50)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=20), st.randoms())
def test_a_roster_number_is_standardized_alike_in_any_order_of_rows(numbers, random):
    order = list(range(len(numbers)))
    random.shuffle(order)
    first, second = (students(len(numbers), missing=False) for _ in range(2))
    first.numbers["age"][:] = numbers
    second.numbers["age"][:] = [numbers[row] for row in order]
    one, other = (find_field("age", table).columns[0] for table in (first, second))
    assert one[order].tobytes() == other.tobytes()


def test_the_number_of_friends_is_a_field():
    observed = students(20)
    network = friendships(20)
    degree = np.bincount(np.concatenate([network.first, network.second]), minlength=20)
    column = find_field("friends", observed, network).columns[0]
    assert np.array_equal(np.argsort(column, kind="stable"), np.argsort(degree, kind="stable"))


@pytest.mark.parametrize(
    ("criterion", "message"),
    [
        ({"field": "majr", "rule": "same"}, "'majr'.*did you mean 'major'"),
        (
            {"field": "major", "rule": "closest"},
            "closest cannot compare major, which is categories; use same or",
        ),
        ({"field": "slots", "rule": "same"}, "same cannot compare slots"),
        ({"field": "major", "rule": "same", "values": ["art"]}, "'art', which is not a value of major"),
        ({"field": "age", "rule": "same", "values": ["20"]}, "age, which has no categories"),
        ({"field": "major", "rule": "preference"}, "needs values, such as values: .arts."),
        ({"field": "major", "rule": "complement"}, "needs values"),
    ],
)
def test_a_criterion_that_cannot_be_used_is_refused(criterion, message):
    with pytest.raises(UserError, match=message):
        make_pairs(specification("score", [criterion]), problem(3, 2))


def test_minimum_shared_slots_rule_pairs_out():
    drawn = problem(2, 1, 2, missing=False)
    drawn.observed.slots[:] = [0b0011, 0b0111, 0b1111]
    made = make_pairs(specification("random", minimum_shared_slots=3), drawn)
    assert made.pairs.tolist() == [[1, 2]]
