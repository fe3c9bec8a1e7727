"""The paper builds from its sources, and cites what its bibliography has and nothing else."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import DOCS

PAPER = DOCS / "paper"
MAKER: dict[str, Any] = runpy.run_path(str(DOCS / "_extensions" / "paper_page.py"))
SECTIONS = ("Summary", "Statement of need", "State of the field", "Software design", "AI usage disclosure")


def pandoc() -> str | None:
    """Find pandoc: on the path, or in the package that carries it."""
    try:
        import pypandoc
    except ImportError:
        return shutil.which("pandoc")
    return str(pypandoc.get_pandoc_path())


def test_the_page_of_the_paper_has_every_reference() -> None:
    page = MAKER["paper_page"]()
    references = MAKER["bibliography"]((PAPER / "paper.bib").read_text(encoding="utf-8"))
    assert len(references) >= 10
    assert all(fields["title"] in page for fields in references.values())
    assert "@" not in page


def test_the_paper_has_the_sections_of_the_journal() -> None:
    text = (PAPER / "paper.md").read_text(encoding="utf-8")
    headings = re.findall(r"^# (.+)$", text, re.MULTILINE)
    assert [heading for heading in SECTIONS if heading not in headings] == []
    assert len(re.findall(r"\w+", text)) < 1750, "the journal asks for at most 1,750 words"


@pytest.mark.skipif(pandoc() is None, reason="needs pandoc, which is not part of the project")
def test_pandoc_builds_the_paper_without_a_warning(tmp_path: Path) -> None:
    made = tmp_path / "paper.html"
    command = [str(pandoc()), "--citeproc", "--standalone", "--fail-if-warnings", "paper.md", "-o", str(made)]
    done = subprocess.run(command, cwd=PAPER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = made.read_text(encoding="utf-8")
    assert 'id="refs"' in text
    assert "Statement of need" in text
