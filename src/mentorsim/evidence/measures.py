"""What a study measures, taken from simulated runs as its authors took it from their data.

Every measure is taken twice from one world. *As observed* is what a study of that size would have found: it
holds the luck of who was drawn. The *estimate* subtracts what the same comparison of the same people gives in
the same world without a program, where nothing can have an effect: its expectation is the same and its
variance far smaller, because both runs share all luck (a control variate).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from mentorsim.errors import UserError
from mentorsim.evidence.fact import Fact
from mentorsim.outcomes import RunView, outcomes_of
from mentorsim.outcomes.registry import Outcome

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MENTOR_OUTCOMES = ("skill", "belonging", "motivation", "communication")
_NOT_EARLY = 2  # codes of ties that are active or ended as planned


@dataclass(frozen=True)
class Measured:
    """One fact in one world, in the fact's unit.

    Attributes
    ----------
    observed
        What a study would have found.
    estimate
        The same with less luck.
    """

    observed: float
    estimate: float


@dataclass(frozen=True)
class Runs:
    """The runs of one world that facts are measured on.

    Attributes
    ----------
    control
        Without a program.
    programs
        By the name of the policy.
    volunteers
        By the name of the policy: which first-years accept a place if it is offered to them.
    """

    control: RunView
    programs: Mapping[str, RunView]
    volunteers: Mapping[str, Flags]


def measured(fact: Fact, runs: Runs, policy: str | None = None) -> Measured:
    """Measure a fact.

    The quantities are

    - ``mean``: of an outcome over all first-years;
    - ``correlation``: of an outcome with the observed prior grade;
    - ``gap``: between the means of two categories of an attribute;
    - ``offered``: mean of those who were offered a place minus mean of those who were not, drawn at random
      within one world; ``offered_sd`` in SD of those who were not;
    - ``treated_sd``: the same among those who accept a place if it is offered, so that all are treated;
    - ``mentors_sd``: mean of the mentors minus mean of as many upper-years with the nearest prior grades who
      do not mentor, in SD of these;
    - ``closed``: Kaplan-Meier share of ties ended by the fact's horizon; only the study's end censors.

    Parameters
    ----------
    fact
        The fact.
    runs
        The runs of one world.
    policy
        Another policy than the fact's.

    Raises
    ------
    UserError
        When the outcome does not exist or cannot be measured so.
    """
    name = fact.policy if policy is None else policy
    run = runs.programs[name] if name else runs.control
    if fact.quantity == "closed":
        value = closed_share(run, fact.horizon_weeks)
        return _scaled(fact, value, value)
    if fact.quantity == "mentors_sd":
        return _scaled(fact, *_mentors(fact, run, runs.control))
    values = _values(fact, run)
    if fact.quantity == "mean":
        value = _mean(values)
    elif fact.quantity == "correlation":
        value = _correlation(values, _prior_grades(run))
    elif fact.quantity == "gap":
        value = _gap(fact, run, values)
    else:
        return _scaled(fact, *_offered(fact, run, runs, values, runs.volunteers.get(name)))
    return _scaled(fact, value, value)


def base_of(fact: Fact, runs: Runs) -> Measured:
    """Measure the mean of those who are not offered a place, in the fact's unit.

    The estimate takes all first-years without a program.
    """
    run = runs.programs[fact.policy]
    offered = run.participation.status[run.first_years.rows] >= 1
    return _scaled(fact, _mean(_values(fact, run)[~offered]), _mean(_values(fact, runs.control)))


def closed_share(run: RunView, weeks: int) -> float:
    """Give the Kaplan-Meier share of ties that have ended by so many weeks; NaN without a tie.

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


def outcome_of(fact: Fact, run: RunView) -> Outcome:
    """Give the outcome that a fact is measured on.

    Raises
    ------
    UserError
        When there is none of that name, or it is no mean over first-years.
    """
    try:
        found = outcomes_of(run.scenario, [fact.outcome])
    except UserError as problem:
        raise fact.wrong(problem.message) from None
    if len(found) != 1 or not isinstance(found[0], Outcome) or not found[0].per_student:
        raise fact.wrong(f"{fact.outcome} is no mean over first-years")
    return found[0]


def _scaled(fact: Fact, observed: float, estimate: float) -> Measured:
    return Measured(fact.scale * observed, fact.scale * estimate)


def _values(fact: Fact, run: RunView) -> Floats:
    return np.asarray(outcome_of(fact, run).function(run), dtype=np.float64)


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan


def _sd(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.std(ddof=1)) if len(known) > 1 else np.nan


def _prior_grades(run: RunView) -> Floats:
    grades: Floats = run.model.world.cohort.observed.prior_grade[run.first_years.rows]
    return grades


def _correlation(values: Floats, others: Floats) -> float:
    known = ~np.isnan(values) & ~np.isnan(others)
    return float(np.corrcoef(values[known], others[known])[0, 1])


def _gap(fact: Fact, run: RunView, values: Floats) -> float:
    grouping = run.first_years.groupings.get(fact.attribute)
    if grouping is None:
        raise fact.wrong(f"the scenario has no attribute {fact.attribute!r}")
    means = dict(zip(grouping.categories, grouping.means(values), strict=True))
    for group in (fact.upper_group, fact.lower_group):
        if group not in means:
            raise fact.wrong(f"{fact.attribute} has no category {group!r}")
    return float(means[fact.upper_group] - means[fact.lower_group])


def _offered(
    fact: Fact, run: RunView, runs: Runs, values: Floats, volunteers: Flags | None
) -> tuple[float, float]:
    offered = run.participation.status[run.first_years.rows] >= 1
    counted = np.ones_like(offered)
    if fact.quantity == "treated_sd":
        assert volunteers is not None
        counted = volunteers
    treated, untreated = counted & offered, counted & ~offered
    spread = 1.0 if fact.quantity == "offered" else _sd(values[untreated])
    found = _mean(values[treated]) - _mean(values[untreated])
    without = _values(fact, runs.control)
    luck = _mean(without[treated]) - _mean(without[untreated])
    return found / spread, (found - luck) / spread


def _mentors(fact: Fact, run: RunView, control: RunView) -> tuple[float, float]:
    if fact.outcome not in _MENTOR_OUTCOMES:
        raise fact.wrong(f"of mentors can be measured {', '.join(_MENTOR_OUTCOMES)}, not {fact.outcome}")
    mentors = np.unique(run.pairs.mentor)
    if len(mentors) == 0:
        return np.nan, np.nan
    others = np.flatnonzero(run.students.role == run.students.role[mentors[0]])
    others = np.setdiff1d(others, mentors)
    grades = np.nan_to_num(run.model.world.cohort.observed.prior_grade)
    if len(others) < len(mentors):
        raise fact.wrong("there are too few students to compare the mentors with")
    distance = np.abs(grades[mentors][:, None] - grades[others])
    comparable = others[linear_sum_assignment(distance)[1]]
    values = np.asarray(getattr(run.students, fact.outcome))
    without = np.asarray(getattr(control.students, fact.outcome))
    spread = _sd(values[comparable])
    found = float(values[mentors].mean() - values[comparable].mean())
    luck = float(without[mentors].mean() - without[comparable].mean())
    return found / spread, (found - luck) / spread
