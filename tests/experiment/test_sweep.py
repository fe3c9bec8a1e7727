"""Sweeps: every policy at every point, the same rows however they are made, and what is refused before."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from mentorsim.api.compare import compare
from mentorsim.api.sweep import sweep
from mentorsim.errors import UserError
from mentorsim.experiment.design import experiment as design_experiment
from mentorsim.experiment.design.accepting import as_experiment
from mentorsim.experiment.design.experiment import experiment_file, experiment_from_options, read_experiment
from mentorsim.experiment.design.preparing import prepare
from mentorsim.experiment.execution.options import Shard
from mentorsim.experiment.folder.compacting import compact
from mentorsim.experiment.folder.merging import merge
from mentorsim.experiment.sweep_results import read_results
from mentorsim.scenario import parameter_table
from tests.experiment.planning import MENTORS, planned, run_sweep, same_rows
from tests.experiment.studies import (
    STUDY,
    CountingModel,
    EndlessModel,
    FailingModel,
    InterruptedModel,
    KillerModel,
    study,
)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Three points, four replications, three policies, some runs of which fail."""
    folder = tmp_path_factory.mktemp("undisturbed") / "out"
    run_sweep(planned(replications=4, model=FailingModel), folder, executor="serial")
    return folder


def test_every_policy_runs_at_every_point_in_every_replication_once(undisturbed):
    runs = read_results(undisturbed).runs()
    found = list(runs[["point", "replication", "policy"]].itertuples(index=False, name=None))
    assert found == list(itertools.product(range(3), range(4), ["nothing", "random", "gap"]))
    assert runs["run_id"].is_unique
    assert runs["program.mentors"].tolist() == [5] * 12 + [10] * 12 + [15] * 12


def test_failures_are_rows_with_their_error(undisturbed):
    runs = read_results(undisturbed).runs()
    failed = runs[runs["error"].notna()]
    assert set(zip(failed["replication"], failed["policy"], strict=True)) == {(1, "gap")}
    assert len(failed) == 3
    assert failed["error"].str.contains("no mentor in 1").all()
    assert failed["retention"].isna().all()


def test_a_point_gives_the_rows_of_a_comparison_of_its_scenario(tmp_path):
    sweep(study(), MENTORS, out=tmp_path, replications=3, workers=1)
    runs = read_results(tmp_path).runs()
    alone = compare(study(program__mentors=10), replications=3, workers=1).runs
    here = runs[runs["point"] == 1].reset_index(drop=True)
    assert here["error"].isna().all()
    # Only what pandas makes of the text in Parquet and of text in lists differs.
    columns = [name for name in alone.columns if name != "error"]
    pd.testing.assert_frame_equal(here[columns], alone[columns], check_dtype=False)


def test_all_points_meet_the_same_replications(tmp_path):
    sweep(study(), MENTORS, out=tmp_path, replications=3, workers=1, policies=["random"])
    runs = read_results(tmp_path).runs(["gpa"]).query("policy == 'nothing'")
    assert (runs.groupby("replication")["gpa"].nunique() == 1).all()


def test_processes_give_the_rows_of_one_process(tmp_path, undisturbed):
    plan = planned(replications=4, model=FailingModel)
    run_sweep(plan, tmp_path / "out", executor="local", workers=2)
    same_rows(undisturbed, tmp_path / "out")


def test_any_executor_gives_the_rows_of_one_process(tmp_path, undisturbed):
    with ThreadPoolExecutor(2) as threads:
        run_sweep(planned(replications=4, model=FailingModel), tmp_path / "out", executor=threads)
    same_rows(undisturbed, tmp_path / "out")


def test_seven_shards_merged_give_the_rows_of_one_sweep(tmp_path, undisturbed):
    plan = planned(replications=4, model=FailingModel)
    for number in range(1, 8):
        shard = Shard(number, 7)
        outcome = run_sweep(plan, tmp_path / f"shard-{number}-of-7", executor="serial", shard=shard)
        assert outcome.done == outcome.expected
    merge([tmp_path], tmp_path / "merged")
    same_rows(undisturbed, tmp_path / "merged")
    assert read_results(tmp_path / "merged").runs_there == 36


def test_a_merged_folder_without_a_shard_can_be_resumed(tmp_path, undisturbed):
    plan = planned(replications=4, model=FailingModel)
    for number in (1, 3):
        shard = Shard(number, 3)
        run_sweep(plan, tmp_path / f"shard-{number}-of-3", executor="serial", shard=shard)
    merge([tmp_path], tmp_path / "merged")
    assert read_results(tmp_path / "merged").runs_there == 24
    run_sweep(plan, tmp_path / "merged", executor="serial", resume=True)
    same_rows(undisturbed, tmp_path / "merged")


def test_shards_of_another_sweep_are_not_merged(tmp_path):
    run_sweep(planned(replications=1), tmp_path / "one", executor="serial")
    run_sweep(planned(replications=1, seed=5), tmp_path / "two", executor="serial")
    with pytest.raises(UserError, match=r"two is of another sweep.*fingerprint|seed differs"):
        merge([tmp_path / "one", tmp_path / "two"], tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_resuming_runs_only_what_is_missing(tmp_path):
    notes = tmp_path / "notes"
    scenario = study(title=str(notes))
    for replications, ends_with in ((2, 18), (2, 18), (4, 36)):
        plan = planned(replications=replications, model=CountingModel, scenario=scenario)
        run_sweep(plan, tmp_path / "out", executor="serial", resume=True)
        assert len(notes.read_text().splitlines()) == ends_with
    assert read_results(tmp_path / "out").runs_there == 36


def test_ctrl_c_keeps_what_is_done(tmp_path):
    outcome = run_sweep(planned(replications=9, model=InterruptedModel), tmp_path, executor="serial")
    assert outcome.interrupted
    assert outcome.done == 4
    assert outcome.expected == 27
    assert read_results(tmp_path).runs_there == 12
    assert "stopped by Ctrl-C" in (tmp_path / "log.txt").read_text()


def test_a_replication_that_kills_its_process_costs_only_itself(tmp_path):
    plan = planned({"program.mentors": [5, 10]}, replications=5, model=KillerModel)
    outcome = run_sweep(plan, tmp_path / "out", executor="local", workers=2)
    assert (outcome.done, outcome.failures) == (10, 2)
    runs = read_results(tmp_path / "out").runs()
    failed = runs[runs["error"].notna()]
    assert set(failed["replication"]) == {3}
    assert len(failed) == 6
    assert failed["error"].str.contains("its process died.*tried 3 times").all()
    run_sweep(planned({"program.mentors": [5, 10]}, replications=5), tmp_path / "plain", executor="serial")
    expected = read_results(tmp_path / "plain").runs()
    kept = runs["error"].isna()
    pd.testing.assert_frame_equal(
        runs[kept].drop(columns=["run_id", "error"]), expected[kept].drop(columns=["run_id", "error"])
    )


def test_a_replication_that_does_not_end_is_given_up(tmp_path):
    plan = planned({"program.mentors": [5]}, replications=4, model=EndlessModel)
    outcome = run_sweep(plan, tmp_path, executor="local", workers=1, time_limit=4.0)
    assert outcome.failures == 1
    runs = read_results(tmp_path).runs()
    failed = runs[runs["error"].notna()]
    assert set(failed["replication"]) == {2}
    assert failed["error"].str.contains("longer than the time limit of 4 s").all()


def test_a_stopping_rule_holds_for_each_point_by_itself(tmp_path):
    vary = {"program.mentors": [1, 15]}
    until = {"outcome": "belonging", "half_width": 0.0003}
    plan = planned(vary, until=until, max_replications=150, policies=["random"])
    run_sweep(plan, tmp_path / "one", executor="serial")
    counts = read_results(tmp_path / "one").runs([]).groupby("point")["replication"].nunique().tolist()
    for point, count in enumerate(counts):
        scenario = study(
            program__mentors=vary["program.mentors"][point], run={"until": until, "max_replications": 150}
        )
        assert compare(scenario, policies=["random"], workers=1).replications == count
    assert len(set(counts)) == 2
    # Stopped in the middle and resumed, it ends the same.
    short = planned(vary, replications=30, policies=["random"])
    run_sweep(short, tmp_path / "two", executor="serial")
    run_sweep(plan, tmp_path / "two", executor="local", workers=2, resume=True)
    same_rows(tmp_path / "one", tmp_path / "two")


def test_a_point_that_is_wrong_is_named_before_the_first_run(tmp_path):
    with pytest.raises(UserError, match=r"program\.mentors = -1: program\.mentors"):
        sweep(study(), {"program.mentors": [5, -1]}, out=tmp_path / "out", replications=1)
    with pytest.raises(UserError, match="no_such"):
        sweep(
            study(), {"policies.gap.match.method": ["gap", "no_such"]}, out=tmp_path / "out", replications=1
        )
    with pytest.raises(UserError, match="run cannot be varied"):
        sweep(study(), {"run.seed": [1, 2]}, out=tmp_path / "out", replications=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("vary", "settings", "said"),
    [
        (
            {"program.mentors": [5, 20]},
            {},
            r"experiment\.vary\.program\.mentors \(\[5, 10\] there, \[5, 20\] now",
        ),
        ({"program.mentees_per_mentor": [5, 10]}, {}, r"experiment\.vary\.program\.mentors"),
        ({"program.mentors": [5, 10]}, {"design": "one_at_a_time"}, r'experiment\.design \("grid" there'),
        ({"program.mentors": [5, 10]}, {"seed": 5}, r"seed \(11 there, 5 now\)"),
        ({"program.mentors": [5, 10]}, {"outcomes": ["gpa"]}, "outcomes"),
        ({"program.mentors": [5, 10]}, {"keep": ["ties"]}, r"experiment\.keep"),
        (
            {"program.mentors": [5, 10]},
            {"set": {"program.starts_week": 3}},
            r"scenario\.program\.starts_week",
        ),
    ],
)
def test_a_folder_of_another_experiment_is_refused_with_the_difference(tmp_path, vary, settings, said):
    run_sweep(planned({"program.mentors": [5, 10]}, replications=1), tmp_path, executor="serial")
    with pytest.raises(UserError, match=f"differs in {said}"):
        run_sweep(planned(vary, replications=1, **settings), tmp_path, executor="serial", resume=True)


def test_a_folder_of_another_version_is_refused(tmp_path, monkeypatch):
    run_sweep(planned(replications=1), tmp_path, executor="serial")
    monkeypatch.setattr("mentorsim.experiment.folder.identity.mentorsim_version", lambda: "9.9")
    with pytest.raises(UserError, match=r'differs in mentorsim \(".*" there, "9\.9" now\)'):
        run_sweep(planned(replications=1), tmp_path, executor="serial", resume=True)


def test_truncated_and_foreign_parts_are_named_by_every_command(tmp_path):
    plan, other = planned(replications=1), planned(replications=1, seed=5)
    for name, made in (("cut", plan), ("mixed", plan), ("other", other)):
        run_sweep(made, tmp_path / name, executor="serial")
    (part,) = (tmp_path / "cut" / "parts").iterdir()
    part.write_bytes(part.read_bytes()[:-99])
    (foreign,) = (tmp_path / "other" / "parts").iterdir()
    foreign = foreign.rename(tmp_path / "mixed" / "parts" / "part-00002-abcdabcd.parquet")
    acts = (
        lambda folder: run_sweep(plan, folder, executor="serial", resume=True),
        lambda folder: run_sweep(plan, folder, executor="serial", resume=True, retry_failed=True),
        lambda folder: read_results(folder).runs(),
        lambda folder: compact(read_results(folder)),
        lambda folder: merge([folder], tmp_path / "merged"),
    )
    for (folder, named), act in itertools.product((("cut", part), ("mixed", foreign)), acts):
        with pytest.raises(UserError) as found:
            act(tmp_path / folder)
        assert named.name in str(found.value)
    assert not (tmp_path / "merged").exists()


def test_values_may_be_set_before_anything_is_varied(experiment):
    experiment.write_text(EXPERIMENT + "set: {program.starts_week: 3, program.offer.how: sign_up}\n")
    scenario = prepare(*read_experiment(experiment)).base.scenario
    assert (scenario.program.starts_week, scenario.program.offer.how) == (3, "sign_up")
    experiment.write_text(EXPERIMENT + "set:\n  program.starts_wek: 3\n")
    with pytest.raises(UserError, match=r"load\.yaml:12: program\.starts_wek=3: program has no key"):
        prepare(*read_experiment(experiment))


EXPERIMENT = """\
question: How many mentors?
scenario: study.yaml
vary:
  program.mentors: [5, 10]
  # a comment
  program.mentees_per_mentor: range(1, 3)
design: grid
policies: [random]
outcomes: [retention, gpa]
replications: 2
"""


@pytest.fixture
def experiment(tmp_path):
    (tmp_path / "study.yaml").write_text(STUDY)
    file = tmp_path / "load.yaml"
    file.write_text(EXPERIMENT)
    return file


def test_an_experiment_file_is_read_once(experiment, monkeypatch):
    reads = []
    real = design_experiment.read_file
    monkeypatch.setattr(design_experiment, "read_file", lambda file: reads.append(file) or real(file))
    given = as_experiment(str(experiment), None, {})
    assert given.experiment.replications == 2
    assert reads == [experiment]


def test_an_experiment_file_says_all_of_it(experiment, tmp_path):
    assert experiment_file(experiment) is not None
    assert experiment_file(tmp_path / "study.yaml") is None
    results = sweep(experiment, out=tmp_path / "out", workers=1)
    assert results.question == "How many mentors?"
    assert results.title == "A small college"
    assert results.policies == ("nothing", "random")
    assert [factor.kind for factor in results.factors] == ["list", "range"]
    assert results.points.to_dict("list") == {
        "program.mentors": [5, 5, 10, 10],
        "program.mentees_per_mentor": [1, 2, 1, 2],
    }
    assert results.samples["point"].tolist() == [0, 1, 2, 3]
    assert len(results.runs()) == 16
    assert [measure.name for measure in results.measures] == ["retention", "gpa"]
    assert results.same_code
    assert results.scenario == study()


@pytest.mark.parametrize(
    ("line", "wrong", "said"),
    [
        (
            "  program.mentors: [5, 10]",
            "  program.mentrs: [5, 10]",
            r"load\.yaml:4: program\.mentrs = 5.*mentors",
        ),
        ("  program.mentors: [5, 10]", "  program.mentors: [5, x]", r"load\.yaml:4: program\.mentors = x"),
        ("design: grid", "design: gird", r"load\.yaml:7: design must be one of"),
        ("design: grid", "design: sobol", r"load\.yaml:7: the design sobol needs samples"),
        ("outcomes: [retention, gpa]", "outcomes: [retentoin]", "retention"),
        ("policies: [random]", "policy: [random]", r"load\.yaml:8: the experiment has no key 'policy'"),
        ("replications: 2", "replications: 0", r"load\.yaml:10: replications must be at least 1"),
        ("scenario: study.yaml", "scenario: stdy.yaml", "no such file"),
    ],
)
def test_a_mistake_in_an_experiment_is_named_with_its_line(experiment, line, wrong, said):
    experiment.write_text(EXPERIMENT.replace(line, wrong))
    with pytest.raises(UserError, match=said):
        prepare(*read_experiment(experiment))


def test_a_parameter_may_be_varied_by_its_name_alone():
    mechanism = next(
        row for row in parameter_table().values() if row.tag == "mechanism" and row.low < row.high
    )
    vary = {mechanism.name: [mechanism.low, mechanism.high], "typical_grade": [2.5, 3.0]}
    plan = planned(vary, replications=1)
    paths = [factor.path for factor in plan.design.factors]
    assert paths == [f"parameters.{mechanism.name}", "institution.typical_grade"]


def test_points_of_a_file_are_run(tmp_path):
    (tmp_path / "points.csv").write_text("program.mentors,program.mentees_per_mentor\n5,1\n10,2\n5,1\n")
    experiment, places = experiment_from_options("s", {}, {"points": "points.csv", "replications": 1})
    plan = prepare(experiment, places, tmp_path, scenario=study())
    run_sweep(plan, tmp_path / "out", executor="serial")
    results = read_results(tmp_path / "out")
    assert len(results.points) == 2
    assert results.samples["program.mentors"].tolist() == [5, 10, 5]


def test_every_part_has_the_same_columns_even_where_replications_fail(tmp_path):
    plan = planned(replications=2, by=["major"], model=FailingModel)
    run_sweep(plan, tmp_path, executor="serial")
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["experiment"]["vary"] == {"program.mentors": [5, 10, 15]}
    runs = read_results(tmp_path).runs()
    assert {"gpa[major=law]", "students[major=music]"} <= set(runs.columns)
