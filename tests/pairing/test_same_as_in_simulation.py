"""The matcher that writes a real list of pairs makes the pairs that the simulation uses."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.model import MentoringModel
from mentorsim.pairing import MatchingProblem, make_pairs
from mentorsim.scenario import parse_scenario

SCENARIO = """
title: A small study
calendar: {{terms: 1, weeks_per_term: 4}}
cohort:
  first_years: 30
  upper_years: 12
  attributes:
    major: {{categories: [arts, nursing], shares: [0.5, 0.5]}}
friendships: {{mean_degree: 4}}
program:
  mentors: {mentors}
  mentees_per_mentor: {places}
  offer: {{how: proactive}}
  match:
    method: {method}
    waiting: longest_first
    minimum_shared_slots: {shared}
    places: {{fewest: {fewest}}}
    criteria:
      - {{field: major, rule: same, importance: high}}
      - {{field: values, rule: closest}}
run: {{seed: {seed}}}
"""
METHODS = [
    "random",
    "first_come",
    "score",
    "maximin",
    "stable",
    "self_select",
    "most_in_need",
    "bridge_communities",
]


@settings(max_examples=25)
@given(
    st.sampled_from(METHODS),
    st.integers(1, 12),
    st.integers(1, 4),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 10_000),
    st.integers(0, 20),
)
def test_the_simulation_pairs_as_the_matcher_does(method, mentors, places, shared, fewest, seed, replication):
    scenario = parse_scenario(
        SCENARIO.format(
            method=method, mentors=mentors, places=places, shared=shared, fewest=fewest, seed=seed
        )
    )
    model = MentoringModel(scenario, "program", replication=replication)
    while not model.matchings and model.week < model.weeks:
        model.step()
    (record,) = model.matchings
    cohort = model.world.cohort
    made = make_pairs(
        scenario.program.match,
        MatchingProblem(
            observed=cohort.observed,
            mentees=record.mentees,
            mentors=record.mentors,
            capacity=np.full(len(record.mentors), places),
            friendships=cohort.friendships,
            seed=seed,
            replication=replication,
            week=record.week,
            fewest=np.full(len(record.mentors), fewest),
        ),
    )
    assert made.pairs.tolist() == record.ties[:, :2].tolist()
    assert made.below_fewest.tolist() == record.below_fewest.tolist()
    assert record.unplaced == len(made.unmatched)
