"""Stage 0 of the twin (section 7.0): who is asked, who is matched with whom, and the ties that follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mentorsim.cohort.people import Observed
from mentorsim.numerics.decision import Decision
from tests.reference.draws import WORD, mix
from tests.reference.formulas import clip, deep_similarity
from tests.reference.records import Group, Tie
from tests.reference.student import TwinStudent

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel


class Matching:
    """The program's office: it knows who was asked, who waits, and which offers are still to come.

    `records` are the pairs to use, by week; without any the office pairs at random.
    """

    def __init__(self, model: TwinModel, observed: Observed, records: Sequence[Any] | None) -> None:
        self.model = model
        self.observed = observed
        self.records = records
        self.mentors: list[TwinStudent] = []
        self.eligible = self.find_eligible()
        self.waves_to_come = list(model.settings.wave_weeks)
        self.late_offer_to_come = model.settings.late_share > 0.0
        self.weeks: list[int] = []

    def find_eligible(self) -> list[TwinStudent]:
        students, eligibility = self.model.students, self.model.settings.program.eligibility
        first_years = [student for student in students if not student.upper_year]
        if eligibility.at_risk is not None:
            by = eligibility.at_risk.by
            column = self.observed.prior_grade if by == "prior_grade" else self.observed.numbers[by]
            number = int(eligibility.at_risk.lowest_share * len(first_years) + 0.5)

            def order(student: TwinStudent) -> tuple[bool, float, int]:
                value = float(column[student.row])
                missing = value != value
                return missing, 0.0 if missing else value, student.key

            return sorted(sorted(first_years, key=order)[:number], key=lambda student: student.row)
        if eligibility.attribute is not None:
            category = self.observed.attributes[eligibility.attribute]
            code = category.categories.index(eligibility.is_)
            return [student for student in first_years if category.codes[student.row] == code]
        return first_years

    def run(self) -> None:
        """Match, if anything is due."""
        settings, week = self.model.settings, self.model.week
        if settings.stop_week is not None and week >= settings.stop_week:
            return
        wave = bool(self.waves_to_come) and self.waves_to_come[0] <= week
        late_offer = self.late_offer_to_come and settings.late_week <= week
        rematch = any(self.is_due(student) for student in self.model.students)
        if not (wave or late_offer or rematch):
            return
        if wave:
            if not self.weeks:
                self.recruit_mentors()
            self.waves_to_come = [due for due in self.waves_to_come if due > week]
        if late_offer:
            self.late_offer_to_come = False
        if wave or late_offer:
            self.ask()
        self.match()
        self.weeks.append(week)

    def is_due(self, student: TwinStudent) -> bool:
        due = student.rematch_due
        return student.enrolled and due is not None and due <= self.model.week

    def recruit_mentors(self) -> None:
        p, source = self.model.p, self.model.settings.program.mentors
        if source.from_ == "none":
            return

        def eagerness(student: TwinStudent) -> float:
            return (
                p.volunteer_prosociality * (student.prosociality - 0.5)
                + p.volunteer_grade * student.prior_grade
                + self.model.draws.noise(Decision.VOLUNTEER, 0, student.key)
            )

        from_upper_years = source.from_ == "upper_years"
        candidates = [student for student in self.model.students if student.upper_year == from_upper_years]
        keen = {student: eagerness(student) for student in candidates}
        candidates.sort(key=lambda student: (-keen[student], student.key))
        self.mentors = [student for student in candidates if student.enrolled][: source.count]
        for mentor in self.mentors:
            mentor.recruited = True
            mentor.take_training(self.model.settings.mentor_levels)

    def ask(self) -> None:
        model, settings = self.model, self.model.settings
        offer = settings.program.offer
        for student in self.eligible:
            if student.asked or student.recruited or not student.enrolled:
                continue
            late = model.draws.uniform(Decision.LATE, 0, student.key) < settings.late_share
            if late and model.week < settings.late_week:
                continue
            if model.draws.uniform(Decision.ELIGIBLE_OFFER, 0, student.key) < offer.share:
                student.asked = True
                student.accepted = student.waiting = student.accepts_place(offer.how == "proactive")

    def match(self) -> None:
        mentees = self.waiting()
        if not mentees:
            return
        pool = mentees
        if self.model.settings.program.match.waiting == "longest_first":
            mentees = sorted(mentees, key=lambda student: -self.weeks_left_out(student))
        record = None if self.records is None else self.record(pool)
        before = len(self.model.ties)
        admitted = self.admitted(mentees)
        if self.model.settings.in_groups:
            mentees = [student for student in mentees if student in admitted]
            mentees = self.fill_free_seats(mentees, record)
            if len(mentees) >= 2:
                new = self.random_groups(mentees) if self.records is None else self.recorded_groups(record)
                for members, mentors in new:
                    assert admitted >= set(members), "a member was not admitted"
                    self.make_group(members, mentors)
            self.compare_members()
        else:
            pairs = self.random_pairs(mentees) if self.records is None else self.recorded_pairs(record)
            for mentee, mentor in pairs:
                assert mentee in admitted, "a mentee was not admitted"
                self.make_tie(mentor, mentee, None, 1.0)
                self.welcome(mentee)
        if record is not None:
            self.compare(record, self.model.ties[before:])
        for student in pool:
            if not student.waiting:
                student.left_out_since = None
            elif student.left_out_since is None:
                student.left_out_since = self.model.week

    def admitted(self, mentees: list[TwinStudent]) -> set[TwinStudent]:
        """Return who may be matched: where places are short, those whom the lottery for places lets in."""
        settings = self.model.settings
        if not settings.lottery_for_places or (settings.in_groups and not self.mentors):
            return set(mentees)
        places = sum(self.places().values())
        if settings.in_groups:
            places //= settings.program.mentors_per_group
        draw = self.model.draws.uniform
        order = sorted(mentees, key=lambda student: (draw(Decision.PLACE, 0, student.key), student.key))
        return set(order[:places])

    def weeks_left_out(self, student: TwinStudent) -> int:
        """Return how long ago the first of the matchings was that have left this student out until now."""
        return 0 if student.left_out_since is None else self.model.week - student.left_out_since

    def waiting(self) -> list[TwinStudent]:
        """Return who is to be matched: accepted and never matched yet, or due for a rematch by now."""
        for student in self.model.students:
            if self.is_due(student):
                student.rematch_due = None
                student.waiting = True
        return [student for student in self.model.students if student.enrolled and student.waiting]

    # Groups

    def fill_free_seats(self, mentees: list[TwinStudent], record: Any) -> list[TwinStudent]:
        """Seat each in the first group that has room; return those without a seat.

        What the match specification forbids is not the twin's to know: then a seat must be a recorded one.
        """
        match = self.model.settings.program.match
        forbids = (match.never, match.criteria, match.no_circles, match.maximum_gaps, match.minimum_score)
        forbids_more = (match.minimum_shared_slots, match.minimum_shared_hours)
        free_choice = record is None or not any((*forbids, *forbids_more))
        recorded = None if free_choice else {(int(row), int(number)) for row, number in record.seats}
        for group in self.model.groups:
            group.seats = [student for student in group.seats if student.group is group]
        return [student for student in mentees if not self.finds_free_seat(student, recorded)]

    def finds_free_seat(self, student: TwinStudent, recorded: set[tuple[int, int]] | None) -> bool:
        for group in self.model.groups:
            allowed = recorded is None or (student.row, group.number) in recorded
            if allowed and 0 < len(group.seats) < self.model.settings.program.group_size:
                mentors = list(dict.fromkeys(tie.mentor for tie in group.active_ties))
                ended = any((student, mentor) in self.model.ended_pairs for mentor in mentors)
                places = self.places()
                if not ended and all(places.get(mentor, 0) > 0 for mentor in mentors):
                    self.seat(student, group, mentors)
                    return True
        return False

    def make_group(self, members: list[TwinStudent], mentors: list[TwinStudent]) -> None:
        key = mix(sum(student.key for student in members) & WORD)
        group = Group(len(self.model.groups), key, self.model.week, [], mentors)
        self.model.groups.append(group)
        for student in members:
            self.seat(student, group, mentors)

    def seat(self, student: TwinStudent, group: Group, mentors: list[TwinStudent]) -> None:
        group.seats.append(student)
        student.group = group
        for mentor in mentors:
            self.make_tie(mentor, student, group, 1.0 / len(mentors))
        self.welcome(student)

    def compare_members(self) -> None:
        """Find out who is a lower and who a higher member of each group."""
        for group in self.model.groups:
            members = group.members
            total = sum(member.prior_grade for member in members)
            for member in members:
                member.lower_in_group = member.prior_grade < total / len(members)

    # Ties

    def make_tie(self, mentor: TwinStudent, mentee: TwinStudent, group: Group | None, share: float) -> None:
        model, p = self.model, self.model.p
        deep = deep_similarity(mentor.values, mentee.values)
        surface = mentor.surface(mentee)
        chosen = p.rapport_chosen if model.settings.pairs_are_chosen else 0.0
        chemistry = model.draws.noise_about(Decision.CHEMISTRY, 0, mentor.key, mentee.key, 0)
        tie = Tie(
            mentor=mentor,
            mentee=mentee,
            group=group,
            start=model.week,
            share=share,
            compatibility=p.rapport_base
            + p.rapport_deep * deep
            + p.rapport_surface * (surface - 0.5)
            + p.rapport_chemistry * chemistry,
            difference=0.5 * clip(0.5 - 0.25 * deep, 0.0, 1.0) + 0.5 * (1.0 - surface),
            alike=mentor.alike(mentee),
            show_likeness=p.show_surface * (mentor.likeness(mentee, "showing_up") - 0.5),
            end_likeness=p.end_surface * (mentor.likeness(mentee, "length") - 0.5),
            lower=mentee.prior_grade < mentor.prior_grade,
            rapport=clip(p.rapport_start + chosen, 0.0, 1.0),
        )
        model.ties.append(tie)
        if group is not None:
            group.ties.append(tie)
        model.active_ties.append(tie)

    def welcome(self, mentee: TwinStudent) -> None:
        mentee.waiting = False
        if mentee.first_matched_week < 0:
            mentee.first_matched_week = self.model.week
            mentee.take_training(self.model.settings.mentee_levels)

    # Who with whom

    def places(self) -> dict[TwinStudent, int]:
        """Return the places left of every mentor who continues."""
        program = self.model.settings.program
        places = {
            mentor: self.own_most(mentor, program.match.places.most, program.mentees_per_mentor)
            for mentor in self.mentors
            if mentor.enrolled and not mentor.has_quit
        }
        for tie in self.model.active_ties:
            if tie.mentor in places:
                places[tie.mentor] -= 1
        return {mentor: max(0, left) for mentor, left in places.items()}

    def own_most(self, mentor: TwinStudent, name: str | None, usual: int) -> int:
        if name is None:
            return usual
        own = float(self.observed.numbers[name][mentor.row])
        return usual if own != own else min(max(int(own // 1), 0), 1000)

    def record(self, mentees: list[TwinStudent]) -> Any:
        """Return this week's recorded matching, which must have been made from the same pool."""
        found = [record for record in self.records or () if record.week == self.model.week]
        places = self.places()
        assert found, "this matching is not recorded"
        (record,) = found
        assert record.mentees.tolist() == [student.row for student in mentees], "other mentees are recorded"
        waited = [self.weeks_left_out(student) for student in mentees]
        assert record.waiting.tolist() == waited, "other times of waiting are recorded"
        recorded = dict(zip(record.mentors.tolist(), record.capacity.tolist(), strict=True))
        assert recorded == {mentor.row: left for mentor, left in places.items()}, "other places are recorded"
        return record

    def recorded_pairs(self, record: Any) -> list[tuple[TwinStudent, TwinStudent]]:
        students = self.model.students
        return [(students[i], students[j]) for i, j, _ in record.ties.tolist()]

    def recorded_groups(self, record: Any) -> list[tuple[list[TwinStudent], list[TwinStudent]]]:
        students = self.model.students
        members: dict[int, list[TwinStudent]] = {}
        for row, number in record.seats.tolist():
            if number >= len(self.model.groups):
                members.setdefault(number, []).append(students[row])
        mentors: dict[int, list[TwinStudent]] = {number: [] for number in members}
        for _, row, number in record.ties.tolist():
            if number in mentors and students[row] not in mentors[number]:
                mentors[number].append(students[row])
        return [(members[number], mentors[number]) for number in sorted(members)]

    def compare(self, record: Any, ties: list[Tie]) -> None:
        """Check that the same ties were made in the same order, free seats among them."""
        made = [(t.mentee.row, t.mentor.row, -1 if t.group is None else t.group.number) for t in ties]
        assert made == [tuple(row) for row in record.ties.tolist()], "other ties are recorded"
        seats = {(int(row), int(number)) for row, number in record.seats}
        taken = {(student.row, group.number) for group in self.model.groups for student in group.seats}
        assert seats <= taken, "other seats are recorded"

    def random_pairs(self, mentees: list[TwinStudent]) -> list[tuple[TwinStudent, TwinStudent]]:
        chairs = [mentor for mentor, left in self.places().items() for _ in range(left)]
        self.model.random.shuffle(chairs)
        pairs = zip(mentees, chairs, strict=False)
        return [pair for pair in pairs if pair not in self.model.ended_pairs]

    def random_groups(self, mentees: list[TwinStudent]) -> list[tuple[list[TwinStudent], list[TwinStudent]]]:
        program = self.model.settings.program
        places = self.places()
        size = min(program.group_size, program.mentees_per_mentor) if places else program.group_size
        waiting = list(mentees)
        self.model.random.shuffle(waiting)
        groups = []
        while len(waiting) >= 2:
            members, waiting = waiting[:size], waiting[size:]
            free = [mentor for mentor, left in places.items() if left >= len(members)]
            mentors = free[: program.mentors_per_group]
            if len(mentors) < program.mentors_per_group:
                break
            for mentor in mentors:
                places[mentor] -= len(members)
            groups.append((members, mentors))
        return groups
