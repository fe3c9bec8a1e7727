"""How often each category of an attribute occurs, by role and major: as stated, or as in the roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import FIRST_YEAR, UPPER_YEAR, Category
from mentorsim.scenario.attributes import CategoricalAttribute, YesNoAttribute

if TYPE_CHECKING:
    from mentorsim.scenario.cohort import CohortSettings

MAJOR = "major"


@dataclass(frozen=True, eq=False)
class AttributeShares:
    """Attributes in the order in which they are drawn: the major first, because shares may depend on it.

    ``shares`` has shape ``(attributes, 2 roles, majors, categories)``: the shares of a category among the
    students of a role and a major, padded with 0. The major's own shares are the same in every row; without a
    major there is one row. ``major`` is the major's place among the attributes, or -1.
    """

    names: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    shares: NDArray[np.float64]
    major: int
    depends_on_major: bool


def attribute_shares(settings: CohortSettings, from_roster: Mapping[str, Category]) -> AttributeShares:
    """Collect the shares of all attributes.

    Parameters
    ----------
    settings
        The scenario's cohort.
    from_roster
        Attributes of the students of a roster. Their shares, within each major where the roster has majors,
        are those of the file, for both roles.
    """
    names = sorted({*settings.attributes, *from_roster}, key=lambda name: (name != MAJOR, name))
    categories = tuple(
        from_roster[name].categories if name in from_roster else tuple(settings.attributes[name].categories)
        for name in names
    )
    major = 0 if names and names[0] == MAJOR else -1
    majors = categories[0] if major == 0 else ("",)
    shares = np.zeros((len(names), 2, len(majors), max((len(group) for group in categories), default=1)))
    depends = False
    for place, name in enumerate(names):
        if name in from_roster:
            in_major = from_roster.get(MAJOR) if name != MAJOR else None
            counted = _counted(from_roster[name], in_major, len(majors))
            shares[place, :, :, : counted.shape[1]] = counted
            depends |= in_major is not None
            continue
        attribute = settings.attributes[name]
        for role in (FIRST_YEAR, UPPER_YEAR):
            for row, in_major_named in enumerate(majors):
                stated = _stated(attribute, role, in_major_named)
                shares[place, role, row, : len(stated)] = stated
        depends |= bool(getattr(attribute, "share_by_major", {}))
    return AttributeShares(tuple(names), categories, shares, major, depends)


def _stated(attribute: YesNoAttribute | CategoricalAttribute, role: int, major: str) -> tuple[float, ...]:
    if isinstance(attribute, CategoricalAttribute):
        upper = attribute.upper_year_shares
        return tuple(upper if role == UPPER_YEAR and upper is not None else attribute.shares)
    share = attribute.share
    if role == UPPER_YEAR and attribute.upper_year_share is not None:
        share = attribute.upper_year_share
    share = attribute.share_by_major.get(major, share)
    return (1.0 - share, share)


def _counted(category: Category, majors: Category | None, rows: int) -> NDArray[np.float64]:
    # Whole numbers are counted, so that the order of the students cannot reach the last bits.
    width = len(category.categories)
    if majors is None:
        counts = np.bincount(category.codes, minlength=width)
        return np.tile(counts / max(len(category.codes), 1), (rows, 1))
    counts = np.bincount(majors.codes * width + category.codes, minlength=rows * width).reshape(rows, width)
    shares: NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares


def cumulative_shares(attributes: AttributeShares) -> NDArray[np.float64]:
    """Return running sums of the shares over the categories, in ascending order.

    From the last category that occurs on, the sum is 2: rounding then leaves no draw without a category.
    """
    cumulative = np.empty_like(attributes.shares)
    running = np.zeros(attributes.shares.shape[:-1])
    remaining = attributes.shares[..., ::-1] > 0.0
    is_last = ~(np.maximum.accumulate(remaining, axis=-1)[..., ::-1])
    for category in range(attributes.shares.shape[-1]):
        running = running + attributes.shares[..., category]
        cumulative[..., category] = running
    # is_last marks the padding behind the last category that occurs; its left neighbor is that category.
    behind = np.concatenate([is_last[..., 1:], np.ones((*is_last.shape[:-1], 1), dtype=np.bool_)], axis=-1)
    cumulative[behind] = 2.0
    return cumulative


def asked_gaps(
    settings: CohortSettings, attributes: AttributeShares, measures: tuple[str, ...]
) -> NDArray[np.float64]:
    """Return the asked gaps in total SD, shape ``(attributes, categories, measures)``."""
    gaps = np.zeros((len(attributes.names), attributes.shares.shape[-1], len(measures)))
    for place, name in enumerate(attributes.names):
        attribute = settings.attributes.get(name)
        if attribute is None:
            continue
        named = attribute.gaps if isinstance(attribute, CategoricalAttribute) else {"yes": attribute.gaps}
        for category, gap in named.items():
            if category in attributes.categories[place]:
                code = attributes.categories[place].index(category)
                gaps[place, code] = [getattr(gap, measure) for measure in measures]
    return gaps
