"""The process of one run: ``python -m mentorsim.dashboard.runs.runner FOLDER``.

It compares what the folder's ``scenario.yaml`` says, in supervised workers, into the folder's ``results``. It
stops, and keeps what is done, when its standard input ends: because the page asks for it, or is gone.
"""

from __future__ import annotations

import _thread
import contextlib
import json
import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

from mentorsim.dashboard.runs.told import Stage, Told, read_told
from mentorsim.errors import UserError
from mentorsim.files import write_atomically

STATE, RESULTS = "scenario.yaml", "results"
_ASKED = "asked.json"
#: The page must answer while all cores are busy.
_NICENESS = 10
_STANDARD_INPUT = 0


def main() -> None:
    """Run the comparison of the folder that the command line names."""
    folder = Path(sys.argv[1])
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICENESS)
    threading.Thread(target=_stop_when_asked, daemon=True).start()
    try:
        run(folder)
    except KeyboardInterrupt:
        replace(read_told(folder), stage="stopped", message="Stopped before the first replication.").write(
            folder
        )
    except UserError as mistake:
        replace(read_told(folder), stage="failed", message=str(mistake)).write(folder)
    except BaseException as problem:
        told = f"Something went wrong inside mentorsim ({type(problem).__name__}): see {folder / 'log.txt'}."
        replace(read_told(folder), stage="failed", message=told).write(folder)
        raise


def run(folder: Path) -> None:
    """Compare the policies of a folder's scenario, or continue that.

    Raises
    ------
    UserError
        When the scenario cannot be run.
    KeyboardInterrupt
        When it is stopped before anything is done.
    """
    Told().write(folder)
    from mentorsim.api.compare import run_comparison, sampled_plan, stopping_rule
    from mentorsim.dashboard.runs.pages import write_pages
    from mentorsim.dashboard.runs.watching import RunWatch
    from mentorsim.dashboard.states import StateStore
    from mentorsim.experiment.execution.options import RunOptions
    from mentorsim.experiment.mistakes import names_files, refuse_mistakes
    from mentorsim.experiment.plan import make_plan
    from mentorsim.experiment.posterior import load_posterior
    from mentorsim.experiment.posterior_samples import REPLICATIONS_PER_SAMPLE, posterior_samples
    from mentorsim.experiment.summarizing import limits_of

    scenario = StateStore.read(folder / STATE).scenario()
    refuse_mistakes(scenario, also_files=names_files(scenario))
    by, samples = scenario.cohort.attribute_names, asked_samples(folder)
    if samples is None:
        rule = stopping_rule(scenario)
        watched = None if rule.half_width is None else scenario.run.until.outcome
        plan = make_plan(scenario, by=by, watched=watched)
    else:
        drawn = posterior_samples(load_posterior(), REPLICATIONS_PER_SAMPLE)
        plan, rule = sampled_plan(scenario, drawn, samples, by=by)
    watch = RunWatch(folder, plan)
    options = RunOptions(executor="local", out=folder / RESULTS, resume=True, progress=watch.progress)
    limits = limits_of(plan, scenario.run.smallest_worthwhile)
    comparison = run_comparison(plan, rule, limits, options, watch.rows)
    write_pages(comparison, folder)
    stage: Stage = "stopped" if comparison.interrupted else "finished"
    replace(watch.told, stage=stage, message=comparison.stopped, seconds_left=None).write(folder)


def ask_samples(folder: Path, samples: int) -> None:
    """Note in a run's folder that it is to be compared under so many posterior samples of the parameters.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    write_atomically(folder / _ASKED, json.dumps({"samples": samples}))


def asked_samples(folder: Path) -> int | None:
    """Return how many posterior samples a run is to have; None: none were asked for."""
    try:
        return int(json.loads((folder / _ASKED).read_text("utf-8"))["samples"])
    except FileNotFoundError:
        return None


def _stop_when_asked() -> None:
    """Interrupt the main thread as Ctrl-C does, when standard input ends."""
    # Not by sys.stdin: a thread that waits in it keeps its lock, which ends the process with an error.
    with contextlib.suppress(OSError):
        while os.read(_STANDARD_INPUT, 1024):
            pass
    if os.name == "posix":
        os.kill(os.getpid(), signal.SIGINT)  # ends its waiting for workers, too
    else:
        _thread.interrupt_main()


if __name__ == "__main__":
    main()
