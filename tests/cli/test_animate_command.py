from pathlib import Path

import pytest

from tests.cli.commands import error_of, run


def animated(study: Path, out: Path, *options: str) -> str:
    result = run("animate", study, "--policy", "random", "--out", out, *options)
    assert result.exit_code == 0, result.output
    assert str(out) in result.stderr
    return out.read_text(encoding="utf-8")


def test_it_writes_one_page_and_says_whom_it_shows(study: Path, tmp_path: Path) -> None:
    result = run("animate", study, "--policy", "random", "--out", tmp_path / "cohort.html")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Shown are 40 students and 10 mentors.")
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".html"] == ["cohort.html"]


def test_options_choose_the_run_and_how_many_are_shown(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "cohort.html"
    first = animated(study, out)
    assert animated(study, out) == first
    assert "seed 5, replication 1." in animated(study, out, "--seed", "5", "--replication", "1")
    assert "Shown are 12 of 50 students" in animated(study, out, "--students", "12")
    assert ">Week 9:</b>" in first
    assert ">Week 9:</b>" not in animated(study, out, "--set", "calendar.break_weeks=0")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "name the policy to watch with --policy: nothing, random, gap [x]"),
        (["--policy", "randon"], "there is no policy 'randon'; did you mean 'random'?"),
        (["--policy", "random", "--model", "Nobody"], "Nobody"),
    ],
)
def test_a_mistake_is_one_sentence_and_writes_nothing(
    study: Path, tmp_path: Path, options: list[str], sentence: str
) -> None:
    out = tmp_path / "cohort.html"
    assert sentence in error_of("animate", study, "--out", out, *options)
    assert not out.exists()


def test_a_folder_is_no_file(study: Path, tmp_path: Path) -> None:
    assert "is a folder" in error_of("animate", study, "--policy", "random", "--out", tmp_path)


def test_a_scenario_with_one_program_needs_no_name_of_it(study: Path, tmp_path: Path) -> None:
    only = study.read_text(encoding="utf-8").replace("  gap [x]: {match: {method: gap}}\n", "")
    study.write_text(only, encoding="utf-8")
    result = run("animate", study, "--out", tmp_path / "cohort.html")
    assert result.exit_code == 0, result.output
