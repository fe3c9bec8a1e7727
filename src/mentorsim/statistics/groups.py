"""The means of groups of students behind a gap, and which groups are large enough to speak of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.differences import GroupPart
from mentorsim.statistics.intervals import SMALL_CELL, BoolArray, FloatArray, paired_differences

SMALL_GROUP = (
    f"a group has fewer than {SMALL_CELL} first-years: what is said of it is hardly more than chance"
)


def one_of(means: FloatArray, students: float) -> float:
    """Return what one student may change in a mean over students: about their spread by their number.

    Parameters
    ----------
    means
        The mean in each replication, shape (replications,). It varies as students do, by the root of their
        number.
    students
        How many there are.
    """
    known = means[np.isfinite(means)]
    return float(known.std(ddof=1)) / float(np.sqrt(students)) if len(known) > 1 and students > 0.0 else 0.0


@dataclass(frozen=True, eq=False)
class GroupMeans:
    """The groups' means of which an outcome is the difference (two groups) or the range (more).

    Attributes
    ----------
    values
        Shape (replications, policies, groups); NaN where nobody counts.
    sizes
        Mean number of first-years in each group, shape (groups,).
    shares
        Whether the means are shares of students, so that one student is the smallest step.
    """

    values: FloatArray
    sizes: FloatArray
    shares: bool

    @property
    def small(self) -> bool:
        """Whether a group of two is too small to speak of, or fewer than two of more groups are not."""
        enough = self.sizes >= SMALL_CELL
        return not enough.all() if len(self.sizes) == 2 else int(enough.sum()) < 2

    @property
    def grain(self) -> float:
        """One student of the smallest group that counts; 0 where the means are not shares."""
        enough = self.sizes[self.sizes >= SMALL_CELL]
        return 1.0 / float(enough.min()) if self.shares and enough.size else 0.0

    def ranged(self) -> FloatArray:
        """Return the means of the groups that are large enough, shape (replications, policies, groups)."""
        return self.values[:, :, self.sizes >= SMALL_CELL]

    def furthest_pair(self, baseline: int) -> FloatArray:
        """Return the gap between the two groups that are furthest apart under the baseline over all runs.

        It stands for the range where runs are not replications of one another, shape (runs, policies): the
        pair is the same in all of them, so that noise does not add up.
        """
        means = self.ranged()
        known = np.isfinite(means[:, baseline]).all(axis=1)
        if means.shape[2] < 2 or not known.any():
            return np.full(means.shape[:2], np.nan)
        overall = means[known, baseline].mean(axis=0)
        gap: FloatArray = means[:, :, int(overall.argmax())] - means[:, :, int(overall.argmin())]
        return gap

    def parts(self, replications: BoolArray, policies: BoolArray, baseline: int) -> tuple[GroupPart, ...]:
        """Return what each of two groups adds to the paired differences of their gap.

        Parameters
        ----------
        replications, policies
            Which of them are compared: flags.
        baseline
            Position of the baseline among the compared policies.
        """
        if len(self.sizes) != 2:
            return ()
        found = []
        for group, sign in ((0, 1.0), (1, -1.0)):
            chosen = self.values[:, :, group][np.ix_(replications, policies)]
            if not np.isfinite(chosen).all():
                return ()
            size = max(float(self.sizes[group]), 1.0)
            grain = 1.0 / size if self.shares else one_of(chosen[:, baseline], size)
            found.append(GroupPart(sign * paired_differences(chosen, baseline), grain))
        return tuple(found)
