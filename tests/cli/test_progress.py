import pytest

from mentorsim.cli.progress import ProgressBar, duration
from mentorsim.experiment.execution.progress import Progress


@pytest.mark.parametrize(
    ("seconds", "text"), [(-1.0, "0 s"), (59.4, "59 s"), (200.0, "3 min 20 s"), (7500.0, "2 h 5 min")]
)
def test_durations_are_written_in_two_units_at_most(seconds, text):
    assert duration(seconds) == text


def test_the_time_left_does_not_count_what_came_before_the_first_replication(monkeypatch):
    clock = iter([100.0, 102.0])
    monkeypatch.setattr("mentorsim.cli.progress.monotonic", lambda: next(clock))
    bar = ProgressBar("comparing", quiet=True)
    bar(Progress(done=0, expected=100, failures=0, seconds=0.0, seconds_left=None))
    bar(Progress(done=10, expected=100, failures=0, seconds=90.0, seconds_left=810.0))
    bar(Progress(done=20, expected=100, failures=2, seconds=92.0, seconds_left=368.0))
    task = bar._bar.tasks[0]
    assert (task.completed, task.total) == (20, 100)
    assert task.fields["left"] == "16 s left; 2 failed"
    bar.stop()


def test_the_bar_is_silent_where_standard_error_is_no_terminal(capsys):
    bar = ProgressBar("comparing", quiet=False)
    bar(Progress(done=1, expected=2, failures=0, seconds=5.0, seconds_left=5.0))
    bar.stop()
    assert capsys.readouterr() == ("", "")
