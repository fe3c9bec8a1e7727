"""The columns of a run as a user sees them: one array per name, of the same memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.rows import VALUE_1, Students


def view_students(run: Run, slots: NDArray[np.uint32]) -> Students:
    """Show the columns of a run under their names."""
    columns: list[Any] = [
        run.key,
        *run.discrete_traits,
        *run.traits[:VALUE_1],
        run.traits[VALUE_1:],
        slots,
        run.attributes,
        run.rarity,
        *run.state,
        *run.discrete_state,
    ]
    return Students(*columns)
