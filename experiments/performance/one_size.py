"""One year of one size, in a process of its own: seconds by part, and memory. Prints one JSON object.

``python experiments/performance/one_size.py 1000000`` is the year of a million students: random pairing
within major, friendships included. It runs twice, and the second year counts: when memory is touched for the
first time a virtual machine may have to ask its host for it, at ten times the cost. ``first_year_seconds``
tells what the first took.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import threading
from pathlib import Path
from time import process_time, sleep
from typing import Any

import numpy as np
from compare_share import Clock
from study import study

POLICY = "within major"


class Peak:
    """Watches how much memory the process has at most, over what it had."""

    def __enter__(self) -> Peak:
        self.before = self.most = resident()
        self.watching = True
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self) -> None:
        """Look again and again."""
        while self.watching:
            self.most = max(self.most, resident())
            sleep(0.002)

    def __exit__(self, *_: object) -> None:
        self.watching = False
        self.thread.join()
        self.kept, self.most = resident() - self.before, max(self.most, resident()) - self.before


def resident() -> int:
    """Bytes of memory that the process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def own_bytes(model: Any) -> tuple[float, float]:
    """Bytes per student and per friendship of a policy's own copy: arrays that the world does not share."""
    run, start = model._run, model.world.start
    people = len(run.key)
    own = [
        getattr(run, name)
        for name in run._fields
        if name != "friendships" and getattr(run, name) is not getattr(start, name)
    ]
    friends = sum(column.nbytes for column in run.friendships)
    return sum(block.nbytes for block in own) / people, friends / run.friendships.row_start[people]


def measure(students: int) -> dict[str, float]:
    """Make the world, a copy for a policy, and run the year."""
    import mentorsim.dynamics.matching as matching
    from mentorsim.model import MentoringModel
    from mentorsim.world import make_world

    small = study(200)
    MentoringModel(small, POLICY, rng=1).run()
    scenario = study(students)
    started = process_time()
    world = make_world(scenario, 1, 0)
    world_seconds = process_time() - started
    with Peak() as memory:
        model = MentoringModel(scenario, POLICY, rng=1, world=world)
        np.add.reduce(model._run.state, axis=None)  # every page is there
    per_student, per_friendship = own_bytes(model)
    clock = Clock()
    make_pairs = matching.make_pairs
    matching.make_pairs = clock.around(make_pairs)
    started = process_time()
    model.run()
    run_seconds = process_time() - started
    matching.make_pairs = make_pairs
    student_weeks = students * model.weeks
    return {
        "students": students,
        "bytes_per_student": per_student,
        "bytes_per_friendship": per_friendship,
        "copy_peak_over_size": memory.most / max(memory.kept, 1),
        "world_seconds": world_seconds,
        "matching_seconds": clock.total,
        "weeks_seconds": run_seconds - clock.total,
        "year_seconds": world_seconds + run_seconds,
        "ns_per_student_week": (run_seconds - clock.total) / student_weeks * 1e9,
        "ns_per_student_week_all": (world_seconds + run_seconds) / student_weeks * 1e9,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    first = measure(int(sys.argv[1]))
    gc.collect()  # a model and its agents refer to each other
    second = measure(int(sys.argv[1]))
    # What a copy takes is seen only where the process has to ask for memory.
    of_first = {
        "copy_peak_over_size": first["copy_peak_over_size"],
        "first_year_seconds": first["year_seconds"],
    }
    print(json.dumps({**second, **of_first}))
