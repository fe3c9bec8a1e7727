"""The second process of a first run compiles what this one needs, and changes nothing else."""

from __future__ import annotations

from pathlib import Path

from mentorsim.dynamics.ahead import TINY_STUDY, example_arguments, signature_of
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from tests.processes import run_python


def test_what_is_compiled_ahead_is_what_a_run_calls():
    model = MentoringModel(Scenario.model_validate(TINY_STUDY), "program")
    run = model.world.lend_columns(model._run)
    called = signature_of(run, model.settings, model.parameters, model.world.replication_key, 0)
    assert signature_of(*example_arguments()) == called


FIRST_RUN = """
from mentorsim.dynamics import ahead
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
ahead.usable_cores = lambda: {cores}
model = MentoringModel(Scenario.model_validate(ahead.TINY_STUDY), "program")
print(ahead._second is not None)
print(model.run().students.belonging.tobytes().hex())
print(ahead._second is None)
"""


def test_a_first_run_with_help_gives_the_bits_of_one_without(tmp_path: Path):
    helped = run_python(FIRST_RUN.format(cores=2), MENTORSIM_CACHE=str(tmp_path / "helped")).split()
    alone = run_python(FIRST_RUN.format(cores=1), MENTORSIM_CACHE=str(tmp_path / "alone")).split()
    again = run_python(FIRST_RUN.format(cores=2), MENTORSIM_CACHE=str(tmp_path / "helped")).split()
    assert (helped[0], alone[0], again[0]) == ("True", "False", "False")
    assert helped[1:] == alone[1:] == again[1:]
