"""Conditions: sentences are read whatever policies are called, and answered replication by replication."""

import numpy as np
import pytest

from mentorsim.analysis.conditions import Condition, answers, read_condition
from mentorsim.errors import UserError
from mentorsim.outcomes import Outcome
from tests.analysis.sweeps import RETENTION

POLICIES = ("no program", "random pairs", "pay minus pizza", "of 3 > 2", "nobody is best")
OUTCOMES = ("retention", "gpa")
NEITHER = Outcome("mentors", "students", "neither", "A stand-in.", lambda run: 0.0)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("random pairs is best in retention", ("best", "retention", "random pairs", "", 0.0)),
        ("  random pairs  is worst in gpa ", ("worst", "gpa", "random pairs", "", 0.0)),
        ("'random pairs' are best in gpa", ("best", "gpa", "random pairs", "", 0.0)),
        ("nobody is best is best in gpa", ("best", "gpa", "nobody is best", "", 0.0)),
        ("gpa of random pairs > 2.8", ("above", "gpa", "random pairs", "", 2.8)),
        ("gpa of random pairs below -1e-3", ("below", "gpa", "random pairs", "", -0.001)),
        ("gpa of pay minus pizza > 1", ("above", "gpa", "pay minus pizza", "", 1.0)),
        (
            "gpa of pay minus pizza minus no program < .5",
            ("below", "gpa", "pay minus pizza", "no program", 0.5),
        ),
        ("gpa of no program minus of 3 > 2 above 0", ("above", "gpa", "no program", "of 3 > 2", 0.0)),
        (
            "retention of 'random pairs' beside 'no program' > 0",
            ("above", "retention", "random pairs", "no program", 0),
        ),
    ],
)
def test_sentences_are_read(text, read):
    found = read_condition(text, POLICIES, OUTCOMES)
    assert (found.kind, found.outcome, found.policy, found.beside, found.number) == read


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("random wins", "must be like"),
        ("random pears is best in gpa", "no policy 'random pears'; did you mean 'random pairs'?"),
        ("random pairs is best in gap", "no outcome 'gap'; did you mean 'gpa'?"),
        ("gpa of random pairs minus no progam > 1", "did you mean 'no program'?"),
        ("gpa of random pairs > 1.2.3", "'1.2.3' is not a number"),
        ("gpa of random pairs", "must be like"),
    ],
)
def test_what_cannot_be_read_is_named(text, sentence):
    with pytest.raises(UserError) as caught:
        read_condition(text, POLICIES, OUTCOMES)
    assert sentence in str(caught.value)


LEVELS = {
    "a": np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.1], [0.0, 0.1, np.nan], [np.nan, np.nan, 1.0]]),
    "b": np.array([[0.9, 1.9, 2.9], [2.0, 0.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]),
    "c": np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [np.nan] * 3, [0.0, 0.0, 0.0]]),
}


def test_the_best_is_ahead_of_the_best_other_one_in_the_same_replications():
    found = answers(Condition("", "best", "retention", "a"), LEVELS, RETENTION)
    assert found.known.tolist() == [True, True, True, False]
    assert found.holds.tolist() == [True, True, False, False]
    assert found.margin[:3] == pytest.approx([0.1, 0.1 / 3.0, -0.95])
    # Ahead by the same in every replication, and ahead or behind by chance.
    assert found.certain.tolist() == [True, False, True, False]


def test_worst_is_best_turned_around():
    best = answers(Condition("", "best", "retention", "c"), LEVELS, RETENTION)
    worst = answers(Condition("", "worst", "retention", "c"), LEVELS, RETENTION)
    assert best.holds.tolist() == [False, False, False, False]
    assert worst.holds.tolist() == [True, True, False, True]


def test_sizes_and_differences_are_compared_with_a_number():
    above = answers(Condition("", "above", "retention", "a", number=1.5), LEVELS, RETENTION)
    assert above.holds.tolist() == [True, False, False, False]
    below = answers(Condition("", "below", "retention", "a", "b", 0.0), LEVELS, RETENTION)
    assert below.holds.tolist() == [False, False, True, False]


def test_nothing_is_best_where_neither_more_nor_less_is_better():
    with pytest.raises(UserError, match="mentors has no best"):
        answers(Condition("", "best", "mentors", "a"), LEVELS, NEITHER)
