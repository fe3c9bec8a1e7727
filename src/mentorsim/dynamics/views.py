"""The columns of a run as a user sees them: one array per name, of the same memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.rows import VALUE_1, Students


class OwnStudents(Students):
    """The student columns, with those of a user's own mechanisms as further attributes."""


def view_students(
    run: Run, slots: NDArray[np.uint32], own: Mapping[str, NDArray[Any]] | None = None
) -> Students:
    """Show the columns of a run under their names; ``own`` are those of a user's own mechanisms."""
    columns: list[Any] = [
        run.key,
        *run.discrete_traits,
        *run.traits[:VALUE_1],
        run.traits[VALUE_1:],
        slots,
        run.attributes,
        *run.state,
        *run.discrete_state,
    ]
    if not own:
        return Students(*columns)
    students = OwnStudents(*columns)
    students.__dict__.update(own)
    return students
