"""What every finished comparison of policies has, whatever it states of them."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from mentorsim.experiment.folder.identity import fingerprint_of, identity_of
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows, RunTable, table_of_runs
from mentorsim.experiment.summarizing import warnings_of
from mentorsim.experiment.tables import Record, failed_records, frame, runs_frame

if TYPE_CHECKING:
    import pandas as pd

_FAILED_RUNS_SHOWN = 20


@dataclass(frozen=True, eq=False)
class FinishedComparison(ABC):
    """Policies that were run in the same worlds.

    Attributes
    ----------
    plan
        What was compared.
    rows
        All runs of the complete replications, in order.
    stopped
        Why there are as many as there are, as a sentence.
    interrupted
        Whether Ctrl-C ended it.
    seconds
        How long it took.
    """

    plan: Plan
    rows: RunRows
    stopped: str = field(default="", kw_only=True)
    interrupted: bool = field(default=False, kw_only=True)
    seconds: float = field(default=0.0, kw_only=True)

    @cached_property
    def block(self) -> RunTable:
        """The runs as a block of numbers: replications, policies, measured values."""
        return table_of_runs(self.rows, len(self.plan.policies))

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies, in the scenario's order."""
        return self.plan.policies

    @property
    def baseline(self) -> str:
        """The policy that differences are taken to."""
        return self.plan.baseline

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What to know before believing the tables."""
        return tuple(self._warnings())

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: `run_id`, `replication`, `policy`, `error`, and everything that was measured."""
        return self._runs()

    def failed_runs(self) -> pd.DataFrame:
        """Give one row per failed run: where it is, its policy, its error."""
        return frame(self._failed())

    @abstractmethod
    def to_json(self) -> dict[str, object]:
        """Give everything as plain values, ready for ``json.dumps(..., allow_nan=False)``."""

    def to_json_text(self) -> str:
        """Give `to_json` as text."""
        return json.dumps(self.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def _warnings(self) -> Iterator[str]:
        if self.interrupted:
            yield self.stopped
        yield from warnings_of(self.plan, self.block, self.rows)

    def _runs(self) -> pd.DataFrame:
        return runs_frame(self.plan, self.rows, fingerprint_of(identity_of(self.plan)))

    def _failed(self) -> Iterator[Record]:
        return failed_records(self.plan, self.rows)

    def _first_failed(self) -> list[Record]:
        return list(islice(self._failed(), _FAILED_RUNS_SHOWN))
