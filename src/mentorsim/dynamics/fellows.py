"""Fellow members of a group: whom each turns to, and what comes of it."""

from __future__ import annotations

from mentorsim.dynamics.columns import NOBODY, Floats, Friendships, Integers, Key, Keys, Records
from mentorsim.dynamics.occasions import count_bits
from mentorsim.dynamics.peer_influence import zone
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import bits, integer_below, pair_key, uniform


@inner_kernel
def turn_to_fellows(
    groups: Records,
    seats: Integers,
    group: Integers,
    key: Keys,
    friendships: Friendships,
    sessions: Integers,
    companion_key: Key,
    fellow_key: Key,
    fellow_hours: Floats,
    parameters: Parameters,
    turned_to: Integers,
    fellow_strength: Floats,
    fellow_pull: Floats,
    contact: Floats,
) -> None:
    """Let each member turn to a friend in the group who came, or else to whoever sits there.

    Of several friends it is the one with the largest strength times a random draw, as for companions.
    ``fellow_strength`` is the strength of that friendship, 0 for those who are not friends.
    """
    for g in range(groups.shape[0]):
        first = groups[g].first_seat
        last = groups[g].last_seat
        for seat in range(first, last):
            i = seats[seat]
            if group[i] != g or sessions[i] == 0:
                continue
            for e in range(friendships.row_start[i], friendships.row_start[i + 1]):
                j = friendships.friend[e]
                if group[j] != g or (sessions[i] & sessions[j]) == 0:
                    continue
                strength = friendships.strength[e]
                pull = strength * uniform(bits(companion_key, pair_key(key[i], key[j])))
                if pull > fellow_pull[i]:
                    fellow_pull[i] = pull
                    fellow_strength[i] = strength
                    turned_to[i] = j
                if pull > fellow_pull[j]:
                    fellow_pull[j] = pull
                    fellow_strength[j] = strength
                    turned_to[j] = i
        for seat in range(first, last):
            i = seats[seat]
            if group[i] != g or sessions[i] == 0:
                continue
            if turned_to[i] < 0 and last - first > 1:
                other = first + int(integer_below(bits(fellow_key, key[i]), last - first - 1))
                if other >= seat:
                    other += 1
                j = seats[other]
                if group[j] == g and (sessions[i] & sessions[j]) != 0:
                    turned_to[i] = j
            if turned_to[i] >= 0:
                contact[i] += parameters.fellow_contact * fellow_strength[i] * fellow_hours[i]


@inner_kernel
def help_fellows(
    groups: Records,
    seats: Integers,
    group: Integers,
    sessions: Integers,
    turned_to: Integers,
    fellow_strength: Floats,
    skill: Floats,
    settings: ProgramSettings,
    parameters: Parameters,
    tutoring_gain: Floats,
) -> None:
    """Let members be helped by whom they turn to, as far as that one has a reason to help."""
    hours = settings.hours_per_meeting * settings.tutoring_share
    for g in range(groups.shape[0]):
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            i = seats[seat]
            j = turned_to[i]
            if group[i] != g or j == NOBODY:
                continue
            effort = clip(
                parameters.fellow_help
                + parameters.fellow_friend * fellow_strength[i]
                + parameters.fellow_stake * settings.stake_fellow,
                0.0,
                1.0,
            )
            common = count_bits(sessions[i] & sessions[j])
            tutoring_gain[i] += (
                parameters.eta * effort * zone(skill[j] - skill[i], parameters.delta) * common * hours
            )
