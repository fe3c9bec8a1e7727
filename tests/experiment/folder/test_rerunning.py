"""A results folder can be run again from what it holds: the same rows, from another place, years later."""

import json
import shutil

import pandas as pd
import pytest

import mentorsim as ms
from mentorsim.api.sweep import sweep
from mentorsim.experiment.folder.merging import merge
from mentorsim.experiment.sweep_results import read_results
from tests.cli.commands import STUDY, error_of, run
from tests.experiment.planning import same_rows

#: Policies state keys themselves in the folder's own scenario.yaml, which is where a rerun went astray.
VARIED = {
    "a grid in the program": ["program.mentors=4,8"],
    "two levels apart from one another": [
        "program.mentors=4,8",
        "delta=0.5,1.5",
        "--design",
        "one_at_a_time",
    ],
    "a sampled design": ["program.mentors=integers(4,8)", "--design", "latin_hypercube", "--samples", "2"],
    "a list of points": ["--points", "p.csv"],
}
POINTS = "program.mentors,delta,program.focus\n4,0.5,\n8,1.5,tutoring\n4,0.5,\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(STUDY.replace("first_years: 40", "first_years: 20"))
    (tmp_path / "p.csv").write_text(POINTS)
    (tmp_path / "q.csv").write_text("delta,eta\n0.5,0.01\n0.9,0.02\n0.6,0.03\n0.7,0.015\n")
    return tmp_path


def done(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


def swept(*arguments, out, replications=1):
    done("sweep", *arguments, "--out", out, "--replications", replications, "--executor", "serial", "-q")


@pytest.mark.parametrize("varied", VARIED.values(), ids=VARIED)
def test_a_sweep_runs_again_from_its_folder_with_the_same_rows(place, varied):
    swept("s.yaml", *varied, "--seed", 5, out="made")
    (place / "elsewhere").mkdir()
    shutil.move("made", "elsewhere/made")
    (place / "s.yaml").unlink()
    done("sweep", "elsewhere/made", "--out", "again", "--executor", "serial", "-q")
    same_rows("elsewhere/made", "again")
    done("sweep", "elsewhere/made/experiment.yaml", "--out", "once_more", "--executor", "serial", "-q")
    same_rows("elsewhere/made", "once_more")
    assert read_results("again").record == read_results("elsewhere/made").record


@pytest.mark.parametrize("varied", [["program.mentors=4,8"], ["--points", "p.csv"]])
def test_replications_are_added_to_a_folder_from_itself(place, varied):
    swept("s.yaml", *varied, out="made")
    swept("s.yaml", *varied, out="whole", replications=2)
    swept("made", "--resume", out="made", replications=2)
    same_rows("made", "whole")


def test_a_sweep_runs_again_from_python(place):
    swept("s.yaml", "program.mentors=4,8", out="made")
    sweep("made", out="again", executor="serial")
    same_rows("made", "again")


def test_a_value_can_be_set_when_a_folder_is_run_again(place):
    swept("s.yaml", "program.mentors=4,8", out="made")
    swept("made", "--set", "program.mentees_per_mentor=1", out="again")
    swept("s.yaml", "program.mentors=4,8", "--set", "program.mentees_per_mentor=1", out="fresh")
    same_rows("again", "fresh")


def test_what_is_edited_in_a_folder_counts(place):
    swept("s.yaml", "program.mentors=4,8", out="made")
    experiment = place / "made" / "experiment.yaml"
    experiment.write_text(experiment.read_text().replace("seed: 11", "seed: 12"))
    done("sweep", "made", "--out", "again", "--executor", "serial", "-q")
    assert read_results("again").record["seed"] == 12
    scenario = place / "made" / "scenario.yaml"
    scenario.write_text(scenario.read_text().replace("first_years: 20", "first_years: 24"))
    assert "set it themselves" in error_of("sweep", "made", "--out", "edited")


@pytest.mark.parametrize(
    "more", [[], ["--uncertainty", "parameters", "--posterior", "q.csv", "--samples", "2"]]
)
def test_a_comparison_runs_again_from_its_folder_with_the_same_rows(place, more):
    how = ("--workers", "1", "-q")
    asked = ("--policy", "gap [x]", "--by", "first_generation", "--seed", "5", "--replications", "2")
    done("compare", "s.yaml", *asked, *more, "--out", "made", *how)
    (place / "s.yaml").unlink()
    done("compare", "made", "--out", "again", *how)
    same_rows("made", "again")
    assert (place / "made" / "summary.csv").read_text() == (place / "again" / "summary.csv").read_text()
    done(
        "compare",
        "made",
        "--out",
        "made",
        "--resume",
        *(["--samples", "3"] if more else ["--replications", "3"]),
        *how,
    )
    assert read_results("made").runs_there > read_results("again").runs_there


def test_a_folder_of_the_other_kind_names_the_command_for_it(place):
    done("compare", "s.yaml", "--replications", "1", "--out", "compared", "--workers", "1", "-q")
    swept("s.yaml", "program.mentors=4,8", out="swept")
    assert "`mentorsim compare compared`" in error_of("sweep", "compared", "--out", "again")
    assert "`mentorsim sweep swept --out NEW`" in error_of("compare", "swept")


def test_other_code_than_that_of_the_folder_is_said(place):
    swept("s.yaml", "program.mentors=4,8", out="made")
    record = json.loads((place / "made" / "run.json").read_text())
    (place / "made" / "run.json").write_text(json.dumps({**record, "code": "0" * 16}))
    result = done("sweep", "made", "--out", "again", "--executor", "serial")
    assert "runs may come out otherwise" in result.stderr


def test_mechanism_parameters_are_those_of_the_folder(place):
    swept("s.yaml", "program.mentors=4,8", out="made")
    record = json.loads((place / "made" / "run.json").read_text())
    record["scenario"]["parameters"]["delta"] = 0.9
    (place / "made" / "run.json").write_text(json.dumps(record))
    assert read_results("made").scenario.mechanism_values()["delta"] == 0.9


def with_friends(place):
    data = place / "data"
    data.mkdir()
    (data / "friends.csv").write_text("first-year 1,first-year 2\nfirst-year 3,upper-year 1\n")
    friends = STUDY.replace("friendships: {mean_degree: 4}", "friendships: {file: friends.csv}")
    (data / "s.yaml").write_text(friends)
    return data


def test_files_that_the_scenario_names_stay_where_they_are_and_are_found(place):
    with_friends(place)
    swept("data/s.yaml", "program.mentors=4,8", out="results/made")
    assert not list((place / "results").rglob("friends.csv"))
    swept("results/made", out="again")
    same_rows("results/made", "again")


def test_the_record_of_a_folder_tells_no_place_of_the_machine(place):
    data = with_friends(place)
    swept(data / "s.yaml", "program.mentors=4,8", out=place / "results" / "made")
    swept(place / "s.yaml", "program.mentors=4,8", out=place / "results" / "plain")
    for name, way in (("made", "../../data"), ("plain", ".")):
        folder = place / "results" / name
        assert json.loads((folder / "run.json").read_text())["scenario_folder"] == way
        for path in folder.glob("*.*"):
            assert str(place) not in path.read_text(), path.name


def test_merged_shards_find_the_files_and_run_again(place):
    with_friends(place)
    for shard in ("1/2", "2/2"):
        swept("data/s.yaml", "program.mentors=4,8", "--shard", shard, out="parts")
    merge([place / "parts"], place / "deep" / "down" / "merged")
    swept("deep/down/merged", out="again")
    same_rows("deep/down/merged", "again")


def test_from_python_a_comparison_is_read_or_continued_where_it_is_and_run_again_elsewhere(place):
    options = {"policies": ["random"], "outcomes": ["gpa"], "seed": 5, "executor": "serial"}
    first = ms.compare("s.yaml", replications=2, out="made", **options)
    rows = first.runs
    read = ms.compare("made", resume=True, executor="serial")
    pd.testing.assert_frame_equal(read.runs, rows)
    more = ms.compare("made", replications=3, resume=True, executor="serial")
    assert more.replications == 3
    again = ms.compare("made", replications=2, executor="serial")
    pd.testing.assert_frame_equal(again.runs, rows)
