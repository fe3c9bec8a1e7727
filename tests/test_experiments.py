"""Scripts and studies in ``experiments/`` keep up with the package, although they run too long for a test."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from mentorsim.documents.reading import read_file
from mentorsim.experiment.design.experiment import experiment_schema, read_experiment
from mentorsim.experiment.design.preparing import prepare
from tests.scenario.json_schema_check import conforms

EXPERIMENTS = Path(__file__).resolve().parents[1] / "experiments"
SCRIPTS = sorted(EXPERIMENTS.rglob("*.py"))
STUDIES = sorted(EXPERIMENTS.glob("*.yaml"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_every_name_that_a_script_takes_from_the_package_is_there(script: Path) -> None:
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mentorsim"):
            module = importlib.import_module(node.module or "")
            for alias in node.names:
                assert hasattr(module, alias.name) or importlib.import_module(f"{node.module}.{alias.name}")


@pytest.mark.parametrize("file", STUDIES, ids=lambda file: file.stem)
def test_a_shipped_study_is_right_and_says_its_question_its_cost_and_what_it_shows(file: Path) -> None:
    assert conforms(read_file(file).value, experiment_schema())
    plan = prepare(*read_experiment(file.stem))
    assert plan.notes == ()
    assert plan.question.endswith("?")
    runs = plan.points * len(plan.base.policies) * plan.rule.max_replications
    text = file.read_text(encoding="utf-8")
    assert f" = {runs:,} runs, " in text
    assert f"`mentorsim sweep {file.stem} --out results/" in text
    figure = file.parent / "figures" / f"{file.stem}.png"
    assert figure.stat().st_size < 150_000
    assert f"figures/{figure.name}" in (file.parent / "README.md").read_text(encoding="utf-8")
