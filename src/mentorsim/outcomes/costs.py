"""What a program costs, by stated rules, and what that buys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.outcomes.mentoring import END_REASONS
from mentorsim.outcomes.registry import CURRENCY, Ratio, register, run_outcome
from mentorsim.outcomes.run_view import RunView

WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0
_REMATCHED, _CLOSED = END_REASONS.index("rematched"), END_REASONS.index("closed")


@run_outcome("cost", CURRENCY, "lower")
def cost(run: RunView) -> float:
    """Cost of the program over the horizon; 0 without a program.

    Mentors' hours (meetings and their preparation) x mentor_hour; hours of training of mentors and mentees x
    training_hour; coordinator's hours x coordinator_hour; per_mentor for each mentor recruited; fixed.
    """
    return run.once(_bill)


def _bill(run: RunView) -> float:
    program = run.program
    if program is None:
        return 0.0
    prices, recruited = program.costs, len(run.model.mentors)
    training = recruited * program.training.hours + run.participants * program.mentee_training.hours
    return float(
        mentor_hours(run) * prices.mentor_hour
        + training * prices.training_hour
        + coordinator_hours(run) * prices.coordinator_hour
        + recruited * prices.per_mentor
        + prices.fixed
    )


@run_outcome("over_budget", "share", "lower")
def over_budget(run: RunView) -> float:
    """Share of replications in which the program costs more, or has more mentors, than the scenario's budget.

    In one run 1 or 0; undefined where the scenario states no budget.
    """
    budget = run.scenario.budget
    if budget is None:
        return np.nan
    too_dear = budget.amount is not None and cost(run) > budget.amount
    too_many = budget.mentors is not None and len(run.model.mentors) > budget.mentors
    return float(too_dear or too_many)


@run_outcome("cost_per_participant", f"{CURRENCY} a student", "lower")
def cost_per_participant(run: RunView) -> float:
    """Cost divided by the first-years who were ever matched; undefined where nobody was."""
    return cost(run) / run.participants if run.participants else np.nan


@run_outcome("cost_per_first_year", f"{CURRENCY} a student", "lower")
def cost_per_first_year(run: RunView) -> float:
    """Cost divided by all first-years."""
    return cost(run) / run.first_years.count if run.first_years.count else np.nan


@run_outcome("net_benefit", CURRENCY, "higher")
def net_benefit(run: RunView) -> float:
    """First-years retained x value_per_retained of the program's costs, minus cost.

    Its difference from a control without a program is the program's net benefit. Undefined where the scenario
    states no value.
    """
    prices = run.scenario.program.costs if run.program is None else run.program.costs
    if prices.value_per_retained is None:
        return np.nan
    return float(prices.value_per_retained * np.count_nonzero(run.enrolled) - cost(run))


register(
    Ratio(
        "cost_per_retained",
        f"{CURRENCY} a student",
        "Cost of one more first-year retained: mean difference in cost divided by that in students retained.",
        cost="cost",
        effect="retained",
        per=1.0,
    )
)
register(
    Ratio(
        "cost_per_gpa_tenth",
        f"{CURRENCY} a student",
        "Cost per first-year of raising the mean gpa by 0.1: mean difference in cost per first-year divided "
        "by that in gpa.",
        cost="cost_per_first_year",
        effect="gpa",
        per=0.1,
    )
)


def mentor_hours(run: RunView) -> float:
    """Hours that mentors spend on meetings and their preparation.

    A meeting takes `hours_per_meeting` and `preparation`; a session with a group is one meeting for its
    mentor, however many come. A one-way message takes the preparation alone.
    """
    program, pairs = run.program, run.pairs
    if program is None or len(pairs.mentor) == 0:
        return 0.0
    if program.contact == "one_way":
        return float(active_weeks(run).sum() * program.meetings_per_week * program.preparation)
    hours = float(run.model.students.mentoring_hours.sum())
    return hours * (program.hours_per_meeting + program.preparation) / program.hours_per_meeting


def coordinator_hours(run: RunView) -> float:
    """Hours of a coordinator: support of mentors, matches made, check-ins and what follows from them.

    Support: `hours_per_month` for each mentor from the first week with a mentee to the last, breaks left
    out unless the program meets in them. Minutes per match, check-in and pair that is acted on: see the
    program's costs.
    """
    program, pairs = run.program, run.pairs
    if program is None:
        return 0.0
    prices = program.costs
    minutes = prices.minutes_per_match * matches_made(run)
    if len(pairs.mentor) == 0:
        return minutes / 60.0
    if program.check_ins is not None:
        reason = pairs.end_reason
        acted_on = (pairs.coached > 0) | (reason == _REMATCHED) | (reason == _CLOSED)
        minutes += prices.minutes_per_check_in * int(check_ins_made(run).sum())
        minutes += prices.minutes_per_action * int(np.count_nonzero(acted_on))
    return minutes / 60.0 + support_hours(run)


def matches_made(run: RunView) -> int:
    """Pairs made; in groups without mentors, seats given."""
    return len(run.pairs.mentor) or sum(len(record.seats) for record in run.model.matchings)


def support_hours(run: RunView) -> float:
    """Hours of ongoing support that all mentors get together."""
    program, pairs = run.program, run.pairs
    if program is None or program.mentor_support.hours_per_month == 0.0:
        return 0.0
    size = len(run.students.role)
    first, last = np.full(size, run.weeks), np.full(size, -1)
    np.minimum.at(first, pairs.mentor, pairs.start)
    np.maximum.at(last, pairs.mentor, pairs.last_week)
    mentors = np.flatnonzero(last >= first)
    months = int(_between(run.once(_active), first[mentors], last[mentors]).sum()) / WEEKS_PER_MONTH
    return float(program.mentor_support.hours_per_month * months)


def active_weeks(run: RunView) -> NDArray[np.int64]:
    """Weeks of each tie in which it could meet."""
    return _between(run.once(_active), run.pairs.start, run.pairs.last_week)


def check_ins_made(run: RunView) -> NDArray[np.int64]:
    """Number of check-ins that fell into each tie's life."""
    program = run.program
    if program is None or program.check_ins is None:
        return np.zeros(len(run.pairs.mentor), dtype=np.int64)
    since = np.arange(run.weeks) - (program.starts_week - 1)
    due = run.once(_active) & (since > 0) & (since % program.check_ins.every_weeks == 0)
    return _between(due, run.pairs.start, run.pairs.last_week)


def _active(run: RunView) -> NDArray[np.bool_]:
    """Whether the program is active in each week: in terms, or always if it meets in breaks."""
    calendar, program = run.scenario.calendar, run.program
    if program is not None and program.meet_in_breaks:
        return np.ones(run.weeks, dtype=np.bool_)
    week = np.arange(run.weeks)
    period = calendar.weeks_per_term + calendar.break_weeks
    in_term = week % period < calendar.weeks_per_term
    return in_term & (week < period * (calendar.terms - 1) + calendar.weeks_per_term)


def _between(
    flags: NDArray[np.bool_], first: NDArray[np.int32], last: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Count the flagged weeks from `first` to `last`, both included."""
    counts = np.concatenate(([0], np.cumsum(flags)))
    between: NDArray[np.int64] = counts[last + 1] - counts[first]
    return between
