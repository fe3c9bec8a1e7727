"""Results folders open in what researchers use, and refuse what does not belong to them."""

import pytest
from typer.testing import CliRunner

from mentorsim.cli import app
from mentorsim.errors import UserError
from mentorsim.experiment.folder.compacting import compact
from mentorsim.experiment.folder.replaying import replay
from mentorsim.experiment.sweep_results import read_results
from tests.experiment.planning import planned, run_sweep
from tests.experiment.studies import AlwaysFailingModel, FailingModel


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("results") / "out"
    run_sweep(planned(replications=3, keep=["weekly", "ties", "students"]), out, executor="serial")
    return out


@pytest.fixture(scope="module")
def mean_by_point(folder):
    return read_results(folder).runs().groupby("point")["gpa"].mean().tolist()


def test_polars_reads_the_parts_as_they_lie(folder, mean_by_point):
    polars = pytest.importorskip("polars")
    found = polars.read_parquet(folder / "parts" / "part-*.parquet").group_by("point").agg(polars.mean("gpa"))
    assert found.sort("point")["gpa"].to_list() == pytest.approx(mean_by_point)


def test_duckdb_reads_the_parts_as_they_lie(folder, mean_by_point):
    duckdb = pytest.importorskip("duckdb")
    query = f"select avg(gpa) from '{folder}/parts/*.parquet' group by \"program.mentors\" order by 1"
    with duckdb.connect() as connection:
        found = [row[0] for row in connection.execute(query).fetchall()]
    assert found == pytest.approx(sorted(mean_by_point))


def test_ties_and_students_are_kept_for_every_run(folder):
    import pyarrow.parquet as pq

    students = pq.read_table(next((folder / "details").glob("students-*.parquet"))).to_pandas()
    assert len(students) == 27 * 90
    ties = pq.read_table(next((folder / "details").glob("ties-*.parquet"))).to_pandas()
    runs = read_results(folder).runs(["retention"]).set_index("run_id")
    assert not set(runs.index[runs["policy"] == "nothing"]) & set(ties["run_id"])
    one = students[students["run_id"] == runs.index[0]]
    assert one.loc[one["role"] == 0, "enrolled"].mean() == pytest.approx(runs["retention"].iloc[0])


def test_compacting_gives_every_run_once_in_order(folder):
    import pandas as pd

    parquet, text, count = compact(read_results(folder))
    expected = read_results(folder).runs()
    assert count == len(expected) == 27
    found = pd.read_parquet(parquet)
    assert found["run_id"].tolist() == expected["run_id"].tolist()
    assert pd.read_csv(text)["gpa"].tolist() == pytest.approx(expected["gpa"].tolist())
    assert {"weekly_enrolled"} <= set(found.columns)


def test_a_run_is_replayed_bit_for_bit_with_its_events(folder, tmp_path):
    runs = read_results(folder).runs()
    run = runs[runs["policy"] == "gap"].iloc[-1]
    found = replay(read_results(folder), run["run_id"][:10], tmp_path)
    assert found.same
    assert not found.error
    events = (tmp_path / "events.csv").read_text().splitlines()
    left = sum("student leaves" in line and line.endswith("first-year") for line in events)
    assert 60 - left == round(run["retention"] * 60)
    assert (
        sum("pair begins" in line for line in events)
        == len((tmp_path / "ties.csv").read_text().splitlines()) - 1
    )
    assert "<gexf" in (tmp_path / "network.gexf").read_text()
    with pytest.raises(UserError, match="no run"):
        replay(read_results(folder), "0000000000")


def test_a_failed_run_is_replayed_with_its_traceback(tmp_path):
    run_sweep(planned(replications=2, model=FailingModel), tmp_path, executor="serial")
    runs = read_results(tmp_path).runs()
    failed = runs.loc[runs["error"].notna(), "run_id"].iloc[0]
    found = replay(read_results(tmp_path), failed, model=FailingModel)
    assert found.same
    assert "Traceback" in found.error
    assert "no mentor in 1" in found.error
    assert replay(read_results(tmp_path), failed).same, "the folder names its model"


def test_a_folder_in_which_every_run_failed_is_shown_with_its_errors(tmp_path):
    run_sweep(planned(replications=2, model=AlwaysFailingModel), tmp_path, executor="serial")
    shown = run("results", "show", tmp_path)
    assert shown.exit_code == 0, shown.output
    assert "18 runs of 18; 18 failed" in shown.stdout
    assert "18 x RuntimeError: never" in shown.stdout
    assert "every run failed" in shown.stdout


def test_two_processes_do_not_work_on_one_folder(tmp_path):
    from mentorsim.experiment.folder.store import ResultsFolder

    plan = planned(replications=1)
    first = ResultsFolder(tmp_path, plan)
    with pytest.raises(UserError, match="another process"):
        run_sweep(plan, tmp_path, executor="serial", resume=True)
    first.close()
    run_sweep(plan, tmp_path, executor="serial", resume=True)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="mentorsim")


def test_the_commands_run_show_compact_merge_and_replay(tmp_path):
    from tests.cli.commands import STUDY

    (tmp_path / "study.yaml").write_text(STUDY)
    common = ["sweep", tmp_path / "study.yaml", "program.mentors=4,8", "--replications", "2"]
    dry = run(*common, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "2 design points, 2 replications each, 3 policies: 12 runs." in dry.stdout
    for number in (1, 2):
        done = run(*common, "--out", tmp_path / "all", "--shard", f"{number}/2", "--executor", "serial")
        assert done.exit_code == 0, done.output
    assert "12 runs" in run("results", "merge", tmp_path / "all", "--out", tmp_path / "merged").stdout
    assert "12 runs of 12; 0 failed" in run("results", "show", tmp_path / "merged").stdout
    assert "12 runs are in" in run("results", "compact", tmp_path / "merged").stdout
    name = read_results(tmp_path / "merged").runs()["run_id"].iloc[-1]
    assert "the same as in the folder" in run("results", "replay", tmp_path / "merged", name).stdout
    refused = run(*common, "--out", tmp_path / "x", "--shard", "3/2")
    assert refused.exit_code == 2
    assert "--shard must be like 3/50" in refused.stderr
    assert "--out FOLDER is required" in run(*common).stderr
