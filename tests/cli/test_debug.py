"""``--debug`` shows the log and tracebacks on standard error, and changes nothing else."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from mentorsim.cli.debug import first_of_all
from tests.cli.commands import run


def test_a_mistake_is_one_sentence_without_it_and_has_a_traceback_with_it() -> None:
    plain = run("check", "first_year_universty")
    debugged = run("check", "first_year_universty", "--debug")
    assert plain.exit_code == debugged.exit_code == 2
    assert "Traceback" not in plain.stderr
    assert "Traceback" in debugged.stderr
    assert "UnknownNameError" in debugged.stderr
    assert debugged.stderr.endswith(plain.stderr)
    assert debugged.stdout == ""


@pytest.mark.parametrize("arguments", [("--debug", "check"), ("check", "--debug")])
def test_the_log_is_on_standard_error_and_the_result_is_the_same(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    plain = run("check", "first_year_university")
    debugged = run(*arguments, "first_year_university")
    assert debugged.exit_code == 0
    assert debugged.stdout == plain.stdout
    assert "mentorsim.documents.reading DEBUG: reading" in debugged.stderr
    assert "DEBUG" not in plain.stderr


def test_it_ends_with_the_command() -> None:
    run("--debug", "check", "first_year_university")
    assert "DEBUG" not in run("check", "first_year_university").stderr
    assert logging.getLogger("mentorsim").level == logging.NOTSET


def test_what_follows_two_dashes_is_left_alone() -> None:
    assert first_of_all(["check", "--debug", "a", "--", "--debug"]) == [
        "--debug",
        "check",
        "a",
        "--",
        "--debug",
    ]
    assert first_of_all(["check", "a"]) == ["check", "a"]
