"""Dask on this machine and at an address, and the runner script for SLURM, run as it stands in the docs."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from mentorsim.errors import UserError
from mentorsim.experiment.execution import dask_cluster
from mentorsim.experiment.execution.dask_cluster import dask_executor
from mentorsim.experiment.execution.options import Shard
from mentorsim.experiment.folder.merging import merge
from mentorsim.experiment.sweep_results import read_results
from mentorsim.numerics.kernel_cache import cache_places
from tests.cli.commands import STUDY, run
from tests.experiment.planning import planned, run_sweep, same_rows
from tests.experiment.studies import SlowFailingModel

ROOT = Path(__file__).parents[3]


def started(*arguments, also=()):
    """Start Dask in a process of its own, with the modules of this one and of other folders."""
    path = os.pathsep.join([*map(str, also), str(ROOT), str(ROOT / "src")])
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def scheduler():
    """Return the address of a scheduler without workers."""
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = started("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    try:
        yield f"tcp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@contextmanager
def worker(address, also=()):
    """Start a worker for a scheduler."""
    process = started("worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", also=also)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_scheduler_and_a_worker_elsewhere_give_the_rows_of_one_process(tmp_path):
    (tmp_path / "study.yaml").write_text(STUDY)
    common = ["sweep", tmp_path / "study.yaml", "program.mentors=4,8", "--replications", "3", "--out"]
    assert run(*common, tmp_path / "serial", "--executor", "serial").exit_code == 0
    with scheduler() as address, worker(address):
        done = run(*common, tmp_path / "dask", "--scheduler", address)
    assert done.exit_code == 0, done.output
    assert len(read_results(tmp_path / "serial").runs()) == 18
    same_rows(tmp_path / "serial", tmp_path / "dask")


PLUGIN = """
import mentorsim as ms

@ms.run_outcome("number_of_weeks", "weeks", "neither")
def number_of_weeks(run):
    "Weeks of the year."
    return float(run.model.weeks)
"""


def test_dask_workers_load_the_plugins_of_the_command(tmp_path):
    (tmp_path / "study.yaml").write_text(STUDY)
    (tmp_path / "theirs_on_dask.py").write_text(PLUGIN)
    command = [
        sys.executable,
        "-m",
        "mentorsim",
        "sweep",
        "study.yaml",
        "program.mentors=4,8",
        "--out",
        "dask",
    ]
    options = ["--plugin", "theirs_on_dask", "--outcome", "number_of_weeks", "--replications", "2", "-q"]
    with scheduler() as address, worker(address, also=[tmp_path]):
        done = subprocess.run(
            [*command, *options, "--scheduler", address], cwd=tmp_path, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stderr
    runs = pd.read_parquet(tmp_path / "dask" / "parts")
    assert (runs["number_of_weeks"] > 0).all()
    assert runs["error"].isna().all() or (runs["error"] == "").all()
    assert "theirs_on_dask" in json.loads((tmp_path / "dask" / "run.json").read_text())["plugins"]


def test_a_scheduler_without_workers_is_said_so(monkeypatch):
    monkeypatch.setattr(dask_cluster, "_SECONDS_FOR_A_WORKER", 0.2)
    with (
        scheduler() as address,
        pytest.raises(UserError, match="has no workers: start some"),
        dask_executor(address, 1),
    ):
        pass


def test_a_worker_with_other_code_is_refused(monkeypatch):
    monkeypatch.setattr(dask_cluster, "code_digest", OtherDigest())
    with (
        scheduler() as address,
        worker(address),
        pytest.raises(UserError, match="has another state of mentorsim's code"),
        dask_executor(address, 1),
    ):
        pass


class OtherDigest:
    """A digest that is another one in every process."""

    def __call__(self):
        return str(os.getpid())


def test_an_address_without_a_scheduler_is_said_so(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(dask_cluster, "_SECONDS_TO_CONNECT", 0.3)
    with (
        pytest.raises(UserError, match=r"there is no Dask scheduler at tcp://127\.0\.0\.1:9"),
        dask_executor("tcp://127.0.0.1:9", 1),
    ):
        pass


@pytest.mark.skipif(os.name == "nt", reason="needs bash")
def test_the_job_script_of_the_docs_gives_the_rows_of_one_process(tmp_path):
    page = (ROOT / "docs" / "how_to" / "cluster.md").read_text()
    (script,) = re.findall(r"```bash\n(#!/bin/bash\n.*?)```", page, flags=re.DOTALL)
    assert script.count("50") == 2  # in the array and in the shard
    (tmp_path / "runner.sh").write_text(script.replace("1-50", "1-3").replace("/50", "/3"))
    (tmp_path / "study.yaml").write_text(STUDY)
    (tmp_path / "experiment.yaml").write_text(
        "scenario: study.yaml\nvary: {program.mentors: [4, 8]}\nreplications: 5\n"
    )
    environment = stand_in_for_a_cluster(tmp_path)

    def task(number):
        done = subprocess.run(
            ["bash", "runner.sh"],
            cwd=tmp_path,
            env={**environment, "SLURM_ARRAY_TASK_ID": str(number), "SLURM_CPUS_PER_TASK": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    # The third task does not come to its end at first, and the second is submitted twice.
    for number in (1, 2, 2):
        task(number)
    study = tmp_path / "scratch" / "study"
    assert "are missing" in run("results", "merge", study, "--out", tmp_path / "too_early").stdout
    task(3)
    assert "are missing" not in run("results", "merge", study, "--out", tmp_path / "merged").stdout
    serial = run("sweep", tmp_path / "experiment.yaml", "--out", tmp_path / "serial", "--executor", "serial")
    assert serial.exit_code == 0, serial.output
    assert len(read_results(tmp_path / "merged").table([])) == 30
    same_rows(tmp_path / "serial", tmp_path / "merged")


def stand_in_for_a_cluster(folder):
    """Lay out the home and scratch folders that the runner script expects, with kernels that are compiled."""
    activate = folder / "home" / "mentorsim" / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.write_text(f'export PATH="{Path(sys.executable).parent}:$PATH"\n')
    cache = folder / "scratch" / ".cache"
    cache.mkdir(parents=True)
    compiled = next((place for place in cache_places() if place.is_dir()), None)
    if compiled is not None:
        (cache / "mentorsim").symlink_to(compiled)
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return {
        **os.environ,
        "HOME": str(folder / "home"),
        "SCRATCH": str(folder / "scratch"),
        "PYTHONPATH": path,
    }


def test_one_process_two_processes_dask_with_a_killed_worker_and_seven_shards_give_the_same_rows(tmp_path):
    distributed = pytest.importorskip("distributed")
    plan = planned(replications=10, model=SlowFailingModel)
    run_sweep(plan, tmp_path / "serial", executor="serial")
    run_sweep(plan, tmp_path / "local", executor="local", workers=2)
    for number in range(1, 8):
        folder = tmp_path / "shards" / f"shard-{number}-of-7"
        run_sweep(plan, folder, executor="serial", shard=Shard(number, 7))
    merge([tmp_path / "shards"], tmp_path / "merged")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        processes = list(client.run(os.getpid).values())
        killed = []

        def kill(progress):
            if progress.done >= 3 and not killed:
                killed.append(processes[0])
                os.kill(processes[0], signal.SIGKILL)

        executor = client.get_executor(pure=False)
        run_sweep(plan, tmp_path / "dask", executor=executor, workers=2, progress=kill)
        assert killed
    expected = read_results(tmp_path / "serial").runs()
    assert len(expected) == 90
    assert expected["error"].notna().sum() == 9
    for name in ("local", "merged", "dask"):
        assert len(read_results(tmp_path / name).table([])) == 90
        same_rows(tmp_path / "serial", tmp_path / name)
