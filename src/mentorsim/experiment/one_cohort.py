"""One simulated cohort of a policy, looked at as a network: at the start, and at the end of the year."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.experiment.plan import Plan

if TYPE_CHECKING:
    from mentorsim.network import FriendshipList

REPLICATION = 0


@dataclass(frozen=True)
class CohortNetwork:
    """Who is tied to whom in one cohort.

    Attributes
    ----------
    policy
        Whose program it is.
    people
        The persons that are shown: rows of the cohort.
    mentors
        Those of them who mentor.
    left
        Those of them who are not enrolled at the end.
    friends_before, friends_after
        Friendships among them at the start and at the end, pairs of rows.
    pairs
        Mentor and mentee of every pair that ever met and is among them.
    lasting
        Those of the pairs that had not ended before the end of the program.
    in_all
        How many persons the cohort has.
    """

    policy: str
    people: tuple[int, ...]
    mentors: frozenset[int]
    left: frozenset[int]
    friends_before: tuple[tuple[int, int], ...]
    friends_after: tuple[tuple[int, int], ...]
    pairs: tuple[tuple[int, int], ...]
    lasting: frozenset[tuple[int, int]]
    in_all: int

    def to_json_text(self) -> str:
        """Return everything as JSON; people and ties in order."""
        record = asdict(self)
        for name in ("mentors", "left", "lasting"):
            record[name] = sorted(record[name])
        return json.dumps(record, separators=(",", ":")) + "\n"

    @classmethod
    def from_json_text(cls, text: str | bytes) -> CohortNetwork:
        """Return what `to_json_text` has written.

        Raises
        ------
        ValueError
            For any other text.
        """
        record = json.loads(text)
        try:
            return cls(
                policy=str(record["policy"]),
                people=tuple(map(int, record["people"])),
                mentors=frozenset(map(int, record["mentors"])),
                left=frozenset(map(int, record["left"])),
                friends_before=_pairs(record["friends_before"]),
                friends_after=_pairs(record["friends_after"]),
                pairs=_pairs(record["pairs"]),
                lasting=frozenset(_pairs(record["lasting"])),
                in_all=int(record["in_all"]),
            )
        except (KeyError, TypeError) as problem:
            raise ValueError(f"is not a network: {problem}") from None


def cohort_network(plan: Plan, policy: str, most: int) -> CohortNetwork:
    """Run the first replication of a policy once more, and return its network.

    Of a cohort with more persons than `most`, mentors with all their mentees are taken as long as there is
    room, in the order of the cohort, then first-years without a mentor.

    Parameters
    ----------
    plan
        What was run.
    policy
        One of its policies.
    most
        How many persons are shown at most.
    """
    from mentorsim.model import MentoringModel
    from mentorsim.outcomes import first_years_of_model
    from mentorsim.world import make_world

    scenario, number = plan.study_of(REPLICATION)
    world = make_world(scenario, plan.seed, number)
    make = plan.model or MentoringModel
    model = make(scenario, policy=policy, rng=plan.seed, replication=number, world=world)
    before = model.friendships
    model.run()
    after, ties = model.friendships, model.ties
    met = ties["meetings"] > 0
    pairs = list(zip(ties["mentor"][met].tolist(), ties["mentee"][met].tolist(), strict=True))
    # 0: still active, 1: ended as planned.
    lasts = [int(reason) <= 1 for reason in ties["end_reason"][met]]
    enrolled = np.asarray(model.students.enrolled)
    people = _chosen(pairs, np.arange(len(enrolled))[first_years_of_model(model).rows].tolist(), most)
    shown = frozenset(people)
    kept = [(pair, lasting) for pair, lasting in zip(pairs, lasts, strict=True) if set(pair) <= shown]
    return CohortNetwork(
        policy=policy,
        people=people,
        mentors=frozenset(mentor for (mentor, _), _ in kept),
        left=frozenset(person for person in people if not enrolled[person]),
        friends_before=_among(before, shown),
        friends_after=_among(after, shown),
        pairs=tuple(dict.fromkeys(pair for pair, _ in kept)),
        lasting=frozenset(pair for pair, lasting in kept if lasting),
        in_all=len(enrolled),
    )


def _pairs(found: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((int(first), int(second)) for first, second in found)


def _chosen(pairs: Sequence[tuple[int, int]], first_years: Sequence[int], most: int) -> tuple[int, ...]:
    """Choose mentors with their mentees in order, then first-years without one; ascending."""
    mentees: dict[int, set[int]] = {}
    for mentor, mentee in pairs:
        mentees.setdefault(mentor, set()).add(mentee)
    chosen: set[int] = set()
    for mentor in sorted(mentees):
        wanted = chosen | {mentor} | mentees[mentor]
        if len(wanted) <= most:
            chosen = wanted
    matched = set().union(*mentees.values()) if mentees else set()
    for person in first_years:
        if person not in matched and len(chosen) < most:
            chosen.add(person)
    return tuple(sorted(chosen))


def _among(friendships: FriendshipList, shown: frozenset[int]) -> tuple[tuple[int, int], ...]:
    both = zip(friendships.first.tolist(), friendships.second.tolist(), strict=True)
    return tuple(pair for pair in both if pair[0] in shown and pair[1] in shown)
