"""What the points of a sweep have in common, so that nothing is done twice: cohorts, and runs that are equal.

Where only the program varies, all points have the same students in replication 7, and the control does the
same at each of them. Who shares what is found from the scenarios before anything runs; a worker then keeps
the world of a replication, and those of its runs that other points have too, until it turns to the next one.
Every point still measures a shared run itself, for outcomes also depend on the point's other policies, its
prices and its budget.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel
    from mentorsim.world import World

#: Sections of a scenario that no world depends on: a world is what all policies have in common.
_NOT_OF_THE_WORLD = ("title", "description", "caution", "program", "policies", "budget", "outcomes", "run")
_WORLDS_KEPT = 2


@dataclass(frozen=True)
class SharedKeys:
    """What one point shares with others.

    Attributes
    ----------
    world
        Names its cohorts.
    runs
        Names its runs, by the position of the policy; None: no other point has such a run.
    """

    world: int
    runs: tuple[int | None, ...]


@dataclass(frozen=True, eq=False)
class Sharing:
    """What all points of a design share with one another.

    Attributes
    ----------
    worlds
        Shape (points,): equal numbers are equal cohorts.
    runs
        Shape (points, policies): equal numbers are equal runs.
    """

    worlds: NDArray[np.uint64]
    runs: NDArray[np.uint64]
    _worlds_again: NDArray[np.bool_] = field(init=False, repr=False)
    _runs_again: NDArray[np.bool_] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Find what there is more than once."""
        object.__setattr__(self, "_worlds_again", _several(self.worlds))
        object.__setattr__(self, "_runs_again", _several(self.runs))

    @property
    def any(self) -> bool:
        """Whether any two points share a cohort."""
        return bool(self._worlds_again.any())

    @property
    def runs_saved(self) -> int:
        """Runs of one replication that other points have as well, apart from the first of each."""
        return int(self.runs.size - len(np.unique(self.runs)))

    def of(self, point: int) -> SharedKeys | None:
        """Return what a point shares; None: nothing."""
        if not self._worlds_again[point]:
            return None
        again = zip(self.runs[point].tolist(), self._runs_again[point].tolist(), strict=True)
        return SharedKeys(int(self.worlds[point]), tuple(key if twice else None for key, twice in again))


def keys_of(scenario: Mapping[str, Any], policies: Sequence[str]) -> tuple[int, list[int]]:
    """Name the world and the runs of a scenario, whose every value is given.

    Parameters
    ----------
    scenario
        As `mentorsim.scenario.writing.full_mapping` writes it.
    policies
        The policies that are run.
    """
    world = _digest({key: value for key, value in scenario.items() if key not in _NOT_OF_THE_WORLD})
    return world, [_digest([world, name, scenario["policies"][name]]) for name in policies]


@dataclass(eq=False)
class SharedReplication:
    """What a worker keeps of one replication of the points that share its cohort.

    Attributes
    ----------
    world
        None until it is made.
    models
        Finished runs by their key.
    keys
        Of the runs of the point that is done now.
    """

    world: World | None = None
    models: OrderedDict[int, MentoringModel] = field(default_factory=OrderedDict)
    keys: tuple[int | None, ...] = ()

    def finished(self, policy: int) -> MentoringModel | None:
        """Return the run of a policy, if another point has done it."""
        key = self.keys[policy]
        if key is None or key not in self.models:
            return None
        self.models.move_to_end(key)
        return self.models[key]

    def keep(self, policy: int, model: MentoringModel) -> None:
        """Keep the run of a policy, if another point has the same."""
        key = self.keys[policy]
        if key is not None:
            self.models[key] = model
            # Large cohorts: a worker holds about as many runs as two points have.
            while len(self.models) > 2 * len(self.keys):
                self.models.popitem(last=False)


class SharedRuns:
    """What a worker has at hand of the replications that it did last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], SharedReplication] = OrderedDict()

    def of(self, keys: SharedKeys, replication: int) -> SharedReplication:
        """Return what there is of a replication of a point."""
        name = keys.world, replication
        found = self._kept.setdefault(name, SharedReplication())
        found.keys = keys.runs
        self._kept.move_to_end(name)
        while len(self._kept) > _WORLDS_KEPT:
            self._kept.popitem(last=False)
        return found


def _several(numbers: NDArray[np.uint64]) -> NDArray[np.bool_]:
    _, place, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    several: NDArray[np.bool_] = (counts > 1)[place].reshape(numbers.shape)
    return several


def _digest(value: Any) -> int:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
