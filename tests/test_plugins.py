"""Plugins of installed packages: found by their entry point when a name is met that nothing else explains."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import mentorsim as ms
from mentorsim import plugins
from mentorsim.outcomes import registry as outcomes
from mentorsim.pairing import make_pairs
from mentorsim.pairing import registry as methods
from tests.experiment.studies import study
from tests.pairing.problems import problem, specification

PLUGIN = """
import mentorsim as ms

@ms.matching_method("nobody at all")
def nobody_at_all(students):
    "Pair nobody."
    return []

@ms.run_outcome("number_of_weeks", "weeks", "neither")
def number_of_weeks(run):
    "Weeks of the year."
    return float(run.model.weeks)
"""


def install(folder: Path, module: str, text: str) -> None:
    """Put a package there as pip does: its module, and what it says of itself."""
    (folder / f"{module}.py").write_text(text, encoding="utf-8")
    about = folder / f"{module}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8"
    )
    (about / "entry_points.txt").write_text(
        f"[{plugins.ENTRY_POINTS}]\n{module} = {module}\n", encoding="utf-8"
    )


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages, of which nothing has been loaded yet, and whose names are forgotten."""
    monkeypatch.syspath_prepend(tmp_path)
    methods.find_method("score")  # the built-in ones are there for good
    monkeypatch.setattr(methods, "_methods", dict(methods._methods))
    monkeypatch.setattr(outcomes, "_REGISTER", dict(outcomes._REGISTER))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("theirs"):
            del sys.modules[name]


def test_methods_and_outcomes_of_an_installed_package_work_by_name(site: Path) -> None:
    install(site, "theirs", PLUGIN)
    scenario = study(policies__gap={"match": {"method": "nobody at all"}})
    found = ms.compare(scenario, replications=1, outcomes=["number_of_weeks"], executor="serial")
    assert (found.runs["number_of_weeks"] > 0).all()
    paired = make_pairs(specification("nobody at all"), problem(3, 2))
    assert len(paired.unmatched) == 3


def test_what_counts_as_loaded_within_a_while_counts_no_longer_afterwards(site: Path) -> None:
    for module in ("theirs_first", "theirs_second"):
        (site / f"{module}.py").write_text("", encoding="utf-8")
    plugins.load_plugin("theirs_first")
    with plugins.none_loaded():
        assert plugins.loaded_plugins() == ()
        plugins.load_plugin("theirs_second")
        assert plugins.loaded_plugins() == ("theirs_second",)
    assert plugins.loaded_plugins() == ("theirs_first",)


def test_what_is_known_loads_no_package(site: Path) -> None:
    install(site, "theirs_broken", "raise ImportError('no module named x')")
    assert methods.find_method("score").built_in
    ms.compare(study(), replications=1, outcomes=["gpa"], executor="serial")
    with pytest.raises(ms.UserError, match=r"installed plugin 'theirs_broken'.*no module named x; repair or"):
        methods.find_method("anything")
