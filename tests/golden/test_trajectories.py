"""Whole runs give the same bits as when the digests were written: on any Python, processor, compiled or not.

When the model's text was changed on purpose, ``python -m tests.golden.update`` writes new digests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from mentorsim.dynamics.endings import EndReason
from mentorsim.dynamics.participation import Status
from mentorsim.model import MentoringModel
from mentorsim.scenario import load_scenario, parameter_table
from mentorsim.scenario.writing import full_mapping
from tests.golden.trajectories import DIGESTS, REPLICATION, Digests, digests_of, scenario_files

ROOT = Path(__file__).parents[2]
NAMES = [file.stem for file in scenario_files()]
SMALL = "small"
RUN = "tests.golden.trajectories"


def stored() -> dict[str, Digests]:
    return json.loads(DIGESTS.read_text(encoding="utf-8"))


def in_another_process(*arguments: str, **changes: str) -> dict[str, Digests]:
    """Digest golden scenarios in a new process of Python with other settings of Numba."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    # Tests may run on an installed mentorsim or on the sources; either way the new process finds the same.
    path = os.pathsep.join([str(ROOT), *(entry for entry in sys.path if entry)])
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        env={**inherited, "PYTHONPATH": path, **changes},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_trajectories_are_those_that_were_stored(name: str) -> None:
    assert digests_of(name) == stored()[name]


def test_trajectories_are_the_same_on_a_processor_without_special_features() -> None:
    assert in_another_process("-m", RUN, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="") == stored()


def test_trajectories_are_the_same_without_compiling() -> None:
    assert in_another_process("-m", RUN, SMALL, NUMBA_DISABLE_JIT="1") == {SMALL: stored()[SMALL]}


OTHER_CALIBRATION = """
import dataclasses, importlib.machinery, json, sys

class Recalibrated(importlib.machinery.PathFinder):
    # Every value of the parameter table that is not a whole number is moved up a fifth of its range.
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        rows = {"mentorsim.mechanisms.built_in": "MECHANISM", "mentorsim.scenario.population": "POPULATION"}
        spec = super().find_spec(name, path, target)
        if name in rows:
            load = spec.loader.exec_module
            def moved(module):
                load(module)
                table = tuple(map(move, getattr(module, rows[name])))
                setattr(module, rows[name], table)
                module.POPULATION_ROWS = {row.name: row for row in table}
            spec.loader.exec_module = moved
        return spec

def move(row):
    if row.value.is_integer() and row.tag == "population":
        return row
    return dataclasses.replace(row, value=row.value + 0.2 * (row.high - row.value))

sys.meta_path.insert(0, Recalibrated)
from mentorsim.scenario import parameter_table, parse_scenario
tiny = "{title: A, cohort: {first_years: 9}, program: {format: group, mentors: none}}"
assert parse_scenario(tiny).institution.attendance == parameter_table()["attendance"].value > 0.86
from tests.golden.trajectories import digests_of
print(json.dumps({name: digests_of(name) for name in sys.argv[1:]}))
"""


def test_a_new_calibration_changes_no_trajectory() -> None:
    found = in_another_process("-c", OTHER_CALIBRATION, *NAMES)
    assert found == stored()


def test_digests_and_scenarios_match_one_to_one() -> None:
    assert NAMES
    assert {name: list(digests) for name, digests in stored().items()} == {
        file.stem: list(load_scenario(file).policies) for file in scenario_files()
    }


@pytest.mark.parametrize("name", NAMES)
def test_golden_scenarios_state_every_value(name: str) -> None:
    scenario = load_scenario(scenario_files()[NAMES.index(name)])
    # If this fails after a new setting or parameter: python -m tests.golden.update --complete
    assert scenario.to_mapping() == full_mapping(scenario)
    assert scenario.parameters.keys() == {
        row.name for row in parameter_table().values() if row.tag == "mechanism"
    }


def test_golden_scenarios_see_nearly_everything_happen() -> None:
    reasons: Counter[int] = Counter()
    statuses: Counter[int] = Counter()
    settings = set()
    for file in scenario_files():
        scenario = load_scenario(file)
        for policy, program in scenario.policies.items():
            model = MentoringModel(scenario, policy, replication=REPLICATION).run()
            reasons.update(model.ties.end_reason.tolist())
            statuses.update(model.participation.status.tolist())
            if program is not None:
                settings |= {program.format, program.contact, program.offer.how, program.mentors.from_}
                settings |= {program.reward.to} if program.reward else set()
                settings |= {program.check_ins.action} if program.check_ins else set()
                settings |= {"waves"} if len(model.matchings) > 1 else set()
                settings |= {"breaks"} if program.meet_in_breaks else set()
                settings |= {"late"} if program.late_joiners.share else set()
    assert set(reasons) == set(EndReason)
    assert set(statuses) == set(Status)
    assert settings >= {
        "one_to_one", "group", "two_way", "one_way", "sign_up", "proactive", "upper_years", "cohort", "none",
        "mentor", "mentee", "pair", "rematch", "coach", "close", "waves", "breaks", "late",
    }  # fmt: skip
