"""The edge of the process: streams, paths and signals end in a sentence and an exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mentorsim.cli.edge import shown, system_sentence
from tests.cli.commands import run, without_page

COMMAND = [sys.executable, "-m", "mentorsim"]
SMALL = """\
title: Small
cohort: {first_years: 20, upper_years: 10}
program: {mentors: 5, mentees_per_mentor: 2}
policies: {no program: none, as planned: {}}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


def shell(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which M is the command."""
    line = f'M() {{ exec {" ".join(COMMAND)} "$@"; }}; {text}'
    return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of Unix")
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("M check small.yaml >&-", "standard output is closed"),
        ("M check small.yaml >/dev/full", "standard output cannot be written: No space left"),
        ("M results merge small.yaml --out small.yaml", "small.yaml"),
        ("touch file; M sweep small.yaml program.mentors=4 --replications 1 -q --out file", "file"),
    ],
)
def test_what_the_system_refuses_is_a_sentence_and_exit_code_2(
    line: str, sentence: str, scenario: Path
) -> None:
    done = shell(line, scenario.parent)
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert without_page(done.stderr).count("\n") == 1


def test_a_closed_standard_error_stops_nothing(scenario: Path) -> None:
    done = shell("M check small.yaml 2>&-", scenario.parent)
    assert done.returncode == 0
    assert "is right" in done.stdout


@pytest.mark.parametrize("arguments", [("--out", ""), ("--out=",)])
def test_an_empty_path_is_not_the_present_folder(arguments: tuple[str, ...], scenario: Path) -> None:
    result = run("sweep", scenario, "program.mentors=4", *arguments)
    assert result.exit_code == 2
    assert "--out: the path is empty" in result.output


def test_an_empty_text_is_a_text(tmp_path: Path) -> None:
    result = run("approve", tmp_path / "pairs.csv", "--note", "")
    assert "path is empty" not in result.output


def test_a_message_holds_no_control_characters_and_has_an_end() -> None:
    assert shown("bad \x1b[31mname\x07") == "bad ?[31mname?"
    long = shown("x" * 10_000)
    assert len(long) < 4_100
    assert long.endswith("(6,000 more characters)")


def test_too_few_file_descriptors_are_named() -> None:
    assert "ulimit -n" in system_sentence(OSError(24, "Too many open files", "a"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("before", ["", "trap '' INT; "], ids=["in a terminal", "under nohup"])
def test_a_request_to_end_is_like_ctrl_c(before: str, scenario: Path) -> None:
    line = f"{before}exec {' '.join(COMMAND)} compare small.yaml --replications 100000 --workers 1 --out made"
    process = subprocess.Popen(
        ["bash", "-c", line], cwd=scenario.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        while not (scenario.parent / "made" / "run.json").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=1800)
    finally:
        process.kill()
    assert process.returncode == 130, said
    assert "Traceback" not in said
