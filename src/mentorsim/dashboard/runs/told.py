"""What a run tells of itself, in a small file that is always whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from mentorsim.dashboard.digits import decimals_for, signed, unsigned
from mentorsim.files import write_atomically

Stage = Literal["starting", "running", "finished", "stopped", "failed"]

FILE = "told.json"


@dataclass(frozen=True)
class LiveDifference:
    """How many more of 100 students a policy keeps, as far as it is known by now, with a 95 % interval."""

    policy: str
    mean: float
    low: float
    high: float

    @property
    def words(self) -> tuple[str, str]:
        """The difference and its interval, with as many digits as the interval warrants."""
        decimals = decimals_for([(self.low, self.high)], 1)
        interval = f"{unsigned(self.low, decimals)} to {unsigned(self.high, decimals)}"
        return signed(self.mean, decimals), interval


@dataclass(frozen=True)
class Told:
    """How far a run is.

    Attributes
    ----------
    stage
        Where it is.
    done, expected
        Replications.
    failures
        Replications with a failed run.
    seconds_left
        Estimate; None where it is not known.
    message
        What went wrong, or why it stopped.
    baseline
        The policy that differences are taken to.
    differences
        What is known by now, once there are a few replications.
    """

    stage: Stage = "starting"
    done: int = 0
    expected: int = 0
    failures: int = 0
    seconds_left: float | None = None
    message: str = ""
    baseline: str = ""
    differences: tuple[LiveDifference, ...] = ()

    def write(self, folder: Path) -> None:
        """Write it into a run's folder."""
        write_atomically(folder / FILE, json.dumps(asdict(self)))


def read_told(folder: Path) -> Told:
    """Return what a run has told last; a file that is missing or damaged is a run that has told nothing."""
    try:
        found = json.loads((folder / FILE).read_text("utf-8"))
        differences = tuple(LiveDifference(**one) for one in found.pop("differences"))
        return Told(**found, differences=differences)
    except (OSError, ValueError, TypeError, KeyError):
        return Told()
