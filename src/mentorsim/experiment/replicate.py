"""One replication: a world, every policy on its own copy of it, and what is measured of each run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.cohort.plan import cohort_plan
from mentorsim.errors import UserError
from mentorsim.experiment.failure import Failure
from mentorsim.experiment.folder.details import details_of
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows
from mentorsim.experiment.same_state import same_state
from mentorsim.experiment.sharing import SharedReplication
from mentorsim.outcomes import (
    FirstYears,
    RunView,
    first_years_of_model,
    group_column,
    measure_run,
    mentors_in_any,
)
from mentorsim.outcomes.places import PLACE_COLUMNS, place_values

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

#: Shares of first-years for whom a policy makes a difference to the baseline in the same replication. They
#: include spillovers (the student need not be a mentee) and depend on how random draws are coupled between
#: the policies.
STAYED_ONLY_WITH = "stayed_only_with"
STAYED_ONLY_WITHOUT = "stayed_only_without"
GPA_HIGHER_WITH = "gpa_higher_with"
GPA_LOWER_WITH = "gpa_lower_with"
HELPED_AND_HARMED = (STAYED_ONLY_WITH, STAYED_ONLY_WITHOUT, GPA_HIGHER_WITH, GPA_LOWER_WITH)

#: Number of first-years.
FIRST_YEARS = "first_years"

#: Whether the run is the same in every state as the baseline's: then, and only then, is a difference certain.
SAME_AS_BASELINE = "same_as_baseline"

#: Mentees whom the first matching had no place for.
PLACES_MISSING = "places_missing"

HELPED_AND_HARMED_NOTE = (
    "Shares of all first-years whose own result differs between the policy and the baseline in the same "
    "replication. They include spillovers to students without a mentor, and depend on how random draws are "
    "coupled between the two."
)

_UNKNOWN = (np.nan, np.nan, np.nan, np.nan)

NOTICEABLE_GPA = 0.1
"""Change in gpa that counts as helped or harmed, in grade points on a scale up to 4."""


def replicate(
    plan: Plan,
    replication: int,
    point: int = 0,
    *,
    forgiving: bool = False,
    shared: SharedReplication | None = None,
) -> RunRows:
    """Run every policy of a plan in one replication.

    A policy that fails becomes a row with its failure and does not stop the others.

    Parameters
    ----------
    plan
        What is run.
    replication
        Its number.
    point
        The design point that the plan belongs to.
    forgiving
        Whether the user's mistakes become rows as well: one point of a sweep does not stop the others.
    shared
        What other points have done of this replication, and are told of what is done here. It changes no
        number.

    Raises
    ------
    UserError
        Unless `forgiving`: when the world cannot be made because of the user's input; or when a policy fails
        because of it in replication 0, for it would then fail everywhere.
    """
    from mentorsim.model import MentoringModel
    from mentorsim.world import make_world

    make = plan.model or MentoringModel
    failures: dict[int, Failure] = {}
    models: dict[int, MentoringModel] = {}
    try:
        scenario, number_of_world = plan.study_of(replication)
        world = None if shared is None else shared.world
        if world is None:
            world = make_world(scenario, plan.seed, number_of_world)
            if shared is not None:
                shared.world = world
    except Exception as error:
        if isinstance(error, UserError) and not forgiving:
            raise
        return failed_rows(plan, replication, point, Failure.of(error))
    for number, policy in enumerate(plan.policies):
        try:
            model = None if shared is None else shared.finished(number)
            if model is None:
                model = make(scenario, policy=policy, rng=plan.seed, replication=number_of_world, world=world)
                model.run()
                if shared is not None:
                    shared.keep(number, model)
            else:
                model.study = scenario  # prices and the budget are the point's own
            models[number] = model
        except Exception as error:
            if isinstance(error, UserError) and replication == 0 and not forgiving:
                raise
            failures[number] = Failure.of(error)
    return _measured(plan, replication, point, models, failures)


def measured_columns(plan: Plan) -> tuple[str, ...]:
    """Name the columns of a plan's rows: outcomes, helped and harmed, places, groups, their sizes."""
    names = [outcome.name for outcome in plan.outcomes]
    names += [*HELPED_AND_HARMED, PLACES_MISSING, FIRST_YEARS, SAME_AS_BASELINE, *PLACE_COLUMNS]
    if plan.grouped_by:
        attributes = cohort_plan(plan.scenario).attributes
        categories = dict(zip(attributes.names, attributes.categories, strict=True))
        names += [
            group_column(outcome.name, attribute, category)
            for attribute in plan.by
            for outcome in plan.outcomes
            if outcome.per_student
            for category in categories[attribute]
        ]
        names += [
            group_column(outcome.name, attribute, category)
            for outcome, attribute in plan.gap_groups
            for category in categories[attribute]
        ]
        names += [
            group_size_column(attribute, category)
            for attribute in plan.grouped_by
            for category in categories[attribute]
        ]
    return tuple(names)


def _measured(
    plan: Plan, replication: int, point: int, models: dict[int, MentoringModel], failures: dict[int, Failure]
) -> RunRows:
    outcomes = plan.outcomes
    mentors = mentors_in_any(list(models.values()))
    first_years: FirstYears | None = None
    views: dict[int, RunView] = {}
    measured: dict[int, list[float]] = {}
    for number, model in list(models.items()):
        try:
            if first_years is None:
                first_years = first_years_of_model(model)
            view = RunView(model, first_years, mentors)
            values, groups = measure_run(view, outcomes, plan.by)
            counted = [float(first_years.count), np.nan]
            others = [*_gap_groups(view, plan), *_group_sizes(first_years, plan)]
            views[number] = view
            places = [_places_missing(model), *counted, *place_values(view)]
            measured[number] = [*values, *_UNKNOWN, *places, *groups, *others]
        except Exception as error:
            failures[number] = Failure.of(error)
    base = views.get(plan.policies.index(plan.baseline))
    rows = failed_rows(plan, replication, point, None)
    for number, view in views.items():
        rows.values[number] = measured[number]
        rows.values[number, len(outcomes) : len(outcomes) + 4] = _helped_and_harmed(view, base)
        if base is not None:
            rows.values[number, len(outcomes) + 6] = float(same_state(view.model, base.model))
        if rows.weekly.shape[2]:
            rows.weekly[number] = view.model.weekly.enrolled, view.model.weekly.belonging
    found = tuple(failures.get(number) for number in range(len(plan.policies)))
    kept = {number: view.model for number, view in views.items()}
    return replace(rows, failures=found, details=details_of(plan, kept))


def _gap_groups(view: RunView, plan: Plan) -> list[float]:
    return [
        float(mean)
        for outcome, attribute in plan.gap_groups
        for mean in view.first_years.groupings[attribute].means(outcome.function(view))
    ]


def _group_sizes(first_years: FirstYears, plan: Plan) -> list[float]:
    return [float(size) for name in plan.grouped_by for size in first_years.groupings[name].sizes]


def group_size_column(attribute: str, category: str) -> str:
    """Name the column with the number of first-years in a group."""
    return f"students[{attribute}={category}]"


def _helped_and_harmed(view: RunView, base: RunView | None) -> tuple[float, float, float, float]:
    count = view.first_years.count
    if base is None or base is view or count == 0:
        return _UNKNOWN
    noticeable = NOTICEABLE_GPA * view.scenario.institution.grade_scale / 4.0
    change = view.gpa - base.gpa
    return (
        np.count_nonzero(view.enrolled & ~base.enrolled) / count,
        np.count_nonzero(base.enrolled & ~view.enrolled) / count,
        np.count_nonzero(change > noticeable) / count,
        np.count_nonzero(change < -noticeable) / count,
    )


def _places_missing(model: MentoringModel) -> float:
    if model.program is None or not model.program.has_mentors or not model.matchings:
        return 0.0
    first = model.matchings[0]
    return float(max(0, len(first.mentees) - int(first.capacity.sum())))


def failed_rows(plan: Plan, replication: int, point: int, failure: Failure | None) -> RunRows:
    """Return the rows of a replication in which every policy failed."""
    columns, count = measured_columns(plan), len(plan.policies)
    weeks = plan.scenario.calendar.total_weeks if "weekly" in plan.keep else 0
    return RunRows(
        columns=columns,
        point=np.full(count, point, dtype=np.int64),
        replication=np.full(count, replication, dtype=np.int64),
        policy=np.arange(count, dtype=np.int64),
        values=np.full((count, len(columns)), np.nan),
        failures=(failure,) * count,
        weekly=np.full((count, 2, weeks), np.nan, dtype=np.float32),
    )
