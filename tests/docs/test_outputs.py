"""What pages show of a command's output is what the command prints now."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import DOCS, PROJECT, name_of

MAKER: dict[str, Any] = runpy.run_path(str(DOCS / "make_outputs.py"))
PAGES: list[Path] = MAKER["pages"]()


def test_the_readme_shows_an_output() -> None:
    assert PROJECT / "README.md" in PAGES


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_shows_what_its_commands_print(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert MAKER["renewed"](text) == text, f"renew it: python docs/make_outputs.py {name_of(page)}"


def test_parts_are_found_by_their_first_lines() -> None:
    text = "A title\n\nOne\n1\n\nTwo\n2\n\nThree\n3\n"
    assert MAKER["parts"](text, ["One", "Three"]) == "...\nOne\n1\n\n...\nThree\n3\n"
    with pytest.raises(ValueError, match="no part with the title 'Four'"):
        MAKER["parts"](text, ["Four"])
