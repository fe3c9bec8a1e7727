"""What is measured of a run: a register of outcomes, each with its unit, direction and description.

A new outcome is one function with `student_outcome` (a number per first-year) or `run_outcome` (one
number); its name then works in scenarios, comparisons and sweeps like the built-in ones.
"""

from mentorsim.outcomes.built_in import registered_outcomes
from mentorsim.outcomes.measure import group_column, group_columns, measure, measure_run
from mentorsim.outcomes.names import outcomes_of, run_level
from mentorsim.outcomes.registry import (
    Direction,
    Measure,
    Outcome,
    Ratio,
    run_outcome,
    student_outcome,
)
from mentorsim.outcomes.run_view import FirstYears, RunView, first_years_of_model, mentors_in_any

__all__ = [
    "Direction",
    "FirstYears",
    "Measure",
    "Outcome",
    "Ratio",
    "RunView",
    "first_years_of_model",
    "group_column",
    "group_columns",
    "measure",
    "measure_run",
    "mentors_in_any",
    "outcomes_of",
    "registered_outcomes",
    "run_level",
    "run_outcome",
    "student_outcome",
]
