"""Outcomes of the mentoring itself: who takes part, how often pairs meet, how long they last."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.outcomes.registry import run_outcome, student_outcome
from mentorsim.outcomes.run_view import Floats, RunView, where

#: Reasons for the end of a tie by their codes, as in the model's `EndReason`.
END_REASONS = (
    "active",
    "planned",
    "mismatch",
    "no_show",
    "mentor_left",
    "mentee_left",
    "rematched",
    "stopped",
    "closed",
)
_NOT_EARLY = 2  # active or planned
FEW_MEETINGS = 3


@run_outcome("participants", "students", "neither")
def participants(run: RunView) -> float:
    """Number of first-years who were ever matched."""
    return float(run.participants)


@student_outcome("take_up", "share", "neither")
def take_up(run: RunView) -> Floats:
    """Of the first-years who were offered a place, the share who accepted."""
    status = run.participation.status[run.first_years.rows]
    return where(status >= 1, status >= 2)


@student_outcome("unmatched", "share", "lower")
def unmatched(run: RunView) -> Floats:
    """Of the first-years who accepted a place, the share who were never matched."""
    return where(run.accepted, ~run.matched)


@student_outcome("wait", "weeks", "lower")
def wait(run: RunView) -> Floats:
    """Mean weeks from accepting a place to the first match, of the first-years who were matched."""
    return where(run.matched, run.first_match - run.accepted_week)


@student_outcome("meetings", "meetings", "neither")
def meetings(run: RunView) -> Floats:
    """Mean number of meetings that a first-year who was ever matched had as a mentee."""
    return where(run.matched, run.of_first_years("meetings"))


@run_outcome("met_three", "share", "higher")
def met_three(run: RunView) -> float:
    """Share of the pairs ever made that met three times or more."""
    return _share(run.pairs.meetings >= FEW_MEETINGS)


@run_outcome("match_length", "weeks", "higher")
def match_length(run: RunView) -> float:
    """Restricted mean weeks that a pair lasts until it ends early.

    The area under the Kaplan-Meier curve (Kaplan and Meier 1958, Journal of the American Statistical
    Association 53) up to the longest time that a pair was observed. The end of the study and a planned end
    censor; every other reason, leaving school included, is an early end.
    """
    weeks = run.pairs.last_week + 1 - run.pairs.start
    return restricted_mean(weeks, run.pairs.end_reason >= _NOT_EARLY)


@run_outcome("closed_early", "share", "lower")
def closed_early(run: RunView) -> float:
    """Share of the pairs ever made that had ended at the horizon for any reason but the plan."""
    return _share(run.pairs.end_reason >= _NOT_EARLY)


def ended(run: RunView, code: int) -> float:
    """Share of the pairs ever made that ended for this reason."""
    count = len(run.pairs.end_reason)
    return int(run.once(_reasons)[code]) / count if count else np.nan


@run_outcome("accepted", "students", "neither")
def accepted(run: RunView) -> float:
    """Number of first-years who accepted a place."""
    return float(np.count_nonzero(run.accepted))


def restricted_mean(durations: NDArray[Any], ended_early: NDArray[np.bool_]) -> float:
    """Area under the Kaplan-Meier curve up to the longest duration.

    Parameters
    ----------
    durations
        Whole weeks from 1 on, one per pair.
    ended_early
        Whether the pair ended then (else it was only observed so long).

    Returns
    -------
    float
        In weeks; NaN without a pair.
    """
    if len(durations) == 0:
        return np.nan
    longest = int(durations.max())
    leaving = np.bincount(durations, minlength=longest + 1)
    ending = np.bincount(durations[ended_early], minlength=longest + 1)
    at_risk = leaving[::-1].cumsum()[::-1]
    survival = np.cumprod(1.0 - ending / at_risk)
    return float(np.add.reduce(survival[:longest]))


def _reasons(run: RunView) -> NDArray[np.int64]:
    return np.bincount(run.pairs.end_reason, minlength=len(END_REASONS))


def _share(flags: NDArray[np.bool_]) -> float:
    return np.count_nonzero(flags) / len(flags) if len(flags) else np.nan
