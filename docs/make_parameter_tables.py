"""Write the tables of the pages ``evidence/odd.md`` and ``reference/mechanisms.md`` from the declarations.

``python docs/make_parameter_tables.py`` renews the tables between their marks and leaves all other text
alone: parameters, state columns and stages. A test fails when they have not been renewed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from mentorsim.files import write_atomically
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.report.mechanism_tables import column_rows, stage_rows
from mentorsim.scenario.parameter_table import built_in_parameters

ODD = Path(__file__).parent / "evidence" / "odd.md"
MECHANISMS = Path(__file__).parent / "reference" / "mechanisms.md"
TAGS = ("population", "mechanism")
_HEAD = "| name | value | unit | range | source | status | meaning |\n|---|--:|---|---|---|---|---|\n"


def with_tables(text: str) -> str:
    """Return the text of the description with every parameter table between its marks renewed.

    Raises
    ------
    ValueError
        When the marks of a table are not there exactly once.
    """
    for tag in TAGS:
        text = _renewed(text, f"PARAMETERS {tag}", table(tag))
    return text


def with_mechanisms(text: str) -> str:
    """Return the text about mechanisms with the tables of stages and columns renewed; errors as above."""
    stages = [
        (str(row.number), f"`{row.name}`", row.meaning, _code(row.columns), _code(row.parameters))
        for row in stage_rows()
    ]
    columns = [
        (f"`{row.name}`", f"`{row.owner}`", row.block, row.unit, row.range, row.initial, row.meaning)
        for row in column_rows(own=False)
    ]
    text = _renewed(text, "STAGES", _markdown(["#", "stage", "meaning", "columns", "parameters"], stages))
    heads = ["name", "mechanism", "block", "unit", "range", "initial", "meaning"]
    return _renewed(text, "COLUMNS", _markdown(heads, columns))


def _renewed(text: str, name: str, content: str) -> str:
    start, end = f"<!-- {name} -->\n", f"<!-- END {name} -->\n"
    pattern = re.escape(start) + r".*?" + re.escape(end)
    text, found = re.subn(pattern, lambda _: start + content + end, text, flags=re.DOTALL)
    if found != 1:
        raise ValueError(f"{start.strip()} ... {end.strip()} stands {found} times in the text, not once")
    return text


def _markdown(heads: list[str], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split(", ") if name)


def table(tag: str) -> str:
    """Return the Markdown table of all parameters with this tag, in the order of the parameter table."""
    return _HEAD + "".join(_line(row) for row in built_in_parameters().values() if row.tag == tag)


def _line(row: Parameter) -> str:
    source = row.source if row.center is None else f"{row.source}; the prior's center is {row.center:.12g}"
    cells = (
        f"`{row.name}`",
        f"{row.value:.12g}",
        row.unit,
        f"{row.low:.12g} to {row.high:.12g}",
        source,
        row.status,
        row.meaning,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def main() -> None:
    """Renew the tables in the files."""
    for file, renewed in ((ODD, with_tables), (MECHANISMS, with_mechanisms)):
        write_atomically(file, renewed(file.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
