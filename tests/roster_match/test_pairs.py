"""The list itself: who is paired, whatever the order of rows, and as a simulation would."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentorsim.cohort import make_cohort
from mentorsim.cohort.roster_files import read_roster
from mentorsim.model import MentoringModel
from mentorsim.roster_match.draft import make_draft
from mentorsim.roster_match.sources import read_sources
from mentorsim.scenario import load_scenario
from tests.roster_match.rosters import (
    PROGRAM,
    ROSTER,
    STUDENTS,
    match,
    read_pairs,
    read_rows,
    write_inputs,
)

# Everybody who is asked says yes, all mentors are recruited, and the program starts in the first week.
CERTAIN = """\
program:
  mentors: 60
  mentees_per_mentor: {places}
  starts_week: 3
  offer: {{how: proactive}}
  match:
    method: {method}
    criteria:
      - {{field: major, rule: same, importance: {importance}}}
      - {{field: prior_grade, rule: gap, at: 1.0, importance: medium}}
      - {{field: slots, rule: overlap, importance: low}}
calendar: {{terms: 1, weeks_per_term: 4}}
run: {{seed: {seed}}}
parameters: {{take_up: 2, take_up_proactive: 2, take_up_need: 0, take_up_motivation: 0, take_up_belonging: 0}}
"""


def test_everybody_eligible_is_paired_within_places_and_the_roster_s_own_numbers_of_places(
    tmp_path: Path,
) -> None:
    roster, scenario = write_inputs(tmp_path)
    printed = match(roster, scenario, "--out", tmp_path / "pairs.csv")
    pairs = read_pairs(tmp_path / "pairs.csv")
    assert set(pairs) == {"s1", "s2", "s3", "s4", "s5", "s6"}
    load = {
        row["mentor"]: (row["places"], row["mentees"]) for row in read_rows(tmp_path / "pairs.mentors.csv")
    }
    assert {mentor: places for mentor, (places, _) in load.items()} == {"m1": "2", "m2": "2", "m3": "3"}
    for mentor, (places, mentees) in load.items():
        assert int(mentees) == list(pairs.values()).count(mentor) <= int(places)
    # Two of the three arts students find the one arts mentor, and all law students a law mentor.
    assert sum(pairs[student] == "m1" for student in ("s1", "s2", "s6")) == 2
    assert all(pairs[student] in ("m2", "m3") for student in ("s3", "s4", "s5"))
    assert "6 of 6 mentees matched; 0 not." in printed
    assert "Places are as in the column 'places'; 2 without a number have 2." in printed


def test_scores_are_made_of_parts_that_add_up_and_said_in_words(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    scores = {row["mentee"]: row for row in read_rows(tmp_path / "pairs.scores.csv")}
    for row in read_rows(tmp_path / "pairs.csv"):
        parts = list(scores[row["mentee"]].items())[3:]
        assert abs(sum(int(score) for _, score in parts[::2]) - int(row["score"])) <= 1
        assert abs(sum(int(best) for _, best in parts[1::2]) - 100) <= 1
        assert row["mentor"] not in (row["runner-up 1"], row["runner-up 2"], row["runner-up 3"])
    law = next(row for row in read_rows(tmp_path / "pairs.csv") if row["mentee"] == "s3")
    assert law["why"].startswith("both law; prior grade 3.0 and 3.")


def test_no_name_reaches_the_screen(tmp_path: Path) -> None:
    names = {"m1": "Ada Lovelace", "s1": "Alan Turing", "s6": "Grace Hopper"}
    rows = [(names.get(row[0], f"Person {row[0]}"), *row[1:]) for row in STUDENTS]
    roster, scenario = write_inputs(tmp_path, rows)
    printed = match(roster, scenario, "--out", tmp_path / "pairs.csv")
    assert set(read_pairs(tmp_path / "pairs.csv")) >= {"Alan Turing", "Grace Hopper"}
    for name in ("Ada", "Lovelace", "Turing", "Hopper", "Person"):
        assert name not in printed


@settings(max_examples=15, deadline=None)
@given(shuffle=st.integers(0, 2**32))
def test_the_order_of_rows_does_not_matter(shuffle: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("order")
    rows = list(STUDENTS)
    pairs = []
    for _ in range(2):
        roster, file = write_inputs(folder, rows)
        sources = read_sources(load_scenario(file), None, roster, None)
        draft = make_draft(sources.scenario, sources.program, sources.students())
        name = draft.students.name
        pairs.append({(name(mentee), name(mentor)) for mentee, mentor in draft.matching.pairs.tolist()})
        Random(shuffle).shuffle(rows)
    assert pairs[0] == pairs[1]


def test_the_same_inputs_give_the_same_files(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    match(roster, scenario, "--out", tmp_path / "one.csv")
    match(roster, scenario, "--out", tmp_path / "two.csv")
    for ending in ("csv", "unmatched.csv", "mentors.csv", "equity.csv"):
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


_METHODS = (
    "random",
    "score",
    "first_come",
    "coverage_then_score",
    "stable",
    "most_in_need",
    "maximin",
    "gap",
)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    method=st.sampled_from(_METHODS),
    importance=st.sampled_from(["high", "mandatory"]),
    places=st.integers(1, 3),
    mentors=st.integers(1, 5),
    mentees=st.integers(2, 9),
)
def test_simulation_and_roster_give_the_same_pairs_from_the_same_inputs(
    seed: int,
    method: str,
    importance: str,
    places: int,
    mentors: int,
    mentees: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("same")
    random = Random(seed)
    rows = [
        (
            f"p{number}",
            "mentor" if number < mentors else "mentee",
            f"{random.uniform(1, 4):.2f}",
            random.choice(["arts", "law", ""]),
            random.choice(["yes", "no"]),
            "",
            random.choice(["Mon am", "Mon am; Tue pm", "Wed am", ""]),
        )
        for number in range(mentors + mentees)
    ]
    # A simulation needs grades that differ, and a yes in a column of yes and no.
    rows[-2] = (*rows[-2][:2], "2.5", rows[-2][3], "yes", *rows[-2][5:])
    program = CERTAIN.format(places=places, method=method, importance=importance, seed=seed)
    roster, file = write_inputs(folder, rows, ROSTER + program)
    scenario = load_scenario(file)
    model = MentoringModel(scenario, "program")
    while model.week < 3:
        model.step()
    (record,) = model.matchings
    sources = read_sources(scenario, None, roster, None)
    students = sources.students()
    accepted = set(record.mentees.tolist())
    simulated = {tuple(tie[:2]) for tie in record.ties.tolist()}
    draft = make_draft(scenario, sources.program, students)
    # A mentor may have left school before the first matching, although hardly any does.
    assume(record.mentors.tolist() == students.mentors.tolist())
    if accepted == set(students.mentees.tolist()):
        assert set(map(tuple, draft.matching.pairs.tolist())) == simulated
    else:  # somebody was asked and said no, although hardly anybody does
        from mentorsim.pairing import make_pairs

        problem = students.problem(scenario, sources.program, record.mentees, students.required)
        assert set(map(tuple, make_pairs(sources.program.match, problem).pairs.tolist())) == simulated


def test_the_roster_shows_the_matching_what_a_simulation_of_it_shows(tmp_path: Path) -> None:
    _, file = write_inputs(tmp_path)
    scenario = load_scenario(file)
    assert scenario.cohort.roster is not None
    seen = read_roster(scenario.cohort.roster, tmp_path / "students.csv").observed
    simulated = make_cohort(scenario, 5, 0).observed
    np.testing.assert_array_equal(seen.key, simulated.key)
    np.testing.assert_array_equal(seen.role, simulated.role)
    np.testing.assert_array_equal(seen.prior_grade, simulated.prior_grade)
    np.testing.assert_array_equal(seen.slots, simulated.slots)
    for name, category in seen.attributes.items():
        names = [category.categories[code] for code in category.codes]
        other = simulated.attributes[name]
        assert names == [other.categories[code] for code in other.codes]


def test_only_the_eligible_are_paired(tmp_path: Path) -> None:
    eligible = "program:\n  eligibility: {attribute: first_generation, is: yes}\n"
    roster, scenario = write_inputs(tmp_path, scenario=ROSTER + PROGRAM.replace("program:\n", eligible))
    printed = match(roster, scenario, "--out", tmp_path / "pairs.csv")
    assert set(read_pairs(tmp_path / "pairs.csv")) == {"s1", "s4"}
    assert "2 of 6 mentees are eligible under this policy." in printed


def test_groups_of_students_are_reported_with_small_ones_flagged(tmp_path: Path) -> None:
    roster, scenario = write_inputs(tmp_path)
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    rows = {(row["attribute"], row["category"]): row for row in read_rows(tmp_path / "pairs.equity.csv")}
    assert rows["major", "arts"]["mentees"] == "3"
    assert rows["major", "arts"]["note"].startswith("fewer than 10")
    scores = {row["mentee"]: int(row["score"]) for row in read_rows(tmp_path / "pairs.csv")}
    mean = sum(scores[student] for student in ("s3", "s4", "s5")) / 3
    assert float(rows["major", "law"]["mean score"]) == pytest.approx(mean, abs=0.051)


def test_a_preflight_says_whom_a_mandatory_criterion_shuts_out_and_nobody_is_matched_without_out(
    tmp_path: Path,
) -> None:
    rows = [*STUDENTS, ("s7", "mentee", "3.0", "music", "no", "", "Mon am")]
    mandatory = PROGRAM.replace("rule: same, importance: high", "rule: same, importance: mandatory")
    roster, scenario = write_inputs(tmp_path, rows, ROSTER + mandatory)
    printed = match(roster, scenario)
    assert "7 mentees, 7 places." in printed
    assert 'The mandatory criterion "same major" alone leaves 1 mentee without any mentor.' in printed
    assert 'make "same major" of high importance instead of mandatory' in printed
    assert "Places missing by major: arts (1), music (1)." in printed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["students.csv", "study.yaml"]
    match(roster, scenario, "--out", tmp_path / "pairs.csv")
    reasons = {row["mentee"]: row["reason"] for row in read_rows(tmp_path / "pairs.unmatched.csv")}
    assert reasons["s7"] == 'No mentor passes the mandatory criterion "same major".'
    assert len(reasons) == 2
