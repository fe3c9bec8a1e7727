"""Write the parameter tables of ``docs/odd.md`` from the parameter table of the program.

``python docs/make_parameter_tables.py`` renews the tables between their marks and leaves all other text
alone. A test fails when they have not been renewed.
"""

from __future__ import annotations

import re
from pathlib import Path

from mentorsim.files import write_atomically
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.scenario.parameter_table import parameter_table

ODD = Path(__file__).with_name("odd.md")
TAGS = ("population", "mechanism")
_HEAD = "| name | value | unit | range | source | status | meaning |\n|---|--:|---|---|---|---|---|\n"


def with_tables(text: str) -> str:
    """Give the text with every table between its marks renewed.

    Raises
    ------
    ValueError
        When the marks of a table are not there exactly once.
    """
    for tag in TAGS:
        start, end = f"<!-- PARAMETERS {tag} -->\n", f"<!-- END PARAMETERS {tag} -->\n"
        pattern = re.escape(start) + r".*?" + re.escape(end)
        text, found = re.subn(pattern, lambda _: start + table(tag) + end, text, flags=re.DOTALL)  # noqa: B023
        if found != 1:
            raise ValueError(f"{start.strip()} ... {end.strip()} stands {found} times in the text, not once")
    return text


def table(tag: str) -> str:
    """Give the Markdown table of all parameters with this tag, in the order of the parameter table."""
    return _HEAD + "".join(_line(row) for row in parameter_table().values() if row.tag == tag)


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
    """Renew the tables in the file."""
    write_atomically(ODD, with_tables(ODD.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
