"""What the twin takes from a scenario: parameters by name, the calendar by weeks, the program's settings."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from mentorsim.scenario import Scenario
from mentorsim.scenario.match import MatchSettings
from mentorsim.scenario.sections import Sections
from tests.reference.formulas import saturating


@dataclass(frozen=True)
class Day:
    """One week of the calendar."""

    in_term: bool
    week_of_term: int = -1
    assessment: bool = False
    first_of_term: bool = False
    last_of_term: bool = False
    departure: float | None = None
    """The probability of not re-enrolling in a boundary week."""


def calendar_of(scenario: Scenario) -> list[Day]:
    calendar, institution = scenario.calendar, scenario.institution
    length = calendar.weeks_per_term
    weeks: list[Day] = []
    for term in range(calendar.terms):
        for k in range(length):
            last = k == length - 1
            assessment = last or k + 1 in calendar.assessment_weeks
            weeks.append(Day(True, k, assessment, k == 0, last))
        between = calendar.break_weeks if term < calendar.terms - 1 else calendar.summer_weeks
        weeks += [Day(False)] * between
        departure = institution.term_departure if term < calendar.terms - 1 else institution.summer_departure
        weeks[-1] = Day(**{**weeks[-1].__dict__, "departure": departure})
    return weeks


def parameters_of(scenario: Scenario) -> SimpleNamespace:
    """Return every parameter under its name in the text."""
    institution, cohort = scenario.institution, scenario.cohort
    return SimpleNamespace(
        **scenario.mechanism_values(),
        grade_scale=institution.grade_scale,
        pass_grade=institution.pass_grade,
        courses_per_term=institution.courses_per_term,
        typical=institution.typical_grade / institution.grade_scale,
        slope=institution.grade_slope / 4.0,
        spread=institution.grade_spread / 4.0,
        unfinished_share=institution.unfinished_share,
        teaching_level=institution.teaching_level,
        attendance_level=institution.attendance,
        weekly_departure=institution.weekly_departure,
        upper_year_departure=institution.upper_year_departure,
        departure_timing=institution.departure_timing,
        departure_trend=institution.departure_trend,
        staying_on_prior_grade=institution.staying_on_prior_grade,
        grade_width=institution.grade_width,
        unfinished_marks=institution.unfinished_marks,
        failed_marks=institution.failed_marks,
        top_grade_at=institution.top_grade_at,
        dropped_at_midterm=institution.dropped_at_midterm,
        dropped_before_exams=institution.dropped_before_exams,
        weeks_per_term=scenario.calendar.weeks_per_term,
        belonging_mean=cohort.belonging.mean,
        motivation_mean=cohort.motivation.mean,
    )


PURPOSES = ("rapport", "showing_up", "length", "belonging")


def weights_of(scenario: Scenario, attributes: list[str]) -> dict[str, list[float]]:
    """Return what each attribute counts for, by purpose."""
    weights: dict[str, list[float]] = {purpose: [] for purpose in PURPOSES}
    for name in attributes:
        stated = scenario.cohort.identity.get(name)
        for purpose in PURPOSES:
            usual = 0.0 if purpose == "belonging" else 1.0
            weights[purpose].append(usual if stated is None else getattr(stated, purpose))
    return weights


def pairs_are_chosen(match: MatchSettings) -> bool:
    """Whether it is the students who choose."""
    by_wishes = any(criterion.rule == "preference" for criterion in match.criteria)
    return match.method == "self_select" or (match.method in ("stable", "stable_mentors_ask") and by_wishes)


def sections_of(scenario: Scenario, policy: str) -> Sections | None:
    """Return the sections of a policy: its own, or else those of the institution."""
    program = scenario.policy(policy)
    placement = None if program is None else program.placement
    return scenario.institution.sections if placement is None else placement


class TwinSettings:
    """A program in the quantities of the text; with no program at all, one that does nothing."""

    def __init__(self, scenario: Scenario, policy: str, p: SimpleNamespace) -> None:
        self.program = program = scenario.policy(policy)
        self.lottery_for_places = scenario.who_gets_places == "same_students"
        self.meet_in_breaks = program is not None and program.meet_in_breaks
        self.check_ins = program.check_ins if program is not None else None
        self.check_in_density = 0.0 if self.check_ins is None else 1.0 / self.check_ins.every_weeks
        self.meetings_per_week = self.hours_per_meeting = 0.0
        self.tutoring_share = self.guidance_share = self.social_share = 0.0
        self.lasts_weeks = self.stop_week = None
        self.support = 0.0
        self.mentor_levels = self.mentee_levels = dict[str, float]()
        self.reward_to = self.reward_for = ""
        self.reward_size = self.joint_stake = 0.0
        if program is None:
            return
        self.start = program.starts_week - 1
        self.wave_weeks = [self.start + n * program.weeks_between_waves for n in range(program.waves)]
        late = program.late_joiners
        self.late_share = late.share
        self.late_week = self.start + late.weeks_late
        self.stop_week = None if program.stop_week is None else program.stop_week - 1
        self.lasts_weeks = program.lasts_weeks
        self.in_groups = program.format == "group"
        self.two_way = program.contact == "two_way"
        self.meetings_per_week = program.meetings_per_week
        self.hours_per_meeting = program.hours_per_meeting
        self.tutoring_share = program.focus.tutoring
        self.guidance_share = program.focus.guidance
        self.social_share = program.focus.social
        self.mentor_levels = _levels(program.training.hours, program.training.topics, p.training_half)
        self.mentee_levels = _levels(
            program.mentee_training.hours, program.mentee_training.topics, p.training_half
        )
        self.preparation_level = saturating(program.preparation, p.preparation_half)
        self.support = saturating(program.mentor_support.hours_per_month, p.support_half)
        self.pairs_are_chosen = pairs_are_chosen(program.match)
        reward = program.reward
        if reward is not None:
            self.reward_to, self.reward_for, self.reward_size = reward.to, reward.for_, reward.size
            leaderless = self.in_groups and program.mentors.from_ == "none"
            if reward.for_ == "progress" and (reward.to == "group" or (reward.to == "pair" and leaderless)):
                self.joint_stake = reward.size

    def reward(self, purpose: str, *to: str) -> float:
        """Return the size of the reward for a purpose (meetings, progress), if it goes to one of these."""
        return self.reward_size if self.reward_for == purpose and self.reward_to in to else 0.0

    def mentor_level(self, topic: str) -> float:
        return self.mentor_levels.get(topic, 0.0)

    def mentee_level(self, topic: str) -> float:
        return self.mentee_levels.get(topic, 0.0)

    def planned_meetings(self, weeks_before: int) -> int:
        """Return the planned occasions of the week that begins so many weeks after the start."""
        rate = self.meetings_per_week
        return int((weeks_before + 1) * rate) - int(weeks_before * rate)

    def has_check_in(self, week: int) -> bool:
        if self.check_ins is None:
            return False
        return week > self.start and (week - self.start) % self.check_ins.every_weeks == 0

    def next_check_in(self, week: int) -> int:
        """Return the first check-in after a week."""
        assert self.check_ins is not None
        week += 1
        while not self.has_check_in(week):
            week += 1
        return week


def _levels(hours: float, topics: tuple[str, ...], half: float) -> dict[str, float]:
    return {topic: saturating(hours / len(topics), half) for topic in topics}
