"""The command line, the site and the README name the commands in one order, and no summary is cut off."""

from __future__ import annotations

import re
import runpy
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from mentorsim.cli import app
from tests.docs.pages import DOCS, text_of

GROUP: Any = typer.main.get_command(app)
REFERENCE: dict[str, Any] = runpy.run_path(str(DOCS / "_extensions" / "reference_pages.py"))


@pytest.mark.parametrize("command", [[], ["results"]])
def test_no_summary_of_a_command_is_cut_off(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = CliRunner().invoke(app, [*command, "--help"], prog_name="mentorsim").stdout
    listed = shown.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert len(listed) >= 4
    assert [line for line in listed if line.endswith("...") or not line.endswith(".")] == []


def test_the_reference_names_every_command_in_the_order_of_the_help() -> None:
    page = REFERENCE["command_line"]()
    named = re.findall(r"^## `mentorsim ([\w ]+)`$", page, re.MULTILINE)
    assert [name.split()[0] for name in named if not name.startswith("results ")] == [
        name for name in GROUP.commands if name != "results"
    ]


def test_the_readme_names_commands_in_the_order_of_the_help() -> None:
    order = list(GROUP.commands)
    own = text_of("README.md").partition("## A study of your own")[2].partition("```python")[0]
    named = [order.index(name) for name in re.findall(r"^mentorsim (\w+)", own, re.MULTILINE)]
    assert len(named) >= 4
    assert named == sorted(named)


def test_the_readme_and_the_command_line_begin_with_the_same_verb() -> None:
    own = text_of("README.md").partition("## A study of your own")[2].partition("```python")[0]
    said = re.findall(r"^mentorsim (\w+) .*# (\w+)", own, re.MULTILINE)
    assert len(said) >= 4
    assert dict(said) == {name: GROUP.commands[name].help.split()[0].lower() for name, _ in said}


def test_the_readme_and_the_makefile_say_the_same_of_a_target_and_in_the_same_order() -> None:
    targets = dict(re.findall(r"^([a-z]+):.*## (.*)$", text_of("Makefile"), re.MULTILINE))
    said = dict(re.findall(r"^make (\w+) +# (.*)$", text_of("README.md"), re.MULTILINE))
    assert said
    assert said == {name: targets[name] for name in said}
    assert list(said) == [name for name in targets if name in said]


def test_the_readme_and_the_site_have_the_same_parts_in_the_same_order() -> None:
    tree = text_of("docs/index.md").partition("```{toctree}")[2].partition("```")[0]
    parts = [name for line in tree.splitlines() if (name := line.strip()).endswith("/index")]
    titles = {part: text_of(f"docs/{part}.md").removeprefix("# ").partition("\n")[0] for part in parts}
    listed = re.findall(r"^\d\. \[([\w -]+)\]\(docs/(\w+/index)\.md\)", text_of("README.md"), re.MULTILINE)
    assert [(titles[part], part) for part in parts if part != "contributors/index"] == listed
