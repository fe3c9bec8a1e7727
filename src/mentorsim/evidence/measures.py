"""What a study measures, taken from simulated runs as its authors took it from their data.

Every measure is taken twice from one replication. *As observed* is what a study of that size would have
found: it holds the noise of who was drawn. The *estimate* subtracts what the same comparison of the same
people gives in the same replication without a program, where nothing can have an effect: its expectation is
the same and its variance far smaller, because both runs share all random draws (a control variate).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from mentorsim.errors import UserError
from mentorsim.evidence import closeness, friends_alike
from mentorsim.evidence.fact import Fact
from mentorsim.evidence.watching import EARLY, Glance, first_term
from mentorsim.outcomes import RunView, outcomes_of
from mentorsim.outcomes.registry import Outcome
from mentorsim.outcomes.run_view import shares_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MENTOR_OUTCOMES = ("skill", "belonging", "motivation", "communication")
_AT_ENTRY = {
    "belonging": "belonging_at_entry",
    "motivation": "motivation_at_entry",
    "skill": "skill_at_entry",
}
#: Outcomes of the terms after the first, which no finished run tells by itself.
_LATER = ("later_credits", "later_gpa")


@dataclass(frozen=True)
class Measured:
    """One fact in one replication, in the fact's unit.

    Attributes
    ----------
    observed
        What a study would have found.
    estimate
        The same with less noise.
    """

    observed: float
    estimate: float


@dataclass(frozen=True)
class Runs:
    """The runs of one replication that facts are measured on.

    Attributes
    ----------
    control
        Without a program.
    programs
        By the name of the policy.
    volunteers
        By the name of the policy: which first-years accept a place if it is offered to them.
    glances
        By the name of the policy (empty: the control): how the run stood when so many weeks were over.
    """

    control: RunView
    programs: Mapping[str, RunView]
    volunteers: Mapping[str, Flags]
    glances: Mapping[str, Mapping[int, Glance]]


def measured(fact: Fact, runs: Runs) -> Measured:
    """Measure a fact.

    The quantities are

    - ``mean``: of an outcome over all first-years; ``change_sd``: of what it has changed by since entry, in
      SD at entry;
    - ``correlation``: of an outcome with the observed prior grade;
    - ``gap``: between the means of two categories of an attribute;
    - ``offered``: mean of those who were offered a place minus mean of those who were not, drawn at random
      within one replication; ``offered_sd`` in SD of those who were not;
    - ``treated``, ``treated_sd``: the same among those who accept a place if it is offered, so that all are
      treated;
    - ``mentors_sd``: mean of the mentors minus mean of as many upper-years with the nearest prior grades who
      do not mentor, in SD of these;
    - ``distant_sd``, ``close_sd``: mean, over the third of the mentees who were least (most) close to their
      mentors in the end, of the outcome minus that of the same student without the program, in SD without it;
    - ``closed``: Kaplan-Meier share of ties ended by the fact's horizon; only the study's end censors;
      ``mentors_closed``: share of these endings that are put down to the mentor; ``foretold``: area under the
      ROC curve of rapport in week 12 against an ending afterwards;
    - ``meetings_rapport``, ``values_rapport``: correlation of meetings held, and of true likeness of values,
      with rapport over the ties that last to the end;
    - ``friends_alike``: correlation of an outcome between friends; ``friends_prior``: of their prior grades
      at entry; ``friends_pull``: slope of later grades on friends' grades of the first term, own grades held.

    Those about an outcome are about the fact's `among` alone.

    Parameters
    ----------
    fact
        The fact.
    runs
        The runs of one replication.

    Raises
    ------
    UserError
        When the outcome does not exist or cannot be measured so.
    """
    run = runs.programs[fact.policy] if fact.policy else runs.control
    glances = runs.glances.get(fact.policy, {})
    quantity = fact.quantity
    if quantity in ("offered", "offered_sd", "treated", "treated_sd"):
        return _scaled(fact, *_offered(fact, run, runs))
    if quantity in ("distant_sd", "close_sd"):
        return _scaled(fact, *_by_closeness(fact, run, runs))
    if quantity == "mentors_sd":
        return _scaled(fact, *_mentors(fact, run, runs.control))
    if quantity == "closed":
        value = closeness.closed_share(run, fact.horizon_weeks)
    elif quantity == "mentors_closed":
        value = closeness.mentors_share(run, fact.horizon_weeks)
    elif quantity == "foretold":
        value = closeness.foretold(run, glances[EARLY], fact.horizon_weeks)
    elif quantity == "meetings_rapport":
        value = closeness.meetings_and_rapport(run)
    elif quantity == "values_rapport":
        value = closeness.values_and_rapport(run)
    elif quantity == "friends_alike":
        value = friends_alike.friends_correlation(run, _values(fact, run, glances))
    elif quantity == "friends_prior":
        value = friends_alike.friends_at_entry(run)
    elif quantity == "friends_pull":
        value = friends_alike.friends_pull(run, glances[first_term(run.scenario.calendar)])
    elif quantity == "change_sd":
        value = _change(fact, run)
    else:
        values = np.where(among(fact, run), _values(fact, run, glances), np.nan)
        if quantity == "mean":
            value = _mean(values)
        elif quantity == "correlation":
            value = closeness.correlation(values, _prior_grades(run))
        else:
            value = _gap(fact, run, values)
    return _scaled(fact, value, value)


def weeks_watched(fact: Fact, weeks_per_term: int) -> tuple[int, ...]:
    """Return the numbers of weeks after which a fact needs to look at its runs."""
    if fact.quantity == "foretold":
        return (EARLY,)
    return (weeks_per_term,) if fact.quantity == "friends_pull" or fact.outcome in _LATER else ()


def needs_volunteers(fact: Fact) -> bool:
    """Whether a fact asks who accepts a place if it is offered."""
    return fact.quantity in ("treated", "treated_sd", "distant_sd", "close_sd")


def base_of(fact: Fact, runs: Runs) -> Measured:
    """Measure the mean of those who are not offered a place, in the fact's unit.

    The estimate takes everybody whom the fact is about without a program.
    """
    run = runs.programs[fact.policy]
    counted = among(fact, run)
    offered = _offered_a_place(run)
    found = _values(fact, run, runs.glances.get(fact.policy, {}))[counted & ~offered]
    return _scaled(fact, _mean(found), _mean(_values(fact, runs.control, runs.glances.get("", {}))[counted]))


def among(fact: Fact, run: RunView) -> Flags:
    """Mark the first-years whom a fact is about.

    Raises
    ------
    UserError
        When there is no such attribute or category.
    """
    if not fact.among:
        return np.ones(run.first_years.count, np.bool_)
    if fact.among in ("lower half", "upper half"):
        grades = _prior_grades(run)
        lower: Flags = grades < np.nanmedian(grades)
        return lower if fact.among == "lower half" else ~lower & np.isfinite(grades)
    attribute, _, category = (part.strip() for part in fact.among.partition(":"))
    grouping = run.first_years.groupings.get(attribute)
    if grouping is None or category not in grouping.categories:
        raise fact.wrong(
            f"among must be lower half, upper half, or an attribute and its category such as "
            f"'gender: woman', not {fact.among!r:.60}"
        )
    marked: Flags = grouping.codes == grouping.categories.index(category)
    return marked


def outcome_of(fact: Fact, run: RunView) -> Outcome:
    """Return the outcome that a fact is measured on.

    Raises
    ------
    UserError
        When there is none of that name, or it is not a mean over first-years.
    """
    try:
        found = outcomes_of(run.scenario, [fact.outcome])
    except UserError as problem:
        raise fact.wrong(problem.message) from None
    if len(found) != 1 or not isinstance(found[0], Outcome) or not found[0].per_student:
        raise fact.wrong(f"{fact.outcome} is not a mean over first-years")
    return found[0]


def _scaled(fact: Fact, observed: float, estimate: float) -> Measured:
    return Measured(fact.scale * observed, fact.scale * estimate)


def _values(fact: Fact, run: RunView, glances: Mapping[int, Glance]) -> Floats:
    if fact.outcome not in _LATER:
        return np.asarray(outcome_of(fact, run).function(run), dtype=np.float64)
    term = glances[first_term(run.scenario.calendar)]
    if fact.outcome == "later_credits":
        later = run.students.credits - term.credits
    else:
        points = run.students.grade_points - term.grade_points
        later = shares_of(points, run.students.courses_attempted - term.courses_attempted)
    own: Floats = later[run.first_years.rows]
    return own


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan


def _sd(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.std(ddof=1)) if len(known) > 1 else np.nan


def _prior_grades(run: RunView) -> Floats:
    grades: Floats = run.model.world.cohort.observed.prior_grade[run.first_years.rows]
    return grades


def _offered_a_place(run: RunView) -> Flags:
    offered: Flags = run.participation.status[run.first_years.rows] >= 1
    return offered


def _gap(fact: Fact, run: RunView, values: Floats) -> float:
    grouping = run.first_years.groupings.get(fact.attribute)
    if grouping is None:
        raise fact.wrong(f"the scenario has no attribute {fact.attribute!r}")
    means = dict(zip(grouping.categories, grouping.means(values), strict=True))
    for group in (fact.upper_group, fact.lower_group):
        if group not in means:
            raise fact.wrong(f"{fact.attribute} has no category {group!r}")
    return float(means[fact.upper_group] - means[fact.lower_group])


def _change(fact: Fact, run: RunView) -> float:
    """Return what an outcome has changed by; under a program, of those who have a mentor."""
    if fact.outcome not in _AT_ENTRY:
        raise fact.wrong(f"a change can be measured of {', '.join(_AT_ENTRY)}, not of {fact.outcome}")
    counted = among(fact, run)
    if fact.policy:
        counted = counted & run.matched
    entry = run.of_first_years(_AT_ENTRY[fact.outcome])
    change = run.of_first_years(fact.outcome) - entry
    return _mean(change[counted]) / _sd(entry[among(fact, run)])


def _offered(fact: Fact, run: RunView, runs: Runs) -> tuple[float, float]:
    values = _values(fact, run, runs.glances.get(fact.policy, {}))
    without = _values(fact, runs.control, runs.glances.get("", {}))
    offered = _offered_a_place(run)
    counted = among(fact, run)
    if needs_volunteers(fact):
        counted = counted & runs.volunteers[fact.policy]
    treated, untreated = counted & offered, counted & ~offered
    spread = _sd(values[untreated]) if fact.quantity.endswith("_sd") else 1.0
    found = _mean(values[treated]) - _mean(values[untreated])
    noise = _mean(without[treated]) - _mean(without[untreated])
    return found / spread, (found - noise) / spread


def _by_closeness(fact: Fact, run: RunView, runs: Runs) -> tuple[float, float]:
    """Compare the mentees of one third with themselves; a study has the noise of the whole sample besides."""
    values = _values(fact, run, runs.glances.get(fact.policy, {}))
    without = _values(fact, runs.control, runs.glances.get("", {}))
    third = closeness.third_by_closeness(run, fact.quantity == "close_sd") & among(fact, run)
    willing = runs.volunteers[fact.policy]
    offered = _offered_a_place(run)
    spread = _sd(without[willing])
    estimate = _mean((values - without)[third])
    noise = _mean(without[willing & offered]) - _mean(without[willing & ~offered])
    return (estimate + noise) / spread, estimate / spread


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
    noise = float(without[mentors].mean() - without[comparable].mean())
    return found / spread, (found - noise) / spread
