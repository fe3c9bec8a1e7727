"""What the fork server imports, so that every worker starts with the kernels loaded."""

from __future__ import annotations

import contextlib
import os
import signal

#: Set while workers are started: this module does its work only where it is imported for that.
MARK = "MENTORSIM_STARTS_WORKERS"

_TINY = {
    "title": "warm-up",
    "calendar": {"terms": 1, "weeks_per_term": 2},
    "cohort": {"first_years": 8, "upper_years": 4},
    "program": {"mentors": 2, "starts_week": 1},
}


def warm_up() -> None:
    """Run a tiny study: a second's work that would otherwise be done by every worker anew."""
    from mentorsim.experiment.plan import make_plan
    from mentorsim.experiment.replicate import replicate
    from mentorsim.scenario import Scenario

    replicate(make_plan(Scenario.model_validate(_TINY)), 0)


if MARK in os.environ:
    # Ctrl-C reaches the whole group of processes; only the first one decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is wrong here will be wrong in the workers as well, and be reported from there.
    with contextlib.suppress(Exception):
        warm_up()
