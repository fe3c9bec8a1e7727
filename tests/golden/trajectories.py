"""Run the golden scenarios and digest all that the runs hold.

Run as ``python -m tests.golden.trajectories [NAME ...]`` it prints the digests as JSON.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario, load_scenario
from mentorsim.world import make_world
from tests.dynamics.snapshots import (
    Columns,
    canonical,
    friendships_of,
    program_of,
    series_of,
    students_of,
    ties_of,
)

FOLDER = Path(__file__).parent
DIGESTS = FOLDER / "digests.json"
REPLICATION = 3

Digests = dict[str, dict[str, str]]
SECTIONS = {
    "students": students_of,
    "ties": ties_of,
    "friendships": friendships_of,
    "program": program_of,
    "series": series_of,
}


def scenario_files() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def digests_of(name: str) -> Digests:
    """Run every policy of a golden scenario; digest each kind of column apart, to show where changes lie."""
    scenario = load_scenario(FOLDER / f"{name}.yaml")
    return {policy: _digests(scenario, policy) for policy in scenario.policies}


def _digests(scenario: Scenario, policy: str) -> dict[str, str]:
    world = make_world(scenario, scenario.run.seed, REPLICATION)
    model = MentoringModel(scenario, policy, world=world)
    found = {"world": digest({**students_of(model), **friendships_of(model)})}
    model.run()
    return found | {section: digest(columns(model)) for section, columns in SECTIONS.items()}


def digest(columns: Columns) -> str:
    """Hash columns with their names and shapes, in the order of their names."""
    total = hashlib.blake2b(digest_size=12)
    for name in sorted(columns):
        values = columns[name]
        total.update(f"{name} {values.dtype.str[1:]} {values.shape}\0".encode())
        total.update(canonical(values))
    return total.hexdigest()


if __name__ == "__main__":
    names = sys.argv[1:] or [file.stem for file in scenario_files()]
    print(json.dumps({name: digests_of(name) for name in names}, indent=2))
