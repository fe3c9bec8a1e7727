"""Ties are columns that can be written in place; rows of them are copies that refuse to be."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import mentorsim as ms
from mentorsim.dynamics.columns import TIE, TIE_NUMBERS, Ties
from tests.dynamics.studies import study


@pytest.fixture
def model() -> ms.MentoringModel:
    made = ms.MentoringModel(study(), "pairs", rng=3)
    for _ in range(3):
        made.step()
    assert len(made.ties)
    return made


def test_the_kind_of_each_column_is_the_one_that_rows_have(model: ms.MentoringModel):
    kinds = [getattr(model.ties, name).dtype for name in Ties._fields]
    assert kinds == [TIE[name] for name in Ties._fields]
    assert [kind.kind for kind in kinds] == ["f"] * TIE_NUMBERS + ["i"] * (len(kinds) - TIE_NUMBERS)


def test_what_is_written_to_a_column_is_there_in_the_run(model: ms.MentoringModel):
    model.ties.rapport[:2] = 0.125
    assert model.ties["rapport"][:2].tolist() == [0.125, 0.125]
    assert model.ties[:2].rapport.tolist() == [0.125, 0.125]


def test_rows_are_copies_that_cannot_be_written(model: ms.MentoringModel):
    before = model.ties.rapport.copy()
    with pytest.raises(ValueError, match="read-only"):
        model.ties.records().rapport[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        model.ties[0].rapport = 1.0
    assert np.array_equal(model.ties.rapport, before)


def test_rows_hold_what_columns_hold(model: ms.MentoringModel):
    ties = model.ties
    active = ties[ties.end_week < 0]
    assert len(active) == np.count_nonzero(ties.end_week < 0)
    rows = np.asarray(ties)
    assert rows.dtype == TIE
    for name in Ties._fields:
        assert rows[name].tolist() == getattr(ties, name).tolist() == [row[name] for row in ties]


def test_an_unknown_column_is_named_with_those_there_are(model: ms.MentoringModel):
    with pytest.raises(AttributeError, match=r"no column 'raport'; they have rapport, .*, met"):
        model.ties.raport  # noqa: B018
    assert {"rapport", "met"} <= set(dir(model.ties))


def test_an_array_without_a_copy_is_refused(model: ms.MentoringModel):
    with pytest.raises(ValueError, match="always a copy"):
        np.asarray(model.ties, copy=False)


def test_the_table_itself_can_be_copied_and_pickled(model: ms.MentoringModel):
    for other in (copy.copy(model.ties), pickle.loads(pickle.dumps(model.ties))):
        assert np.array_equal(np.asarray(other), np.asarray(model.ties))
    assert repr(model.ties).startswith(f"<{len(model.ties)} mentoring ties: rapport, ")
