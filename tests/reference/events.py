"""What happened in a week of the twin, by name: to be sure that a test saw every branch of the model."""

from __future__ import annotations

from tests.reference.records import Side, Tie
from tests.reference.twin import TwinModel


def events_of(twin: TwinModel) -> set[str]:
    """Name what happened in the week that was just stepped."""
    week = twin.week - 1
    in_term = twin.calendar[week].in_term
    ended = [tie for tie in twin.ties if tie.end_week == week]
    seen = {tie.end_reason.name.lower() for tie in ended}
    seen |= {"ended by the " + tie.end_side.name.lower() for tie in ended if tie.end_side is not Side.NEITHER}
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
            "turned to a friend": student.fellow is not None and student.fellow_strength > 0.0,
            "turned to whoever sits there": student.fellow is not None and student.fellow_strength == 0.0,
            "turned to nobody": student.fellow_hours > 0.0 and student.fellow is None,
            "rewarded as the lower one": student.reward_as("lower") and student.group is None,
            "rewarded as the higher one": student.reward_as("higher") and student.group is None,
            "rewarded as a lower member": student.reward_as("lower") and student.group is not None,
            "rewarded as a higher member": student.reward_as("higher") and student.group is not None,
            "expected by a fellow": student.fellow is not None and twin.settings.joint_stake > 0.0,
            "one of few": student.few > 0.0,
            "held": student.held > 0.0 and student.few > 0.0,
            "end traced": student.ending_trace not in (0.0, student.failed_ends),
            "in a section": student.section > 0,
            "alone": in_term and student.companion is None,
            "friend left": student.friends_left > 0.0,
        }
        seen |= {name for name, is_so in happened.items() if is_so}
    if any(friendship.strength == twin.p.friendship_start for friendship in twin.friendships.values()):
        seen.add("new friend")
    return seen


def _events_of_tie(twin: TwinModel, tie: Tie, week: int) -> set[str]:
    in_term = twin.calendar[week].in_term
    met = tie.met > 0 and (in_term or twin.settings.meet_in_breaks)
    happened = {
        "coached": tie.coached == 1,
        "met": met and in_term,
        "met in a break": met and not in_term,
        "met twice": tie.met > 1,
        "missed": tie.missed > 0,
        "no common time": not tie.mentor.slots & tie.mentee.slots,
        "mentor knows less": tie.met > 0 and tie.mentor.skill < tie.mentee.skill,
        "mentor has the lower grade": not tie.lower,
        "mentee has the lower grade": tie.lower,
        "chosen": tie.meetings == 0 and tie.rapport > twin.p.rapport_start,
        "close": tie.closeness > 0.5,
        "not close": tie.meetings > 0 and tie.closeness < 0.2,
        "two mentors": tie.share == 0.5,
        "late joiner": tie.start >= twin.settings.late_week,
        "free seat": tie.group is not None and tie.start > tie.group.start,
        "second mentor": any(old.mentee is tie.mentee and old.end_week >= 0 for old in twin.ties),
    }
    return {name for name, is_so in happened.items() if is_so}
