"""Every mistake of a user is one sentence on standard error and exit code 2, without a traceback."""

import os
from pathlib import Path

import pytest

from tests.cli.commands import STUDY, error_of

ROSTER = "id,grade,course\na1,12,law\na2,14,arts\na3,9,law\n"
ROSTER_STUDY = """\
title: A small roster
calendar: {terms: 1, weeks_per_term: 4}
cohort:
  upper_years: 20
  roster:
    file: students.csv
    id: id
    prior_grade: grade
    attributes: {major: course}
program: {mentors: 2}
"""


def changed(old: str, new: str) -> str:
    assert STUDY.count(old) == 1
    return STUDY.replace(old, new)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "is empty"),
        ("title: A\n\tcohort: 3\n", 2, "is indented with a tab; use spaces"),
        ("- 1\n- 2\n", 1, "must be keys and values, a line for each"),
        (changed("first_years: 40", "first_years: many"), 4, "must be a whole number, not 'many'"),
        (changed("mentors: 10", "mentrs: 10"), 10, "has no key 'mentrs'; did you mean 'mentors'?"),
        (changed("first_years: 40", "first_years: -40"), 4, "first_years must be at least 0"),
        (changed("mentors: 10", "mentors: -1"), 10, "must be at least 0"),
        (changed("mentors: 10", "mentors: 0"), 10, "must be at least 1; only groups can do without"),
        (
            changed(
                "first_generation: {share: 0.4, gaps: {skill: -0.6}}",
                "major: {categories: [arts, law], shares: [0.5, 0.6]}",
            ),
            7,
            "1.1",
        ),
        (changed("seed: 11", "seed: *eleven"), 17, "has an alias (*eleven)"),
        (changed("seed: 11", "seed: &a 11"), 17, "has an anchor (&a)"),
        (changed("seed: 11", "seed: !!python/object:os.system 11"), 17, "has a tag"),
        (changed("method: random", "method: randm"), 14, "no matching method 'randm'; did you mean 'random'"),
        (changed("[retention, gpa,", "[retension, gpa,"), 16, "no outcome 'retension'; did you mean"),
        (changed("title: A small college", "title: [a]"), 1, "title must be text"),
    ],
)
def test_a_wrong_scenario_is_refused_with_its_line(tmp_path, text, line, sentence):
    file = tmp_path / "study.yaml"
    file.write_text(text, encoding="utf-8")
    message = error_of("check", file)
    assert sentence in message
    assert f"{file}:{line}: " in message
    assert error_of("compare", file, "--out", tmp_path / "results") == message
    assert not (tmp_path / "results").exists()


def test_a_file_of_ten_megabytes_is_refused_without_reading_it_all(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text("title: A\n" + "# filler\n" * 1_200_000, encoding="utf-8")
    assert file.stat().st_size > 10_000_000
    assert "is larger than 256 kB" in error_of("check", file)


def test_a_file_that_is_not_there_is_refused_with_a_hint(tmp_path):
    assert "there is no such file" in error_of("check", tmp_path / "missing.yaml")
    assert "is a folder" in error_of("check", tmp_path)


def test_an_unreadable_file_is_refused(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_bytes(STUDY.encode("utf-16"))
    assert "not in UTF-8" in error_of("check", file)
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        file.write_text(STUDY, encoding="utf-8")
        file.chmod(0)
        assert "cannot be read" in error_of("check", file)


@pytest.mark.parametrize(
    ("roster", "sentence"),
    [
        (None, "there is no such file"),
        ("id,course\na1,law\n", "no column 'grade'"),
        ("", "the file is empty"),
        ("id,grade,course\na1,12,law\na1,14,law\n", "row 3"),
        ("id,grade,course\na1,twelve,law\na2,13,law\n", "row 2"),
        (b"PK\x03\x04spreadsheet", "the workbook cannot be read"),
    ],
)
def test_a_wrong_roster_is_refused(tmp_path, roster, sentence):
    file = tmp_path / "study.yaml"
    file.write_text(ROSTER_STUDY, encoding="utf-8")
    students = tmp_path / "students.csv"
    if roster is not None:
        students.write_bytes(roster if isinstance(roster, bytes) else roster.encode())
    message = error_of("check", file)
    assert str(students) in message
    assert sentence in message
    assert error_of("compare", file, "--out", tmp_path / "results") == message
    assert not (tmp_path / "results").exists()


def test_a_roster_that_is_right_passes(tmp_path):
    from tests.cli.commands import run

    (tmp_path / "study.yaml").write_text(ROSTER_STUDY, encoding="utf-8")
    (tmp_path / "students.csv").write_text(ROSTER, encoding="utf-8")
    result = run("check", tmp_path / "study.yaml")
    assert result.exit_code == 0, result.output


def test_a_missing_list_of_pairs_is_refused(tmp_path):
    file = tmp_path / "study.yaml"
    never = "{match: {method: random, never: {pairs_file: never.csv}}}"
    file.write_text(changed("{match: {method: random}}", never), encoding="utf-8")
    assert "there is no such file" in error_of("check", file)
    (tmp_path / "never.csv").write_text("mentee,mentor\nsomebody,upper-year 1\n", encoding="utf-8")
    assert "the mentee is not a student of the cohort" in error_of("check", file)


def test_several_mistakes_are_said_at_once(tmp_path):
    file = tmp_path / "study.yaml"
    text = changed("method: random", "method: randm").replace("[retention, gpa,", "[retension, gpa,")
    file.write_text(text, encoding="utf-8")
    first, second = error_of("check", file).splitlines()
    assert "randm" in first
    assert "retension" in second


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--policy", "randm"], "no policy 'randm' to compare; did you mean 'random'?"),
        (["--baseline", "zero"], "no policy 'zero' to compare"),
        (["--by", "first_gen"], "no attribute 'first_gen' to compare"),
        (["--replications", "0"], "replications must be 1 or more"),
        (["--workers", "0"], "workers must be 1 or more"),
        (["--resume"], "--resume needs --out"),
        (["--set", "program.mentrs=3"], "--set program.mentrs=3: program has no key 'mentrs'"),
        (["--set", "program"], "must be a key, = and a value"),
        (["--set", "program.mentors=[1"], "--set program.mentors=[1: the value has a bracket"),
    ],
)
def test_a_wrong_option_is_refused(study, options, sentence):
    assert sentence in error_of("compare", study, *options)


def test_a_folder_that_cannot_be_written_is_refused(study, tmp_path):
    in_the_way = tmp_path / "taken"
    in_the_way.write_text("a file")
    for folder in (in_the_way, in_the_way / "results"):
        message = error_of("compare", study, "--workers", "1", "--out", folder)
        assert f"cannot write to the results folder {folder}" in message
    assert in_the_way.read_text() == "a file"


def test_nothing_is_written_over(study, tmp_path):
    before = study.read_text(encoding="utf-8")
    assert "already exists and is not overwritten" in error_of("new", study)
    # A file that exists is read as the roster, which this one is not.
    assert "study.yaml: row" in error_of("new", tmp_path / "other.yaml", "--roster", study)
    assert not (tmp_path / "other.yaml").exists()
    assert study.read_text(encoding="utf-8") == before
    in_the_way = tmp_path / "taken"
    in_the_way.write_text("a file")
    assert "cannot write" in error_of("new", in_the_way / "new.yaml")


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare"],
        ["compare", "x.yaml", "--format", "xml"],
        ["compare", "x.yaml", "--seed", "-1"],
        ["shwo"],
        ["show"],
    ],
)
def test_a_wrong_command_line_is_refused(arguments):
    from tests.cli.commands import run

    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: mentorsim" in result.stderr
    assert Path("x.yaml").exists() is False
