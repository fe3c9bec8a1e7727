"""How far a run is, in a sentence."""

from __future__ import annotations

from mentorsim.dashboard.runs.told import Told


def how_far(told: Told) -> str:
    """Say how far a run is.

    Parameters
    ----------
    told
        What it has told last.
    """
    done = f"{told.done:,} of {told.expected:,} replications"
    if told.stage == "finished":
        return f"Finished: {told.done:,} replications."
    if told.stage == "stopped":
        kept = f" {done} are done and kept." if told.done else ""
        return f"Stopped.{kept}"
    if told.stage == "failed":
        return "It did not work."
    if not told.expected:
        return "Starting. The very first run compiles the model, which takes about half a minute."
    left = "" if told.seconds_left is None else f"; about {_duration(told.seconds_left)} left"
    failed = f"; {told.failures:,} failed" if told.failures else ""
    return f"{done} done{left}{failed}."


def _duration(seconds: float) -> str:
    """Write a time so roughly that it does not change at every look."""
    if seconds < 10:
        return "10 seconds"
    if seconds < 55:
        return f"{-(-int(seconds) // 10) * 10} seconds"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{max(minutes, 1)} {'minute' if minutes <= 1 else 'minutes'}"
    return f"{minutes // 60} h {minutes % 60} min"
