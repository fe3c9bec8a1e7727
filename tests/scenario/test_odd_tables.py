"""The description of the model has the program's own parameters, in its tables and in its equations."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from mentorsim.mechanisms.built_in import COLUMNS, STAGE_NAMES
from mentorsim.scenario.parameter_table import built_in_parameters

DOCS = Path(__file__).resolve().parents[2] / "docs"
ODD = (DOCS / "evidence" / "odd.md").read_text(encoding="utf-8")


def test_the_parameter_tables_of_the_description_are_those_of_the_program() -> None:
    stale = (
        "evidence/odd.md does not have the present parameters; renew it: python docs/make_parameter_tables.py"
    )
    assert _maker().with_tables(ODD) == ODD, stale


def test_the_tables_of_stages_and_columns_are_those_of_the_program() -> None:
    text = (DOCS / "reference" / "mechanisms.md").read_text(encoding="utf-8")
    stale = "docs/reference/mechanisms.md is out of date; renew it: python docs/make_parameter_tables.py"
    assert _maker().with_mechanisms(text) == text, stale
    assert re.findall(r"^\| \d+ \| `(\w+)` \|", text, re.MULTILINE) == list(STAGE_NAMES)
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(COLUMNS)


def test_every_parameter_has_exactly_one_line_in_the_tables() -> None:
    names = re.findall(r"^\| `(\w+)` \|", _tables(ODD), re.MULTILINE)
    assert names == list(built_in_parameters())


def test_a_changed_cell_is_noticed_and_renewed() -> None:
    changed = ODD.replace("| `depart_friends` | 0.15 |", "| `depart_friends` | 0.14 |")
    assert changed != ODD
    assert _maker().with_tables(changed) == ODD


def test_a_table_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="END PARAMETERS mechanism"):
        _maker().with_tables(ODD.replace("<!-- END PARAMETERS mechanism -->\n", ""))


def test_the_description_has_all_elements_and_design_concepts_of_the_protocol() -> None:
    """Grimm et al. 2020: seven elements in this order, eleven design concepts."""
    elements = re.findall(r"^## \d\. (.+)$", ODD, re.MULTILINE)
    assert elements == [
        "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
        "Design concepts", "Initialization", "Input data", "Submodels", "Parameters",
    ]  # fmt: skip
    concepts = ODD[ODD.index("## 4.") : ODD.index("## 5.")]
    assert re.findall(r"^\*([A-Z][a-z ]+)\.\*", concepts, re.MULTILINE) == [
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
        "Interaction", "Stochasticity", "Collectives", "Observation",
    ]  # fmt: skip


def test_every_mechanism_parameter_stands_in_an_equation() -> None:
    words = set(re.findall(r"\w+", ODD[: ODD.index("<!-- PARAMETERS")]))
    mechanism = {row.name for row in built_in_parameters().values() if row.tag == "mechanism"}
    assert mechanism <= words


def _tables(text: str) -> str:
    return "".join(re.findall(r"<!-- PARAMETERS \w+ -->\n.*?<!-- END", text, re.DOTALL))


def _maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_parameter_tables", DOCS / "make_parameter_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
