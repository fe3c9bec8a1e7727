"""How an experiment is run: by whom, into which folder, and how long. Nothing of it changes a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from numbers import Real
from pathlib import Path
from typing import Any, Literal, Self, TypedDict

import numpy as np
from numpy.typing import NDArray

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UserError
from mentorsim.experiment.execution.progress import ShowProgress
from mentorsim.scenario.accepting import whole_number


@dataclass(frozen=True)
class Shard:
    """One of several equal shares of a sweep, each done by a process that knows nothing of the others.

    Parameters
    ----------
    number
        Which, from 1.
    of
        How many there are.
    """

    number: int = 1
    of: int = 1

    def has(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some running numbers are this shard's."""
        mine: NDArray[np.bool_] = numbers % self.of == self.number - 1
        return mine


class RunKeywords(TypedDict, total=False):
    """The options of a run as keywords: what `RunOptions` takes."""

    workers: int | None
    executor: Executor | str | None
    scheduler: str | None
    out: str | Path | None
    resume: bool
    retry_failed: bool
    time_limit: float | None
    shard: Shard | tuple[int, int] | None
    progress: ShowProgress | Literal[False] | None
    figures: str | Sequence[str] | None


@dataclass(frozen=True)
class RunOptions:
    """Options of a run, the same for comparisons, sweeps, selections and calibrations.

    Parameters
    ----------
    workers
        Number of processes; None: one for little work, else one per usable core. It changes no result.
    executor
        ``serial``: this process alone; ``local``: supervised processes of this machine; ``dask``; or any
        executor of `concurrent.futures`, Dask's ``client.get_executor()`` among them, which is neither
        started nor ended. None: serial for little work, else local.
    scheduler
        Address of a Dask scheduler; None with ``dask``: a cluster on this machine.
    out
        The results folder, written as runs finish.
    resume
        Continue an existing folder of the same experiment, or start it.
    retry_failed
        With `resume`: run replications with a failed run again; new rows replace the old ones.
    time_limit
        Seconds that a replication may take where processes are local: one that takes longer has failed.
    shard
        The share to do, as ``(3, 50)`` for the third of fifty; None: all of it.
    progress
        Called with a `Progress` now and then; False: nothing is shown, in notebooks neither.
    figures
        Which figures a comparison writes into `out`: ``svg``, ``png``, ``pdf``, each perhaps with ``:column``
        for panels below one another, several in a list, or ``none``; None: PNG and SVG.

    Raises
    ------
    UserError
        When two options do not go together, or one is out of range.

    Examples
    --------
    >>> import mentorsim as ms
    >>> options = ms.RunOptions(workers=1, out="compared")
    >>> options.workers, options.resume
    (1, False)
    """

    workers: int | None = None
    executor: Executor | str | None = None
    scheduler: str | None = None
    out: str | Path | None = None
    resume: bool = False
    retry_failed: bool = False
    time_limit: float | None = None
    shard: Shard | tuple[int, int] | None = None
    progress: ShowProgress | Literal[False] | None = None
    figures: str | Sequence[str] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.workers is not None:
            object.__setattr__(self, "workers", whole_number("workers", self.workers, low=1))
        if isinstance(self.executor, str) and self.executor not in ("serial", "local", "dask"):
            raise UserError(f"the executor is serial, local, dask or an object, not {self.executor!r}")
        if self.retry_failed and not self.resume:
            raise UserError(
                "failed runs are tried again where a folder is resumed: add --resume (resume=True)"
            )
        limit = self.time_limit
        if limit is not None and not (isinstance(limit, Real) and limit > 0.0):
            raise UserError(f"the time limit must be above 0 seconds, not {limit!r:.40}")
        if self.progress not in (None, False) and not callable(self.progress):
            raise UserError(
                f"progress is a function that is called with a Progress, or False, not {self.progress!r:.40}"
            )
        share = self.share
        if not 1 <= share.number <= share.of:
            raise UserError(f"a shard is such as 3 of 50, not {share.number} of {share.of}")

    @property
    def share(self) -> Shard:
        """The shard; the whole where none is asked for."""
        if self.shard is None:
            return Shard()
        if isinstance(self.shard, Shard):
            return self.shard
        try:
            number, of = self.shard
        except (TypeError, ValueError):
            raise UserError(f"a shard is such as (3, 50), not {self.shard!r:.40}") from None
        return Shard(whole_number("a shard", number, low=0), whole_number("a shard", of, low=0))

    def refuse(self, what: str, *names: str) -> None:
        """Refuse options that have no meaning for something, such as a calibration.

        Raises
        ------
        UserError
            When one of these options is set.
        """
        standard = type(self)()
        for name in names:
            if getattr(self, name) != getattr(standard, name):
                raise UserError(f"{what} has no {name.replace('_', ' ')}: leave {name} out")

    @classmethod
    def of(cls, call: str, keywords: Mapping[str, Any]) -> Self:
        """Return the options that are keywords of a function, called ``call`` in messages.

        Raises
        ------
        TypeError
            When one is not an option of a run.
        """
        options, rest = cls.parted(keywords)
        for name in rest:
            guess = nearest(name, [field.name for field in fields(cls)])
            hint = f"; did you mean {guess}?" if guess else f": help(mentorsim.{call}) lists them"
            raise TypeError(f"{call}() has no argument {name!r}{hint}")
        return options

    @classmethod
    def parted(cls, keywords: Mapping[str, Any]) -> tuple[Self, dict[str, Any]]:
        """Part keywords into options of the run and the rest."""
        own = {field.name for field in fields(cls)}
        options = cls(**{name: value for name, value in keywords.items() if name in own})
        return options, {name: value for name, value in keywords.items() if name not in own}
