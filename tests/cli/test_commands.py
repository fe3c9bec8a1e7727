import json
import subprocess
import sys

import pytest

from mentorsim.scenario.shipped import shipped_names
from tests.cli.commands import SOURCE, run, run_apart


def test_help_names_every_command():
    result = run("--help")
    assert result.exit_code == 0
    commands = (
        "compare",
        "match",
        "approve",
        "sweep",
        "analyze",
        "results",
        "new",
        "check",
        "show",
        "schema",
        "validate",
    )
    for command in (*commands, "calibrate"):
        assert f"  {command} " in result.stdout
        assert run(command, "--help").exit_code == 0


def test_version_is_that_of_the_installed_package():
    import mentorsim

    assert run("--version").stdout == f"mentorsim {mentorsim.__version__}\n"


def test_the_module_runs_like_the_command():
    result = run_apart("--help")
    assert result.returncode == 0
    assert result.stderr == ""
    assert result.stdout.startswith("Usage: mentorsim ")


HEAVY = ["mesa", "numba", "numpy", "pandas", "pyarrow", "matplotlib", "scipy", "networkx", "ruamel", "rich"]


@pytest.mark.parametrize(
    "code",
    [
        "from mentorsim.cli import app; app(['--help'], standalone_mode=False)",
        "from mentorsim.cli import app; app(['compare', '--help'], standalone_mode=False)",
        "from mentorsim.cli import app; app(['analyze', '--help'], standalone_mode=False)",
        "import mentorsim; mentorsim.UserError; dir(mentorsim)",
    ],
)
def test_help_loads_nothing_heavy(code):
    shown = f"{code}\nimport sys\nprint([name for name in {HEAVY} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", shown],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(SOURCE)},
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_check_loads_nothing_that_only_runs_need(study):
    never = [name for name in HEAVY if name in ("mesa", "pandas", "pyarrow", "matplotlib", "rich")]
    code = (
        f"from mentorsim.cli import app; app(['check', {str(study)!r}], standalone_mode=False)\n"
        f"import sys\nprint([name for name in {never} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(SOURCE)},
    )
    assert result.stdout.splitlines()[-1] == "[]"


def test_every_public_name_can_be_loaded():
    import mentorsim

    for name in mentorsim.__all__:
        assert getattr(mentorsim, name) is not None
        assert name in dir(mentorsim)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = mentorsim.nothing


def test_a_new_scenario_is_right(tmp_path):
    file = tmp_path / "new.yaml"
    assert run("new", file).exit_code == 0
    assert run("check", file).exit_code == 0
    assert run("new").stdout == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["students.csv", "data/students.csv", "../students.csv"])
def test_a_new_roster_is_right_wherever_it_lies(tmp_path, place):
    folder = tmp_path / "studies"
    folder.mkdir()
    assert run("new", folder / "new.yaml", "--roster", folder / place).exit_code == 0
    result = run("check", folder / "new.yaml")
    assert result.exit_code == 0, result.output


def test_check_says_what_is_compared(study):
    result = run("check", study, "--set", "run.seed=5")
    assert result.exit_code == 0
    assert f"{study} is right." in result.stdout
    assert "nothing, random, gap [x]" in result.stdout


def test_show_tells_every_value_and_its_source(study):
    result = run("show", study, "--set", "program.mentees_per_mentor=3")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["mentees_per_mentor", "3", "--set", "program.mentees_per_mentor=3"] in lines
    assert ["first_years", "40", "line", "4"] in lines
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_show_tells_what_there_is_to_choose_from():
    assert "coverage_then_score" in run("show", "--methods").stdout
    assert "cost_per_retained" in run("show", "--outcomes").stdout
    assert "weekly_departure" in run("show", "--parameters").stdout
    shown = run("show", "--scenarios").stdout
    assert all(name in shown for name in shipped_names())
    assert run("show", "--methods", "--outcomes").exit_code == 2


def test_the_schema_is_printed_as_json():
    schema = json.loads(run("schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert json.loads(run("show", "--schema").stdout) == schema
    experiment = json.loads(run("schema", "--experiment").stdout)
    assert {"scenario", "set", "vary", "design", "points"} <= set(experiment["properties"])


def test_a_reader_who_goes_away_is_no_error():
    with subprocess.Popen(
        [sys.executable, "-m", "mentorsim", "show", "--parameters"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(SOURCE)},
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141
