"""The last few cohorts that were watched."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from mentorsim.dashboard.helper import Helper
from mentorsim.dashboard.states import StudyState
from mentorsim.dashboard.watching import cohort_part

_MOST = 6


class WatchedCohorts:
    """Remembers a few players, for going back to one takes no second run."""

    def __init__(self) -> None:
        self._parts: OrderedDict[tuple[str, str, int], str] = OrderedDict()
        self._lock = Lock()

    def part(self, state: StudyState, policy: str, replication: int, helper: Helper) -> str:
        """Return the player of a cohort as HTML.

        Raises
        ------
        UserError
            When the scenario cannot be run.
        """
        key = state.id, policy, replication
        with self._lock:
            if key in self._parts:
                return self._parts[key]
        found = helper.do(cohort_part, state.text, state.folder, policy, replication)
        with self._lock:
            self._parts[key] = found
            while len(self._parts) > _MOST:
                self._parts.popitem(last=False)
        return found
