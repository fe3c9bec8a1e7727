"""A picture shows all who take part, or as many as it holds, together with those near to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.animation.selection import select_students
from mentorsim.cohort.people import FIRST_YEAR
from mentorsim.model import MentoringModel
from tests.dynamics.studies import study

POLICIES = ["no program", "pairs", "groups", "circles"]
FINISHED = {policy: MentoringModel(study(), policy).run() for policy in POLICIES}


def mentors_and_mentees(model: MentoringModel) -> set[int]:
    return {*model.ties.mentor.tolist(), *model.ties.mentee.tolist()}


@pytest.mark.parametrize("policy", POLICIES)
def test_all_first_years_and_all_who_mentored_are_shown_where_there_is_room(policy: str) -> None:
    model = FINISHED[policy]
    found = select_students(model)
    first_years = {row for row, role in enumerate(model.students.role.tolist()) if role == FIRST_YEAR}
    assert set(found.rows) == first_years | mentors_and_mentees(model)
    assert not found.is_cut
    assert (found.everybody, found.taking_part) == (60, len(found.rows))


@given(policy=st.sampled_from(POLICIES), most=st.integers(1, 60))
def test_as_many_are_shown_as_the_picture_holds(policy: str, most: int) -> None:
    model = FINISHED[policy]
    found = select_students(model, most)
    everyone = select_students(model)
    assert list(found.rows) == sorted(set(found.rows))
    assert set(found.rows) <= set(everyone.rows)
    assert len(found.rows) <= most
    assert found.is_cut is (most < len(everyone.rows))
    assert found == select_students(model, most)


@given(policy=st.sampled_from(["pairs", "groups"]), most=st.integers(12, 50))
def test_every_mentor_who_is_shown_has_a_mentee_beside(policy: str, most: int) -> None:
    model = FINISHED[policy]
    shown = set(select_students(model, most).rows)
    pairs = list(zip(model.ties.mentor.tolist(), model.ties.mentee.tolist(), strict=True))
    mentors = {mentor for mentor, _ in pairs}
    assert all(any(one == mentor and mentee in shown for one, mentee in pairs) for mentor in shown & mentors)


def test_about_as_large_a_share_has_a_mentor_as_in_the_cohort() -> None:
    model = FINISHED["pairs"]
    everyone, part = select_students(model), select_students(model, 26)
    paired = mentors_and_mentees(model)
    whole = len(paired & set(everyone.rows)) / len(everyone.rows)
    assert len(paired & set(part.rows)) / len(part.rows) == pytest.approx(whole, abs=0.2)
