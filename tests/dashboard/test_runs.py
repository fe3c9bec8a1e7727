"""Comparisons run in processes and folders of their own, which outlive the page."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mentorsim.dashboard.runs.events import progress_events
from mentorsim.dashboard.runs.manager import MOST_AT_A_TIME, RunManager
from mentorsim.dashboard.runs.told import LiveDifference, Told, read_told
from mentorsim.dashboard.runs.words import how_far
from mentorsim.dashboard.states import StateStore
from mentorsim.errors import UserError

from .conftest import TINY

_LONG = TINY.replace("replications: 6", "replications: 100000")
_SECONDS = 1500.0  # the model may have to be compiled first, on a busy machine


def until(there: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    ends = time.monotonic() + _SECONDS
    while not there():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_a_comparison_is_run_shown_and_downloaded(browser: Any, site: Any, study: str):
    address = browser.post(f"{study}/compare", data={"replications": "8"}).url.path
    name = address.removeprefix("/run/")
    until(lambda: not site.runs.find(name).under_way)
    told = site.runs.told(name)
    assert (told.stage, told.done, told.failures) == ("finished", 8, 0), told.message
    assert [one.policy for one in told.differences] == ["as planned", "lighter load"]
    assert (site.runs.find(name).folder / "log.txt").read_text() == ""
    page = browser.get(address).text
    assert "Finished: 8 replications" in page
    assert "lighter load" in browser.get(f"{address}/groups").text
    assert (
        "<html" in browser.get(f"{address}/report.html").text
        or "<pre" in browser.get(f"{address}/report.html").text
    )
    scenario = browser.get(f"{address}/scenario.yaml").text
    assert "replications: 8" in scenario
    names = zipfile.ZipFile(io.BytesIO(browser.get(f"{address}/results.zip").content)).namelist()
    assert {"results/run.json", "results/comparison.json"} <= set(names)
    assert "A tiny school" in browser.get("/").text
    assert browser.post(f"{address}/delete").url.path == "/"
    assert browser.get(address).status_code == 404


def test_a_comparison_can_include_what_is_unknown_about_the_model(browser: Any, site: Any, study: str):
    refused = browser.post(f"{study}/compare", data={"replications": "12", "uncertainty": "parameters"})
    assert refused.status_code == 422
    assert "replications must be 50 to" in refused.text
    assert site.runs.latest(9) == []
    asked = {"replications": "50", "uncertainty": "parameters"}
    address = browser.post(f"{study}/compare", data=asked).url.path
    name = address.removeprefix("/run/")
    until(lambda: not site.runs.find(name).under_way)
    told = site.runs.told(name)
    assert (told.stage, told.done, told.differences) == ("finished", 50, ()), told.message
    found = json.loads((site.runs.find(name).results / "comparison.json").read_text())
    assert (found["samples"], found["replications_per_sample"]) == (10, 5)
    assert "10 sets of assumptions" in browser.get(address).text


def test_the_numbers_are_those_of_the_command(site: Any, study: str, tmp_path: Path):
    import mentorsim as ms

    name = site.runs.start(site.states.find(study.removeprefix("/study/")))
    until(lambda: not site.runs.find(name).under_way)
    (tmp_path / "scenario.yaml").write_text(TINY)
    expected = ms.compare(tmp_path / "scenario.yaml", by=["first_generation"]).to_json()["differences"]
    found = json.loads((site.runs.find(name).results / "comparison.json").read_text())["differences"]
    assert found == json.loads(json.dumps(expected))


def test_stopping_keeps_what_is_done_and_two_run_at_a_time(site: Any):
    state = site.states.keep(_LONG, site.folder, "")
    names = [site.runs.start(state) for _ in range(MOST_AT_A_TIME)]
    with pytest.raises(UserError, match="under way"):
        site.runs.start(state)
    with pytest.raises(UserError, match="stop it first"):
        site.runs.remove(names[0])
    until(lambda: all(site.runs.told(name).done > 0 for name in names))
    for name in names:
        site.runs.stop(name)
    until(lambda: not any(site.runs.find(name).under_way for name in names))
    for name in names:
        told = site.runs.told(name)
        assert told.stage == "stopped"
        assert told.done > 0
        assert list((site.runs.find(name).results / "parts").glob("part-*.parquet"))


_SERVER = """
import sys, time
from pathlib import Path
from mentorsim.dashboard.runs.manager import RunManager
from mentorsim.dashboard.states import StateStore
folder = Path(sys.argv[1])
state = StateStore(folder / "states").find(sys.argv[2])
print(RunManager(folder / "runs").start(state), flush=True)
time.sleep(1000)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_killed_page_costs_nothing_and_another_one_continues(tmp_path: Path):
    states = StateStore(tmp_path / "states")
    state = states.keep(TINY.replace("replications: 6", "replications: 400"), tmp_path, "")
    command = [sys.executable, "-c", _SERVER, str(tmp_path), state.id]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    name = server.stdout.readline().strip()
    folder = tmp_path / "runs" / name
    until(lambda: read_told(folder).done > 0)
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()
    until(lambda: read_told(folder).stage in ("stopped", "finished"))
    done = read_told(folder).done
    assert done > 0
    another = RunManager(tmp_path / "runs")
    assert [run.name for run in another.latest(5)] == [name]
    another.resume(name)
    until(lambda: not another.find(name).under_way)
    told = another.told(name)
    assert (told.stage, told.done) == ("finished", 400)
    another.stop_all()


def test_a_stopped_run_over_posterior_samples_continues_to_what_it_would_have_found(site: Any):
    state = site.states.keep(TINY.replace("replications: 6", "replications: 1000"), site.folder, "")
    found = {}
    for stops in (True, False):
        name = site.runs.start(state, samples=200)
        if stops:
            until(lambda name=name: site.runs.told(name).done > 0)  # type: ignore[misc]
            site.runs.stop(name)
            until(lambda name=name: not site.runs.find(name).under_way)  # type: ignore[misc]
            told = site.runs.told(name)
            assert told.stage == "stopped"
            assert 0 < told.done < 1000
            site.runs.resume(name)
        until(lambda name=name: not site.runs.find(name).under_way)  # type: ignore[misc]
        assert site.runs.told(name).stage == "finished"
        told_there = json.loads((site.runs.find(name).results / "comparison.json").read_text())
        assert (told_there["samples"], told_there["replications_per_sample"]) == (200, 5)
        found[stops] = told_there["differences"]
    assert found[True] == found[False]


def test_a_run_that_ended_without_a_word_is_stopped(site: Any, study: str):
    folder = site.folder / "runs" / "20260101-120000-abcdef"
    folder.mkdir(parents=True)
    StateStore.write(site.states.find(study.removeprefix("/study/")), folder / "scenario.yaml")
    Told("running", done=7, expected=20).write(folder)
    run = site.runs.find(folder.name)
    assert (run.under_way, run.told.stage) == (False, "stopped")
    assert run.sentence == "Stopped. 7 of 20 replications are done and kept."
    assert run.when == "January 01, 2026, 12:00"


@pytest.fixture
def ended(site: Any, study: str) -> Callable[..., str]:
    """Return a function that makes a run which tells something."""

    def make(told: Told, **files: str) -> str:
        folder = site.folder / "runs" / "20260101-120000-abcdef"
        folder.mkdir(parents=True, exist_ok=True)
        StateStore.write(site.states.find(study.removeprefix("/study/")), folder / "scenario.yaml")
        told.write(folder)
        return f"/run/{folder.name}"

    return make


def test_what_went_wrong_is_said_and_can_be_tried_again(browser: Any, ended: Any):
    page = browser.get(ended(Told("failed", message="roster.csv: there is <no> such file"))).text
    assert "there is &lt;no&gt; such file" in page
    assert "Try again" in page


def test_a_run_that_cannot_work_says_why(site: Any):
    state = site.states.keep(TINY.replace("first_years: 24", "roster: {file: gone.csv}"), site.folder, "")
    name = site.runs.start(state)
    until(lambda: not site.runs.find(name).under_way)
    told = site.runs.told(name)
    assert told.stage == "failed"
    assert "gone.csv" in told.message


def test_runs_that_are_not_there_are_said(browser: Any, ended: Any):
    for path in (
        "/run/nothing",
        "/run/20260101-120000-000000",
        "/run/nothing/events",
        "/run/nothing/report.html",
    ):
        assert browser.get(path).status_code == 404
    address = ended(Told("stopped"))
    assert browser.get(f"{address}/report.html").status_code == 404
    assert browser.post(f"{address}/stop").url.path == address


def test_replications_must_be_a_number(browser: Any, study: str):
    for typed in ("", "many", "-1", "0", "1e3", "9999999999"):
        answer = browser.post(f"{study}/compare", data={"replications": typed})
        assert answer.status_code == 422, typed


def test_events_tell_what_is_new_and_then_the_end():
    import anyio

    difference = LiveDifference("as planned", 1.0, 0.5, 1.5)
    told = iter(
        [Told("running", 1, 4), Told("running", 2, 4, differences=(difference,)), Told("finished", 4, 4)]
    )

    async def all_events() -> list[str]:
        return [
            event async for event in progress_events(lambda: next(told), lambda one: f"<p>{one.done}</p>")
        ]

    events = anyio.run(all_events)
    assert [event.split("\n")[0] for event in events] == ["event: progress"] * 3 + ["event: end"]
    data = json.loads(events[1].split("data: ")[1])
    assert data == {"done": 2, "expected": 4, "sentence": how_far(Told("running", 2, 4)), "html": "<p>2</p>"}


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (Told(), "Starting."),
        (Told("running", 3, 10, seconds_left=4.0), "3 of 10 replications done; about 10 seconds left."),
        (Told("running", 3, 10, 2, 47.0), "3 of 10 replications done; about 50 seconds left; 2 failed."),
        (Told("running", 3, 10, seconds_left=61.0), "about 1 minute left"),
        (Told("running", 3, 10, seconds_left=4000.0), "about 1 h 7 min left"),
        (Told("finished", 1000, 1000), "Finished: 1,000 replications."),
        (Told("stopped"), "Stopped."),
        (Told("failed"), "It did not work."),
    ],
)
def test_how_far_it_is_in_words(told: Told, sentence: str):
    assert sentence in how_far(told)


def test_a_damaged_file_is_a_run_that_has_told_nothing(tmp_path: Path):
    assert read_told(tmp_path) == Told()
    (tmp_path / "told.json").write_text('{"stage": "running", "differences": [3]}')
    assert read_told(tmp_path) == Told()
    told = Told("running", 2, 4, differences=(LiveDifference("a", 1.0, 0.0, 2.0),))
    told.write(tmp_path)
    assert read_told(tmp_path) == told
