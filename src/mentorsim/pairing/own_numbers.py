"""Numbers of their own that students may have, such as a mentor's places, with the usual one for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentorsim.pairing.fields import find_number
from mentorsim.pairing.problem import Rows

if TYPE_CHECKING:
    from mentorsim.cohort.people import Observed

#: Who writes more is taken to mean this.
_MOST_PLACES = 1000


def own_numbers(observed: Observed, name: str | None, usual: int) -> Rows:
    """Return everybody's own number, rounded down, or the usual one where it is missing or nobody has one.

    Raises
    ------
    UserError
        When the students have no number of this name.
    """
    if name is None:
        return np.full(len(observed.key), usual, np.int64)
    own = find_number(name, observed)
    return np.where(np.isnan(own), usual, np.clip(np.floor(own), 0, _MOST_PLACES)).astype(np.int64)
