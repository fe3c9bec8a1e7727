"""Sections: who is placed with whom, and what being in one does."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.cohort.people import FIRST_YEAR
from mentorsim.errors import ScenarioError
from mentorsim.world import World, make_world
from tests.dynamics.snapshots import differing, snapshot
from tests.dynamics.studies import both, run_of, study

MANY = {"cohort__first_years": 130}


def placed(**sections: object) -> tuple[np.ndarray, World]:
    scenario = study(institution__sections=sections, **MANY)
    world = make_world(scenario, 1, 0)
    return world.start.section, world


def test_sections_hold_first_years_alone_and_none_is_too_large() -> None:
    section, world = placed(size=25)
    first_years = world.cohort.role == FIRST_YEAR
    assert (section[~first_years] == 0).all()
    sizes = np.bincount(section[first_years])[1:]
    assert sizes.sum() == 130
    assert sizes.max() <= 25
    assert sizes.max() - sizes.min() <= 1


def test_tracks_part_students_by_prior_grade() -> None:
    section, world = placed(size=25, placed_by="prior_grade", tracks=2)
    grade = world.cohort.observed.prior_grade
    groups = [np.flatnonzero(section == number) for number in range(1, section.max() + 1)]
    means = sorted(groups, key=lambda rows: grade[rows].mean())
    lower = np.concatenate(means[: len(means) // 2])
    upper = np.concatenate(means[len(means) // 2 :])
    assert grade[lower].max() <= grade[upper].min()


def test_values_of_an_attribute_share_no_section() -> None:
    section, world = placed(size=25, placed_by="major")
    codes = world.cohort.attributes["major"].codes
    for number in range(1, section.max() + 1):
        assert len(np.unique(codes[section == number])) == 1


def test_a_student_more_changes_nobodys_lot() -> None:
    # Within one section everybody is together, whoever else comes.
    section, _ = placed(size=200)
    assert set(section.tolist()) == {0, 1}


def test_a_policy_places_students_and_leaves_the_world_as_it_is() -> None:
    scenario = study(
        institution__sections={"size": 20},
        policies__tracked={"placement": {"size": 20, "placed_by": "prior_grade", "tracks": 2}},
        policies__same={"placement": {"size": 20}},
    )
    world = make_world(scenario, scenario.run.seed, 0)
    before = world.start.section.copy()
    tracked = run_of(scenario, "tracked", world=world)
    assert not np.array_equal(tracked.sections, before)
    assert np.array_equal(world.start.section, before)
    plain, same = both(scenario, "pairs", "same")
    assert not differing(snapshot(plain), snapshot(same))


def test_without_meeting_or_teaching_or_standing_there_sections_do_nothing() -> None:
    names = ("venue_section", "teacher_adjusts", "show_standing", "motivation_standing")
    off = {f"parameters__{name}": 0.0 for name in names}
    plain = run_of(study(**off))
    placed_somewhere = run_of(study(institution__sections={"size": 10}, **off))
    assert not differing(snapshot(plain), snapshot(placed_somewhere))


@pytest.mark.parametrize("name", ["venue_section", "teacher_adjusts"])
def test_meeting_and_teaching_in_sections_each_do_something(name: str) -> None:
    off = {"parameters__venue_section": 0.0, "parameters__teacher_adjusts": 0.0}
    sections = {"institution__sections": {"size": 10}}
    plain = run_of(study(**off, **sections))
    moved = run_of(study(**{**off, f"parameters__{name}": 0.5}, **sections))
    assert differing(snapshot(plain), snapshot(moved))


def test_friends_are_made_in_the_own_section() -> None:
    def share_within(venue: float) -> float:
        scenario = study(
            institution__sections={"size": 10}, parameters__venue_section=venue, cohort__first_years=120
        )
        model = run_of(scenario, "none")
        start = make_world(scenario, scenario.run.seed, 0)
        old = set(zip(start.cohort.friendships.first, start.cohort.friendships.second, strict=True))
        found = [
            model.sections[a] == model.sections[b]
            for a, b in zip(model.friendships.first, model.friendships.second, strict=True)
            if (a, b) not in old and model.sections[a] > 0 and model.sections[b] > 0
        ]
        return float(np.mean(found))

    assert share_within(0.6) > share_within(0.0) + 0.2


@pytest.mark.parametrize(
    ("sections", "sentence"),
    [
        ({"placed_by": "majro"}, "did you mean 'major'"),
        ({"placed_by": "prior_grade"}, "must say how many tracks"),
        ({"placed_by": "random", "tracks": 3}, "belongs to placed_by: prior_grade"),
        ({"size": 1}, "size"),
    ],
)
def test_mistakes_are_named(sections: dict[str, object], sentence: str) -> None:
    with pytest.raises(ScenarioError, match=sentence):
        study(institution__sections=sections)
    with pytest.raises(ScenarioError, match=sentence):
        study(program__placement=sections)


def test_groups_have_up_to_sixty_members() -> None:
    scenario = study(
        cohort__first_years=130,
        policies__wide={"format": "group", "mentors": "none", "group_size": 60, "smallest_group": 20},
    )
    model = run_of(scenario, "wide")
    sizes = np.bincount(model.matchings[0].seats[:, 1])
    assert sizes.min() >= 20
    assert sizes.max() <= 60
    assert sizes.max() > 30


def test_same_level_makes_as_many_levels_as_it_is_told() -> None:
    scenario = study(
        cohort__first_years=120,
        policies__two={
            "format": "group",
            "mentors": "none",
            "group_size": 5,
            "match": {"method": "same_level", "tracks": 2},
        },
        policies__each={
            "format": "group",
            "mentors": "none",
            "group_size": 5,
            "match": {"method": "same_level"},
        },
    )
    spreads = {}
    for policy in ("two", "each"):
        model = run_of(scenario, policy)
        grade = model.world.cohort.observed.prior_grade
        seats = model.matchings[0].seats
        groups = [grade[seats[seats[:, 1] == number, 0]] for number in np.unique(seats[:, 1])]
        spreads[policy] = np.mean([np.ptp(group) for group in groups])
        if policy == "two":
            middle = sorted(groups, key=np.mean)
            low = np.concatenate(middle[: len(middle) // 2])
            high = np.concatenate(middle[-(len(middle) // 2) :])
            assert low.max() <= high.min() or len(groups) % 2
    assert spreads["two"] > 2 * spreads["each"]
