"""What a program would use if it went as planned: to be known before anything is simulated."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.scenario.calendar import Calendar
from mentorsim.scenario.program import Program
from mentorsim.scenario.study import Scenario

_WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0


@dataclass(frozen=True)
class PlannedUse:
    """What one policy would use.

    Attributes
    ----------
    policy
        Its name.
    cost
        Its cost when every place is taken from the first week on, every meeting takes place, and every
        check-in leads to something: at most so much, and in the end mostly a third less, for not everybody
        takes a place, and pairs miss meetings and end.
    mentors
        How many it recruits.
    over
        What it may need more of than the budget has, as parts of a sentence; empty where it fits for sure.
    """

    policy: str
    cost: float
    mentors: int
    over: tuple[str, ...]


def planned_uses(scenario: Scenario) -> tuple[PlannedUse, ...]:
    """Hold every policy with a program against the scenario's budget; nothing without a budget."""
    budget = scenario.budget
    uses: list[PlannedUse] = []
    for name, program in scenario.policies.items():
        if program is None or budget is None:
            continue
        cost = planned_cost(scenario, program)
        over: list[str] = []
        if budget.amount is not None and cost > budget.amount:
            over.append(f"may be up to {cost - budget.amount:,.0f} {program.costs.currency} over")
        if budget.mentors is not None and program.mentors.count > budget.mentors:
            more = program.mentors.count - budget.mentors
            over.append(f"{more:,} {'mentor' if more == 1 else 'mentors'} too many")
        uses.append(PlannedUse(name, cost, program.mentors.count, tuple(over)))
    return tuple(uses)


def planned_cost(scenario: Scenario, program: Program) -> float:
    """Give what a program costs at most, with every place taken and every meeting held; see `PlannedUse`.

    The rules are those of the outcome ``cost``: hours of mentors, of training and of a coordinator at the
    program's prices, and what is paid for each mentor and once.
    """
    prices, mentors = program.costs, program.mentors.count
    mentees = planned_places(scenario, program)
    weeks = _active_weeks(scenario.calendar, program)
    meetings = _circles(program, mentees) * weeks * program.meetings_per_week
    hours = program.preparation + (0.0 if program.contact == "one_way" else program.hours_per_meeting)
    training = mentors * program.training.hours + mentees * program.mentee_training.hours
    minutes = mentees * prices.minutes_per_match
    if program.check_ins is not None:
        check_ins = mentees * (weeks // program.check_ins.every_weeks)
        minutes += check_ins * (prices.minutes_per_check_in + prices.minutes_per_action)
        if program.check_ins.action == "rematch":
            minutes += check_ins * prices.minutes_per_match
    support = mentors * program.mentor_support.hours_per_month * weeks / _WEEKS_PER_MONTH
    return float(
        meetings * hours * prices.mentor_hour
        + training * prices.training_hour
        + (minutes / 60.0 + support) * prices.coordinator_hour
        + mentors * prices.per_mentor
        + prices.fixed
    )


def planned_places(scenario: Scenario, program: Program) -> int:
    """Return for how many mentees there is a place, and who may be offered one; of a roster all places."""
    cohort, mentors = scenario.cohort, program.mentors
    first_years = float("inf") if cohort.roster is not None else float(cohort.first_years)
    if mentors.from_ == "cohort":
        first_years -= mentors.count
    if program.eligibility.at_risk is not None:
        first_years *= program.eligibility.at_risk.lowest_share
    offered = first_years * program.offer.share
    if not program.has_mentors:
        return 0 if offered == float("inf") else int(offered)
    places = mentors.count * program.places_per_mentor
    if program.format == "group":
        places //= max(1, program.mentors_per_group)
    return int(min(places, offered))


def _circles(program: Program, mentees: int) -> int:
    """Pairs or groups, each counted once for each of its mentors."""
    if program.format != "group":
        return mentees
    size = min(program.group_size, program.places_per_mentor) if program.has_mentors else program.group_size
    return -(-mentees // size) * program.mentors_per_group


def _active_weeks(calendar: Calendar, program: Program) -> int:
    """Weeks from the program's start to its end in which pairs can meet."""
    first, end = program.starts_week - 1, calendar.total_weeks
    if program.lasts_weeks is not None:
        end = min(end, first + program.lasts_weeks)
    if program.stop_week is not None:
        end = min(end, program.stop_week)
    if program.meet_in_breaks:
        return max(0, end - first)
    period = calendar.weeks_per_term + calendar.break_weeks
    last_term_ends = calendar.terms * period - calendar.break_weeks
    return sum(week % period < calendar.weeks_per_term for week in range(first, min(end, last_term_ends)))
