"""A sweep in a process of its own, to be killed at any moment; run as a script it is that process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

from mentorsim.experiment.design.experiment import experiment_from_options
from mentorsim.experiment.design.preparing import prepare
from mentorsim.experiment.folder import store
from tests.experiment.planning import run_sweep
from tests.experiment.studies import SlowModel, study

ROOT = Path(__file__).parents[2]
VICTIMS = ("worker", "coordinator", "everything")


def plan(points: int, replications: int):
    """A sweep with two policies."""
    vary = {"program.mentors": list(range(1, points + 1))}
    settings = {"replications": replications, "policies": ["random"]}
    experiment, places = experiment_from_options("s", vary, settings)
    return prepare(experiment, places, Path(), scenario=study(), model=SlowModel)


@dataclass
class Kills:
    """What was killed so far."""

    random: Random
    done: int = 0
    wanted: int = 50


def sweep_under_fire(out: Path, points: int, replications: int, kills: Kills, longest: float) -> None:
    """Run a sweep to its end, killing what works on it at random moments for as long as kills are wanted."""
    while True:
        command = [sys.executable, "-m", "tests.experiment.killing", str(out), str(points), str(replications)]
        path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        process = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": path}, start_new_session=True, cwd=ROOT
        )
        with process:
            while _waited(process, kills, longest):
                victim = kills.random.choice(VICTIMS)
                if not _kill(process.pid, victim):
                    continue
                kills.done += 1
                if victim != "worker":
                    process.wait()
                    break
            else:
                if process.wait() != 0:
                    raise RuntimeError("the sweep failed")
                return


def _waited(process: subprocess.Popen[bytes], kills: Kills, longest: float) -> bool:
    """Wait until the next kill; False when the sweep ends by itself before, or no more kills are wanted."""
    if kills.done >= kills.wanted:
        return False
    try:
        process.wait(kills.random.uniform(0.05, longest))
    except subprocess.TimeoutExpired:
        return True
    return False


def _kill(group: int, victim: str) -> bool:
    try:
        if victim == "everything":
            os.killpg(group, signal.SIGKILL)
        elif victim == "coordinator":
            os.kill(group, signal.SIGKILL)
        else:
            workers = _workers(group)
            if not workers:
                return False
            os.kill(workers[-1], signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _workers(group: int) -> list[int]:
    """Processes of the group whose parent is not the coordinator: those that the fork server has forked."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parent, its_group = int(fields[1]), int(fields[2])
            if its_group == group and parent not in (group, os.getpid()) and int(folder.name) != group:
                found.append(int(folder.name))
    return found


def main() -> None:
    """Run or resume the sweep."""
    out, points, replications = sys.argv[1:]
    store.SECONDS_PER_PART = 0.3  # much is written, so that kills meet writing as well
    run_sweep(plan(int(points), int(replications)), out, resume=True, executor="local", workers=2)


if __name__ == "__main__":
    main()
