"""Write ``rows.py`` and ``wiring.py``, and the stages of ``week.py``, from what the mechanisms declare.

``python -m mentorsim.dynamics.generate`` renews them; with ``--check`` it says what is out of date instead.
It reads the kernels' files and imports none of them, so that a mistake in one is a sentence, not a traceback.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from mentorsim.dynamics.names import decision_key, resolved
from mentorsim.dynamics.wire import RENEW
from mentorsim.files import write_atomically
from mentorsim.mechanisms.built_in import CALENDAR, COLUMNS, MECHANISM, SERIES, STAGE_NAMES
from mentorsim.mechanisms.column import DTYPES, Column, WiringError

FOLDER = Path(__file__).parent
_HEAD = f'"""{{}}\n\nWritten by ``{RENEW}``: change what that reads, not this file.\n"""\n\n'
_TYPES = {"float64": "Floats", "int32": "Integers"}
_INDENT = "    "
_NO_KERNELS = ("generate.py", "names.py", "rows.py", "stages.py", "week.py", "wire.py", "wiring.py")
_ROW = re.compile(r"\bc\.([A-Z_0-9]+)")


def generated() -> dict[Path, str]:
    """Return the files that this module writes, and what is to stand in them.

    Raises
    ------
    WiringError
        When a kernel asks for a column that there is not, or that has another type, or a stage has no plan.
    """
    week = FOLDER / "week.py"
    return {
        FOLDER / "rows.py": rows_text(),
        FOLDER / "wiring.py": wiring_text(FOLDER),
        week: with_stages(week.read_text(encoding="utf-8")),
    }


def rows_text() -> str:
    """Write the numbers of the rows of every block, and the classes that show them by name."""
    parts = [
        _HEAD.format("The rows of every block by name: numbers for kernels, and classes for readers.")
        + "from __future__ import annotations\n\n"
        + "from typing import NamedTuple, Protocol\n\n"
        + "import numpy as np\nfrom numpy.typing import NDArray\n\n"
        + "from mentorsim.dynamics.columns import Floats, Integers, Keys\n"
    ]
    for block in DTYPES:
        parts.append(_numbered(block, [name for name, column in COLUMNS.items() if column.block == block]))
    parts.append(_numbered("calendar", list(CALENDAR)))
    parts.append(_numbered("series", list(SERIES), prefix="SERIES_"))
    parts.append(_students())
    parts.append(_tuple("Participation", "Who is in the program and how", _of_block("participation")))
    parts.append(
        _tuple("WeeklySums", "What the stages of this week have summed up so far", _of_block("weekly_sums"))
    )
    series = [_field(name, "Floats", meaning) for name, meaning in SERIES.items()]
    parts.append(
        _class(
            "WeeklySeries(NamedTuple)",
            "What is recorded of the first-years in every week; NaN for weeks to come.",
            series,
        )
    )
    settings, population = _keys("program_numbers"), _keys("population_numbers")
    parts.append(
        _class(
            "ProgramSettings(Protocol)",
            "A program as numbers, for the kernels.",
            [f"{name}: float" for name in settings],
        )
    )
    parts.append(
        _class(
            "Parameters(Protocol)",
            "All parameters as numbers, for the kernels: the mechanisms', then the population's.",
            [f"{name}: float" for name in (*(row.name for row in MECHANISM), *population)],
        )
    )
    return "".join(parts)


def _numbered(block: str, names: list[str], prefix: str = "") -> str:
    listed = "".join(f'{_INDENT}"{name}",\n' for name in names)
    numbers = "".join(f"{prefix}{name.upper()} = {row}\n" for row, name in enumerate(names))
    return f"\n{block.upper()} = (\n{listed})\n{numbers}"


def _of_block(*blocks: str) -> list[Column]:
    return [column for column in COLUMNS.values() if column.block in blocks]


def _field(name: str, annotation: str, meaning: str) -> str:
    return f'{name}: {annotation}\n{_INDENT}"""{meaning[0].upper()}{meaning[1:]}."""'


def _documented(column: Column) -> str:
    about = f"{column.meaning} ({column.unit}, {column.range_text})"
    return _field(column.name, _TYPES[column.dtype], about)


def _class(head: str, summary: str, fields: list[str], more: str = "") -> str:
    body = "".join(f"{_INDENT}{field}\n" for field in fields)
    end = "" if not more else f"\n\n{_INDENT}{more}\n{_INDENT}"
    return f'\n\nclass {head}:\n{_INDENT}"""{summary}{end}"""\n\n{body}'


def _tuple(name: str, summary: str, columns: list[Column]) -> str:
    return _class(
        f"{name}(NamedTuple)", f"{summary}, one array per variable.", list(map(_documented, columns))
    )


def _students() -> str:
    traits = [column for column in _of_block("traits") if not column.name.startswith("value_")]
    fields = [
        _field("key", "Keys", "what the draws of a student are keyed by"),
        *map(_documented, (*_of_block("discrete_traits"), *traits)),
        _field("values", "Floats", "latent values, shape (3, students)"),
        _field("slots", "NDArray[np.uint32]", "free times, a bit each"),
        _field("attributes", "Integers", "category codes, shape (attributes, students); -1: unknown"),
        *map(_documented, (*_of_block("state"), *_of_block("discrete_state"))),
    ]
    return _class(
        "Students(NamedTuple)",
        "The student columns as a user sees them: one array per variable, one entry per student.",
        fields,
        "The arrays are views: writing the state in place changes the run. Traits are shared by all\n"
        f"{_INDENT}policies of a world and read-only.",
    )


def _keys(function: str) -> list[str]:
    """Return the keys of the mapping that a function of ``settings.py`` returns, in order."""
    tree = ast.parse((FOLDER / "settings.py").read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
    last = found.body[-1]
    assert isinstance(last, ast.Return)
    assert isinstance(last.value, ast.Dict)
    return [
        key.value for key in last.value.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]


def signatures(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Return the parameters and their types of every function of the kernels' files, by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(folder.glob("*.py")):
        if file.name in _NO_KERNELS:
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                given = [
                    (one.arg, ast.unparse(one.annotation) if one.annotation else "") for one in node.args.args
                ]
                found.setdefault(node.name, given)
    return found


def wiring_text(folder: Path) -> str:
    """Write the stages out: every `wire` of ``stages.py`` as a call with the columns that the names say.

    Raises
    ------
    WiringError
        When a name says nothing, its type is another, or a declared stage has no plan.
    """
    source = (folder / "stages.py").read_text(encoding="utf-8")
    plan, known = ast.parse(source), signatures(folder)
    stages = {node.name: node for node in plan.body if isinstance(node, ast.FunctionDef)}
    for name in STAGE_NAMES:
        if name not in stages:
            raise WiringError(
                f"mechanism {name}: it is a stage of the week, but stages.py has no plan for it"
            )
    texts: list[str] = []
    kernels: list[tuple[str, str]] = []
    for name in STAGE_NAMES:
        text, called = _written_out(stages[name], source, known)
        texts.append(f"\n\n@inner_kernel\n{text}\n")
        kernels += [(name, kernel) for kernel in called if (name, kernel) not in kernels]
    planned = "".join(texts)
    body = _ROW.sub(r"\1", planned)
    listed = "".join(f"{_INDENT}{name},\n" for name in STAGE_NAMES)
    checked = "".join(_wired(stage, kernel, known[kernel]) for stage, kernel in kernels)
    return (
        _HEAD.format("The stages of a week with every column that their kernels work on.")
        + _imports(source, planned)
        + body
        + f'\n\nSTAGES: tuple[Any, ...] = (\n{listed})\n"""The stages of a week, in order."""\n'
        + f"\ncheck_signatures(\n{_INDENT}(\n{checked}{_INDENT})\n)\n"
    )


def _wired(stage: str, kernel: str, parameters: list[tuple[str, str]]) -> str:
    """Write down for which parameters the calls of a kernel were written."""
    listed = [f"{name}: {annotation}" for name, annotation in parameters]
    lines = [f'"{", ".join(listed[at : at + 3])}",' for at in range(0, len(listed), 3)]
    texts = "".join(f"{_INDENT * 4}{line}\n" for line in lines)
    signature = f"(\n{texts}{_INDENT * 3})" if len(lines) > 1 else f"({lines[0]})"
    inside = "".join(f"{_INDENT * 3}{one},\n" for one in (f'"{stage}"', kernel, signature))
    return f"{_INDENT * 2}(\n{inside}{_INDENT * 2}),\n"


def _imports(source: str, planned: str) -> str:
    """Return the imports of the plan, but for its row numbers and `wire`, in the order of isort."""
    lines = source[source.index("from mentorsim") : source.index("\n\n\ndef ")]
    lines = lines.replace("from mentorsim.dynamics import rows as c\n", "")
    lines = lines.replace("from mentorsim.dynamics.rows import", "from mentorsim.dynamics.rows import ROWS,")
    lines = lines.replace("import wire\n", "import check_signatures\n")
    used = sorted(set(_ROW.findall(planned)), key=str.lower)
    names = "".join(f"{_INDENT}{name},\n" for name in (*used, "Parameters", "ProgramSettings"))
    lines = re.sub(r"import ROWS,.*", lambda _: f"import (\n{names})", lines)
    lines = lines.replace(
        "from mentorsim.numerics.randomness",
        "from mentorsim.numerics.kernel import inner_kernel\nfrom mentorsim.numerics.randomness",
    )
    return f"from __future__ import annotations\n\nfrom typing import Any\n\n{lines.rstrip()}\n"


def _written_out(
    stage: ast.FunctionDef, source: str, known: dict[str, list[tuple[str, str]]]
) -> tuple[str, list[str]]:
    """Return the text of a stage with its calls written out, and the kernels that it calls."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    raw = source.encode()
    called: list[str] = []
    calls = [
        node
        for node in ast.walk(stage)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "wire"
    ]
    end = starts[(stage.end_lineno or 1) - 1] + (stage.end_col_offset or 0)
    begin = starts[stage.lineno - 1]
    pieces: list[str] = []
    for call in sorted(calls, key=lambda node: node.lineno, reverse=True):
        first = starts[call.lineno - 1] + call.col_offset
        last = starts[(call.end_lineno or 1) - 1] + (call.end_col_offset or 0)
        indent = re.match(r" *", lines[call.lineno - 1])
        assert indent is not None
        text, kernel = _call(stage.name, call, known, indent.group())
        called.append(kernel)
        pieces += [raw[last:end].decode(), text]
        end = first
    pieces.append(raw[begin:end].decode())
    return "".join(reversed(pieces)), called[::-1]


def _call(
    stage: str, call: ast.Call, known: dict[str, list[tuple[str, str]]], indent: str
) -> tuple[str, str]:
    kernel = ast.unparse(call.args[0])
    if kernel not in known:
        raise WiringError(f"mechanism {stage}: there is no kernel {kernel}")
    given = {one.arg: ast.unparse(one.value) for one in call.keywords}
    names = [name for name, _ in known[kernel]]
    for name in given:
        if name not in names:
            raise WiringError(f"mechanism {stage}: the kernel {kernel} has no parameter {name!r}")
    arguments = []
    for name, annotation in known[kernel]:
        value = given.get(name) or resolved(stage, kernel, name, annotation)
        if value.startswith("Decision."):
            value = decision_key(value.removeprefix("Decision."))
        arguments.append(value)
    inside = "".join(f"{indent}{_INDENT}{argument},\n" for argument in arguments)
    return f"{kernel}(\n{inside}{indent})", kernel


def with_stages(text: str) -> str:
    """Return the text of ``week.py`` with the calls of all stages, in order, between their marks."""
    start, end = "            # <stages>\n", "            # </stages>\n"
    arguments = "run, settings, parameters, replication_key, w"
    calls = [
        f"            {'if' if number == 0 else 'elif'} number == {number}:\n"
        f"                wiring.{name}({arguments})\n"
        for number, name in enumerate(STAGE_NAMES)
    ]
    pattern = re.escape(start) + r".*?" + re.escape(end)
    renewed, found = re.subn(pattern, lambda _: start + "".join(calls) + end, text, flags=re.DOTALL)
    if found != 1:
        raise WiringError(f"week.py has {found} places between {start.strip()} and {end.strip()}, not one")
    return renewed


def stale() -> list[str]:
    """Return what is out of date, a sentence each that names the first line that differs."""
    found = []
    for file, text in generated().items():
        present = file.read_text(encoding="utf-8") if file.exists() else ""
        if present != text:
            pairs = zip([*present.splitlines(), ""], [*text.splitlines(), ""], strict=False)
            number, (old, new) = next((at, pair) for at, pair in enumerate(pairs, 1) if pair[0] != pair[1])
            found.append(f"{file.name}:{number}: is {old.strip()!r}, but should be {new.strip()!r}")
    return found


def main() -> int:
    """Renew the files, or check them."""
    try:
        if "--check" in sys.argv[1:]:
            wrong = stale()
            print("\n".join(wrong) if wrong else "The wiring is current.")
            return 1 if wrong else 0
        for file, text in generated().items():
            write_atomically(file, text)
    except WiringError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
