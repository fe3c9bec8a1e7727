"""The scripts about who is paired with whom print their tables, here from a handful of runs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from mentorsim.scenario import load_scenario

FOLDER = Path(__file__).resolve().parents[1] / "experiments" / "pairing"


@pytest.fixture(scope="module")
def scripts() -> Iterator[dict[str, ModuleType]]:
    """Import the scripts, whose folder is on the path when they are run."""
    names = ("paired_runs", "then_and_now", "spread", "assumed_share")
    sys.path.insert(0, str(FOLDER))
    try:
        yield {name: importlib.import_module(name) for name in names}
    finally:
        sys.path.remove(str(FOLDER))
        for name in names:
            sys.modules.pop(name, None)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_program_has_places_for_all(file: Path) -> None:
    scenario = load_scenario(file)
    for program in scenario.policies.values():
        if program is not None and program.format == "one_to_one":
            accepting = scenario.cohort.first_years
            if program.eligibility.attribute is not None:
                accepting = round(0.2 * accepting)
            assert program.mentors.count * program.mentees_per_mentor >= accepting


def test_what_was_wrong_is_printed_then_and_now(scripts: dict[str, ModuleType]) -> None:
    script = scripts["then_and_now"]
    rows = {**script.thirds_of_pairs(2), **script.showdown(2), **script.coffee_groups(2)}
    lines = script.table(rows).splitlines()
    assert len(lines) == 2 + len(rows)
    assert all(line.count("|") == 4 for line in lines)
    assert all(line.split("|")[2].strip() for line in lines), "a row that then.csv does not have"


def test_best_and_worst_by_chance_alone_are_not_apart_on_the_other_half(
    scripts: dict[str, ModuleType],
) -> None:
    rng = np.random.default_rng(6)
    noise = [scripts["then_and_now"].split_sample(rng.standard_normal((40, 12))) for _ in range(200)]
    assert abs(np.mean(noise)) < 4.0 * np.std(noise) / np.sqrt(len(noise))
    cells = np.zeros((5, 8, 4))
    cells[..., 2], cells[..., 3] = 1.0, -1.0
    spread = scripts["spread"].Spread(cells, np.full(5, 0.2))
    np.testing.assert_allclose(spread.chosen_on_average(), 2.0)
    np.testing.assert_allclose(spread.chosen_for_each(), 2.0)


def test_a_difference_whose_sign_hangs_on_the_parameters_does_not_survive(
    scripts: dict[str, ModuleType],
) -> None:
    rng = np.random.default_rng(7)
    cells = 0.01 * rng.standard_normal((30, 8, 4))
    cells[..., 2] += 1.0
    cells[..., 3] += np.where(np.arange(30) % 2, 1.0, -0.5)[:, None]
    spread = scripts["spread"].Spread(cells, np.full(30, 1.0 / 30.0))
    sure, unsure = spread.against_random(2), spread.against_random(3)
    assert sure[3] > 0.99
    assert 0.05 < unsure[3] < 0.95
    assert unsure[2] > 0.5 > 0.05 > sure[2]


def test_the_spread_over_the_posterior_and_what_rests_on_assumptions_are_printed(
    scripts: dict[str, ModuleType],
) -> None:
    found = scripts["spread"].spreads_of("joint_reward_groups", 2, 2, 1)
    text = "\n".join(scripts["spread"].lines("joint_reward_groups", found))
    assert "2 posterior samples (effective number 2)" in text
    assert "| high with low |" in text
    share = "\n".join(scripts["assumed_share"].lines("joint_reward_groups", "gpa", 1, 1, 2))
    assert "2 assumed parameters that no fact tells about" in share
    assert "all of them together" in share
