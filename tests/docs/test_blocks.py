"""Every block of every page is run, compared or checked; which of these is said by its language.

Pages that tell a longer story have a test of their own, which plays it through: `OWN_TESTS` names them.
Notebooks are run when the site is built (``make docs``).
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from mentorsim.scenario import parse_scenario
from tests.docs.commands_in_pages import commands_in_prose, commands_of, reason_against
from tests.docs.pages import PROJECT, Block, blocks_of, is_notebook, name_of, page_paths

#: Pages whose blocks have a test that plays them through.
OWN_TESTS = {
    "README.md": "tests/test_readme.py",
    "docs/concepts/pairing.md": "tests/test_readme.py",
    "docs/how_to/cluster.md": "tests/experiment/execution/test_clusters.py",
    "docs/how_to/extending.md": "tests/test_extending.py",
    "docs/how_to/matching_a_roster.md": "tests/roster_match/test_walk_through.py",
    "docs/how_to/own_students.md": "tests/test_uci_roster.py",
    "docs/how_to/visualization.md": "tests/test_visualization.py",
    "docs/how_to/your_institution.md": "tests/evidence/institution/test_real_records.py",
}
PAGES = [name_of(path) for path in page_paths()]
BLOCKS = [block for page in PAGES for block in blocks_of(page)]
#: What is shown and not run: commands in it are checked against the command line.
SHOWN = ("text", "", "bash", "toml", "r", "csv")
DIRECTIVES = ("{toctree}", "{glossary}", "{include}", "{code-cell}", "{eval-rst}")
STUDENTS = """
cohort:
  first_years: 300
  upper_years: 100
  attributes:
    first_generation: {share: 0.35}
    major: {categories: [arts, nursing], shares: [0.5, 0.5]}
"""


def test_every_block_is_of_a_kind_that_is_looked_after() -> None:
    known = (*SHOWN, *DIRECTIVES, "yaml", "console", "python")
    unknown = (block for block in BLOCKS if block.kind.partition(" ")[0] not in known)
    assert [f"{block.place}: {block.kind}" for block in unknown] == []


def test_the_tests_of_single_pages_are_there() -> None:
    for page, test in OWN_TESTS.items():
        assert page in PAGES
        assert Path(page).name in (PROJECT / test).read_text(encoding="utf-8"), f"{test} does not name {page}"


def test_code_cells_are_on_pages_that_are_run() -> None:
    cells = {block.page for block in BLOCKS if block.kind.startswith("{code-cell}")}
    assert cells == {page for page in PAGES if is_notebook(page)}


@pytest.mark.parametrize("page", PAGES)
def test_the_command_line_takes_every_command_of_a_page(page: str) -> None:
    commands = [command for block in blocks_of(page) for command in commands_of(block)]
    against = {command: reason_against(command) for command in [*commands, *commands_in_prose(page)]}
    assert {command: reason for command, reason in against.items() if reason} == {}


@pytest.mark.parametrize(
    "command",
    ["mentorsim compair x", "mentorsim compare x --replication 3", "mentorsim sweep x --design grids"],
)
def test_a_command_that_the_command_line_refuses_is_noticed(command: str) -> None:
    assert reason_against(command)


def yaml_blocks() -> list[Block]:
    return [block for block in BLOCKS if block.kind == "yaml" and block.page not in OWN_TESTS]


@pytest.mark.parametrize("block", yaml_blocks(), ids=lambda block: block.place)
def test_a_scenario_or_an_excerpt_of_one_is_valid(block: Block, tmp_path: Path) -> None:
    if re.search(r"^scenario:", block.text, re.MULTILINE):
        from mentorsim.experiment.design.experiment import read_experiment

        file = tmp_path / "experiment.yaml"
        file.write_text(block.text, encoding="utf-8")
        assert read_experiment(file)
        return
    whole = block.text if re.search(r"^title:", block.text, re.MULTILINE) else f"title: Excerpt\n{block.text}"
    for section, excerpt in (("cohort", STUDENTS), ("program", "\nprogram: {mentors: 10}\n")):
        if not re.search(rf"^{section}:", whole, re.MULTILINE):
            whole += excerpt
    assert parse_scenario(whole, name=block.place)


def console_pages() -> list[str]:
    return sorted({block.page for block in BLOCKS if block.kind == "console"} - OWN_TESTS.keys())


@pytest.mark.parametrize("page", console_pages())
def test_the_console_of_a_page_prints_what_it_says(page: str, tmp_path: Path, monkeypatch: Any) -> None:
    from typer.testing import CliRunner

    from mentorsim.cli import app

    monkeypatch.chdir(tmp_path)
    for block in (block for block in blocks_of(page) if block.kind == "console"):
        command, _, printed = block.text.removeprefix("$ ").partition("\n")
        done = CliRunner().invoke(app, shlex.split(command)[1:], prog_name="mentorsim")
        assert done.exit_code == 0, f"{block.place}: {done.output}"
        if printed.strip():
            assert done.output.strip() == printed.strip(), block.place


#: What has been done before a block of Python, as the text around it says: by page and number of the block.
BEFORE = {
    ("docs/reference/api.md", 1): """
import mentorsim as ms
class MyStudent(ms.Student):
    def step(self): ...
""",
    ("docs/how_to/rerun_and_cite.md", 0): """
import mentorsim as ms
few = {"policies": ["as planned"], "replications": 1, "workers": 1}
for out in ("FOLDER", "again"):
    ms.compare("first_year_university", out=out, **few)
""",
    ("docs/how_to/sweeps.md", 0): """
import mentorsim as ms
few = {"replications": 1, "workers": 1}
ms.sweep(
    "first_year_university", {"program.mentors": [10]}, policies=["as planned"], out="results/load", **few
)
""",
}


def python_blocks() -> list[tuple[Block, str]]:
    found = []
    for page in sorted({block.page for block in BLOCKS} - OWN_TESTS.keys()):
        blocks = [block for block in blocks_of(page) if block.kind == "python"]
        found += [(block, BEFORE.get((page, number), "")) for number, block in enumerate(blocks)]
    return found


@pytest.mark.parametrize(("block", "before"), python_blocks(), ids=lambda value: getattr(value, "place", ""))
def test_the_python_of_a_page_runs(
    block: Block, before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    few = re.sub(r"replications=\d+", "replications=1, workers=1", block.text)
    names: dict[str, Any] = {}
    exec(compile(before, f"before {block.place}", "exec"), names)  # our own text
    exec(compile(few, block.place, "exec"), names)


def test_what_comes_before_a_block_belongs_to_one() -> None:
    places = {(block.page, before) for block, before in python_blocks() if before}
    assert places == {(page, before) for (page, _), before in BEFORE.items()}
