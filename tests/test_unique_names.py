"""Names in the code say one thing each."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "mentorsim"


def test_no_two_classes_have_the_same_name() -> None:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{file.relative_to(SOURCE)}:{node.lineno}")
    assert len(found) > 100
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_one_file_alone_is_called_students() -> None:
    assert [str(file.relative_to(SOURCE)) for file in SOURCE.rglob("students.py")] == ["students.py"]
