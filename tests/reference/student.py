"""One student of the twin: a Mesa agent with a method for each thing a student does or feels in a week."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mentorsim.numerics.decision import Decision
from tests.reference.formulas import clip, fit, likeness, log, logistic, logit, on_the_scale, overload
from tests.reference.state import StudentState

if TYPE_CHECKING:
    from tests.reference.settings import Day


class TwinStudent(StudentState):
    """A first-year or upper-year student."""

    def uniform(self, decision: Decision) -> float:
        return self.model.draws.uniform(decision, self.model.week, self.key)

    def noise(self, decision: Decision) -> float:
        return self.model.draws.noise(decision, self.model.week, self.key)

    def likeness(self, other: TwinStudent, purpose: str) -> float:
        weights = self.model.weights[purpose]
        without = 0.0 if purpose == "belonging" else 0.5
        return likeness(self.categories, other.categories, weights, without=without)

    def surface(self, other: TwinStudent) -> float:
        return self.likeness(other, "rapport")

    def alike(self, other: TwinStudent) -> float:
        return self.likeness(other, "belonging")

    # 7.0

    def accepts_place(self, proactive: bool) -> bool:
        p = self.model.p
        return self.uniform(Decision.ACCEPT) < logistic(
            p.take_up
            + p.take_up_proactive * proactive
            - p.take_up_need * self.skill
            + p.take_up_motivation * (self.motivation - p.motivation_mean)
            + p.take_up_belonging * (p.belonging_mean - self.belonging)
        )

    def take_training(self, levels: dict[str, float]) -> None:
        p = self.model.p
        self.communication += (
            p.training_communication * levels.get("listening", 0.0) * (1.0 - self.communication)
        )
        self.strategy += p.training_strategy * levels.get("study_skills", 0.0) * (1.0 - self.strategy)

    # 7.1

    def register(self) -> None:
        if not self.enrolled:
            return
        p = self.model.p
        motivated = p.register_motivation * (self.motivation - p.motivation_mean)
        wish = p.courses_per_term * (1.0 + motivated + p.register_strategy * self.strategy)
        courses = math.floor(wish + p.register_noise * self.noise(Decision.REGISTER) + 0.5)
        self.registered = min(max(courses, 1), p.courses_per_term + 1)
        self.courses_attempted += self.registered
        self.term_attendance = self.term_effort = 0.0
        self.term_weeks = 0

    # 7.3

    def readiness(self, closeness: float) -> float:
        """Return the log-odds of showing up that mentors and mentees have in common."""
        p = self.model.p
        return (
            p.show_motivation * (self.motivation - p.motivation_mean)
            + p.show_closeness * closeness
            + p.show_check_ins * self.model.settings.check_in_density
            + p.show_reward * self.reward("meetings")
        )

    def chance_as_mentee(self, closeness: float, show_likeness: float, missed: int, progress: float) -> float:
        p = self.model.p
        return logistic(
            p.show_mentee
            + self.readiness(closeness)
            + show_likeness
            + p.show_need * (p.typical - self.performance)
            + p.show_standing * self.standing
            - p.show_habit * min(missed, 3)
            - p.show_fade * progress * (1.0 - closeness)
            + p.show_asking * self.model.settings.mentee_level("asking_for_help")
        )

    def chance_as_mentor(self, closeness: float, show_likeness: float) -> float:
        p = self.model.p
        return logistic(
            p.show_mentor
            + self.readiness(closeness)
            + show_likeness
            - p.show_load * overload(self.load, p.capacity)
            - p.show_strain * self.strain
        )

    def dilution(self) -> float:
        p = self.model.p
        return 1.0 if self.load <= p.capacity else (p.capacity / self.load) ** p.gamma

    def feel_expected(self) -> None:
        if not self.enrolled:
            return
        p, settings = self.model.p, self.model.settings
        is_mentee = bool(self.mentee_ties) or self.group is not None
        signal = 0.0
        if is_mentee or self.mentor_ties:
            trained = 1.0 + p.accountability_training * settings.mentor_level("goal_setting")
            signal = (
                p.accountability_meeting * trained * self.expected
                + p.accountability_check_ins * settings.check_in_density * is_mentee
                + p.accountability_reward * self.reward("meetings")
                + p.accountability_fellows * (self.fellow_hours > 0.0)
                + p.accountability_stake * settings.joint_stake * (self.fellow is not None)
            )
        keep = p.accountability_keep
        self.accountability = keep * self.accountability + (1.0 - keep) * clip(signal, 0.0, 1.0)

    def reward(self, purpose: str) -> float:
        """Return the size of the reward that any role of this week gets, for meetings or for progress."""
        settings = self.model.settings
        if self.group is not None:
            own = "lower" if self.lower_in_group else "higher"
            if reward := settings.reward(purpose, "mentee", "pair", "group", own):
                return reward
        for tie in self.mentee_ties:
            own = "none" if tie.group is not None else "lower" if tie.lower else "higher"
            if reward := settings.reward(purpose, "mentee", "pair", "group", own):
                return reward
        for tie in self.mentor_ties:
            own = "none" if tie.group is not None else "higher" if tie.lower else "lower"
            if reward := settings.reward(purpose, "mentor", "pair", "group", own):
                return reward
        return 0.0

    def reward_as(self, one: str) -> bool:
        """Whether the student gets a reward as the lower or higher one."""
        settings = self.model.settings
        return settings.reward_to == one and self.reward(settings.reward_for) > 0.0

    # 7.4

    def study(self, levels_of_sections: dict[int, float]) -> None:
        if not self.enrolled:
            self.attendance = self.effort = 0.0
            return
        p = self.model.p
        m = self.motivation - p.motivation_mean
        b = self.belonging - p.belonging_mean
        self.attendance = logistic(
            logit(p.attendance_level)
            + p.attendance_motivation * m
            + p.attendance_belonging * b
            + p.attendance_accountability * self.accountability
            + p.attendance_strategy * self.strategy
            + p.attendance_noise * self.noise(Decision.ATTENDANCE)
        )
        wish = (
            1.0
            + p.effort_motivation * m
            + p.effort_belonging * b
            + p.effort_accountability * self.accountability
            + p.effort_strategy * self.strategy
        )
        left_for_study = self.study_habits * wish - p.mentor_time * self.mentor_hours
        self.effort = clip(left_for_study + p.effort_noise * self.noise(Decision.EFFORT), 0.0, 2.5)
        self.term_attendance += self.attendance
        self.term_effort += self.effort
        self.term_weeks += 1
        self.attendance_sum += self.attendance
        self.attendance_weeks += 1
        level = levels_of_sections.get(self.section, p.teaching_level)
        suited = fit(self.skill, level, p.distance_weight, p.distance_width)
        self.class_gain = p.class_rate * self.effort * self.attendance * suited

    # 7.5 and 7.6

    def learn(self, in_term: bool) -> None:
        if not self.enrolled:
            return
        p, settings = self.model.p, self.model.settings
        if not in_term:
            self.skill -= p.break_decay * max(0.0, self.skill - self.skill_at_entry)
        together_gain = p.together_rate * self.together / (p.together_half + self.together)
        teaching_gain = 0.0
        if self.teaching_hours > 0.0:
            prepared = min(1.0, settings.mentor_level("tutoring_skills") + settings.preparation_level)
            lasting = p.teaching_half / (p.teaching_half + self.teaching_hours)
            teaching_gain = p.phi * p.eta * prepared * self.teaching_hours * lasting
        gain = self.class_gain + self.tutoring_gain + together_gain + teaching_gain
        self.skill = clip(self.skill + gain, -6.0, 6.0)
        kept = self.strategy * (1.0 - p.strategy_fade) if in_term else self.strategy
        self.strategy = clip(kept + self.guidance * (1.0 - self.strategy), 0.0, 1.0)

    def practice_communication(self) -> None:
        gain = self.model.p.communication_rate * self.practice * (1.0 - self.communication)
        self.communication = clip(self.communication + gain, 0.0, 1.0)

    # 7.8 to 7.10

    def feel_belonging(self) -> None:
        if not self.enrolled:
            return
        p = self.model.p
        friends_alike = self.friend_alike / (self.friend_alike + p.friends_half)
        alone = 1.0 - min(1.0, p.few_mentor * self.held + p.few_friends * friends_alike)
        support = (
            p.belonging_friends * (self.friend_strength / (self.friend_strength + p.friends_half) - 0.5)
            + p.belonging_contact * self.contact / (self.contact + p.contact_half)
            - p.belonging_few * self.few * alone
            - p.lambda_lasting * p.lambda_failed * self.ending_trace
        )
        pull = self.belonging_at_entry - p.belonging_drift + support - self.belonging
        self.belonging = clip(
            self.belonging
            + p.belonging_rate * pull
            + p.belonging_noise * self.noise(Decision.BELONGING_NOISE)
            - p.lambda_failed * self.failed_ends,
            0.0,
            1.0,
        )

    def feel_motivation(self) -> None:
        if not self.enrolled:
            return
        p = self.model.p
        pull = 0.0
        if self.friend_strength > 0.0:
            pull = self.friend_motivation / self.friend_strength - self.motivation
        target = (
            self.motivation_at_entry
            - p.motivation_drift
            + p.motivation_competence * (self.performance - p.typical)
            + p.motivation_standing * self.standing
            + p.motivation_autonomy * self.strategy
            + p.motivation_relatedness * (self.belonging - p.belonging_mean)
            + p.motivation_accountability * self.accountability
            + p.motivation_reminder * self.reminded
            + p.motivation_reward * self.reward("progress")
            - p.motivation_strain * self.strain
            - p.lambda_lasting * p.lambda_motivation * self.ending_trace
        )
        self.motivation = clip(
            self.motivation
            + p.motivation_rate * (target - self.motivation)
            + p.motivation_friends * pull
            + p.motivation_noise * self.noise(Decision.MOTIVATION_NOISE)
            - p.lambda_motivation * self.failed_ends,
            0.0,
            1.0,
        )
        self.failed_ends = 0.0

    def feel_strain(self) -> None:
        if not (self.enrolled and self.recruited):
            return
        p, settings = self.model.p, self.model.settings
        relief = (1.0 - p.strain_support * settings.support) * (
            1.0 - p.strain_self_care * settings.mentor_level("self_care")
        )
        pressure = relief * overload(self.load, p.strain_free * p.capacity)
        self.strain += p.strain_rate * (pressure - self.strain)

    # 7.11

    def drop_courses(self, day: Day) -> None:
        p, draws, week = self.model.p, self.model.draws, self.model.week
        share = p.dropped_before_exams if day.last_of_term else p.dropped_at_midterm
        if not self.enrolled or share == 0.0:
            return
        drops = logistic(logit(share) - p.drop_motivation * (self.motivation - p.motivation_mean))
        dropped = 0
        for course in range(self.registered):
            dropped += draws.uniform_about(Decision.DROP, week, self.key, 0, course) < drops
        dropped = min(dropped, self.registered - 1)
        self.registered -= dropped
        self.courses_attempted -= dropped

    def be_assessed(self, day: Day) -> None:
        if not self.enrolled:
            return
        p, draws, week = self.model.p, self.model.draws, self.model.week
        effort = self.term_effort / self.term_weeks
        attended_more = self.term_attendance / self.term_weeks - p.attendance_level
        studied = p.grade_effort * (effort - 1.0) + p.grade_attendance * attended_more
        level = p.typical + p.slope * self.skill + studied
        if not day.last_of_term:
            noise = draws.noise_about(Decision.GRADE, week, self.key, 0, 99)
            self.performance = clip(self.widened(level + 0.5 * p.spread * noise), 0.0, 1.0)
            return
        unfinished = logistic(
            logit(p.unfinished_share)
            - p.unfinished_motivation * (self.motivation - p.motivation_mean)
            - p.unfinished_attendance * attended_more
            - p.unfinished_skill * self.skill
        )
        total = 0.0
        for course in range(self.registered):
            noise = draws.noise_about(Decision.GRADE, week, self.key, 0, course)
            grade = on_the_scale(self.widened(level + p.spread * noise), p.top_grade_at)
            if draws.uniform_about(Decision.UNFINISHED, week, self.key, 0, course) < unfinished:
                total += p.unfinished_marks * grade
            elif p.grade_scale * grade >= p.pass_grade:
                total += grade
                self.credits += 1
            else:
                total += p.failed_marks * grade
        self.grade_points += p.grade_scale * total
        self.performance = total / self.registered

    def widened(self, result: float) -> float:
        p = self.model.p
        return p.typical + p.grade_width * (result - p.typical)

    # 7.12

    def quits_mentoring(self) -> bool:
        p = self.model.p
        return self.uniform(Decision.QUIT) < logistic(
            p.quit
            + p.quit_strain * self.strain
            - p.quit_motivation * (self.motivation - p.motivation_mean)
            - p.quit_performance * (self.performance - p.typical)
            - p.quit_support * self.model.settings.support
        )

    def feel_failed(self, how_much: float) -> None:
        self.failed_ends += how_much
        self.ending_trace += how_much

    def leaves_school(self, day: Day) -> bool:
        p = self.model.p
        push = (
            -p.depart_belonging * (self.belonging - p.belonging_mean)
            - p.depart_motivation * (self.motivation - p.motivation_mean)
            - p.depart_performance * (self.performance - p.typical)
            + p.depart_friends * self.friends_left
            + (log(p.upper_year_departure) if self.upper_year else 0.0)
            - p.staying_on_prior_grade * self.prior_grade
        )
        if day.in_term:
            timing = p.departure_timing * (2.0 * (day.week_of_term + 1) / p.weeks_per_term - 1.0)
            timing += p.departure_trend * (2.0 * (self.model.week + 1) / len(self.model.calendar) - 1.0)
            if self.uniform(Decision.DEPART) < logistic(logit(p.weekly_departure) + timing + push):
                return True
        if day.departure is None:
            return False
        return self.uniform(Decision.RE_ENROLL) < logistic(logit(day.departure) + push)
