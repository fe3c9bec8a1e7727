"""What happened in a week of the twin, by name: to be sure that a test saw every branch of the model."""

from __future__ import annotations

from tests.reference.records import Tie
from tests.reference.twin import TwinModel


def events_of(twin: TwinModel) -> set[str]:
    """Name what happened in the week that was just stepped."""
    week = twin.week - 1
    in_term = twin.calendar[week].in_term
    seen = {tie.end_reason.name.lower() for tie in twin.ties if tie.end_week == week}
    for tie in twin.active_ties:
        seen |= _events_of_tie(twin, tie, week)
    for group in twin.groups:
        if group.sessions and not group.mentors:
            seen.add("session without mentors")
        if group.members and len(group.members) < len(group.seats):
            seen.add("empty seat")
    for student in twin.students:
        happened = {
            "quit": student.has_quit,
            "declined": student.asked and not student.accepted,
            "waiting": student.waiting and student.enrolled,
            "reminded": student.reminded,
            "co-mentee": student.co_mentee is not None,
            "overload": student.load > twin.p.capacity,
            "left in term": student.left_week == week and in_term,
            "left in a break": student.left_week == week and not in_term,
            "failed end felt": student.failed_ends > 0,
            "alone": in_term and student.companion is None,
            "friend left": student.friends_left > 0.0,
        }
        seen |= {name for name, is_so in happened.items() if is_so}
    if any(friendship.strength == twin.p.friendship_start for friendship in twin.friendships.values()):
        seen.add("new friend")
    return seen


def _events_of_tie(twin: TwinModel, tie: Tie, week: int) -> set[str]:
    in_term = twin.calendar[week].in_term
    happened = {
        "coached": tie.coached == 1,
        "met": tie.met > 0 and in_term,
        "met in a break": tie.met > 0 and not in_term,
        "met twice": tie.met > 1,
        "missed": tie.missed > 0,
        "no common time": not tie.mentor.slots & tie.mentee.slots,
        "mentor knows less": tie.met > 0 and tie.mentor.skill < tie.mentee.skill,
        "two mentors": tie.share == 0.5,
        "late joiner": tie.start >= twin.settings.late_week,
        "free seat": tie.group is not None and tie.start > tie.group.start,
        "second mentor": any(old.mentee is tie.mentee and old.end_week >= 0 for old in twin.ties),
    }
    return {name for name, is_so in happened.items() if is_so}
