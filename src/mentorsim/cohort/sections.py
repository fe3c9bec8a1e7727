"""Placing first-years in sections: at random, in tracks by prior grade, or apart by an attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import FIRST_YEAR, Observed
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import bits, stage_key, uniform

if TYPE_CHECKING:
    from typing import Any

    from mentorsim.scenario.sections import Sections

NO_SECTION = 0


def place_in_sections(
    settings: Sections, observed: Observed, seed: int, replication: int
) -> NDArray[np.int32]:
    """Return the section of every student, numbered from 1; 0 for upper-years, who have none.

    Students are divided into classes: one (random), tracks of nearly equal size by observed prior grade
    (missing grades count as 0, equal ones are ordered by lot), or the categories of an attribute (unknown is
    one of its own). Everybody has a lot, the same whatever the placement; in each class sections of nearly
    equal size, none larger than ``size``, are filled in the order of the lots.

    Parameters
    ----------
    settings
        How students are placed.
    observed
        What is known of them.
    seed, replication
        Seed and number of the replication.
    """
    rows = np.flatnonzero(observed.role == FIRST_YEAR)
    key = observed.key[rows]
    lots = _lots(key, stage_key(seed, replication, Decision.SECTION, 0))
    classes = _classes(settings, observed, rows, lots)
    section = np.full(len(observed.key), NO_SECTION, np.int32)
    opened = 0
    for label in np.unique(classes).tolist():
        members = np.flatnonzero(classes == label)
        ordered = rows[members[np.lexsort((key[members], lots[members]))]]
        count = -(-len(ordered) // settings.size)
        # The first ones have one member more where the number does not divide.
        section[ordered] = opened + 1 + (np.arange(len(ordered)) * count) // max(len(ordered), 1)
        opened += count
    return section


def no_sections(count: int) -> NDArray[np.int32]:
    """Return the sections of so many students where there are none."""
    return np.full(count, NO_SECTION, np.int32)


def members_by_section(section: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """List each section's members in ascending row order; who has none comes first, as number 0."""
    order = np.argsort(section, kind="stable").astype(np.int32)
    start = np.concatenate([[0], np.cumsum(np.bincount(section, minlength=1))]).astype(np.int32)
    return start, order


def _classes(
    settings: Sections, observed: Observed, rows: NDArray[np.int64], lots: NDArray[np.float64]
) -> NDArray[np.int64]:
    if settings.tracks is not None:
        grades = np.nan_to_num(observed.prior_grade[rows])
        ranks = np.empty(len(rows), np.int64)
        ranks[np.lexsort((observed.key[rows], lots, grades))] = np.arange(len(rows))
        tracks: NDArray[np.int64] = ranks * settings.tracks // max(len(rows), 1)
        return tracks
    if settings.placed_by in observed.attributes:
        return observed.attributes[settings.placed_by].codes[rows].astype(np.int64)
    return np.zeros(len(rows), np.int64)


@kernel
def _lots(key: NDArray[np.uint64], lot_key: Any) -> NDArray[np.float64]:
    lots = np.empty(key.shape[0], np.float64)
    for i in range(key.shape[0]):
        lots[i] = uniform(bits(lot_key, key[i]))
    return lots
