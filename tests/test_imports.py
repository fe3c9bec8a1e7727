"""Files import downward, as docs/contributors/architecture.md orders the rooms, and never in a circle."""

import ast
import re
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "mentorsim"


def floors() -> dict[str, int]:
    """Read the order of the rooms from the table of docs/contributors/architecture.md."""
    rows = re.findall(
        r"^\| (`[^|]*) \|", (ROOT / "docs" / "contributors" / "architecture.md").read_text("utf-8"), re.M
    )
    return {
        name.removesuffix("/").removesuffix(".py"): number
        for number, row in enumerate(rows)
        for name in re.findall(r"`([\w./]+)`", row)
    }


def module_of(path: Path) -> str:
    """Name a file as imports do."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(path): path for path in PACKAGE.rglob("*.py")}


class RunTimeImports(ast.NodeVisitor):
    """Finds what a file imports when it is run, functions included; not what types alone need."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_If(self, node: ast.If) -> None:
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.found |= {alias.name for alias in node.names if alias.name in FILES}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            self.found |= {name for name in (inner if inner in FILES else node.module,) if name in FILES}


def imports_of(path: Path) -> set[str]:
    visitor = RunTimeImports()
    visitor.visit(ast.parse(path.read_text("utf-8")))
    return visitor.found


IMPORTS = {name: imports_of(path) for name, path in FILES.items() if name != "mentorsim"}


def room_of(module: str) -> str:
    return module.split(".")[1]


def test_every_room_has_a_place_in_the_table():
    assert {room_of(name) for name in IMPORTS} == set(floors())


@pytest.mark.parametrize("room", sorted({room_of(name) for name in IMPORTS}))
def test_nothing_is_imported_from_a_room_above(room):
    order = floors()
    upward = [
        f"{name} imports {other}"
        for name, others in IMPORTS.items()
        for other in others
        if room_of(name) == room and other != "mentorsim" and order[room_of(other)] > order[room]
    ]
    assert upward == []


def test_no_files_import_one_another_in_a_circle():
    graph = nx.DiGraph([(name, other) for name, others in IMPORTS.items() for other in others])
    circles = [sorted(circle) for circle in nx.strongly_connected_components(graph) if len(circle) > 1]
    assert circles == []
