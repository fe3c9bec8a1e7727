"""A replication is made once, is the same every time, and no policy leaves a trace in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.cohort import Category
from mentorsim.dynamics.belonging import note_the_few
from mentorsim.dynamics.columns import FOR_BELONGING
from mentorsim.dynamics.room import with_room
from mentorsim.dynamics.rows import (
    BELONGING_AT_ENTRY,
    ENROLLED,
    FEW,
    PERFORMANCE,
    SKILL,
    SKILL_AT_ENTRY,
    STATE,
    TRAITS,
)
from mentorsim.dynamics.similarity import likeness
from mentorsim.dynamics.starting import known_codes, members_by_major, starting_friendships
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from mentorsim.world import make_world
from tests.dynamics.snapshots import canonical
from tests.dynamics.studies import study
from tests.reference.strategies import scenarios


def bytes_of(world: object) -> list[bytes]:
    start = world.start  # type: ignore[attr-defined]
    blocks = [block for block in start if isinstance(block, np.ndarray)]
    return [canonical(block) for block in (*blocks, *start.friendships)]


@settings(max_examples=10)
@given(scenarios(), st.integers(0, 2**63 - 1), st.integers(0, 2**31))
def test_a_world_is_the_same_whenever_it_is_made(scenario: Scenario, seed: int, replication: int) -> None:
    first, second = (make_world(scenario, seed, replication) for _ in range(2))
    assert bytes_of(first) == bytes_of(second)


def test_programs_have_no_part_in_a_world() -> None:
    plain, other = study(), study(program__mentors=3, program__starts_week=4, policies__more={"waves": 2})
    assert bytes_of(make_world(plain, 5, 1)) == bytes_of(make_world(other, 5, 1))


def test_running_a_policy_leaves_the_world_as_it_was() -> None:
    world = make_world(study(), 5, 1)
    before = bytes_of(world)
    for policy in ("none", "pairs", "groups", "circles"):
        model = MentoringModel(study(), policy, world=world).run()
        model.add_tie(50, 3)
        model.students.skill[:] = 0.0
        assert bytes_of(world) == before, policy


def test_what_all_policies_share_cannot_be_written() -> None:
    model = MentoringModel(study())
    for name in ("sociability", "skill_at_entry", "values", "few", "attributes"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(model.students, name)[0] = 0


def test_policies_have_columns_of_their_own() -> None:
    world = make_world(study(), 5, 1)
    first, second = world.begin_run(), world.begin_run()
    for name in (
        "state",
        "discrete_state",
        "weekly_sums",
        "partners",
        "weekly_counts",
        "participation",
        "series",
    ):
        assert not np.shares_memory(getattr(first, name), getattr(second, name)), name
    for ours, theirs in zip(first.friendships, second.friendships, strict=True):
        assert not np.shares_memory(ours, theirs)
    assert first.traits is second.traits


def test_everybody_starts_as_the_text_says() -> None:
    scenario = study()
    world = make_world(scenario, 5, 1)
    state, traits, cohort = world.start.state, world.start.traits, world.cohort
    assert np.array_equal(state[SKILL], cohort.skill)
    assert np.array_equal(traits[SKILL_AT_ENTRY], cohort.skill)
    assert np.array_equal(traits[BELONGING_AT_ENTRY], cohort.belonging)
    school = scenario.institution
    expected = school.typical_grade / school.grade_scale + school.grade_slope / 4 * cohort.skill
    expected = np.clip(expected, 0, 1)
    assert state[PERFORMANCE] == pytest.approx(expected)
    entering = ("skill", "belonging", "motivation", "communication", "performance")
    for row, name in enumerate(STATE):
        if name not in entering:
            assert not state[row].any(), name
    assert np.all(world.start.discrete_state[ENROLLED] == 1)


def test_majors_are_listed_by_row_and_the_unknown_come_first() -> None:
    start, members = members_by_major(np.array([1, -1, 0, 1, 0, -1], np.int32))
    groups = [members[start[number] : start[number + 1]].tolist() for number in range(len(start) - 1)]
    assert groups == [[1, 5], [2, 4], [0, 3]]


def test_few_are_those_who_are_less_than_half_of_their_field_in_what_matters() -> None:
    codes = np.array([[0, 1, 1, 1, 0, -1], [1, 0, 0, 0, 0, 0]], np.int32)
    major = np.array([1, 1, 1, 1, 2, 2], np.int32)
    few = np.zeros(6)
    note_the_few(codes, np.array([2.0, 0.0]), major, few)
    assert few.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]


def test_an_attribute_matters_for_belonging_only_where_the_scenario_names_it() -> None:
    assert not make_world(study(), 5, 1).start.traits[FEW].any()
    named = make_world(study(cohort__identity={"first_generation": {}}), 5, 1)
    assert named.start.traits[FEW].any()


def test_a_cohort_without_attributes_has_one_major_and_nobody_is_alike() -> None:
    scenario = study(cohort__attributes={}, friendships__homophily={})
    world = make_world(scenario, 5, 1)
    assert len(np.unique(world.start.discrete_traits[1])) == 1
    assert world.start.attributes.shape == (0, 60)
    assert not world.start.friendships.alike.any()
    assert MentoringModel(scenario, "pairs", world=world).run().week == 15


def test_friendships_are_laid_out_by_row_and_described() -> None:
    world = make_world(study(cohort__identity={"major": {}}), 5, 1)
    laid, cohort = world.start.friendships, world.cohort.friendships
    used = len(cohort.first)
    assert laid.row_start[-1] == used
    first = np.repeat(np.arange(60), np.diff(laid.row_start))
    assert np.array_equal(first, cohort.first)
    assert np.array_equal(laid.friend[:used], cohort.second)
    assert np.array_equal(laid.strength[:used], cohort.strength)
    assert np.all((laid.affinity[:used] >= 0) & (laid.affinity[:used] <= 1))
    assert np.unique(laid.affinity[:used]).size > used / 2
    alike = [
        likeness(world.start.attributes, world.start.matters[FOR_BELONGING], i, j, 0.0)
        for i, j in zip(first, cohort.second, strict=True)
    ]
    assert laid.alike[:used].tolist() == np.array(alike, np.float32).tolist()


def test_more_room_keeps_the_friendships() -> None:
    laid = starting_friendships(make_world(study(), 5, 1).cohort)
    wider = with_room(laid, 60)
    assert len(wider.friend) >= laid.row_start[-1] + 60
    assert with_room(wider, 60) is wider
    for name in ("friend", "strength", "affinity", "alike"):
        assert np.array_equal(getattr(wider, name)[: len(laid.friend)], getattr(laid, name))


def test_a_crowd_of_new_friends_finds_room() -> None:
    # Encounters at their most frequent fill the spare room many times over.
    scenario = study(
        friendships__mean_degree=0,
        calendar__terms=3,
        parameters={
            "encounter_rate": 0.8,
            "entry_burst": 10,
            "burst_weeks": 12,
            "befriend": 2,
            "befriend_crowded": 0,
            "friendship_floor": 0.05,
        },
    )
    model = MentoringModel(scenario)
    room = len(model._run.friendships.friend)
    model.run()
    assert len(model.friendships.first) > room
    codes = model.friendships.first.astype(np.int64) * 60 + model.friendships.second
    assert np.all(np.diff(codes) > 0)


def test_every_row_has_a_name() -> None:
    world = make_world(study(), 5, 1)
    assert world.names[0] == "first-year 1"
    assert world.names[40] == "upper-year 1"
    assert len(set(world.names)) == 60


def test_volunteers_come_from_the_source_that_is_named() -> None:
    world = make_world(study(), 5, 1)
    assert sorted(world.volunteers("upper_years").tolist()) == list(range(40, 60))
    assert sorted(world.volunteers("cohort").tolist()) == list(range(40))
    assert len(world.volunteers("none")) == 0


def test_the_prosocial_volunteer_first() -> None:
    world = make_world(study(cohort__upper_years=2000), 5, 1)
    order = world.volunteers("upper_years")
    prosociality = world.start.traits[TRAITS.index("prosociality")]
    assert prosociality[order[:500]].mean() > prosociality[order[-500:]].mean() + 0.1


def test_two_students_whose_category_is_unknown_have_nothing_in_common() -> None:
    category = Category(np.array([0, 2, 1, 2], np.int32), ("no", "yes", "unknown"))
    codes = known_codes(category)
    assert codes.tolist() == [0, -1, 1, -1]
    assert likeness(codes[None, :], np.ones(1), 1, 3, 0.5) == 0.0
