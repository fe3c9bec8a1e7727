import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.experiment.execution import executed
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
        return taken


def run(plan, count, workers):
    return joined(list(executed(plan, Numbers(count), workers))).in_order()


def assert_same(one, other):
    assert one.columns == other.columns
    assert one.errors == other.errors
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
        for rows in executed(make_plan(study(), model=InterruptedModel), Numbers(9), 1):
            done.extend(np.unique(rows.replication).tolist())

    with pytest.raises(KeyboardInterrupt):
        collect()
    assert done == [0, 1, 2, 3]


def test_a_script_without_a_guard_may_use_several_workers(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import mentorsim.experiment.compare as c\n"
        "from tests.experiment.studies import study\n"
        "print('begin')\n"
        "print(c.compare(study(), replications=4, workers=2).replications)\n"
    )
    root = Path(__file__).parents[2]
    found = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        env={**__import__("os").environ, "PYTHONPATH": f"{root}:{root / 'src'}"},
    )
    assert found.stderr == ""
    assert found.stdout.split() == ["begin", "4"]
