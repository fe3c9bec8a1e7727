"""The compiled model does what the text says: the plain twin, written from the text alone, agrees with it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from tests.reference.comparison import assert_same
from tests.reference.strategies import scenarios
from tests.reference.twin import TwinModel


def step_both(scenario: Scenario, policy: str, replication: int = 0) -> TwinModel:
    """Step the model and the twin week by week, comparing after each; return the twin."""
    model = MentoringModel(scenario, policy, replication=replication)
    twin = TwinModel(scenario, policy, model.world.cohort, replication=replication, matchings=model.matchings)
    assert_same(model, twin)
    while model.week < model.weeks:
        model.step()
        twin.step()
        assert_same(model, twin)
    assert {record.week for record in model.matchings} <= set(twin.office.weeks if twin.office else ())
    return twin


@settings(max_examples=100)
@given(scenarios(), st.integers(0, 2**32))
def test_model_and_twin_agree_on_any_small_program(scenario: Scenario, replication: int) -> None:
    step_both(scenario, "program", replication)
