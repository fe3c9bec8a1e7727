"""What a program would use at most if it went as planned: to be known before anything is simulated."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mentorsim.scenario.attributes import YesNoAttribute
from mentorsim.scenario.calendar import Calendar
from mentorsim.scenario.program import Program
from mentorsim.scenario.study import Scenario

_WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0
_MOST_MEETINGS = 7
_FAR = 4.0


@dataclass(frozen=True)
class PlannedUse:
    """What one policy would use.

    Attributes
    ----------
    policy
        Its name.
    cost
        Its cost when every place is taken from the first week on, every meeting takes place, and every pair
        is acted on: at most so much. What it costs on average is less, for not everybody takes a place, and
        pairs miss meetings and end.
    mentors
        How many it recruits.
    over
        What it may need more of than the budget has, as parts of a sentence; empty where it fits for sure.
    """

    policy: str
    cost: float
    mentors: int
    over: tuple[str, ...]


def planned_uses(scenario: Scenario, first_years: int | None = None) -> tuple[PlannedUse, ...]:
    """Compare what every policy with a program needs with the scenario's budget; nothing without a budget.

    Parameters
    ----------
    scenario
        The scenario.
    first_years
        How many there are, where a roster says it; None: as the scenario states, or of a roster not known.
    """
    budget = scenario.budget
    uses: list[PlannedUse] = []
    for name, program in scenario.policies.items():
        if program is None or budget is None:
            continue
        cost = planned_cost(scenario, program, first_years)
        over: list[str] = []
        if budget.amount is not None and cost > budget.amount:
            over.append(f"may be up to {cost - budget.amount:,.0f} {program.costs.currency} over")
        if budget.mentors is not None and program.mentors.count > budget.mentors:
            more = program.mentors.count - budget.mentors
            over.append(f"{more:,} {'mentor' if more == 1 else 'mentors'} too many")
        uses.append(PlannedUse(name, cost, program.mentors.count, tuple(over)))
    return tuple(uses)


def planned_cost(scenario: Scenario, program: Program, first_years: int | None = None) -> float:
    """Return what a program costs at most, with every place taken and every meeting held; see `PlannedUse`.

    The rules are those of the outcome ``cost``: hours of mentors, of training and of a coordinator at the
    program's prices, and what is paid for each mentor and once. What chance decides (who is offered a place,
    how many students have an attribute) is counted `_FAR` standard deviations above its mean.
    """
    prices, mentors = program.costs, program.mentors.count
    offered = _offered(scenario, program, first_years)
    places = min(_places(program), offered)
    matchings = _matchings(scenario.calendar, program)
    participants = min(offered, places * max(1, matchings))
    active = _active_stretches(scenario.calendar, program)
    weeks = sum(last - first for first, last in active)
    meetings = _circles(program, participants, places, matchings) * _meetings_of_a_pair(program, active)
    hours = program.preparation + (0.0 if program.contact == "one_way" else program.hours_per_meeting)
    training = mentors * program.training.hours + participants * program.mentee_training.hours
    pairs_each = max(1, program.mentors_per_group) if program.format == "group" else 1
    matches = pairs_each * (places * matchings if _rematches(program) else participants)
    minutes = matches * prices.minutes_per_match
    if program.check_ins is not None and program.has_mentors:
        minutes += places * pairs_each * _check_ins(program, active) * prices.minutes_per_check_in
        minutes += matches * prices.minutes_per_action
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
    return int(min(_places(program), _offered(scenario, program, None)))


def _places(program: Program) -> float:
    """Mentees for whom there is a place at a time; without an end where groups have no mentors."""
    if not program.has_mentors:
        return math.inf
    if program.match.places.most is not None:
        return math.inf  # every mentor's own number, which only the roster says
    places = program.mentors.count * program.places_per_mentor
    return places // max(1, program.mentors_per_group) if program.format == "group" else places


def _offered(scenario: Scenario, program: Program, first_years: int | None) -> int:
    """How many may be mentees and are offered a place, at most; of a roster that nobody read, the places."""
    cohort = scenario.cohort
    count = cohort.first_years if first_years is None else first_years
    if cohort.roster is not None and first_years is None:
        places = _places(program)
        return 0 if math.isinf(places) else int(places)
    rule = program.eligibility
    if rule.at_risk is not None:
        count = min(count, math.floor(rule.at_risk.lowest_share * count + 0.5))
    if program.mentors.from_ == "cohort" and rule.at_risk is None and rule.attribute is None:
        count = max(0, count - program.mentors.count)
    share = program.offer.share
    if rule.attribute is not None and rule.is_ is not None and cohort.roster is None:
        share *= _share_of(scenario, rule.attribute, rule.is_)
    return min(count, math.ceil(share * count + _FAR * math.sqrt(count * share * (1.0 - share))))


def _share_of(scenario: Scenario, attribute: str, category: str) -> float:
    """Share of first-years with a category, the largest of all majors."""
    stated = scenario.cohort.attributes.get(attribute)
    if stated is None or category not in stated.categories:
        return 1.0
    number = stated.categories.index(category)
    if isinstance(stated, YesNoAttribute):
        shares = [stated.share, *stated.share_by_major.values()]
        return max(shares) if number == 1 else 1.0 - min(shares)
    return stated.shares[number]


def _rematches(program: Program) -> bool:
    return program.check_ins is not None and program.check_ins.action == "rematch"


def _matchings(calendar: Calendar, program: Program) -> int:
    """How often students are matched, at most: for every offer, and after check-ins that rematch."""
    offers = program.waves + (program.late_joiners.share > 0.0)
    if not _rematches(program) or program.check_ins is None:
        return offers
    return offers + (calendar.total_weeks - program.starts_week) // program.check_ins.every_weeks


def _circles(program: Program, participants: float, places: float, matchings: int) -> float:
    """Pairs or groups that meet at a time, each counted once for each of its mentors."""
    if program.format != "group":
        return places
    size, each = program.group_size, program.mentors_per_group
    if each > 1 or program.places_per_mentor % size:
        return places * each  # what is left of mentors' places makes groups as small as one
    return min(places, math.ceil(participants / size) + matchings - 1) * each


def _active_stretches(calendar: Calendar, program: Program) -> list[tuple[int, int]]:
    """Weeks in a row in which pairs can meet, from the program's start to its end; counted from 0."""
    first, end = program.starts_week - 1, calendar.total_weeks
    if program.lasts_weeks is not None and not _rematches(program):
        last_offer = (program.waves - 1) * program.weeks_between_waves
        if program.late_joiners.share > 0.0:
            last_offer = max(last_offer, program.late_joiners.weeks_late)
        # An offer that falls into a break is made after it.
        waits = calendar.break_weeks if last_offer and not program.meet_in_breaks else 0
        end = min(end, first + last_offer + waits + program.lasts_weeks)
    if program.stop_week is not None:
        end = min(end, program.stop_week)
    if program.meet_in_breaks:
        return [(first, end)] if first < end else []
    period = calendar.weeks_per_term + calendar.break_weeks
    active: list[tuple[int, int]] = []
    for term in range(calendar.terms):
        begins = term * period
        # What is to end in the break before ends in the first week after it.
        ends_in_break = begins - calendar.break_weeks < end <= begins
        until = begins + 1 if ends_in_break else end
        weeks = max(first, begins), min(until, begins + calendar.weeks_per_term)
        if weeks[0] < weeks[1]:
            active.append(weeks)
    return active


def _meetings_of_a_pair(program: Program, active: list[tuple[int, int]]) -> float:
    """Meetings at most; a message that goes one way is counted by the week."""
    rate = program.meetings_per_week
    if program.contact == "one_way":
        return rate * sum(last - first for first, last in active)
    meetings = 0
    for number, (first, last) in enumerate(active):
        planned = (last - first) * rate
        meetings += min(
            math.floor(planned) if number == 0 else math.ceil(planned), _MOST_MEETINGS * (last - first)
        )
    return meetings


def _check_ins(program: Program, active: list[tuple[int, int]]) -> int:
    assert program.check_ins is not None
    every, start = program.check_ins.every_weeks, program.starts_week - 1
    return sum(
        week > start and (week - start) % every == 0 for first, last in active for week in range(first, last)
    )
