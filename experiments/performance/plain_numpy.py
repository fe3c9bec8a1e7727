"""The three heaviest mechanisms on students and friendships, in plain NumPy and compiled.

Company (what friends add up to), meeting new people, and the fading of friendships, as `stages.py` finds
them. Each plain version is checked to give the same columns within 1e-9 before it is timed.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

import numba
import numpy as np
from numpy_draws import bits, integer_below, logistic, mix, uniform
from stages import model_after
from timing import best_of

from mentorsim.dynamics import encounters
from mentorsim.dynamics import friendship as friendship_kernels
from mentorsim.dynamics import peer_influence as peer_kernels
from mentorsim.dynamics import rows as c
from mentorsim.dynamics.similarity import MEAN_DISTANCE, SD_DISTANCE
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.kernel_compiler import KernelCompiler
from mentorsim.numerics.randomness import stage_key

WEEK = 6
DECISIONS = (
    Decision.COMPANION, Decision.ENCOUNTER, Decision.VENUE, Decision.CANDIDATE, Decision.ACCEPT_FRIEND,
)  # fmt: skip
WEEKLY_SUMS = (
    c.FRIEND_STRENGTH, c.FRIEND_MOTIVATION, c.FRIEND_PERFORMANCE, c.FRIEND_ALIKE, c.FRIENDS_LEFT, c.TOGETHER,
)  # fmt: skip


def entered(kernel: Any) -> Any:
    """Compile a kernel that only other kernels call, with an entrance from Python."""
    return numba.njit(kernel.py_func, nogil=True, error_model="numpy", pipeline_class=KernelCompiler)


gather, sum_peer_influence, part = map(
    entered, (peer_kernels.gather, peer_kernels.sum_peer_influence, peer_kernels.part)
)
come_across, befriend, fade = map(
    entered, (encounters.come_across, friendship_kernels.befriend, friendship_kernels.fade)
)


@dataclass(frozen=True)
class Edges:
    """Friendships as lists of pairs."""

    first: Any
    second: Any
    strength: Any
    affinity: Any
    alike: Any


def edges_of(run: Any) -> Edges:
    """List the friendships of a run."""
    network, people = run.friendships, len(run.key)
    used = network.row_start[people]
    first = np.repeat(np.arange(people), np.diff(network.row_start))
    return Edges(first, *(column[:used] for column in network[1:]))


def peer_influence(run: Any, edges: Edges, key: Any, delta: float) -> tuple[list[Any], Any]:
    """Sum up every student's friends and find the companions of the week."""
    people = len(run.key)
    here = run.discrete_state[c.ENROLLED] != 0
    state = run.state
    one = np.concatenate([edges.first, edges.second])
    other = np.concatenate([edges.second, edges.first])
    strength = np.tile(edges.strength, 2)
    left = here[one] & ~here[other]
    friends_left = np.bincount(one[left], strength[left], people)
    both = here[one] & here[other]
    one, other, strength = one[both], other[both], strength[both]
    alike = np.tile(edges.alike, 2)[both]
    steps = np.maximum(0.0, state[c.SKILL][other] - state[c.SKILL][one]) / delta
    weights = (
        strength,
        strength * state[c.MOTIVATION][other],
        strength * state[c.PERFORMANCE][other],
        strength * alike,
    )
    sums = [np.bincount(one, weight, people) for weight in weights]
    together = np.bincount(one, strength * steps * np.exp(1.0 - steps), people)
    weight = strength * uniform(bits(key, mix(run.key[one] + run.key[other])))
    order = np.lexsort((weight, one))
    companion = np.full(people, c.NOBODY)
    companion[one[order]] = other[order]  # the last one written is the heaviest
    return [*sums, friends_left, together], companion


def surface(attributes: Any, i: Any, j: Any) -> Any:
    """Share of the attributes in which two students are known to be alike."""
    own, partner = attributes[:, i], attributes[:, j]
    return ((own >= 0) & (own == partner)).sum(axis=0) / len(attributes)


def deep(traits: Any, i: Any, j: Any) -> Any:
    """Similarity of values, standardized over random pairs."""
    apart = traits[c.VALUE_1 : c.VALUE_3 + 1, i] - traits[c.VALUE_1 : c.VALUE_3 + 1, j]
    return (MEAN_DISTANCE - np.sqrt((apart * apart).sum(axis=0))) / SD_DISTANCE


def new_friends(run: Any, edges: Edges, keys: list[Any], companion: Any, parameters: Any) -> Any:
    """Whom each student becomes friends with this week; without mentors and groups, which are not timed."""
    p, people = parameters, len(run.key)
    here, communication = run.discrete_state[c.ENROLLED] != 0, run.state[c.COMMUNICATION]
    role, major = run.discrete_traits
    burst = np.where(role == 0, 1.0 + p.entry_burst * np.exp(-WEEK / p.burst_weeks), 1.0)
    chance = p.encounter_rate * run.traits[c.SOCIABILITY] * (0.5 + communication) * burst
    i = np.flatnonzero(here & (uniform(bits(keys[0], run.key)) < chance))
    venue = uniform(bits(keys[1], run.key[i]))
    drawn = bits(keys[2], run.key[i])
    friend_until = p.venue_mentor + p.venue_group + p.venue_friend
    first = run.major_start[major[i]]
    in_major = run.major_members[first + integer_below(drawn, run.major_start[major[i] + 1] - first)]
    friends_friend = np.where(companion[i] >= 0, companion[companion[i]], c.NOBODY)
    j = np.select(
        [venue < p.venue_mentor + p.venue_group, venue < friend_until, venue < friend_until + p.venue_major],
        [c.NOBODY, friends_friend, in_major],
        integer_below(drawn, people),
    )
    known = edges.first.astype(np.int64) * people + edges.second
    place = np.searchsorted(known, np.minimum(i, j) * people + np.maximum(i, j))
    friends = known[np.minimum(place, len(known) - 1)] == np.minimum(i, j) * people + np.maximum(i, j)
    fits = (j >= 0) & (j != i) & here[j] & ~friends
    i, j = i[fits], j[fits]
    log_odds = (
        p.befriend
        + p.befriend_surface * (surface(run.attributes, i, j) - 0.5)
        + p.befriend_deep * deep(run.traits, i, j)
        - p.befriend_role * (role[i] != role[j])
        + p.befriend_communication * (communication[i] + communication[j] - 1.0)
        - p.befriend_crowded * (run.weekly_sums[c.FRIEND_STRENGTH, i] + run.weekly_sums[c.FRIEND_STRENGTH, j])
    )
    accepted = uniform(bits(keys[3], mix(run.key[i] + run.key[j]))) < logistic(log_odds)
    chosen = np.full(people, c.NOBODY, np.int32)
    chosen[i[accepted]] = j[accepted]
    return chosen


def fading(run: Any, edges: Edges, parameters: Any) -> Edges:
    """Move every friendship toward what it tends to and drop those that are over."""
    here = run.discrete_state[c.ENROLLED] != 0
    target = np.where(here[edges.first] & here[edges.second], edges.affinity.astype(np.float64), 0.0)
    strength = edges.strength + parameters.friendship_rate * (target - edges.strength)
    kept = strength >= parameters.friendship_floor
    return Edges(
        edges.first[kept], edges.second[kept], strength[kept], edges.affinity[kept], edges.alike[kept]
    )


def numpy_ratio(times: int, students: int = 5_000) -> dict[str, float]:
    """Time plain NumPy against the compiled mechanisms, without a program, after checking that they agree."""
    model, week = model_after(WEEK + 1, students, "none"), WEEK
    run, parameters, replication_key = model._run, model.parameters, model.world.replication_key
    together_key, *keys = (
        stage_key(replication_key.seed, replication_key.replication, decision, week) for decision in DECISIONS
    )
    state, sums, persons = run.state, run.weekly_sums, run.partners
    network = run.friendships

    def compiled_peer_influence() -> None:
        gather(
            run.key, run.discrete_state[c.ENROLLED], state[c.SKILL], state[c.MOTIVATION],
            state[c.PERFORMANCE], run.peers,
        )  # fmt: skip
        sum_peer_influence(network, together_key, parameters.delta, run.peers)
        part(run.peers, *(sums[row] for row in WEEKLY_SUMS), persons[c.COMPANION])

    def compiled_meeting() -> int:
        come_across(
            run.key, *run.discrete_traits, run.traits[c.SOCIABILITY], run.major_start, run.major_members,
            run.discrete_state[c.ENROLLED], state[c.COMMUNICATION], run.discrete_state[c.GROUP], run.groups,
            run.seats, run.weekly_counts[c.SESSIONS], persons[c.COMPANION], persons[c.MET_MENTOR],
            persons[c.CO_MENTEE], week, *keys[:3], model.settings, parameters, persons[c.NEW_FRIEND],
        )  # fmt: skip
        return befriend(
            run.key, run.discrete_traits[c.ROLE], run.traits, run.attributes, run.discrete_state[c.ENROLLED],
            state[c.COMMUNICATION], network.row_start, network.friend, sums[c.FRIEND_STRENGTH], keys[3],
            parameters, persons[c.NEW_FRIEND],
        )  # fmt: skip

    def compiled_fading() -> None:
        fade(network, run.discrete_state[c.ENROLLED], 1, parameters)

    edges = edges_of(run)
    compiled_peer_influence()
    plain, companion = peer_influence(run, edges, together_key, parameters.delta)
    for row, column in zip(WEEKLY_SUMS, plain, strict=True):
        np.testing.assert_allclose(column, sums[row], rtol=0.0, atol=1e-9)
    np.testing.assert_array_equal(companion, persons[c.COMPANION])
    assert compiled_meeting() > 0
    chosen = new_friends(run, edges, keys, companion, parameters)
    np.testing.assert_array_equal(chosen, persons[c.NEW_FRIEND])
    faded = fading(run, edges, parameters)
    compiled_fading()
    after = edges_of(run)
    np.testing.assert_array_equal(faded.second, after.second)
    np.testing.assert_allclose(faded.strength, after.strength, rtol=0.0, atol=1e-9)

    def plain_week() -> None:
        _, companions = peer_influence(run, after, together_key, parameters.delta)
        new_friends(run, after, keys, companions, parameters)
        fading(run, after, parameters)

    def compiled_week() -> None:
        compiled_peer_influence()
        compiled_meeting()
        compiled_fading()

    return {"numpy_ratio": median(best_of(plain_week, 3) / best_of(compiled_week, 3) for _ in range(times))}
