"""Who gets a place, apart from who is paired with whom: what every run keeps of it, asked for or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.outcomes.run_view import RunView, mean_of

PLACES = "places"
WAITING = "waiting"
PRIOR_GRADE_WITH = "prior_grade_with_place"
PRIOR_GRADE_WITHOUT = "prior_grade_without_place"
SKILL_WITH = "skill_with_place"
SKILL_WITHOUT = "skill_without_place"
RAN_OUT = "places_ran_out"
RUN_DIGEST = "run_digest"
PLACED_DIGEST = "placed_digest"
PAIRS_DIGEST = "pairs_digest"

#: Names of what `place_values` gives, as columns of results.
PLACE_COLUMNS = (
    PLACES,
    WAITING,
    PRIOR_GRADE_WITH,
    PRIOR_GRADE_WITHOUT,
    SKILL_WITH,
    SKILL_WITHOUT,
    RAN_OUT,
    RUN_DIGEST,
    PLACED_DIGEST,
    PAIRS_DIGEST,
)


def place_values(run: RunView) -> list[float]:
    """Measure who got a place, in the order of `PLACE_COLUMNS`.

    ``places`` is how many mentees all mentors can take at the first matching (NaN without mentors, where
    nothing limits them); ``waiting`` the number of first-years who applied (accepted a place) and were never
    matched. Prior grades (as the program sees them, in SD) and skill at entry (as it is, in SD) are means
    over those who applied, with a place and without one; NaN where there is nobody. ``places_ran_out`` is 1
    if in any matching more students were to be matched than there were places. The digests are those of
    `MentoringModel.digests`: whole numbers that are compared, and mean nothing by themselves.
    """
    placed = run.accepted & run.matched
    without = run.accepted & ~run.matched
    rows = run.first_years.rows
    prior_grade = run.model.world.cohort.observed.prior_grade[rows]
    skill = run.of_first_years("skill_at_entry")
    return [
        _places(run),
        float(np.count_nonzero(without)),
        _mean_over(prior_grade, placed),
        _mean_over(prior_grade, without),
        _mean_over(skill, placed),
        _mean_over(skill, without),
        float(_ran_out(run)),
        *map(float, run.model.digests()),
    ]


def _mean_over(values: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    return mean_of(values[chosen])


def _places(run: RunView) -> float:
    matchings = run.model.matchings
    if run.program is None or not run.program.has_mentors or not matchings:
        return np.nan
    return float(_seats(run, int(matchings[0].capacity.sum())))


def _ran_out(run: RunView) -> bool:
    if run.program is None or not run.program.has_mentors:
        return False
    return any(len(one.mentees) > _seats(run, int(one.capacity.sum())) for one in run.model.matchings)


def _seats(run: RunView, capacity: int) -> int:
    # In a group a student takes a place of each of its mentors.
    grouped = run.program is not None and run.program.format == "group"
    return capacity // max(1, run.program.mentors_per_group) if grouped and run.program else capacity
