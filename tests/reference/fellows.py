"""Fellow members of the twin's groups: whom each turns to, and what that gives (sections 7.3 and 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.numerics.decision import Decision
from tests.reference.formulas import clip, zone
from tests.reference.records import Group
from tests.reference.student import TwinStudent

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel


def sit_together(model: TwinModel) -> None:
    """Let everybody who came to a session this week turn to one fellow."""
    turn_to_friends(model)
    for group in model.groups:
        for member in group.members:
            if member.attended_session:
                sit_with_fellows(model, group, member)


def turn_to_friends(model: TwinModel) -> None:
    """Let members turn to the friend among their fellows whose company is best this week."""
    for friendship in model.friendships.values():
        one, other = friendship.first, friendship.second
        group = one.group
        if group is None or other.group is not group or not common_sessions(group, one, other):
            continue
        draw = model.draws.uniform_of_pair(Decision.COMPANION, model.week, one.key, other.key)
        for member, fellow in ((one, other), (other, one)):
            if friendship.strength * draw > member.best_fellow:
                member.best_fellow = friendship.strength * draw
                member.fellow, member.fellow_strength = fellow, friendship.strength


def sit_with_fellows(model: TwinModel, group: Group, member: TwinStudent) -> None:
    """Let a member who came and has no friend there turn to whoever sits on some other seat."""
    if member.fellow is None and len(group.seats) >= 2:
        own = group.seats.index(member)
        seat = model.draws.integer_below(Decision.FELLOW, model.week, member.key, len(group.seats) - 1)
        other = group.seats[seat + 1 if seat >= own else seat]
        if other.group is group and common_sessions(group, member, other):
            member.fellow = other
    accompanied = sum(member in session.members and len(session.members) >= 2 for session in group.sessions)
    member.fellow_hours = model.settings.hours_per_meeting * accompanied
    member.contact += model.p.fellow_contact * member.fellow_strength * member.fellow_hours


def common_sessions(group: Group, one: TwinStudent, other: TwinStudent) -> int:
    return sum(one in session.members and other in session.members for session in group.sessions)


def learn_from_fellow(model: TwinModel, group: Group, member: TwinStudent, fellow: TwinStudent) -> None:
    p, settings = model.p, model.settings
    effort = p.fellow_help + p.fellow_friend * member.fellow_strength + p.fellow_stake * settings.joint_stake
    hours = common_sessions(group, member, fellow) * settings.hours_per_meeting * settings.tutoring_share
    member.tutoring_gain += (
        p.eta * clip(effort, 0.0, 1.0) * zone(fellow.skill - member.skill, p.delta) * hours
    )
