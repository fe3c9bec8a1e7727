"""What the fork server imports, so that every worker starts with the kernels loaded."""

from __future__ import annotations

import contextlib
import os
import signal

#: Set while workers are started: this module does its work only where it is imported for that.
MARK = "MENTORSIM_STARTS_WORKERS"


def warm_up() -> None:
    """Run a tiny study: a second's work that would otherwise be done by every worker anew."""
    from mentorsim.dynamics.ahead import TINY_STUDY
    from mentorsim.experiment.plan import make_plan
    from mentorsim.experiment.replicate import replicate
    from mentorsim.scenario import Scenario

    replicate(make_plan(Scenario.model_validate(TINY_STUDY)), 0)


if MARK in os.environ:
    # Ctrl-C reaches the whole group of processes; only the first one decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is wrong here will be wrong in the workers as well, and be reported from there.
    with contextlib.suppress(Exception):
        warm_up()
