"""How the tests of this room run commands, and the small study that they run them on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from mentorsim.cli import app

SOURCE = Path(__file__).parents[2] / "src"

STUDY = """\
title: A small college
calendar: {terms: 2, weeks_per_term: 4, break_weeks: 1}
cohort:
  first_years: 40
  upper_years: 20
  attributes:
    first_generation: {share: 0.4, gaps: {skill: -0.6}}
friendships: {mean_degree: 4}
program:
  mentors: 10
  mentees_per_mentor: 2
policies:
  nothing: none
  random: {match: {method: random}}
  gap [x]: {match: {method: gap}}
outcomes: [retention, gpa, cost, cost_per_retained]
run: {seed: 11, replications: 4}
"""


def run(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="mentorsim")


def run_apart(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "mentorsim", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
        **options,
    )


def error_of(*arguments: str | Path) -> str:
    """Return the sentence with which a command refuses the user's mistake, without the line of its page."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("Error: ")
    return without_page(result.stderr).removeprefix("Error: ").strip()


def without_page(said: str) -> str:
    """Return what a command says without the line that names a page of the documentation."""
    return re.sub(r"^See docs/\S+\n", "", said, flags=re.MULTILINE)
