"""Why a result is as it is: the binding constraint, runners-up, parts of a score, and the preflight."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.pairing import explain_unmatched, make_pairs, preflight, runner_up_mentors, score_parts
from mentorsim.pairing.compiling import compile_match
from tests.pairing.problems import SAME_MAJOR, WEIGHED, problem, problems, specification

STRICT = [*SAME_MAJOR, {"field": "slots", "rule": "overlap", "importance": "mandatory"}, *WEIGHED]


def with_majors(*majors, mentees, capacity=1):
    drawn = problem(mentees, len(majors) - mentees, capacity, missing=False)
    drawn.observed.attributes["major"].codes[:] = majors
    return drawn


def reasons(match, drawn):
    made = make_pairs(match, drawn)
    return {one.row: one for one in explain_unmatched(match, drawn, made)}


def test_the_mandatory_criterion_that_no_mentor_passes_is_named():
    found = reasons(specification("random", [*WEIGHED, *SAME_MAJOR]), with_majors(0, 1, 1, mentees=2))
    assert list(found) == [0]
    assert (found[0].reason, found[0].criterion) == ("criterion", 2)
    assert found[0].sentence == 'No mentor passes the mandatory criterion "same major".'


def test_full_mentors_are_told_from_a_choice_of_the_method():
    found = reasons(specification("random", SAME_MAJOR), with_majors(0, 0, 0, 0, 1, mentees=3))
    assert [one.reason for one in found.values()] == ["mentors_full"] * 2
    assert {one.sentence for one in found.values()} == {"The one mentor who is allowed is full."}
    left_out = reasons(specification("none"), with_majors(0, 0, mentees=1))
    assert left_out[0].reason == "not_chosen"


def test_who_is_forbidden_with_everyone_is_told_so():
    drawn = replace(with_majors(0, 0, 0, 0, mentees=2), forbidden=np.array([[1, 2], [1, 3]]))
    assert reasons(specification("random"), drawn)[1].reason == "forbidden"


def test_constraints_that_bind_only_together_are_listed():
    drawn = replace(with_majors(0, 0, 1, mentees=1, capacity=2), forbidden=np.array([[0, 1]]))
    found = reasons(specification("random", SAME_MAJOR), drawn)[0]
    assert found.reason == "constraints_together"
    assert "pairs that are ruled out" in found.sentence
    assert "same major" in found.sentence


def test_too_few_shared_times_mentors_and_places_are_told():
    drawn = with_majors(0, 0, mentees=1)
    drawn.observed.slots[:] = [0b01, 0b10]
    assert reasons(specification("random", minimum_shared_slots=1), drawn)[0].reason == "shared_slots"
    assert reasons(specification("random"), with_majors(0, 0, mentees=1, capacity=0))[0].reason == "no_places"
    assert reasons(specification("random"), problem(1, 0))[0].reason == "no_mentors"


@settings(max_examples=80)
@given(problems(mentees=8, mentors=4), st.sampled_from(["random", "score", "coverage_then_score"]))
def test_every_unmatched_mentee_gets_a_reason_that_is_true(drawn, method):
    match = specification(method, STRICT, minimum_shared_slots=2)
    made = make_pairs(match, drawn)
    found = explain_unmatched(match, drawn, made)
    assert [one.row for one in found] == made.unmatched.tolist()
    criteria = compile_match(match, drawn)
    forbidden = {tuple(pair) for pair in drawn.forbidden.tolist()}
    load = np.bincount(made.pairs[:, 1], minlength=len(drawn.observed.key))
    for one in found:
        allowed = [
            mentor
            for mentor, places in zip(drawn.mentors.tolist(), drawn.capacity.tolist(), strict=True)
            if places > 0
            and (one.row, mentor) not in forbidden
            and criteria.allows(np.array([one.row]), np.array([mentor]))[0]
        ]
        full = all(load[mentor] >= drawn.capacity[drawn.mentors == mentor][0] for mentor in allowed)
        assert (one.reason == "mentors_full") == (bool(allowed) and full)
        assert (one.reason == "not_chosen") == (bool(allowed) and not full)
    if method == "coverage_then_score":
        assert all(one.reason != "not_chosen" for one in found)


@settings(max_examples=80)
@given(problems(mentees=6, mentors=5), st.integers(0, 6))
def test_runners_up_are_the_best_allowed_others_in_order(drawn, count):
    match = specification("score", STRICT)
    made = make_pairs(match, drawn)
    found = runner_up_mentors(match, drawn, made, count)
    assert found.shape == (len(drawn.mentees), count)
    own = dict(made.pairs.tolist())
    criteria = compile_match(match, drawn)
    forbidden = {tuple(pair) for pair in drawn.forbidden.tolist()}
    for mentee, rows in zip(drawn.mentees.tolist(), found.tolist(), strict=True):
        others = [
            int(criteria.scores(np.array([mentee]), np.array([mentor]))[0])
            for mentor, places in zip(drawn.mentors.tolist(), drawn.capacity.tolist(), strict=True)
            if places > 0
            and own.get(mentee) != mentor
            and (mentee, mentor) not in forbidden
            and criteria.allows(np.array([mentee]), np.array([mentor]))[0]
        ]
        chosen = [row for row in rows if row >= 0]
        assert rows == chosen + [-1] * (count - len(chosen))
        assert len(set(chosen)) == len(chosen)
        scores = criteria.scores(np.full(len(chosen), mentee), np.array(chosen, np.int64)).tolist()
        assert scores == sorted(others, reverse=True)[:count]


def test_parts_of_a_score_add_up_to_it():
    drawn = problem(12, 5, 3)
    match = specification("score", STRICT)
    made = make_pairs(match, drawn)
    parts = score_parts(match, drawn, made.pairs)
    assert parts.labels == ("same major", "prior grade 1 SD higher than the mentee's")
    assert parts.criteria == (2, 3)
    assert (parts.scores.sum(axis=1) == made.scores).all()
    assert (parts.best.sum(axis=1) == made.best_score).all()
    assert parts.words(0)[0].startswith("same major: ")


def test_a_preflight_counts_whom_each_constraint_shuts_out():
    # Three mentees without a mentor of their major, one ruled out with the only one of hers.
    drawn = with_majors(2, 2, 2, 1, 0, 0, 1, 0, mentees=6, capacity=2)
    drawn = replace(drawn, forbidden=np.array([[3, 6]]))
    found = preflight(specification("random", SAME_MAJOR), drawn)
    assert (found.mentees, found.mentors, found.places, found.too_few_places) == (6, 2, 4, 2)
    assert [(count.kind, count.alone, count.freed) for count in found.barriers] == [
        ("forbidden", 0, 1),
        ("criterion", 3, 4),
    ]
    assert found.shut_out == 4
    assert found.relax is not None
    assert found.relax.kind == "criterion"
    assert found.sentences() == (
        "6 mentees, 4 places.",
        "2 mentees cannot have a place: recruit more mentors.",
        'The mandatory criterion "same major" alone leaves 3 mentees without any mentor.',
        "All constraints together leave 4 mentees without any mentor.",
        'To help most, make "same major" of high importance instead of mandatory: then 4 of them could be '
        "matched.",
    )


def test_a_preflight_without_mentors_or_mentees_says_so():
    assert preflight(specification("random", SAME_MAJOR), problem(3, 0)).too_few_places == 3
    nobody = preflight(specification("random", SAME_MAJOR), problem(0, 3))
    assert (nobody.mentees, nobody.shut_out, nobody.relax) == (0, 0, None)


def test_slices_do_not_change_an_explanation(monkeypatch):
    drawn = problem(12, 5, 1)
    match = specification("score", STRICT)
    made = make_pairs(match, drawn)
    whole = explain_unmatched(match, drawn, made), preflight(match, drawn)
    runners_up = runner_up_mentors(match, drawn, made, 2)
    monkeypatch.setattr("mentorsim.pairing.barriers.SLICE_CELLS", 10)
    assert (explain_unmatched(match, drawn, made), preflight(match, drawn)) == whole
    assert np.array_equal(runner_up_mentors(match, drawn, made, 2), runners_up)


def test_a_required_pair_whose_mentor_is_gone_is_reported():
    drawn = replace(problem(3, 2, 2), mentors=np.array([3]), capacity=np.array([3]))
    made = make_pairs(specification("random"), replace(drawn, required=np.array([[1, 4], [2, 3]])))
    assert made.required_unmade.tolist() == [[1, 4]]
    assert [2, 3] in made.pairs.tolist()
