"""The twin: the model of the text in plain Mesa, one agent per student and one method per stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import mesa

from mentorsim.cohort.people import Cohort
from mentorsim.scenario import Scenario
from tests.reference import endings, friends, meetings, sections
from tests.reference.draws import Draws, KeyedDraws, MesaDraws
from tests.reference.matching import Matching
from tests.reference.records import Friendship, Group, Tie
from tests.reference.settings import TwinSettings, calendar_of, parameters_of, sections_of, weights_of
from tests.reference.student import TwinStudent


class TwinModel(mesa.Model):
    """One policy in one replication.

    `matchings` are recorded matchings whose pairs are used (the list may grow while the twin steps); without
    any the twin pairs at random. `draws` is "keyed" for the package's draws or "mesa" for `random.Random`.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: str,
        cohort: Cohort,
        *,
        rng: int | None = None,
        replication: int = 0,
        matchings: Sequence[Any] | None = None,
        draws: Literal["keyed", "mesa"] = "keyed",
    ) -> None:
        seed = scenario.run.seed if rng is None else rng
        super().__init__(rng=seed)
        self.draws: Draws = KeyedDraws(seed, replication) if draws == "keyed" else MesaDraws(self.random)
        self.p = parameters_of(scenario)
        self.settings = TwinSettings(scenario, policy, self.p)
        self.calendar = calendar_of(scenario)
        self.week = 0
        self.students = [TwinStudent(self, row, cohort) for row in range(cohort.size)]
        self.majors: dict[int, list[TwinStudent]] = {}
        for student in self.students:
            self.majors.setdefault(student.major, []).append(student)
        self.sections = sections.place(self, sections_of(scenario, policy), cohort.observed)
        self.weights = weights_of(scenario, list(cohort.attributes))
        self.count_the_few()
        self.friendships: dict[friends.Pair, Friendship] = {}
        edges = cohort.friendships
        for first, second, strength in zip(edges.first, edges.second, edges.strength, strict=True):
            one, other = self.students[first], self.students[second]
            friendship = friends.new_friendship(self, one, other, float(strength))
            self.friendships[friends.pair_of(one, other)] = friendship
        self.ties: list[Tie] = []
        self.active_ties: list[Tie] = []
        self.ended_pairs: set[tuple[TwinStudent, TwinStudent]] = set()
        self.groups: list[Group] = []
        self.office = Matching(self, cohort.observed, matchings) if self.settings.program else None
        self.weekly_enrolled: list[float] = []
        self.weekly_belonging: list[float] = []

    def count_the_few(self) -> None:
        """Find out how few of one's own each student has in his or her field."""
        for members in self.majors.values():
            for number, weight in enumerate(self.weights["belonging"]):
                codes = [member.categories[number] for member in members]
                known = sum(code >= 0 for code in codes)
                counts = {code: codes.count(code) for code in set(codes)}
                for member, code in zip(members, codes, strict=True):
                    if code >= 0:
                        member.few += weight * max(0.0, 1.0 - 2.0 * counts[code] / known)

    def step(self) -> None:
        """Run one week: the stages of section 3 in their order."""
        today = self.calendar[self.week]
        in_term = today.in_term
        active = in_term or self.settings.meet_in_breaks
        self.agents.do("open_week")
        if active:
            self.matching()
        if today.first_of_term:
            self.registration()
        if in_term:
            self.company()
        self.meetings(active)
        if in_term:
            self.attendance_and_study()
        self.help_and_teaching(active, in_term)
        if active:
            self.communication_and_rapport()
        self.friendship(in_term)
        if in_term:
            self.belonging()
            self.motivation()
        if active:
            self.strain()
        if today.assessment:
            self.assessment()
        self.endings(active)
        if active:
            self.check_ins()
        self.record_week()
        self.week += 1

    @property
    def progress(self) -> float:
        """The share of the term that is over, 0 in a break."""
        today = self.calendar[self.week]
        return today.week_of_term / self.p.weeks_per_term if today.in_term else 0.0

    def matching(self) -> None:
        """Stage 0."""
        if self.office is not None:
            self.office.run()

    def registration(self) -> None:
        """Register for courses, in the first week of a term."""
        self.agents.do("register")

    def company(self) -> None:
        """Be with friends."""
        friends.keep_company(self)

    def meetings(self, active: bool) -> None:
        """Stage 1."""
        if active:
            meetings.meet(self)
            self.agents.do("feel_expected")
        for student in self.students:
            student.mentor_hours = student.hours
            student.mentoring_hours += student.hours

    def attendance_and_study(self) -> None:
        """Stage 2."""
        levels = {number: self.level_of(members) for number, members in self.sections.items()}
        self.agents.do("study", levels)

    def level_of(self, members: list[TwinStudent]) -> float:
        """Return the level that a section is taught at."""
        skills = [member.skill for member in members if member.enrolled]
        own = sum(skills) / len(skills) if skills else 0.0
        return (1.0 - self.p.teacher_adjusts) * self.p.teaching_level + self.p.teacher_adjusts * own

    def help_and_teaching(self, active: bool, in_term: bool) -> None:
        """Stages 3 and 4, and skill."""
        if active:
            meetings.help_one_another(self)
        self.agents.do("learn", in_term)

    def communication_and_rapport(self) -> None:
        """Stages 5 and 6."""
        meetings.practice(self)
        meetings.move_rapport(self)

    def friendship(self, in_term: bool) -> None:
        """Stage 7."""
        friends.change_friendships(self, in_term)

    def belonging(self) -> None:
        """Stage 8."""
        self.agents.do("feel_belonging")

    def motivation(self) -> None:
        """Stage 9."""
        self.agents.do("feel_motivation")

    def strain(self) -> None:
        """Stage 10."""
        self.agents.do("feel_strain")

    def assessment(self) -> None:
        """Stage 11."""
        self.agents.do("drop_courses", self.calendar[self.week])
        self.agents.do("be_assessed", self.calendar[self.week])

    def endings(self, active: bool) -> None:
        """Stage 12."""
        endings.end_week(self, self.calendar[self.week], active)

    def check_ins(self) -> None:
        """Stage 13."""
        if self.settings.has_check_in(self.week):
            endings.check_in(self)

    def record_week(self) -> None:
        first_years = [student for student in self.students if not student.upper_year]
        enrolled = [student for student in first_years if student.enrolled]
        self.weekly_enrolled.append(len(enrolled) / len(first_years))
        total = sum(student.belonging for student in enrolled)
        self.weekly_belonging.append(total / len(enrolled) if enrolled else float("nan"))
