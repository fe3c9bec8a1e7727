"""What all screens share: the door, the states, the runs, the rosters, and who does long work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mentorsim.dashboard.cohorts import WatchedCohorts
from mentorsim.dashboard.helper import Helper
from mentorsim.dashboard.pairing.lists import ListShelf
from mentorsim.dashboard.pairing.shelf import RosterShelf
from mentorsim.dashboard.runs.manager import RunManager
from mentorsim.dashboard.security import Door
from mentorsim.dashboard.states import StateStore


@dataclass(frozen=True)
class Site:
    """One page that is being served.

    Attributes
    ----------
    folder
        Where everything is kept that outlives the page.
    door
        Who may come in.
    states, runs
        What is kept there.
    rosters, lists
        Real people, and who is paired with whom, in memory alone.
    cohorts
        The cohorts that were watched last.
    helper
        The process that does long work.
    first
        The address where the start link leads.
    """

    folder: Path
    door: Door
    states: StateStore
    runs: RunManager
    rosters: RosterShelf
    lists: ListShelf
    cohorts: WatchedCohorts
    helper: Helper
    first: str = "/"

    def close(self) -> None:
        """Stop what is under way; everything that is done is kept."""
        self.runs.stop_all()
        self.helper.close()


def make_site(folder: Path, door: Door) -> Site:
    """Return a site that keeps its files in a folder."""
    states, runs = StateStore(folder / "states"), RunManager(folder / "runs")
    return Site(folder, door, states, runs, RosterShelf(), ListShelf(), WatchedCohorts(), Helper())
