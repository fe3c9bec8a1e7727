"""The matcher that writes a real list of pairs makes the pairs that the simulation uses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.model import MentoringModel
from mentorsim.pairing import MatchingProblem, make_pairs
from mentorsim.scenario import load_scenario, parse_scenario

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


@pytest.mark.parametrize("form", ["one_to_one", "group"])
def test_who_was_left_out_is_served_before_newcomers_when_places_come_free(form):
    scenario = parse_scenario(
        f"""
title: A waiting list
calendar: {{terms: 1, weeks_per_term: 12}}
cohort: {{first_years: 60, upper_years: 5}}
program:
  mentors: 5
  mentees_per_mentor: 3
  format: {form}
  offer: {{how: proactive}}
  starts_week: 1
  waves: 2
  weeks_between_waves: 5
  lasts_weeks: 3
  late_joiners: {{share: 0.5, weeks_late: 5}}
  match: {{method: random, waiting: longest_first}}
{"  group_size: 3" if form == "group" else ""}
run: {{seed: 4}}
parameters: {{take_up_proactive: 1.2}}
"""
    )
    model = MentoringModel(scenario, "program").run()
    second = model.matchings[1]
    placed = np.isin(second.mentees, second.ties[:, 0])
    assert second.waiting.max() == 5
    assert (second.waiting == 0).any()
    # There are places for all who waited, and for some newcomers only.
    assert placed[second.waiting == 5].all()
    assert not placed[second.waiting == 0].all()


def test_a_required_pair_whose_mentor_is_not_there_is_recorded(tmp_path):
    (tmp_path / "required.csv").write_text("mentee,mentor\nfirst-year 1,first-year 2\n", encoding="utf-8")
    path = tmp_path / "study.yaml"
    text = SCENARIO.format(method="random", mentors=3, places=2, shared=0, fewest=0, seed=1)
    required = "minimum_shared_slots: 0\n    required: {pairs_file: required.csv}"
    path.write_text(text.replace("minimum_shared_slots: 0", required), encoding="utf-8")
    model = MentoringModel(load_scenario(path), "program").run()
    unmade = [record.required_unmade.tolist() for record in model.matchings if 0 in record.mentees]
    assert unmade
    assert all(pairs == [[0, 1]] for pairs in unmade)
