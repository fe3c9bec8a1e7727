"""Where a week's time goes: every stage of the list in ``dynamics/week.py``, timed by itself."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from study import study

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel
    from mentorsim.scenario import Scenario


def stage_nanoseconds(students: int = 5_000, last_week: int = 12) -> dict[str, float]:
    """Median nanoseconds per student of each stage over the weeks after the first matching.

    The stages are called one by one from Python, which costs some microseconds each: the cohort is large.
    """
    from mentorsim.dynamics.mechanism import STAGE_NAMES

    times: dict[str, list[float]] = {name: [] for name in STAGE_NAMES}
    for model, week in opened_weeks(study(students), last_week):
        for number, name in enumerate(STAGE_NAMES):
            started = process_time()
            model._run_weeks(week, week + 1, number, number + 1)
            times[name].append(process_time() - started)
    return {name: median(values[3:]) / students * 1e9 for name, values in times.items()}


def opened_weeks(scenario: Scenario, last_week: int) -> Iterator[tuple[MentoringModel, int]]:
    """Prepare week after week of a run for its stages, which the caller runs."""
    from mentorsim.model import MentoringModel

    model = MentoringModel(scenario, "random", rng=1)
    for week in range(last_week):
        model._prepare_week(week + 1)
        yield model, week
        model.week = week + 1


def model_after(weeks: int, students: int, policy: str) -> MentoringModel:
    """Run some weeks; the sums of the last one are still there."""
    from mentorsim.model import MentoringModel

    model = MentoringModel(study(students), policy, rng=1)
    for _ in range(weeks):
        model.step()
    return model


if __name__ == "__main__":
    for name, nanoseconds in sorted(stage_nanoseconds().items(), key=lambda item: -item[1]):
        print(f"{name:30s}{nanoseconds:8.1f} ns per student")
