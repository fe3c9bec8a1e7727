"""Company and friendships of the twin (sections 7.2 and 7.7)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mentorsim.numerics.decision import Decision
from tests.reference.formulas import clip, deep_similarity, logistic, single, zone
from tests.reference.records import Friendship
from tests.reference.student import TwinStudent

if TYPE_CHECKING:
    from tests.reference.twin import TwinModel

Pair = tuple[int, int]


def pair_of(one: TwinStudent, other: TwinStudent) -> Pair:
    return (one.row, other.row) if one.row < other.row else (other.row, one.row)


def new_friendship(model: TwinModel, one: TwinStudent, other: TwinStudent, strength: float) -> Friendship:
    """Make a friendship; the one with the lower row comes first."""
    p = model.p
    if other.row < one.row:
        one, other = other, one
    surface = one.surface(other)
    affinity = (
        p.affinity_base
        + p.affinity_surface * (surface - 0.5)
        + p.affinity_deep * deep_similarity(one.values, other.values)
        + p.affinity_noise * model.draws.noise_of_pair(Decision.AFFINITY, 0, one.key, other.key)
    )
    return Friendship(
        first=one,
        second=other,
        strength=strength,
        affinity=single(clip(affinity, 0.0, 1.0)),
        alike=single(one.alike(other)),
    )


def keep_company(model: TwinModel) -> None:
    """Let every friendship act both ways, in the order of rows."""
    for friendship in model.friendships.values():
        one, other = friendship.first, friendship.second
        if one.enrolled and other.enrolled:
            together = model.draws.uniform_of_pair(Decision.COMPANION, model.week, one.key, other.key)
            for student, friend in ((one, other), (other, one)):
                enjoy_company(model, student, friend, friendship, friendship.strength * together)
        elif one.enrolled:
            one.friends_left += friendship.strength
        elif other.enrolled:
            other.friends_left += friendship.strength


def enjoy_company(
    model: TwinModel, student: TwinStudent, friend: TwinStudent, friendship: Friendship, company: float
) -> None:
    strength = friendship.strength
    student.friend_strength += strength
    student.friend_motivation += strength * friend.motivation
    student.friend_alike += strength * friendship.alike
    student.together += strength * zone(friend.skill - student.skill, model.p.delta)
    if student.companion is None or company > student.best_company:
        student.companion, student.best_company = friend, company


def change_friendships(model: TwinModel, in_term: bool) -> None:
    """Stage 7: those that exist grow or fade, and in term weeks new ones form."""
    new = find_friends(model) if in_term else {}
    p = model.p
    for pair, friendship in list(model.friendships.items()):
        target = 0.0
        if friendship.first.enrolled and friendship.second.enrolled:
            apart = abs(friendship.first.performance - friendship.second.performance)
            target = max(0.0, friendship.affinity - p.affinity_ability * apart)
            if not in_term:
                target *= p.break_contact
        friendship.strength += p.friendship_rate * (target - friendship.strength)
        if friendship.strength < p.friendship_floor:
            del model.friendships[pair]
    if new:
        model.friendships = dict(sorted({**model.friendships, **new}.items()))


def find_friends(model: TwinModel) -> dict[Pair, Friendship]:
    new: dict[Pair, Friendship] = {}
    for student in model.students:
        other = meet_somebody(model, student)
        if other is None or other is student or not other.enrolled:
            continue
        pair = pair_of(student, other)
        if pair not in model.friendships and pair not in new and become_friends(model, student, other):
            new[pair] = new_friendship(model, student, other, model.p.friendship_start)
    return new


def meet_somebody(model: TwinModel, student: TwinStudent) -> TwinStudent | None:
    """Return whom a student has an encounter with this week, if anybody."""
    p = model.p
    if not student.enrolled:
        return None
    burst = 1.0 if student.upper_year else 1.0 + p.entry_burst * math.exp(-model.week / p.burst_weeks)
    chance = p.encounter_rate * student.sociability * (0.5 + student.communication) * burst
    if not student.uniform(Decision.ENCOUNTER) < chance:
        return None
    venue = student.uniform(Decision.VENUE)
    if student.section and p.venue_section > 0.0:
        if venue < p.venue_section:
            members = model.sections[student.section]
            return members[candidate(model, student, len(members))]
        venue = (venue - p.venue_section) / (1.0 - p.venue_section)
    if venue < p.venue_mentor:
        if student.met_mentor is None or not model.settings.social_share > 0.0:
            return None
        return student.met_mentor.companion if venue < p.venue_mentor / 2.0 else student.co_mentee
    venue -= p.venue_mentor
    if venue < p.venue_group:
        group = student.group
        if group is None or not student.attended_session:
            return None
        other = group.seats[candidate(model, student, len(group.seats))]
        return other if other.group is group else None
    venue -= p.venue_group
    if venue < p.venue_friend:
        return student.companion.companion if student.companion is not None else None
    venue -= p.venue_friend
    if venue < p.venue_major:
        peers = model.majors[student.major]
        return peers[candidate(model, student, len(peers))]
    return model.students[candidate(model, student, len(model.students))]


def candidate(model: TwinModel, student: TwinStudent, number: int) -> int:
    return model.draws.integer_below(Decision.CANDIDATE, model.week, student.key, number)


def become_friends(model: TwinModel, one: TwinStudent, other: TwinStudent) -> bool:
    p = model.p
    chance = logistic(
        p.befriend
        + p.befriend_surface * (one.surface(other) - 0.5)
        + p.befriend_deep * deep_similarity(one.values, other.values)
        - p.befriend_ability * abs(one.performance - other.performance)
        - p.befriend_role * (one.upper_year != other.upper_year)
        + p.befriend_communication * (one.communication + other.communication - 1.0)
        - p.befriend_crowded * (one.friend_strength + other.friend_strength)
    )
    draw = model.draws.uniform_of_pair(Decision.ACCEPT_FRIEND, model.week, one.key, other.key)
    return draw < chance
