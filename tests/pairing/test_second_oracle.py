"""Stable pairs against a second program: the package `matching`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.pairing.deferred_acceptance import deferred_acceptance

matching = pytest.importorskip("matching.games", reason="the package matching is not installed")


@settings(max_examples=60)
@given(st.integers(1, 7), st.integers(1, 4), st.integers(0, 10_000), st.sampled_from(["mentees", "mentors"]))
def test_stable_pairs_are_those_of_another_program(mentees, mentors, seed, asking):
    rng = np.random.default_rng(seed)
    places = rng.integers(1, 4, mentors)
    mutual = rng.random((mentees, mentors)) < 0.7
    liked_by_mentee = np.where(mutual, rng.permuted(np.tile(np.arange(mentors), (mentees, 1)), axis=1), -1)
    liked_by_mentor = np.where(mutual.T, rng.permuted(np.tile(np.arange(mentees), (mentors, 1)), axis=1), -1)

    def lists(liking):
        return np.argsort(-liking, axis=1), np.count_nonzero(liking >= 0, axis=1)

    ours = set()
    if asking == "mentees":
        held = deferred_acceptance(
            *lists(liked_by_mentee), np.ones(mentees, np.int64), liked_by_mentor, places
        )
        ours = {(int(mentee), j) for j in range(mentors) for mentee in held[j] if mentee >= 0}
    else:
        held = deferred_acceptance(
            *lists(liked_by_mentor), places, liked_by_mentee, np.ones(mentees, np.int64)
        )
        ours = {(i, int(held[i, 0])) for i in range(mentees) if held[i, 0] >= 0}

    # The other program wants everybody who takes part to have a list.
    def ordered(liking):
        order, listed = lists(liking)
        return {i: order[i, : listed[i]].tolist() for i in range(len(liking)) if listed[i]}

    wishes, answers = ordered(liked_by_mentee), ordered(liked_by_mentor)
    if not wishes:
        assert not ours
        return
    game = matching.HospitalResident.create_from_dictionaries(
        {f"mentee {i}": [f"mentor {j}" for j in wanted] for i, wanted in wishes.items()},
        {f"mentor {j}": [f"mentee {i}" for i in wanted] for j, wanted in answers.items()},
        {f"mentor {j}": int(places[j]) for j in answers},
    )
    solved = game.solve(optimal="resident" if asking == "mentees" else "hospital")
    theirs = {
        (int(resident.name.split()[1]), int(hospital.name.split()[1]))
        for hospital, residents in solved.items()
        for resident in residents
    }
    assert ours == theirs
