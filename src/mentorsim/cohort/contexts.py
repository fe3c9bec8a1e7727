"""In which contexts students meet and what they share there, so that attributes get their homophily."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from mentorsim.cohort.people import Category
from mentorsim.cohort.shares import AttributeShares
from mentorsim.numerics.sums import added_in_order

_ROUNDS = 60
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class Context:
    """A kind of occasion to make friends: with what probability, and which attributes all who meet share."""

    probability: float
    shared: frozenset[str]


def contexts(required: Mapping[str, float]) -> list[Context]:
    """Divide occasions so that each attribute is shared in the given part of them.

    The parts are laid around a circle one after the other, so that an occasion requires no more attributes at
    once than it must: groups of people alike in several ways are small. The first context requires nothing.

    Parameters
    ----------
    required
        For each attribute the share of occasions, 0 to 1.
    """
    spans: list[tuple[float, float, str]] = []
    start = 0.0
    for name, share in required.items():
        end = start + min(share, 1.0)
        spans.append((start, min(end, 1.0), name))
        if end > 1.0:
            spans.append((0.0, end - 1.0, name))
        start = end - 1.0 if end >= 1.0 else end
    edges = sorted({0.0, 1.0, *(low for low, _, _ in spans), *(high for _, high, _ in spans)})
    probability: dict[frozenset[str], float] = {frozenset(): 0.0}
    for low, high in itertools.pairwise(edges):
        inside = frozenset(name for begin, end, name in spans if begin <= low and high <= end)
        probability[inside] = probability.get(inside, 0.0) + (high - low)
    return [
        Context(chance, shared)
        for shared, chance in probability.items()
        if not shared or chance > _NEGLIGIBLE
    ]


def required_sameness(
    wanted: Mapping[str, float], attributes: AttributeShares, from_roster: Mapping[str, Category]
) -> dict[str, float]:
    """Find in what share of occasions each attribute must be shared to reach its homophily (Coleman's index).

    With independent attributes that is the index itself: friends made in the other occasions are alike by
    chance. Where attributes depend on each other one brings some sameness of the other along, and less is
    required.

    Parameters
    ----------
    wanted
        Coleman's index of each attribute, more than 0 and at most 1: the share of friendships within groups,
        as the part reached of the way from chance (0) to all (1).
    attributes
        The attributes of the cohort and their shares.
    from_roster
        The roster's attributes, counted as they occur together.
    """
    required = dict(wanted)
    if len(wanted) < 2 or not (attributes.depends_on_major or from_roster):
        return required
    alike = _agreement(attributes, from_roster)
    for _ in range(_ROUNDS):
        divided = contexts(required)
        for name, homophily in wanted.items():
            chance = alike(frozenset([name]))
            same = 0.0
            for context in divided:
                among = alike(context.shared)
                if among > 0.0:
                    same += context.probability * alike(context.shared | {name}) / among
            reached = (same - chance) / (1.0 - chance) if chance < 1.0 else homophily
            required[name] = min(max(required[name] + homophily - reached, 0.0), 1.0)
    return required


def _agreement(
    attributes: AttributeShares, from_roster: Mapping[str, Category]
) -> Callable[[frozenset[str]], float]:
    # The probability that two random first-years agree in all of some attributes.
    known: dict[frozenset[str], float] = {}

    def alike(names: frozenset[str]) -> float:
        if names not in known:
            if names <= from_roster.keys():
                known[names] = _agreement_in_roster([from_roster[name] for name in sorted(names)])
            else:
                known[names] = _agreement_by_shares(attributes, names)
        return known[names]

    return alike


def _agreement_in_roster(categories: list[Category]) -> float:
    if not categories:
        return 1.0
    together = np.stack([category.codes for category in categories])
    counts = np.unique(together, axis=1, return_counts=True)[1].tolist()
    return float(sum(count * count for count in counts) / sum(counts) ** 2)


def _agreement_by_shares(attributes: AttributeShares, names: frozenset[str]) -> float:
    # Within a major attributes are independent.
    majors = attributes.shares.shape[2]
    major = attributes.names[attributes.major] if attributes.major >= 0 else None
    weights = attributes.shares[attributes.major, 0, 0, :majors].tolist() if major is not None else [1.0]
    rows = [attributes.shares[attributes.names.index(name), 0].tolist() for name in sorted(names - {major})]
    total = 0.0
    for one in range(majors):
        for other in range(majors):
            if major in names and one != other:
                continue
            agreement = weights[one] * weights[other]
            for shares in rows:
                agreement *= added_in_order(
                    share * theirs for share, theirs in zip(shares[one], shares[other], strict=True)
                )
            total += agreement
    return float(total)
