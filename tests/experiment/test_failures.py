"""A run that failed keeps the type of its error, the message and the traceback."""

from mentorsim.experiment.failure import Failure
from mentorsim.experiment.sweep_results import read_results
from tests.experiment.planning import planned, run_sweep
from tests.experiment.studies import FailingModel


def raised():
    try:
        return 1 / 0
    except ZeroDivisionError as error:
        return error


def test_a_failure_is_told_in_one_line_with_its_place():
    failure = Failure.of(raised())
    assert failure.type == "ZeroDivisionError"
    assert failure.message == "division by zero"
    assert str(failure).startswith("ZeroDivisionError: division by zero (test_failures.py, line ")
    assert "return 1 / 0" in failure.traceback


def test_the_folder_keeps_type_message_and_traceback(tmp_path):
    run_sweep(planned(replications=3, model=FailingModel), tmp_path / "out", executor="serial")
    results = read_results(tmp_path / "out")
    failed = results.failures()
    assert len(failed) == results.runs()["error"].notna().sum() > 0
    assert set(failed["error_type"]) == {"RuntimeError"}
    assert failed["error"].str.startswith("RuntimeError: no mentor in 1").all()
    assert failed["traceback"].str.contains("raise RuntimeError").all()
    assert "traceback" not in results.runs().columns
