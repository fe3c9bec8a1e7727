"""Who gets a place and who is paired with whom are told apart."""

import csv
import io
import json

import numpy as np
import pytest

from mentorsim.api.compare import compare
from mentorsim.experiment.places import place_records, place_sentences, same_pairs, same_runs, same_students
from mentorsim.model import MentoringModel
from mentorsim.report.page import comparison_page
from mentorsim.world import make_world
from tests.experiment.studies import study

METHODS = {
    "nothing": "none",
    "random": {"match": {"method": "random"}},
    "again": {"match": {"method": "random"}, "costs": {"mentor_hour": 99}},
    "wishes": {"match": {"method": "self_select"}},
    "need": {"match": {"method": "most_in_need"}},
}
FEW = {"mentors": 8, "mentees_per_mentor": 3, "offer": {"how": "proactive"}}


@pytest.fixture(scope="module")
def few():
    return compare(study(program=FEW, policies=METHODS), replications=4, workers=1)


@pytest.fixture(scope="module")
def held_fixed():
    return compare(study(program=FEW, policies=METHODS, places="same_students"), replications=4, workers=1)


def test_every_number_is_that_of_the_runs(few):
    record = next(r for r in place_records(few.plan, few.block) if r["policy"] == "need")
    found = []
    for replication in range(4):
        model = MentoringModel(few.plan.scenario, "need", replication=replication, rng=11).run()
        status, first = model.participation.status, model.participation.first_week
        accepted, placed = status >= 2, first >= 0
        grade = model.world.cohort.observed.prior_grade
        found.append(
            [
                accepted.sum(),
                24,
                placed.sum(),
                (accepted & ~placed).sum(),
                grade[placed].mean(),
                grade[accepted & ~placed].mean(),
            ]
        )
    names = ("applied", "places", "with_mentor", "waiting", "prior_grade_with_place")
    for name, expected in zip((*names, "prior_grade_without_place"), np.mean(found, axis=0), strict=True):
        assert record[name]["mean"] == pytest.approx(expected), name
    assert record["places_ran_out"] == 1.0
    assert record["prior_grade_with_place"]["mean"] < record["prior_grade_without_place"]["mean"]


def test_only_runs_that_are_equal_in_every_state_are_called_the_same(few):
    assert same_runs(few.plan, few.block) == (("random", "again"),)
    assert same_students(few.plan, few.block) == (("random", "again"),)
    sentences = list(place_sentences(few.plan, few.block))
    assert sentences[0] == "random and again did the same in all replications."
    assert "`places: same_students` holds that fixed" in sentences[-1]


def test_policies_that_differ_only_in_who_gets_a_place_do_the_same_where_places_never_run_out():
    one_each = {"mentors": 1, "mentees_per_mentor": 60, "offer": {"how": "proactive"}}
    found = compare(study(program=one_each, policies=METHODS), replications=3, workers=1)
    # Who chose the partner may start closer, so that wishes make the same pairs and not the same year.
    assert same_runs(found.plan, found.block) == (("random", "again", "need"),)
    assert same_pairs(found.plan, found.block) == (("random", "again", "wishes", "need"),)
    assert next(place_sentences(found.plan, found.block)) == (
        "random, again and need did the same in all replications: places never ran out."
    )


def test_longer_meetings_change_what_happens_and_not_who_has_a_place():
    longer = {**METHODS["random"], "hours_per_meeting": 2}
    found = compare(
        study(program=FEW, policies={**METHODS, "longer": longer}),
        policies=["random", "longer"],
        replications=2,
        workers=1,
    )
    assert same_runs(found.plan, found.block) == ()
    assert same_students(found.plan, found.block) == (("random", "longer"),)


def test_places_for_the_same_students_leave_only_the_pairs_to_differ(held_fixed):
    everybody = ("random", "again", "wishes", "need")
    assert same_students(held_fixed.plan, held_fixed.block) == (everybody,)
    assert same_pairs(held_fixed.plan, held_fixed.block) == (("random", "again"),)
    page = " ".join(comparison_page(held_fixed, 100).split())
    assert "All policies gave a place to the same students in all replications" in page


def test_one_lottery_admits_the_same_students_and_more_where_there_are_more_places():
    fewer, more = ({**FEW, "mentors": count} for count in (5, 8))
    policies = {"nothing": "none", "fewer": fewer, "more": more}
    scenario = study(program=FEW, policies=policies, places="same_students")
    world = make_world(scenario, 11, 0)
    placed = {
        name: set(MentoringModel(scenario, name, world=world).run().matchings[0].ties[:, 0].tolist())
        for name in ("fewer", "more")
    }
    assert len(placed["fewer"]) == 15
    assert len(placed["more"]) == 24
    assert placed["fewer"] < placed["more"]


def test_groups_are_filled_from_the_same_lottery():
    groups = {**FEW, "format": "group", "group_size": 3}
    policies = {
        "nothing": "none",
        "mixed": {"match": {"method": "mixed"}},
        "level": {"match": {"method": "same_level"}},
    }
    found = compare(
        study(program=groups, policies=policies, places="same_students", outcomes=["gpa"]),
        replications=2,
        workers=1,
    )
    assert same_students(found.plan, found.block) == (("mixed", "level"),)
    assert same_pairs(found.plan, found.block) == ()


def test_it_is_the_first_table_and_in_json_and_csv(few):
    page = comparison_page(few, 100)
    assert 0 < page.index("Who gets a place") < page.index("Means")
    report = json.loads(json.dumps(few.to_json(), allow_nan=False))["places"]
    assert [record["policy"] for record in report["policies"]] == ["random", "again", "wishes", "need"]
    assert report["same_runs"] == [["random", "again"]]
    rows = list(csv.DictReader(io.StringIO(few.to_csv())))
    applied = next(row for row in rows if row["outcome"] == "applied" and row["policy"] == "need")
    assert float(applied["mean"]) == report["policies"][3]["applied"]["mean"]


def test_without_mentors_nothing_limits_the_places():
    circles = {"mentors": {"from": "none"}, "format": "group", "offer": {"how": "proactive"}}
    scenario = study(program=circles, policies={"nothing": "none", "circles": {}}, outcomes=["gpa"])
    found = compare(scenario, replications=2, workers=1)
    (record,) = place_records(found.plan, found.block)
    assert record["places"]["mean"] is None
    assert record["places_ran_out"] == 0.0
    assert "no limit" in comparison_page(found, 100)
