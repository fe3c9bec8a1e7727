"""Names of columns mean the columns, for us and for whoever reads them."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.dynamics import rows
from mentorsim.dynamics.columns import GROUP_RECORD, PEER, TIE, Ties
from mentorsim.dynamics.rows import DISCRETE_STATE, STATE, TRAITS, WEEKLY_SUMS, Students, WeeklySums
from mentorsim.dynamics.tie_table import TieTable
from mentorsim.model import MentoringModel
from tests.dynamics.studies import run_of, study


@pytest.mark.parametrize("record", [TIE, GROUP_RECORD, PEER])
def test_no_field_of_a_record_is_hidden_by_numpys_own_names(record: np.dtype) -> None:
    hidden = {name for name in record.names or () if hasattr(np.recarray, name) or hasattr(np.record, name)}
    assert not hidden


def test_no_column_of_ties_is_hidden_by_what_their_table_has_itself() -> None:
    assert not {name for name in Ties._fields if hasattr(TieTable, name)}


@pytest.mark.parametrize(
    "names",
    [
        "DISCRETE_TRAITS",
        "TRAITS",
        "STATE",
        "DISCRETE_STATE",
        "WEEKLY_SUMS",
        "PARTNERS",
        "WEEKLY_COUNTS",
        "CALENDAR",
    ],
)
def test_every_row_has_a_constant_of_its_name(names: str) -> None:
    for row, name in enumerate(getattr(rows, names)):
        assert getattr(rows, name.upper()) == row


def test_users_see_every_variable_once_and_under_its_name() -> None:
    # What the program sees of students is theirs to see in `World.cohort.observed`.
    traits = [name for name in TRAITS if not name.startswith("value_") and name != "prior_grade"]
    assert set(Students._fields) == {
        "key", "role", "major", "values", "slots", "attributes", *traits, *STATE, *DISCRETE_STATE,
    }  # fmt: skip
    assert WeeklySums._fields == WEEKLY_SUMS


def test_names_show_the_memory_that_the_kernels_work_on() -> None:
    model = MentoringModel(study(), "pairs")
    for row, name in enumerate(STATE):
        assert np.shares_memory(getattr(model.students, name), model._run.state[row]), name
    model.step()
    for row, name in enumerate(WEEKLY_SUMS):
        assert np.array_equal(getattr(model.weekly_sums, name), model._run.weekly_sums[row]), name
    model.run()
    for row, name in enumerate((*STATE, *DISCRETE_STATE)):
        block = model._run.state[row] if name in STATE else model._run.discrete_state[row - len(STATE)]
        assert np.array_equal(getattr(model.students, name), block), name


def test_groups_know_how_many_members_they_have() -> None:
    model = run_of(study(calendar__summer_weeks=0), "circles")
    assert len(model.groups) > 2
    model = MentoringModel(study(), "groups")
    model.step()
    sizes = np.bincount(model.matchings[0].seats[:, 1])
    assert np.array_equal(model.groups.members, sizes)
