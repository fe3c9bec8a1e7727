"""A sweep does nothing twice, and its rows are those of points that were each run by themselves."""

from dataclasses import replace

import pandas as pd
import pytest

from mentorsim.experiment.execution.tasks import Task, TaskRunner
from mentorsim.experiment.replicate import replicate
from mentorsim.experiment.sweep_results import read_results
from mentorsim.model import MentoringModel
from tests.experiment.planning import planned, run_sweep

PROGRAM_ONLY = {"program.mentees_per_mentor": [1, 2, 3], "program.training.hours": [0, 8]}


@pytest.fixture
def counted(monkeypatch):
    """Count how many runs and replications are made in this process."""
    import mentorsim.world

    counts = {"runs": 0, "worlds": 0}
    run, make = MentoringModel.run, mentorsim.world.make_world

    def counted_run(model):
        counts["runs"] += 1
        return run(model)

    def counted_make(*arguments):
        counts["worlds"] += 1
        return make(*arguments)

    monkeypatch.setattr(MentoringModel, "run", counted_run)
    monkeypatch.setattr(mentorsim.world, "make_world", counted_make)
    return counts


def alone(plan, tmp_path, **options):
    """Run a sweep in which no point knows of another."""
    run_sweep(replace(plan, sharing=None), tmp_path / "alone", executor="serial", **options)
    return read_results(tmp_path / "alone").runs()


@pytest.mark.parametrize(
    "vary",
    [
        PROGRAM_ONLY,
        {"program.costs.mentor_hour": [0, 12], "program.mentors": [5, 10]},
        {"institution.attendance": [0.7, 0.9], "program.mentors": [5, 10]},
        {"policies.gap.match.method": ["random", "similar"]},
    ],
)
def test_rows_are_those_of_points_that_share_nothing(tmp_path, vary):
    plan = planned(vary, replications=3, keep=["weekly", "ties"], by=["major"])
    assert plan.sharing.any
    run_sweep(plan, tmp_path / "shared", executor="serial")
    pd.testing.assert_frame_equal(read_results(tmp_path / "shared").runs(), alone(plan, tmp_path))


def test_the_control_and_the_cohort_of_points_where_only_the_program_varies_are_made_once(tmp_path, counted):
    plan = planned(PROGRAM_ONLY, replications=4, policies=["random"])
    run_sweep(plan, tmp_path / "out", executor="serial")
    points, replications = 6, 4
    assert counted["worlds"] == replications
    assert counted["runs"] == replications * (points + 1)
    assert plan.sharing.runs_saved == points - 1


def test_a_policy_that_a_factor_does_not_touch_is_run_once(tmp_path, counted):
    plan = planned({"policies.gap.mentees_per_mentor": [1, 2, 3]}, replications=2)
    run_sweep(plan, tmp_path / "out", executor="serial")
    # The control and the policy `random` once, `gap` at each of three points.
    assert counted["runs"] == 2 * (1 + 1 + 3)


def test_nothing_is_shared_where_the_students_differ(tmp_path):
    assert not planned({"cohort.first_years": [40, 50]}).sharing.any


def test_nothing_is_shared_under_a_model_of_the_users(tmp_path):
    class Own(MentoringModel):
        pass

    assert planned(PROGRAM_ONLY, model=Own).sharing is None


def test_a_worker_holds_no_more_runs_than_two_points_have():
    plan = planned({"program.mentees_per_mentor": [1, 2, 3, 4, 5, 6]})
    runner = TaskRunner(plan.base, forgiving=True)
    everything = tuple(
        Task(point, plan.design.changes(point), (0, 1, 2), plan.sharing.of(point)) for point in range(6)
    )
    runner.rows(everything)
    kept = runner._shared._kept
    assert len(kept) <= 2
    assert all(len(one.models) <= 2 * len(plan.base.policies) for one in kept.values())


def test_a_batch_in_any_order_gives_the_rows_of_single_replications():
    plan = planned(PROGRAM_ONLY)
    runner = TaskRunner(plan.base, forgiving=True)
    tasks = [Task(point, plan.design.changes(point), (2, 0), plan.sharing.of(point)) for point in (3, 0, 5)]
    rows = runner.rows(tuple(tasks)).in_order()
    for point in (0, 3, 5):
        for replication in (0, 2):
            own = replicate(plan.base.at(plan.design.changes(point)), replication, point)
            found = rows.take((rows.point == point) & (rows.replication == replication))
            assert own.values.tobytes() == found.values.tobytes()


def test_a_sweep_that_shares_is_killed_and_resumed_like_any_other(tmp_path):
    plan = planned(PROGRAM_ONLY, replications=4)
    stopped = []

    def stop(progress):
        if progress.done >= 7 and not stopped:
            stopped.append(progress.done)
            raise KeyboardInterrupt

    run_sweep(plan, tmp_path / "out", executor="serial", progress=stop)
    execution = run_sweep(plan, tmp_path / "out", executor="serial", resume=True)
    assert execution.done == execution.expected == 24
    pd.testing.assert_frame_equal(read_results(tmp_path / "out").runs(), alone(plan, tmp_path))
