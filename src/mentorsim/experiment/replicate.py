"""One replication: a world, every policy on its own copy of it, and what is measured of each run."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.errors import UserError
from mentorsim.experiment.intervals import FloatArray
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows, joined
from mentorsim.outcomes import (
    FirstYears,
    RunView,
    first_years_of_model,
    group_columns,
    measure_run,
    mentors_in_any,
)

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

#: Shares of first-years for whom a policy makes a difference to the baseline in the same world. They include
#: spillovers (the student need not be a mentee) and depend on how luck is coupled between the policies.
STAYED_ONLY_WITH = "stayed_only_with"
STAYED_ONLY_WITHOUT = "stayed_only_without"
GPA_HIGHER_WITH = "gpa_higher_with"
GPA_LOWER_WITH = "gpa_lower_with"
HELPED_AND_HARMED = (STAYED_ONLY_WITH, STAYED_ONLY_WITHOUT, GPA_HIGHER_WITH, GPA_LOWER_WITH)

#: Mentees whom the first matching had no place for.
PLACES_MISSING = "places_missing"

_UNKNOWN = (np.nan, np.nan, np.nan, np.nan)

NOTICEABLE_GPA = 0.1
"""Change in gpa that counts as helped or harmed, in grade points on a scale up to 4."""


def replicate(plan: Plan, replication: int) -> RunRows:
    """Run every policy of a plan in one world.

    A policy that fails becomes a row with its error and does not stop the others.

    Raises
    ------
    UserError
        When the world cannot be made because of the user's input; or when a policy fails because of it in
        replication 0, for it would then fail everywhere.
    """
    from mentorsim.model import MentoringModel
    from mentorsim.world import make_world

    make = plan.model or MentoringModel
    failures: dict[int, str] = {}
    models: dict[int, MentoringModel] = {}
    try:
        scenario, number_of_world = plan.study_of(replication)
        world = make_world(scenario, plan.seed, number_of_world)
    except UserError:
        raise
    except Exception as error:
        return _all_failed(plan, replication, described_error(error))
    for number, policy in enumerate(plan.policies):
        try:
            model = make(scenario, policy=policy, rng=plan.seed, replication=number_of_world, world=world)
            model.run()
            models[number] = model
        except Exception as error:
            if isinstance(error, UserError) and replication == 0:
                raise
            failures[number] = described_error(error)
    return _measured(plan, replication, models, failures)


def replicate_all(plan: Plan, replications: Sequence[int]) -> RunRows:
    """Run several replications after one another."""
    return joined([replicate(plan, replication) for replication in replications])


def described_error(error: BaseException) -> str:
    """Give an error as one line: its kind, its message and where it arose."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {' '.join(str(error).split())}{place}"


def _measured(
    plan: Plan, replication: int, models: dict[int, MentoringModel], failures: dict[int, str]
) -> RunRows:
    outcomes = plan.outcomes
    names = [outcome.name for outcome in outcomes] + [*HELPED_AND_HARMED, PLACES_MISSING]
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
            if not views:
                names += _group_names(view, plan)
            views[number] = view
            sizes = _group_sizes(first_years, plan)
            measured[number] = [*values, *_UNKNOWN, _places_missing(model), *groups, *sizes]
        except Exception as error:
            failures[number] = described_error(error)
    base = views.get(plan.policies.index(plan.baseline))
    weeks = plan.scenario.calendar.total_weeks
    rows = np.full((len(plan.policies), len(names)), np.nan)
    weekly = np.full((len(plan.policies), 2, weeks), np.nan, dtype=np.float32)
    for number, view in views.items():
        rows[number, : len(measured[number])] = measured[number]
        rows[number, len(outcomes) : len(outcomes) + 4] = _helped_and_harmed(view, base)
        weekly[number] = view.model.weekly.enrolled, view.model.weekly.belonging
    return _rows(plan, replication, tuple(names), rows, failures, weekly)


def _group_names(view: RunView, plan: Plan) -> list[str]:
    sizes = [
        group_size_column(attribute, category)
        for attribute in plan.grouped_by
        for category in view.first_years.groupings[attribute].categories
    ]
    return group_columns(view, plan.outcomes, plan.by) + sizes


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


def _all_failed(plan: Plan, replication: int, error: str) -> RunRows:
    names = (*(outcome.name for outcome in plan.outcomes), *HELPED_AND_HARMED, PLACES_MISSING)
    values = np.full((len(plan.policies), len(names)), np.nan)
    weekly = np.full((len(plan.policies), 2, plan.scenario.calendar.total_weeks), np.nan, dtype=np.float32)
    return _rows(plan, replication, names, values, dict.fromkeys(range(len(plan.policies)), error), weekly)


def _rows(
    plan: Plan,
    replication: int,
    names: tuple[str, ...],
    values: FloatArray,
    failures: dict[int, str],
    weekly: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
) -> RunRows:
    count = len(plan.policies)
    return RunRows(
        columns=names,
        replication=np.full(count, replication, dtype=np.int64),
        policy=np.arange(count, dtype=np.int64),
        values=values,
        errors=tuple(failures.get(number) for number in range(count)),
        weekly=weekly,
    )
