"""The examples of how_to/extending.md run as they are printed: in scenarios, sweeps, workers, calibration."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[1] / "docs" / "how_to" / "extending.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EVIDENCE = """
import json, sys
from pathlib import Path
import commuting
import mentorsim.evidence.ablation as ablation
from mentorsim.evidence.calibration import Waves, calibrate
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.evidence.facts import read_facts

if __name__ == "__main__":
    facts = [fact for fact in read_facts() if fact.id == "C05"]
    ablation.MECHANISMS = {}
    found = ablation.ablated(facts, replications=2, mechanisms=["commuting"], workers=2)
    (name, without), = found.without
    simulated = [one.results[0].main.simulated for one in (found.whole, without)]
    waves = Waves(points=(8,), widened=(), samples=4, rounds=1, kept=None)
    two = RunOptions(workers=2)
    calibrated = calibrate(
        facts, Path("calibrated"), waves=waves, options=two, mechanisms=["commuting"]
    )
    values = calibrated.samples[:, [row.name for row in calibrated.problem.rows].index("commute_cost")]
    print(json.dumps([name, simulated, values.tolist()]))
"""


COMMANDS = """
import json, sys
from typer.testing import CliRunner
from mentorsim.cli import app

if __name__ == "__main__":
    printed = []
    for command in json.loads(sys.argv[1]):
        done = CliRunner().invoke(app, command, prog_name="mentorsim")
        assert done.exit_code == 0, done.output
        printed.append(done.stdout)
    print(json.dumps(printed))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the files of the page; blocks that name the same file are one file."""
    folder = tmp_path_factory.mktemp("extending")
    for _, text in BLOCK.findall(PAGE):
        if named := re.match(r"# (\w+\.\w+)\n", text):
            with (folder / named[1]).open("a") as file:
                file.write(text)
    return folder


def ran(folder: Path, *command: str, code: int = 0) -> str:
    environment = {**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def commands() -> list[list[str]]:
    (block,) = [text for kind, text in BLOCK.findall(PAGE) if kind == "console"]
    return [shlex.split(line.removeprefix("$ mentorsim ")) for line in block.splitlines()]


def test_the_page_has_the_files_and_commands_that_are_tested(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} >= {"commuting.py", "commuters.yaml", "study.py"}
    assert [command[0] for command in commands()] == ["show", "compare", "sweep", "analyze", "sweep"]


def test_the_commands_run_as_printed(folder: Path) -> None:
    import pandas as pd

    (folder / "commands.py").write_text(COMMANDS)
    printed = json.loads(ran(folder, "commands.py", json.dumps(commands())).splitlines()[-1])
    places = [
        printed[0].index(f" {name} ") for name in ("motivation", "commuting", "car_pool", "mentor_strain")
    ]
    assert places == sorted(places)
    assert "fatigue gap" in printed[1]
    record = json.loads((folder / "swept" / "run.json").read_text())
    assert list(record["plugins"]) == ["commuting"]
    assert record["scenario"]["parameters"]["commute_cost"] == 0.02

    def rows(name: str) -> pd.DataFrame:
        parts = sorted((folder / name).rglob("*.parquet"))
        found = pd.concat([pd.read_parquet(part) for part in parts])
        assert found["error"].isna().all()
        return found

    swept = rows("swept").groupby("point")["belonging"].mean()
    assert swept.nunique() == 3, "the parameter changes what follows from it"
    ablated = rows("ablated").groupby("point")["retention"].mean()
    assert len(ablated) == 3


def test_results_ask_for_the_plugin_again(folder: Path) -> None:
    _, compare, *_ = commands()
    if not (folder / "compared").exists():
        ran(folder, "-m", "mentorsim", *compare)
    said = ran(folder, "-m", "mentorsim", "results", "show", "compared", code=2)
    assert said == (
        "Error: compared/run.json: the results were made with commuting, which is not imported: load it with "
        "--plugin\nSee docs/how_to/extending.md\n"
    )
    run = json.loads(
        ran(folder, "-c", "import pandas, pathlib; print(pandas.concat(pandas.read_parquet(path) for path in "
            "pathlib.Path('compared').rglob('*.parquet'))[['run_id']].head(1).to_json(orient='values'))")
    )[0][0]  # fmt: skip
    said = ran(folder, "-m", "mentorsim", "results", "replay", "compared", run, "--plugin", "commuting")
    assert "The result is the same as in the folder." in said
    module = folder / "commuting.py"
    text = module.read_text()
    module.write_text(text + "\n# changed\n")
    try:
        said = ran(folder, "-m", "mentorsim", *compare, "--resume", code=2)
    finally:
        module.write_text(text)
    assert "plugins.commuting" in said


def test_a_scenario_imports_no_code_and_says_what_does(folder: Path) -> None:
    said = ran(folder, "-m", "mentorsim", "check", "commuters.yaml", code=2)
    assert "commuters.yaml:6: mechanisms.1 names 'commuting', which no loaded plugin defines" in said
    assert "--plugin MODULE" in said
    said = ran(folder, "-m", "mentorsim", "check", "commuters.yaml", "--plugin", "comuting", code=2)
    assert "the plugin 'comuting' cannot be imported: ModuleNotFoundError" in said
    said = ran(folder, "-m", "mentorsim", "check", "commuters.yaml", "--plugin", "commuting.py", code=2)
    assert said == (
        "Error: --plugin takes a module, not a file: write commuting, from the folder it is in\n"
        "See docs/how_to/extending.md\n"
    )


def test_the_script_runs_as_printed_with_two_workers(folder: Path) -> None:
    printed = ran(folder, "study.py")
    assert "commuting" in printed
    assert "car_pool" in printed


def test_the_mechanism_is_ablated_and_calibrated_with_two_workers(folder: Path) -> None:
    (folder / "evidence.py").write_text(EVIDENCE)
    name, (whole, without), values = json.loads(ran(folder, "evidence.py").splitlines()[-1])
    assert name == "commuting"
    assert whole != without
    assert all(0.0 <= value <= 0.2 for value in values)
    assert len(set(values)) > 1
