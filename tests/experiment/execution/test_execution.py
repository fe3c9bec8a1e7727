import os
import signal
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from mentorsim.errors import UserError
from mentorsim.experiment.execution.batches import completed_batches
from mentorsim.experiment.execution.execute import executor_of
from mentorsim.experiment.execution.tasks import Task, TaskRunner
from mentorsim.experiment.plan import make_plan
from mentorsim.experiment.rows import joined
from mentorsim.model import MentoringModel
from tests.experiment.studies import DyingModel, FailingModel, InterruptedModel, study


class Numbers:
    """A source of the replications 0 ... count - 1."""

    def __init__(self, count):
        self.left = list(range(count))

    def take(self, most):
        taken, self.left = self.left[:most], self.left[most:]
        return (Task(0, {}, tuple(taken)),) if taken else ()


def environment():
    """Let a script import this package and its tests."""
    root = Path(__file__).parents[3]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")])}


def rows_of(plan, source, workers, **options):
    runner = TaskRunner(plan, forgiving=False)
    return completed_batches(runner, source, executor_of(runner, workers, **options))


def run(plan, count, workers, **options):
    return joined(list(rows_of(plan, Numbers(count), workers, **options))).in_order()


def assert_same(one, other):
    assert one.columns == other.columns
    assert [str(one) for one in one.failures] == [str(other) for other in other.failures]
    np.testing.assert_array_equal(one.replication, other.replication)
    np.testing.assert_array_equal(one.policy, other.policy)
    np.testing.assert_array_equal(one.values, other.values)
    np.testing.assert_array_equal(one.weekly, other.weekly)


def test_one_two_or_three_workers_give_the_same_rows():
    plan = make_plan(study(), by=["major"], model=FailingModel)
    alone = run(plan, 9, 1)
    assert len(alone) == 27
    assert alone.failed.sum() == 3
    assert_same(alone, run(plan, 9, 2))
    assert_same(alone, run(plan, 9, 3))


def test_a_process_that_dies_costs_nothing_but_time(tmp_path):
    plan = make_plan(study(title=str(tmp_path / "died")), model=DyingModel)
    rows = run(plan, 8, 2)
    assert (tmp_path / "died").exists()
    assert_same(rows, run(plan, 8, 1))


def test_a_model_of_a_notebook_runs_in_this_process_with_a_warning(monkeypatch):
    class Homemade(MentoringModel):
        pass

    Homemade.__module__, Homemade.__qualname__ = "__main__", "Homemade"
    notebook = types.ModuleType("__main__")
    notebook.Homemade = Homemade
    monkeypatch.setitem(sys.modules, "__main__", notebook)
    plan = make_plan(study(), model=Homemade)
    with pytest.warns(UserWarning, match="in this process"):
        rows = run(plan, 2, 2)
    monkeypatch.undo()
    assert_same(rows, run(make_plan(study()), 2, 1))


def test_a_mistake_of_the_user_arrives_from_a_worker():
    plan = make_plan(study(policies__gap__match__method="no_such_method"))
    with pytest.raises(UserError, match="no_such_method"):
        run(plan, 4, 2)


def test_control_c_stops_before_the_next_replication():
    done = []

    def collect():
        for rows in rows_of(make_plan(study(), model=InterruptedModel), Numbers(9), 1):
            done.extend(np.unique(rows.replication).tolist())

    with pytest.raises(KeyboardInterrupt):
        collect()
    assert done == [0, 1, 2, 3]


def run_script(path, *lines):
    path.write_text("\n".join(lines))
    return subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=False, env=environment()
    )


IMPORTS = (
    "from mentorsim.api.compare import compare",
    "from mentorsim.model import MentoringModel",
    "from tests.experiment.studies import study",
    "print('begin')",
)
OWN_MODEL = ("class Own(MentoringModel):", "    pass")


def test_a_script_without_a_guard_may_use_several_workers(tmp_path):
    found = run_script(
        tmp_path / "script.py", *IMPORTS, "print(compare(study(), replications=4, workers=2).replications)"
    )
    assert found.stderr == ""
    assert found.stdout.split() == ["begin", "4"]


def test_a_script_with_its_own_model_may_use_several_workers_behind_a_guard(tmp_path):
    call = "compare(study(), replications=4, workers=2, model=Own)"
    guarded = ("if __name__ == '__main__':", f"    print({call}.replications)")
    found = run_script(tmp_path / "script.py", *IMPORTS, *OWN_MODEL, *guarded)
    assert found.stderr == ""
    assert found.stdout.split()[-1] == "4"


def test_a_script_with_its_own_model_is_told_of_the_guard(tmp_path):
    call = "compare(study(), replications=4, workers=2, model=Own)"
    found = run_script(tmp_path / "script.py", *IMPORTS, *OWN_MODEL, call)
    assert found.returncode == 1
    assert "bootstrapping" not in found.stderr
    assert "put the call of compare under `if __name__" in found.stderr


def test_control_c_keeps_the_replications_that_are_done_or_running(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from mentorsim.api.compare import compare\n"
        "from tests.experiment.studies import study\n"
        "def show(progress):\n"
        "    if progress.done: print(progress.done, flush=True)\n"
        f"out = {str(tmp_path / 'out')!r}\n"
        "found = compare(study(), replications=100000, workers=2, out=out, progress=show)\n"
        "print('kept', found.interrupted, found.replications)\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=1800)
    assert errors == ""
    assert process.returncode == 0
    word, interrupted, count = output.splitlines()[-1].split()
    assert (word, interrupted) == ("kept", "True")
    parts = [pq.read_table(part) for part in (tmp_path / "out" / "parts").iterdir()]
    assert sum(len(part) for part in parts) == 3 * int(count) > 0
