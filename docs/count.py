"""Count what the documentation has: pages, blocks by what looks after them, examples, links, words.

``python docs/count.py`` prints a table. It reads pages and runs nothing; ``make docs`` and the tests in
``tests/docs`` run what is counted here.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))


def counts() -> dict[str, int]:
    """Return the counts by what is counted."""
    import mentorsim as ms
    from tests.docs.commands_in_pages import commands_in_prose, commands_of
    from tests.docs.pages import blocks_of, links_of, name_of, page_paths, text_of
    from tests.docs.test_blocks import OWN_TESTS, SHOWN
    from tests.docs.test_examples import NAMES, found
    from tests.docs.test_links import leads_somewhere

    pages = [name_of(path) for path in page_paths()]
    blocks = [block for page in pages for block in blocks_of(page) if not _is_a_directive(block.kind)]
    cells = [block for block in blocks if block.kind.startswith("{code-cell}")]
    own = [block for block in blocks if block.page in OWN_TESTS]
    run = [block for block in blocks if block.kind in ("python", "console") and block not in own]
    checked = [block for block in blocks if block.kind == "yaml" and block not in own]
    shown = [block for block in blocks if block.kind in SHOWN and block not in own]
    commands = [command for block in blocks for command in commands_of(block)]
    commands += [command for page in pages for command in commands_in_prose(page)]
    links = [(page, link) for page in pages for link in links_of(page)]
    prose = re.sub(r"```.*?```", "", text_of("README.md"), flags=re.DOTALL)
    return {
        "pages written by hand": len(pages),
        "pages written at build": len(_generated()),
        "code cells run at build": len(cells),
        "blocks run by a test of their own page": len(own),
        "blocks run by tests/docs": len(run),
        "blocks of YAML that are validated": len(checked),
        "blocks that are only shown": len(shown),
        "commands checked against the command line": len(commands),
        "public names": len(NAMES),
        "public names with an example": sum(">>>" in (found(name).__doc__ or "") for name in NAMES),
        "stable names": len(ms.__all__) - 2,
        "links": len(links),
        "links to files and headings that are not there": sum(
            not leads_somewhere(page, link) for page, link in links
        ),
        "lines of the README": len(text_of("README.md").splitlines()),
        "words of the README, without code": len(re.findall(r"\w[\w'’-]*", prose)),
    }


def _is_a_directive(kind: str) -> bool:
    return kind.startswith("{") and not kind.startswith("{code-cell}")


def _generated() -> list[str]:
    import runpy

    made = runpy.run_path(str(PROJECT / "docs" / "_extensions" / "reference_pages.py"))
    return [*made["PAGES"], "paper"]


if __name__ == "__main__":
    for what, count in counts().items():
        print(f"{count:6,}  {what}")
