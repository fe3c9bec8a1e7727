"""Stages 1 and 3 to 6 of the twin: what mentors and mentees do together (sections 7.3, 7.5, 7.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.numerics.decision import Decision
from tests.reference import fellows
from tests.reference.formulas import clip, closeness, fit, logistic, overload, zone
from tests.reference.records import Group, Session, Tie
from tests.reference.student import TwinStudent

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel


def carry_loads(model: TwinModel) -> None:
    """Add up what each mentor carries, in meetings a week."""
    p, rate = model.p, model.settings.meetings_per_week
    sizes = {group: len(group.members) for group in model.groups}
    for tie in model.active_ties:
        tie.mentor.mentor_ties.append(tie)
        tie.mentee.mentee_ties.append(tie)
        if tie.group is None:
            tie.mentor.load += rate
        else:
            share = (1.0 - p.group_load_share) / sizes[tie.group] + p.group_load_share
            tie.mentor.load += rate * share


def grow_close(model: TwinModel) -> None:
    """Find the closeness of every pair, and whether a mentee is held, or has been, by somebody alike."""
    for tie in model.active_ties:
        tie.closeness = closeness(tie.rapport, model.p.closeness_shape, model.p.closeness_half)
    for tie in model.ties:
        if tie.meetings > 0:
            tie.mentee.held = max(tie.mentee.held, tie.alike * tie.rapport)


def compare_results(model: TwinModel) -> None:
    """Let students know where they stand in their group or, for who is in none, in their section."""
    if model.calendar[model.week].in_term:
        for members in model.sections.values():
            enrolled = [student for student in members if student.enrolled]
            mean = mean_performance(enrolled)
            for student in enrolled:
                if student.group is None:
                    student.standing = student.performance - mean
    for group in model.groups:
        members = group.members
        mean = mean_performance(members)
        for member in members:
            member.standing = member.performance - mean


def mean_performance(students: list[TwinStudent]) -> float:
    return sum(student.performance for student in students) / len(students) if students else 0.0


def hold_sessions(model: TwinModel, group: Group) -> int:
    """Let a group meet; return how many sessions were planned."""
    group.sessions = []
    members = group.members
    if not members:
        return 0
    ties = group.active_ties
    mentors = [mentor for mentor in group.mentors if any(tie.mentor is mentor for tie in ties)]
    mentor_chances = [mentor.chance_as_mentor(0.5, 0.0) for mentor in mentors]
    member_chances = []
    for member in members:
        near = [tie.closeness for tie in member.mentee_ties]
        mean = sum(near) / len(near) if near else 0.0
        member_chances.append(member.chance_as_mentee(mean, 0.0, 0, model.progress))

    def shows_up(student: TwinStudent, chance: float, occasion: int) -> bool:
        draw = model.draws.uniform_about(Decision.SHOW_UP, model.week, student.key, group.key, occasion)
        return draw < chance

    planned = model.settings.planned_meetings(model.week - group.start)
    for occasion in range(planned):
        present = [s for s, c in zip(members, member_chances, strict=True) if shows_up(s, c, occasion)]
        leading = [s for s, c in zip(mentors, mentor_chances, strict=True) if shows_up(s, c, occasion)]
        if leading if mentors else len(present) >= 2:
            group.sessions.append(Session(present, leading))
            for member in present:
                member.attended_session = True
    return planned


def meet_one_to_one(model: TwinModel, tie: Tie) -> None:
    settings, draws, week = model.settings, model.draws, model.week
    mentor, mentee = tie.mentor, tie.mentee
    mentee_chance = mentee.chance_as_mentee(tie.closeness, tie.show_likeness, tie.missed, model.progress)
    mentor_chance = mentor.chance_as_mentor(tie.closeness, tie.show_likeness)
    tie.occasions = settings.planned_meetings(week - tie.start)
    for occasion in range(tie.occasions):
        mentor_draw = draws.uniform_about(Decision.SHOW_UP, week, mentor.key, mentee.key, occasion)
        mentee_draw = draws.uniform_about(Decision.SHOW_UP, week, mentee.key, mentor.key, occasion)
        if not settings.two_way:
            mentee.reminded = mentee.reminded or mentor_draw < mentor_chance
        elif mentor_draw < mentor_chance and mentee_draw < mentee_chance and mentor.slots & mentee.slots:
            tie.met += 1


def remember_meetings(model: TwinModel, tie: Tie) -> None:
    """Write down for both sides what came of the week's occasions."""
    p, settings = model.p, model.settings
    mentor, mentee = tie.mentor, tie.mentee
    if tie.met == 0:
        if tie.occasions > 0 and settings.two_way:
            tie.missed += 1
        return
    tie.hours = tie.met * settings.hours_per_meeting * tie.share
    tie.meetings += tie.met
    tie.missed = 0
    social = p.contact_any + (1.0 - p.contact_any) * settings.social_share
    mentee.meetings += tie.met
    mentee.contact += tie.hours * tie.closeness * social
    mentee.expected += tie.closeness * tie.share
    mentee.met_mentor = mentor
    mentor.hours += tie.mentor_hours
    previous = mentor.last_met_mentee
    if previous is not None:
        mentee.co_mentee = previous
        if previous.co_mentee is None:
            previous.co_mentee = mentee
    mentor.last_met_mentee = mentee


def meet(model: TwinModel) -> None:
    """Stage 1."""
    settings = model.settings
    carry_loads(model)
    grow_close(model)
    compare_results(model)
    planned = {group: hold_sessions(model, group) for group in model.groups}
    for tie in model.active_ties:
        tie.met, tie.hours, tie.mentor_hours = 0, 0.0, 0.0
        if tie.group is None:
            meet_one_to_one(model, tie)
            tie.mentor_hours = tie.met * settings.hours_per_meeting
        else:
            tie.occasions = planned[tie.group]
            for session in tie.group.sessions:
                if tie.mentor in session.mentors and tie.mentee in session.members:
                    tie.met += 1
                    tie.mentor_hours += settings.hours_per_meeting / len(session.members)
    for tie in model.active_ties:
        remember_meetings(model, tie)
    fellows.sit_together(model)


def help_one_another(model: TwinModel) -> None:
    """Stages 3 and 4: what each tie and group gives; who gets it learns when all is added up."""
    for tie in model.active_ties:
        if tie.hours > 0.0:
            help_mentee(model, tie)
    for group in model.groups:
        for member in group.members:
            if member.fellow is not None:
                fellows.learn_from_fellow(model, group, member, member.fellow)


def help_mentee(model: TwinModel, tie: Tie) -> None:
    p, settings = model.p, model.settings
    mentor, mentee = tie.mentor, tie.mentee
    distance = mentor.skill - mentee.skill
    reward = settings.reward("progress", "mentor", "pair", "group")
    stake = mentor.prosociality - 0.5 + p.reward_stake * reward
    base = (
        p.quality_base
        + p.quality_preparation * settings.preparation_level
        + p.quality_communication * (mentor.communication - 0.5)
        + p.quality_stake * stake
    )
    tutoring = clip(base + p.quality_training * settings.mentor_level("tutoring_skills"), 0.0, 2.0)
    tutoring *= mentor.dilution()
    guidance = clip(base + p.quality_training * settings.mentor_level("goal_setting"), 0.0, 2.0)
    suited = 1.0
    if tie.group is not None:
        members = tie.group.members
        level = sum(member.skill for member in members) / len(members)
        suited = fit(mentee.skill, level, p.distance_weight, p.distance_width)
    received = tie.hours * tie.closeness
    gain = p.eta * tutoring * zone(distance, p.delta) * received * settings.tutoring_share
    mentee.tutoring_gain += gain * suited
    mentee.guidance += p.guidance_rate * guidance * received * settings.guidance_share
    mentor.teaching_hours += tie.mentor_hours * settings.tutoring_share
    mentor.together += tie.hours * settings.tutoring_share * zone(-distance, p.delta)


def practice(model: TwinModel) -> None:
    """Stage 5: who talks with others learns to."""
    for tie in model.active_ties:
        if tie.hours > 0.0:
            for student in (tie.mentor, tie.mentee):
                student.practice += tie.hours * (0.5 + 0.5 * tie.difference)
    for group in model.groups:
        for session in group.sessions:
            if len(session.members) >= 2:
                for member in session.members:
                    member.practice += 0.5 * model.settings.hours_per_meeting
    for student in model.students:
        student.practice_communication()


def move_rapport(model: TwinModel) -> None:
    """Stage 6."""
    p, settings = model.p, model.settings
    for tie in model.active_ties:
        if tie.met > 0:
            target = logistic(
                tie.compatibility
                + p.rapport_communication * (tie.mentor.communication + tie.mentee.communication - 1.0)
                + p.rapport_training * settings.mentor_level("relationship_building")
                + p.coaching_effect * tie.coached
                - p.rapport_load * overload(tie.mentor.load, p.capacity)
            )
            tie.rapport += p.rapport_rate * min(1.0, tie.hours) * (target - tie.rapport)
        elif tie.occasions > 0 and settings.two_way:
            tie.rapport -= p.rapport_fade * tie.rapport
