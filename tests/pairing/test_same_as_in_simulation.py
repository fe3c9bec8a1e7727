"""The matcher that writes a real list of pairs makes the pairs that the simulation uses."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.api.match import match
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


TOPICS = st.sampled_from(["Law", "Law; Art", "Art; Film", "Film", "Law; Film; Art", ""])
HOURS = st.sampled_from(["Mon 9-11", "Mon 10-12; Tue evening", "flexible", "Fri am", "n/a"])
IMPORTANCE = st.sampled_from(["1", "3", "5", ""])
WISHES = st.sampled_from(["Women only", "Same gender as me", "No preference", ""])
ROSTER_STUDY = """
title: A roster of all kinds of fields
calendar: {{terms: 1, weeks_per_term: 4}}
cohort:
  roster:
    file: people.csv
    id: id
    missing: middle
    role: {{column: role, mentors: [mentor]}}
    prior_grade: {{column: rank, best: low}}
    attributes:
      topics: {{column: {{mentee: wants, mentor: offers}}, several: true}}
      gender: gender
      wish: wish
    numbers: {{how: how, places: places}}
    lists: {{listed: listed}}
    slots: hours
friendships: {{mean_degree: 0}}
program:
  mentors: 99
  mentees_per_mentor: 2
  offer: {{how: proactive}}
  match:
    method: {method}
    places: {{most: places}}
    minimum_score: {lowest}
    prefer: {{list: listed}}
    criteria:
      - {{field: topics, rule: overlap, importance: high, at_least: 2}}
      - {{field: gender, rule: wished, wish: wish, importance_by: how}}
      - {{field: slots, rule: overlap, only_if: {{wish: [women only, same gender as me]}}}}
      - {{field: prior_grade, rule: gap, at: 0.5, importance: low}}
      - {{field: gender, rule: not_pairs, pairs: [[man, woman]], importance: low}}
run: {{seed: {seed}}}
parameters: {{take_up: 2.0, take_up_proactive: 3.0}}
"""


@settings(max_examples=12)
@given(
    st.sampled_from(["score", "coverage_then_score", "stable", "first_come", "most_in_need"]),
    st.sampled_from([0, 40]),
    st.lists(st.tuples(TOPICS, HOURS, WISHES, IMPORTANCE), min_size=6, max_size=10),
    st.integers(0, 1000),
)
def test_a_roster_of_all_kinds_of_fields_is_paired_alike_by_both(method, lowest, people, seed):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = ["id,role,rank,wants,offers,gender,wish,how,places,listed,hours"]
        # So that every wish that the criteria speak of is a value of the column.
        people = [("Law", "", "Women only", ""), ("Art", "", "Same gender as me", ""), *people]
        for place, (topics, hours, wish, how) in enumerate(people):
            is_mentor = place % 3 == 0
            listed = "" if is_mentor else f"p{place // 3 * 3}"
            wants, offers = ("", topics) if is_mentor else (topics, "")
            gender = ("woman", "man", "Prefer not to say")[place * 7 % 3]
            role = "mentor" if is_mentor else "mentee"
            cells = (wants, offers, gender, wish, how, "up to 2", listed, hours)
            rows.append(",".join((f"p{place}", role, str(place * 5 % 11 + 1), *cells)))
        (folder / "people.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        path = folder / "study.yaml"
        text = ROSTER_STUDY.format(method=method, lowest=lowest, seed=seed)
        path.write_text(text, encoding="utf-8")
        scenario = load_scenario(path)
        model = MentoringModel(scenario, "program")
        while not model.matchings and model.week < model.weeks:
            model.step()
        (record,) = model.matchings
        observed = model.world.cohort.observed
        made = match(folder / "people.csv", path, policy="program")
        listed = made.draft.problem
        # Both see the same people; of those whom the simulation has asked, it makes the same pairs.
        assert observed.identifiers == listed.observed.identifiers
        again = make_pairs(
            scenario.program.match,
            replace(
                listed,
                mentees=record.mentees,
                mentors=record.mentors,
                capacity=record.capacity,
                week=record.week,
            ),
        )
        assert again.pairs.tolist() == record.ties[:, :2].tolist()
        if record.mentees.tolist() == listed.mentees.tolist():
            assert made.draft.matching.pairs.tolist() == record.ties[:, :2].tolist()
