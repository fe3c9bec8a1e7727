"""Every outcome equals what a reader would compute by hand, student by student and pair by pair."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.dynamics.endings import EndReason
from mentorsim.errors import ScenarioError, UnknownNameError
from mentorsim.model import MentoringModel
from mentorsim.outcomes import (
    measure,
    outcomes_of,
    registered_outcomes,
    registry,
    run_outcome,
    student_outcome,
)
from mentorsim.outcomes.gaps import SMALL_CELL
from mentorsim.outcomes.mentoring import END_REASONS, restricted_mean
from mentorsim.scenario import parse_scenario
from tests.experiment.studies import STUDY, study


@pytest.fixture(scope="module")
def model():
    scenario = study(program__mentors=12, program__mentees_per_mentor=1)
    return MentoringModel(scenario, "gap", replication=2).run()


@pytest.fixture(scope="module")
def first_years(model):
    return [student for student in model.agents if model.students.role[student.row] == 0]


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else math.nan


def column(model, name, student):
    return getattr(model.students, name)[student.row].item()


def gpa_of(model, student):
    return column(model, "grade_points", student) / column(model, "courses_attempted", student)


def value(model, name, **options):
    return measure(model, [name], **options)[name]


def test_every_outcome_says_what_it_is():
    for name, outcome in registered_outcomes().items():
        assert outcome.name == name
        assert outcome.unit
        assert outcome.direction in ("higher", "lower", "neither")
        assert len(outcome.description) > 20


def test_end_reasons_are_those_of_the_model():
    assert tuple(reason.name.lower() for reason in sorted(EndReason)) == END_REASONS


def test_staying_equals_a_count_by_hand(model, first_years):
    stayed = [column(model, "enrolled", student) == 1 for student in first_years]
    assert 0 < sum(stayed) < len(stayed)
    assert value(model, "retention") == pytest.approx(mean(stayed))
    assert value(model, "retained") == sum(stayed)
    assert value(model, "retention_term_2") == pytest.approx(mean(stayed))
    left = [column(model, "left_week", student) for student in first_years]
    assert value(model, "retention_term_1") == pytest.approx(mean(not 0 <= week < 6 for week in left))
    assert value(model, "retention_term_1") == pytest.approx(float(model.weekly.enrolled[5]))
    assert value(model, "departed_by_term_2") == pytest.approx(mean(week < 6 for week in left if week >= 0))


def test_achievement_equals_a_count_by_hand(model, first_years):
    stayers = [student for student in first_years if column(model, "enrolled", student)]
    grades = [gpa_of(model, student) for student in first_years]
    assert value(model, "gpa") == pytest.approx(mean(grades))
    assert value(model, "gpa_stayers") == pytest.approx(mean(gpa_of(model, student) for student in stayers))
    assert value(model, "good_grades") == pytest.approx(mean(grade >= 3.0 for grade in grades))
    for outcome, name in (
        ("credits", "credits"),
        ("courses_attempted", "courses_attempted"),
        ("belonging", "belonging"),
        ("motivation", "motivation"),
        ("communication", "communication"),
        ("skill", "skill"),
    ):
        by_hand = mean(column(model, name, student) for student in first_years)
        assert value(model, outcome) == pytest.approx(by_hand), outcome


def test_attendance_equals_a_count_by_hand(model, first_years):
    shares = [
        column(model, "attendance_sum", student) / column(model, "attendance_weeks", student)
        for student in first_years
    ]
    assert value(model, "attendance") == pytest.approx(mean(shares))
    assert value(model, "low_attendance") == pytest.approx(mean(share < 0.9 for share in shares))


def test_friends_are_those_of_the_network(model, first_years):
    here = {row for row in model.network.nodes if model.students.enrolled[row]}
    friends = model.network.edge_subgraph(
        edge for edge in model.network.edges if edge[2] == "friendship" and {edge[0], edge[1]} <= here
    )
    degrees = [
        friends.degree(student.row) if student.row in friends else 0
        for student in first_years
        if student.row in here
    ]
    assert value(model, "friends") == pytest.approx(mean(degrees))
    assert value(model, "isolates") == pytest.approx(mean(degree == 0 for degree in degrees))


def test_taking_part_equals_a_count_by_hand(model, first_years):
    accepted = [s for s in first_years if model.participation.status[s.row] >= 2]
    asked = [s for s in first_years if model.participation.status[s.row] >= 1]
    matched = set(model.ties.mentee.tolist())
    assert 0 < len(matched) < len(accepted) < len(asked)
    assert value(model, "take_up") == pytest.approx(len(accepted) / len(asked))
    assert value(model, "accepted") == len(accepted)
    assert value(model, "participants") == len(matched)
    assert value(model, "unmatched") == pytest.approx(mean(s.row not in matched for s in accepted))
    assert value(model, "meetings") == pytest.approx(mean(model.students.meetings[row] for row in matched))
    assert value(model, "mentors") == 12


def test_waiting_is_from_accepting_to_the_first_match():
    scenario = study(
        program__mentors=5, program__mentees_per_mentor=2, program__waves=3, program__weeks_between_waves=2
    )
    waiting = MentoringModel(scenario, "random", replication=1).run()
    waits = []
    for row in sorted(set(waiting.ties.mentee.tolist())):
        accepted = min(record.week for record in waiting.matchings if row in record.mentees)
        matched = min(int(waiting.ties.start[tie]) for tie in np.flatnonzero(waiting.ties.mentee == row))
        waits.append(matched - accepted)
    assert max(waits) > 0
    assert value(waiting, "wait") == pytest.approx(mean(waits))


def test_pairs_are_described_pair_by_pair(model):
    ties = model.ties
    count = len(ties.mentor)
    assert value(model, "met_three") == pytest.approx(mean(held >= 3 for held in ties.meetings.tolist()))
    early = [reason not in (EndReason.ACTIVE, EndReason.PLANNED) for reason in ties.end_reason.tolist()]
    assert 0 < sum(early) < count
    assert value(model, "closed_early") == pytest.approx(mean(early))
    reasons = measure(model, ["end_reasons"])
    assert len(reasons) == len(EndReason) - 1
    assert sum(reasons.values()) == pytest.approx(mean(reason > 0 for reason in ties.end_reason.tolist()))
    assert reasons["ended_mentee_left"] == mean(ties.end_reason == EndReason.MENTEE_LEFT)
    spans = zip(ties.start.tolist(), ties.end_week.tolist(), strict=True)
    weeks = [(end + 1 if end >= 0 else model.weeks) - start for start, end in spans]
    assert value(model, "match_length") == pytest.approx(kaplan_meier_area(weeks, early))


def kaplan_meier_area(weeks, early):
    """Add up the survival curve week by week."""
    area, survival = 0.0, 1.0
    for week in range(1, max(weeks) + 1):
        area += survival
        at_risk = sum(own >= week for own in weeks)
        ended = sum(own == week and early[place] for place, own in enumerate(weeks))
        survival *= 1 - ended / at_risk
    return area


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40))
def test_match_length_is_the_area_under_the_kaplan_meier_curve(pairs):
    weeks, early = [own for own, _ in pairs], [flag for _, flag in pairs]
    found = restricted_mean(np.array(weeks), np.array(early))
    assert found == pytest.approx(kaplan_meier_area(weeks, early))


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_without_censoring_match_length_is_the_mean(weeks):
    assert restricted_mean(np.array(weeks), np.ones(len(weeks), bool)) == pytest.approx(mean(weeks))


def test_mentors_outcomes_are_about_the_students_who_are_named(model):
    own = sorted(set(model.ties.mentor.tolist()))
    students = model.students
    assert value(model, "mentor_skill") == pytest.approx(mean(students.skill[own]))
    others = np.array([61, 63, 70])
    assert value(model, "mentor_skill", mentors=others) == pytest.approx(mean(students.skill[others]))
    by_hand = mean(students.grade_points[row] / students.courses_attempted[row] for row in others)
    assert value(model, "mentor_gpa", mentors=others) == pytest.approx(by_hand)
    assert value(model, "mentor_retention", mentors=others) == pytest.approx(mean(students.enrolled[others]))


def test_a_cost_equals_a_bill_by_hand(model):
    program, ties = model.program, model.ties
    prices = program.costs
    in_term = [week % 6 < 5 for week in range(model.weeks)]
    last = [int(end) if end >= 0 else model.weeks - 1 for end in ties.end_week]
    support = 0.0
    for mentor in set(ties.mentor.tolist()):
        own = np.flatnonzero(ties.mentor == mentor)
        weeks = range(int(ties.start[own].min()), max(last[tie] for tie in own) + 1)
        support += sum(in_term[week] for week in weeks) * 7 * 12 / 365.25
    check_ins = sum(
        in_term[week] and week > 1 and (week - 1) % 2 == 0
        for tie in range(len(last))
        for week in range(int(ties.start[tie]), last[tie] + 1)
    )
    acted_on = sum(reason == EndReason.REMATCHED for reason in ties.end_reason.tolist())
    assert check_ins > 0
    assert acted_on > 0
    minutes = (
        prices.minutes_per_match * len(last)
        + prices.minutes_per_check_in * check_ins
        + prices.minutes_per_action * acted_on
    )
    bill = (
        prices.mentor_hour * int(ties.meetings.sum())
        + prices.training_hour * 4 * 12
        + prices.coordinator_hour * (minutes / 60 + support)
    )
    assert value(model, "cost") == pytest.approx(bill)
    assert value(model, "cost_per_participant") == pytest.approx(bill / value(model, "participants"))
    assert math.isnan(value(model, "net_benefit"))


def test_no_program_costs_nothing_and_has_no_pairs():
    control = MentoringModel(study(program__costs={"value_per_retained": 1000}), "nothing").run()
    assert set(measure(control, ["cost", "participants", "mentors"]).values()) == {0.0}
    undefined = measure(control, ["take_up", "unmatched", "meetings", "match_length", "wait", "end_reasons"])
    assert all(math.isnan(own) for own in undefined.values())
    assert value(control, "net_benefit") == 1000 * value(control, "retained")


def test_a_group_session_is_one_meeting_of_its_mentor_however_many_come():
    changes = {"program.format": "group", "program.group_size": 4, "program.match.method": "random"}
    scenario = parse_scenario(STUDY).with_changes({**changes, "policies": {"groups": {}}})
    model = MentoringModel(scenario, "groups")
    sessions = 0
    while model.week < model.weeks:
        model.step()
        if not model.in_term(model.week - 1):
            continue
        for mentor in model.mentors:
            met = (model.ties.mentor == mentor) & (model.ties.met > 0)
            groups = len(set(model.ties.group[met].tolist()))
            hours = groups * model.program.hours_per_meeting
            assert model.weekly_sums.hours_as_mentor[mentor] == pytest.approx(hours)
            sessions += groups
    assert sessions > 0
    assert model.students.mentoring_hours.sum() == pytest.approx(sessions * model.program.hours_per_meeting)


def test_a_gap_between_two_groups_is_signed(model, first_years):
    codes = model.world.cohort.attributes["first_generation"].codes
    means = [mean(gpa_of(model, s) for s in first_years if codes[s.row] == code) for code in (0, 1)]
    assert value(model, "equity_gap_gpa_first_generation") == pytest.approx(means[0] - means[1])


def test_a_gap_between_several_groups_is_the_largest_and_leaves_out_small_groups(model, first_years):
    codes = model.world.cohort.attributes["major"].codes
    groups = [[s for s in first_years if codes[s.row] == code] for code in range(3)]
    assert min(map(len, groups)) < SMALL_CELL
    means = [mean(gpa_of(model, s) for s in group) for group in groups if len(group) >= SMALL_CELL]
    assert len(means) == 2
    assert value(model, "equity_gap_gpa_major") == pytest.approx(max(means) - min(means))


def test_groups_are_measured_by_their_own_members(model, first_years):
    found = measure(model, ["gpa", "gpa_stayers", "cost"], by=["major"])
    assert "cost[major=arts]" not in found
    category = model.world.cohort.attributes["major"]
    for code, name in enumerate(category.categories):
        own = [s for s in first_years if category.codes[s.row] == code]
        assert found[f"gpa[major={name}]"] == pytest.approx(mean(gpa_of(model, s) for s in own))
        stayed = [gpa_of(model, s) for s in own if column(model, "enrolled", s)]
        assert found[f"gpa_stayers[major={name}]"] == pytest.approx(mean(stayed), nan_ok=True)


def test_short_names_are_spelled_out():
    scenario = study()
    assert [found.name for found in outcomes_of(scenario, ["equity_gap", "gpa"])] == [
        "equity_gap_retention_first_generation",
        "equity_gap_retention_major",
        "equity_gap_gpa_first_generation",
        "equity_gap_gpa_major",
        "gpa",
    ]
    names = [found.name for found in outcomes_of(scenario, ["retention_by_term", "retention_term_2"])]
    assert names == ["retention_term_1", "retention_term_2"]
    (gap,) = outcomes_of(scenario, ["equity_gap_retention_term_1_major"])
    assert "major" in gap.description


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("retantion", "did you mean 'retention'"),
        ("retention_term_3", "no outcome 'retention_term_3'"),
        ("equity_gap_gpa_gender", r"the name of an attribute \(first_generation, major\)"),
        ("qqq", "there are .*retention"),
    ],
)
def test_an_unknown_outcome_is_refused_with_the_nearest_one(name, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        outcomes_of(study(), [name])


def test_a_gap_needs_an_attribute():
    with pytest.raises(ScenarioError, match=r"cohort\.attributes"):
        outcomes_of(study(cohort__attributes={}), ["equity_gap"])


def test_units_name_the_currency_of_the_scenario():
    (cost,) = outcomes_of(study(program__costs={"currency": "EUR"}), ["cost_per_participant"])
    assert cost.unit == "EUR a student"


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match="already an outcome 'cost'"):
        run_outcome("cost", "USD", "lower")(lambda run: 0.0)
    with pytest.raises(ValueError, match="needs a description"):
        run_outcome("silent", "share", "higher")(lambda run: 0.0)
    with pytest.raises(ValueError, match="the direction is higher, lower, neither, not 'up'"):
        run_outcome("upward", "share", "up")(lambda run: 0.0)


@pytest.mark.parametrize(
    ("kind", "function", "sentence"),
    [
        (run_outcome, lambda run: None, "the outcome own must be a number, not None"),
        (run_outcome, lambda run: "high", "the outcome own must be a number, not 'high'"),
        (student_outcome, lambda run: run.model.students.skill, "each of the 60 first-years .* shape"),
        (student_outcome, lambda run: 1.0, "each of the 60 first-years"),
        (student_outcome, lambda run: ["a"] * 60, "each of the 60 first-years"),
        (run_outcome, lambda run: run.of_first_years("belongin"), "no column 'belongin'.*'belonging'"),
    ],
)
def test_an_outcome_of_ones_own_that_gives_something_else_is_refused(
    model, kind, function, sentence, monkeypatch
):
    monkeypatch.setattr(registry, "_REGISTER", dict(registry._REGISTER))
    function.__doc__ = "An outcome."
    kind("own", "share", "higher")(function)
    with pytest.raises((ValueError, UnknownNameError), match=sentence):
        measure(model, ["own"])
