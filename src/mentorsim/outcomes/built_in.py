"""All outcomes: importing the files that define the built-in ones puts them into the register."""

from __future__ import annotations

from collections.abc import Mapping

from mentorsim.outcomes import costs, first_years, mentoring, mentors  # noqa: F401
from mentorsim.outcomes.registry import Measure, register_so_far


def registered_outcomes() -> Mapping[str, Measure]:
    """Give every registered outcome by its name; those made from patterns (`retention_term_1`) are not."""
    return register_so_far()
