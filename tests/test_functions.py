"""Functions take few parameters; those that take many have a reason."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "mentorsim"
MOST = 10

#: The one call that most users make, and the one that summarizes what it ran: keywords with defaults, each of
#: which says what is compared or how it is stated.
PUBLIC = {"api/compare.py: compare", "statistics/comparison.py: summarize"}


def parameters_of(function: ast.FunctionDef) -> int:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return sum(argument.arg not in ("self", "cls") for argument in named)


def is_kernel(function: ast.FunctionDef) -> bool:
    return any("kernel" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_more_than_ten_parameters_are_columns_of_a_kernel_or_options_of_a_command():
    many = set()
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and parameters_of(node) > MOST and not is_kernel(node):
                many.add(f"{name}: {node.name}")
    commands = {name for name in many if name.startswith("cli/")}
    assert many - commands == PUBLIC
