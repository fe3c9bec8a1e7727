"""The state of one student of the twin: the columns of section 2, the traits, and what a week sums up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from mentorsim.cohort.people import Cohort
from tests.reference.formulas import clip

if TYPE_CHECKING:
    from tests.reference.records import Group, Tie
    from tests.reference.student import TwinStudent
    from tests.reference.twin import TwinModel


class StudentState(mesa.Agent):
    """What a student is and has."""

    model: TwinModel

    def __init__(self, model: TwinModel, row: int, cohort: Cohort) -> None:
        super().__init__(model)
        self.row = row
        self.key = int(cohort.key[row])
        self.upper_year = bool(cohort.role[row])
        self.sociability = float(cohort.sociability[row])
        self.prosociality = float(cohort.prosociality[row])
        self.study_habits = float(cohort.study_habits[row])
        self.values = [float(value) for value in cohort.values[:, row]]
        self.slots = int(cohort.slots[row])
        self.categories = [int(category.codes[row]) for category in cohort.attributes.values()]
        self.major = int(cohort.attributes["major"].codes[row]) if "major" in cohort.attributes else 0

        self.few = 0.0
        grade = float(cohort.observed.prior_grade[row])
        self.prior_grade = grade if grade == grade else 0.0
        """The observed one, 0 if missing."""
        self.section = 0
        self.skill = self.skill_at_entry = float(cohort.skill[row])
        self.belonging = self.belonging_at_entry = float(cohort.belonging[row])
        self.motivation = self.motivation_at_entry = float(cohort.motivation[row])
        self.communication = float(cohort.communication[row])
        self.strategy = self.accountability = self.strain = 0.0
        self.mentor_hours = self.mentoring_hours = 0.0
        self.performance = clip(model.p.typical + model.p.slope * self.skill, 0.0, 1.0)
        self.failed_ends = self.ending_trace = 0.0
        self.attendance = self.effort = 0.0
        self.term_attendance = self.term_effort = 0.0
        self.term_weeks = 0
        self.attendance_sum = 0.0
        self.attendance_weeks = 0
        self.registered = self.courses_attempted = self.credits = 0
        self.grade_points = 0.0
        self.enrolled = True
        self.left_week = -1
        self.meetings = 0

        self.asked = self.accepted = self.waiting = False
        self.recruited = self.has_quit = False
        self.first_matched_week = -1
        self.rematch_due: int | None = None
        self.left_out_since: int | None = None
        self.group: Group | None = None
        self.lower_in_group = False
        self.open_week()

    def open_week(self) -> None:
        """Forget what the stages of the last week summed up."""
        self.friend_strength = self.friend_motivation = 0.0
        self.friend_alike = self.friends_left = self.together = 0.0
        self.companion: TwinStudent | None = None
        self.best_company = 0.0
        self.load = self.hours = self.contact = self.expected = 0.0
        self.standing = self.held = 0.0
        self.mentor_ties: list[Tie] = []
        self.mentee_ties: list[Tie] = []
        self.attended_session = self.reminded = False
        self.fellow: TwinStudent | None = None
        self.fellow_strength = self.fellow_hours = self.best_fellow = 0.0
        self.met_mentor: TwinStudent | None = None
        self.co_mentee: TwinStudent | None = None
        self.last_met_mentee: TwinStudent | None = None
        self.class_gain = self.tutoring_gain = self.guidance = self.teaching_hours = self.practice = 0.0
