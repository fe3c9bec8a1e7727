"""Measuring a run: every outcome asked for, over all first-years and by group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.outcomes.names import outcomes_of, run_level
from mentorsim.outcomes.registry import Floats, Outcome
from mentorsim.outcomes.run_view import Rows, RunView, mean_of

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel


def measure(
    model: MentoringModel,
    names: Iterable[str] | None = None,
    by: Sequence[str] = (),
    *,
    mentors: Rows | None = None,
) -> dict[str, float]:
    """Measure a model that has run to its horizon.

    Parameters
    ----------
    model
        The model.
    names
        Outcomes as in a scenario; None: those of the model's scenario. A ratio such as cost_per_retained,
        which one run does not have, gives the two outcomes that it is made of.
    by
        Attributes: each outcome that is a mean over first-years is measured for their groups as well.
    mentors
        Rows of the students that the mentors' outcomes are about; None: who mentors in this run.

    Returns
    -------
    dict
        Value by name, with `gpa[first_generation=yes]` for groups; NaN where undefined.

    Raises
    ------
    ScenarioError
        For an unknown outcome.

    Examples
    --------
    >>> import mentorsim as ms
    >>> model = ms.MentoringModel("first_year_university", "as planned", rng=7).run()
    >>> sorted(ms.measure(model, ["retention", "gpa"]))
    ['gpa', 'retention']
    """
    outcomes = run_level(outcomes_of(model.study, names))
    run = RunView(model, mentors=mentors)
    values, groups = measure_run(run, outcomes, by)
    result = dict(zip((outcome.name for outcome in outcomes), values, strict=True))
    result.update(zip(group_columns(run, outcomes, by), groups, strict=True))
    return result


def measure_run(
    run: RunView, outcomes: Sequence[Outcome], by: Sequence[str] = ()
) -> tuple[list[float], list[float]]:
    """Return the value of each outcome, and those of the groups in the order of `group_columns`."""
    groupings = [run.first_years.groupings[attribute] for attribute in by]
    values: list[float] = []
    per_group: list[list[Floats]] = [[] for _ in groupings]
    for outcome in outcomes:
        found = outcome.function(run)
        if not outcome.per_student:
            values.append(_number(outcome, found))
            continue
        found = _numbers(outcome, found, run.first_years.count)
        values.append(mean_of(found))
        for kept, grouping in zip(per_group, groupings, strict=True):
            kept.append(grouping.means(found))
    return values, [float(value) for means in per_group for value in np.ravel(means)]


def _number(outcome: Outcome, found: object) -> float:
    try:
        return float(found)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f"the outcome {outcome.name} must be a number, not {found!r:.60}") from None


def _numbers(outcome: Outcome, found: object, count: int) -> NDArray[Any]:
    numbers = np.asarray(found)
    if numbers.shape != (count,) or numbers.dtype.kind not in "fiub":
        raise ValueError(
            f"the outcome {outcome.name} must be a number for each of the {count} first-years (NaN for who "
            f"does not count), as run.of_first_years gives them, not {type(found).__name__} of shape "
            f"{numbers.shape}"
        )
    return numbers


def group_columns(run: RunView, outcomes: Sequence[Outcome], by: Sequence[str]) -> list[str]:
    """Name the values of the groups: `gpa[first_generation=yes]`."""
    return [
        group_column(outcome.name, attribute, category)
        for attribute in by
        for outcome in outcomes
        if outcome.per_student
        for category in run.first_years.groupings[attribute].categories
    ]


def group_column(outcome: str, attribute: str, category: str) -> str:
    """Name an outcome of one group."""
    return f"{outcome}[{attribute}={category}]"
