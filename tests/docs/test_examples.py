"""Every public name has an example in its docstring, and every example runs and gives what it shows.

What takes minutes runs here with one fact and few points: the example is the same, only its work is smaller.
"""

from __future__ import annotations

import doctest
import importlib
import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import mentorsim as ms
from tests.docs.pages import PROJECT

NAMES = [name for name in ms.__all__ if name not in ("__version__", "experimental")]
NAMES += [f"experimental.{name}" for name in ms.experimental.__all__]


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_public_name_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_facts: None
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    shutil.copy(PROJECT / "scenarios" / "roster_example.csv", tmp_path)
    parser = doctest.DocTestParser()
    example = parser.get_doctest(found(name).__doc__ or "", {"__name__": "example"}, name, None, 0)
    assert example.examples, f"{name} has no example"
    said: list[str] = []
    outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append)
    assert outcome.failed == 0, "".join(said)


def test_the_reference_has_every_public_name() -> None:
    pages = (PROJECT / "docs" / "reference" / "python").glob("*.md")
    listed = {
        name
        for page in pages
        for name in re.findall(r"^\.\. auto\w+:: mentorsim\.(\S+)$", page.read_text("utf-8"), re.MULTILINE)
    }
    assert listed == set(NAMES)


def found(name: str) -> Any:
    """Return what a public name stands for."""
    value: Any = ms
    for part in name.split("."):
        value = getattr(value, part)
    return value


@pytest.fixture
def few_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let calibration and validation look at a single fact, and calibration at few points."""
    from mentorsim.evidence.calibration import Waves
    from mentorsim.evidence.facts import read_facts

    def first(table: Any = None) -> Any:
        return [fact for fact in read_facts(table) if fact.id == "C01"]

    calibrating = importlib.import_module("mentorsim.api.calibrate")
    waves = Waves(points=(8,), widened=(), samples=4, rounds=1, kept=None)
    monkeypatch.setattr(calibrating, "calibrate_facts", partial(calibrating.calibrate_facts, waves=waves))
    monkeypatch.setattr(calibrating, "read_facts", first)
    monkeypatch.setattr(importlib.import_module("mentorsim.api.validate"), "read_facts", first)
