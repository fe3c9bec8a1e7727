"""SelfSelection into help and what help does can be told apart, and doing nothing can be told too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mentorsim.evidence.self_selection import SelfSelection, measure_selection
from mentorsim.scenario import Scenario, load_scenario

PROJECT = Path(__file__).resolve().parents[2]
IN_NEED = {"take_up_need": 1.0, "take_up_motivation": -4.0}
MOTIVATED = {"take_up_need": 0.0, "take_up_motivation": 4.0, "take_up_belonging": 0.0}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(PROJECT / "experiments" / "selection" / "selection_into_help.yaml")


@pytest.fixture(scope="module")
def in_need(scenario: Scenario) -> SelfSelection:
    return measure_selection(scenario.with_parameters(IN_NEED), "coaching", 4)


def test_users_in_need_look_worse_off_while_both_honest_comparisons_show_the_effect(
    in_need: SelfSelection,
) -> None:
    naive, by_offer, paired = in_need.means
    assert naive < -3.0 * in_need.errors[0]
    assert by_offer > 3.0 * in_need.errors[1]
    assert paired > 3.0 * in_need.errors[2]


def test_the_effect_by_offer_is_that_on_users_thinned_by_who_does_not_take_it_up(
    in_need: SelfSelection,
) -> None:
    _, by_offer, paired = in_need.estimates.T
    thinned = paired * in_need.taken_up
    error = (by_offer - thinned).std(ddof=1) / np.sqrt(len(thinned))
    assert abs((by_offer - thinned).mean()) < 4.0 * error


def test_messages_that_do_nothing_look_good_when_the_motivated_sign_up(scenario: Scenario) -> None:
    found = measure_selection(scenario.with_parameters(MOTIVATED), "messages", 4)
    naive, by_offer, paired = found.means
    assert naive > 3.0 * found.errors[0]
    assert naive > 0.1
    assert abs(by_offer) < 4.0 * found.errors[1]
    assert abs(paired) < 0.03
