"""What is measured on ties: how long they last, by whose side they end, and what closeness goes with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from mentorsim.dynamics.endings import EndSide
from mentorsim.evidence.watching import Glance
from mentorsim.outcomes import RunView

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_NOT_EARLY = 2  # codes of ties that are active or ended as planned
_THIRD = 1.0 / 3.0


def closed_share(run: RunView, weeks: int) -> float:
    """Return the Kaplan-Meier share of ties that have ended by so many weeks; NaN without a tie.

    Kaplan and Meier 1958, Journal of the American Statistical Association 53. The study's end and a planned
    end censor; every other reason, leaving school included, is an ending.
    """
    durations = run.pairs.last_week + 1 - run.pairs.start
    if len(durations) == 0:
        return np.nan
    ended = (run.pairs.end_reason >= _NOT_EARLY) & (durations <= weeks)
    longest = max(weeks, int(durations.max()))
    at_risk = np.bincount(durations, minlength=longest + 1)[::-1].cumsum()[::-1][: weeks + 1]
    ending = np.bincount(durations[ended], minlength=longest + 1)[: weeks + 1]
    return 1.0 - float(np.prod(1.0 - ending[at_risk > 0] / at_risk[at_risk > 0]))


def mentors_share(run: RunView, weeks: int) -> float:
    """Return the share of endings within so many weeks that are put down to the mentor; NaN without any."""
    early = run.pairs.last_week + 1 - run.pairs.start <= weeks
    return share_of_sides(run.model.ties.end_side[early])


def share_of_sides(sides: NDArray[np.integer]) -> float:
    """Return the mentors' share of endings for one of the two's sake; those of neither do not count."""
    of_mentor, of_mentee = (np.count_nonzero(sides == side) for side in (EndSide.MENTOR, EndSide.MENTEE))
    return of_mentor / (of_mentor + of_mentee) if of_mentor + of_mentee else np.nan


def foretold(run: RunView, early: Glance, weeks: int) -> float:
    """Return the area under the ROC curve of early closeness against an ending before so many weeks are over.

    The chance that of two ties, one of which ended, the one that ended was the less close (Hanley and McNeil
    1982, Radiology 143); one half where closeness tells nothing.
    """
    count = len(early.rapport)
    known = np.isfinite(early.rapport)
    ended = (run.pairs.end_reason[:count] >= _NOT_EARLY) & (run.pairs.last_week[:count] + 1 <= weeks)
    closed, open_ = known & ended, known & ~ended
    if not closed.any() or not open_.any():
        return np.nan
    ranks = rankdata(-early.rapport[known])
    here = np.count_nonzero(closed)
    above = float(ranks[closed[known]].sum()) - 0.5 * here * (here + 1)
    return above / (here * np.count_nonzero(open_))


def meetings_and_rapport(run: RunView) -> float:
    """Return the correlation of meetings held with rapport, over the ties that last to the end."""
    last = run.pairs.end_reason == 0
    return correlation(run.pairs.meetings[last], final_rapport(run)[last])


def values_and_rapport(run: RunView) -> float:
    """Return the correlation of true likeness of values with rapport, over the ties that last to the end."""
    last = np.flatnonzero(run.pairs.end_reason == 0)
    values = run.students.values
    apart = values[:, run.pairs.mentee[last]] - values[:, run.pairs.mentor[last]]
    return correlation(-np.sqrt(np.sum(apart**2, axis=0)), final_rapport(run)[last])


def third_by_closeness(run: RunView, highest: bool) -> Flags:
    """Mark the first-years who had a mentor and are in the lowest or highest third by closeness in the end.

    The closeness of the last tie counts, and where it had ended that of the time.
    """
    rapport = np.full(len(run.students.role), np.nan)
    for t in np.argsort(run.pairs.start, kind="stable"):
        rapport[run.pairs.mentee[t]] = final_rapport(run)[t]
    own = rapport[run.first_years.rows]
    known = np.flatnonzero(np.isfinite(own))
    order = known[np.argsort(own[known], kind="stable")]
    size = round(_THIRD * len(order))
    marked = np.zeros(len(own), np.bool_)
    marked[order[len(order) - size :] if highest else order[:size]] = True
    return marked


def final_rapport(run: RunView) -> Floats:
    """Return the rapport of every tie at the end, or when it ended."""
    rapport: Floats = run.model.ties.rapport
    return rapport


def correlation(one: NDArray[np.floating] | NDArray[np.integer], other: NDArray[np.floating]) -> float:
    """Return Pearson's correlation of those for whom both are known; NaN where one does not vary."""
    known = np.isfinite(one) & np.isfinite(other)
    if np.count_nonzero(known) < 3 or np.ptp(one[known]) == 0.0 or np.ptp(other[known]) == 0.0:
        return np.nan
    return float(np.corrcoef(one[known], other[known])[0, 1])
