"""The compiled model does what the text says: the plain twin, written from the text alone, agrees with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim import world
from mentorsim.cohort import Cohort, make_cohort
from mentorsim.model import MentoringModel
from mentorsim.numerics import randomness
from mentorsim.scenario import Scenario, load_scenario
from tests.reference import draws
from tests.reference.comparison import assert_same
from tests.reference.events import events_of
from tests.reference.strategies import NUMBERS, scenario_of
from tests.reference.twin import TwinModel

SHIPPED = sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))
STUDY = load_scenario(Path(__file__).parent / "reference" / "study.yaml")

# What each policy of the study must have shown, so that no branch goes without comparison.
SHOWN = {
    "nothing": {"left in term", "left in a break", "new friend", "alone", "friend left"},
    "plain pairs": {
        *("met", "missed", "mismatch", "no_show", "mentor_left", "mentee_left", "quit", "co-mentee"),
        *("mentor knows less", "failed end felt", "end traced", "declined", "no common time"),
        *("ended by the mentor", "ended by the mentee", "one of few"),
        *("mentor has the lower grade", "mentee has the lower grade"),
    },
    "coached": {"coached", "met", "waiting"},
    "closed": {"closed", "met"},
    "rematched": {"rematched", "second mentor", "met in a break", "mentor_left"},
    "planned": {"planned", "late joiner", "declined"},
    "stopped": {"stopped", "failed end felt", "rematched", "second mentor"},
    "stopped in a break": {"stopped", "met"},
    "messages": {"reminded", "mismatch", "rematched"},
    "overloaded": {"overload", "met twice", "co-mentee"},
    "same year": {"met", "mentor knows less", "mentor_left"},
    "groups": {
        *("two mentors", "free seat", "empty seat", "second mentor", "rematched", "met in a break"),
        *("late joiner", "mentor_left", "mentee_left", "mentor knows less"),
    },
    "groups of equals": {
        *("session without mentors", "empty seat", "turned to a friend", "turned to whoever sits there"),
        "turned to nobody",
    },
    "stopped groups of equals": {"session without mentors", "failed end felt"},
    "planned groups of equals": {"session without mentors", "expected by a fellow"},
    "chosen": {"chosen", "held", "close", "not close"},
    "in tracks": {"in a section", "met"},
    "placed by major": {"in a section", "session without mentors"},
    "low ones rewarded": {"rewarded as the lower one"},
    "high mentors rewarded": {"rewarded as the higher one"},
    "low members rewarded": {"rewarded as a lower member"},
    "high ones rewarded": {"rewarded as a higher member"},
}

SEEDS = st.integers(0, 2**63 - 1)
WORDS = st.integers(0, 2**64 - 1)


def step_both(scenario: Scenario, policy: str, replication: int = 0) -> set[str]:
    """Step model and twin week by week, comparing after each; return what happened."""
    model = MentoringModel(scenario, policy, replication=replication)
    cohort = model.world.cohort
    twin = TwinModel(scenario, policy, cohort, replication=replication, matchings=model.matchings)
    assert_same(model, twin)
    seen: set[str] = set()
    while model.week < model.weeks:
        model.step()
        twin.step()
        assert_same(model, twin)
        seen |= events_of(twin)
    assert {record.week for record in model.matchings} <= set(twin.office.weeks if twin.office else ())
    return seen


def test_every_policy_of_the_study_is_compared() -> None:
    assert set(SHOWN) == set(STUDY.policies)


@pytest.mark.parametrize("policy", SHOWN)
def test_model_and_twin_agree_where_every_branch_is_taken(policy: str) -> None:
    seen = set[str]()
    for replication in range(3):
        seen |= step_both(STUDY, policy, replication)
    assert seen >= SHOWN[policy]


@settings(max_examples=40)
@given(NUMBERS)
def test_model_and_twin_agree_on_any_small_program(number: int) -> None:
    step_both(scenario_of(number), "program", number)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_model_and_twin_agree_on_the_shipped_scenarios(file: Path) -> None:
    scenario = load_scenario(file)
    program = next(name for name, program in scenario.policies.items() if program is not None)
    assert {"met", "session without mentors"} & step_both(scenario, program)


def test_model_and_twin_agree_about_students_of_whom_something_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(world, "make_cohort", lambda *of_what: with_gaps(make_cohort(*of_what)))
    changes = {
        "program.eligibility": {"at_risk": {"lowest_share": 0.9}},
        "parameters.venue_major": 0.1,
        "institution.sections": {"size": 5, "placed_by": "major"},
    }
    study = STUDY.with_changes(changes)
    assert {"met", "new friend", "in a section"} <= step_both(study, "plain pairs")
    in_tracks = {"institution.sections": {"size": 5, "placed_by": "prior_grade", "tracks": 3}}
    assert "rewarded as a lower member" in step_both(study.with_changes(in_tracks), "low members rewarded")


def with_gaps(cohort: Cohort) -> Cohort:
    """Forget some majors and prior grades."""
    row = np.arange(cohort.size)
    major = cohort.attributes["major"]
    majors = replace(major, codes=np.where(row % 4 == 0, -1, major.codes).astype(np.int32))
    attributes = {**cohort.attributes, "major": majors}
    grades = np.where(row % 5 == 0, np.nan, cohort.observed.prior_grade)
    observed = replace(cohort.observed, attributes=attributes, prior_grade=grades)
    return replace(cohort, attributes=attributes, observed=observed)


def test_a_twin_with_draws_and_pairs_of_its_own_runs_to_the_end() -> None:
    for policy in STUDY.policies:
        cohort = make_cohort(STUDY, 5, 0)
        twin = TwinModel(STUDY, policy, cohort, rng=5, draws="mesa")
        for _ in twin.calendar:
            twin.step()
        assert 0.0 < twin.weekly_enrolled[-1] < 1.0
        program = STUDY.policies[policy]
        assert bool(twin.groups) == (program is not None and program.format == "group")


@given(SEEDS, st.integers(0, 2**32), st.sampled_from(list(randomness.Decision)), st.integers(0, 500))
def test_the_twins_stage_keys_are_the_packages(seed: int, replication: int, decision: int, week: int) -> None:
    ours = randomness.stage_key(seed, replication, int(decision), week)
    assert draws.stage_key(seed, replication, decision, week) == int(ours)


@given(WORDS, WORDS, WORDS, st.integers(0, 100), st.integers(1, 2**32))
def test_the_twins_draws_are_the_packages(stage: int, one: int, other: int, occasion: int, n: int) -> None:
    assert draws.mix(one) == int(randomness.mix(one))
    assert draws.bits(stage, one) == int(randomness.bits(stage, one))
    assert draws.pair_bits(stage, one, other, occasion) == int(
        randomness.pair_bits(stage, one, other, occasion)
    )
    assert draws.pair_key(one, other) == int(randomness.pair_key(one, other))
    assert draws.uniform(one) == randomness.uniform(one)
    assert draws.noise(one) == randomness.noise(one)
    assert draws.integer_below(one, n) == int(randomness.integer_below(one, n))
