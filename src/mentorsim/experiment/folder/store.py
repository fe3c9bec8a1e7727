"""A results folder: what was asked for, what determines the rows, and the rows in parts that never change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.documents.yaml_text import yaml_text
from mentorsim.errors import DiskError, FolderInUseError, OtherStudyError, UserError
from mentorsim.experiment.design.point_files import design_csv, units_csv
from mentorsim.experiment.folder.identity import first_difference
from mentorsim.experiment.folder.parts import (
    PartLayout,
    part_table,
    policy_numbers,
    read_part,
    varied_columns,
    whole_numbers,
    write_details,
    write_part,
)
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.folder.record import (
    HOW_MANY,
    folder_record,
    read_record,
    record_text,
    refuse_other_format,
    shown_value,
)
from mentorsim.experiment.folder.retrying import forget_failed_replications
from mentorsim.experiment.folder.run_log import RunLog
from mentorsim.experiment.replicate import measured_columns
from mentorsim.experiment.rows import RunRows, joined
from mentorsim.experiment.sweep_plan import SweepPlan
from mentorsim.files import write_atomically
from mentorsim.scenario.writing import scenario_yaml
from mentorsim.statistics.intervals import BoolArray, FloatArray

RUNS_PER_PART = 1000
SECONDS_PER_PART = 10.0
"""A part is written after this time even if it is not full, so that a crash costs no more."""


@dataclass(frozen=True, eq=False)
class DoneRuns:
    """The runs that a folder holds, in compact columns: all that a sweep remembers of them.

    Attributes
    ----------
    point, replication, policy
        Shape (runs,).
    failed
        Whether the run failed.
    watched
        The outcome that the stopping rule or selection looks at; empty for a fixed number of replications.
    """

    point: NDArray[np.int32]
    replication: NDArray[np.int32]
    policy: NDArray[np.int16]
    failed: BoolArray
    watched: FloatArray


class ResultsFolder:
    """Rows on disk, and how to continue with them.

    Parameters
    ----------
    folder
        The folder.
    sweep
        What is to be run.
    resume
        Whether to resume an existing folder.

    Raises
    ------
    UserError
        When the folder exists and is not to be resumed, holds other results (with the first difference), is
        worked on by another process, or cannot be written.
    """

    def __init__(self, folder: Path, sweep: SweepPlan, *, resume: bool = False) -> None:
        self.paths = ResultsPaths(folder)
        self.sweep = sweep
        self.layout = layout_of(sweep)
        self._waiting: list[RunRows] = []
        self._last_part = monotonic()
        if self._is_begun(resume=resume):
            self._check_same()
            self.paths.warn_of_foreign_parts()
            self.log = RunLog(self.paths)
            self._remove_unfinished()
            self._write_description(missing_only=True)
        else:
            self._begin()
            self.log = RunLog(self.paths)
        numbers = (int(path.name.split("-")[1]) for path in self.paths.existing_parts())
        self._number = max(numbers, default=0)

    def rows(self) -> RunRows | None:
        """Read all rows that are there, in order and each once; None without any.

        Raises
        ------
        UserError
            For a part that is damaged or belongs to other results.
        """
        parts = self.paths.existing_parts()
        return joined([read_part(path, self.layout) for path in parts]).in_order() if parts else None

    def done(self) -> DoneRuns:
        """Read which runs are there.

        Raises
        ------
        UserError
            For a part that is damaged or belongs to other results.
        """
        watched = None if self.sweep.fixed else self.sweep.base.watched
        names = ["point", "replication", "policy", "error", *([] if watched is None else [watched.name])]
        tables = [part_table(path, self.layout.fingerprint, names) for path in self.paths.existing_parts()]
        nothing = np.empty(0, np.int64)

        def column(name: str) -> NDArray[np.int64]:
            return np.concatenate([nothing, *(whole_numbers(table, name) for table in tables)])

        return DoneRuns(
            column("point").astype(np.int32),
            column("replication").astype(np.int32),
            np.concatenate([nothing, *(policy_numbers(t, self.layout.policies) for t in tables)]).astype(
                np.int16
            ),
            np.concatenate(
                [nothing, *(table.column("error").is_valid().to_numpy() for table in tables)]
            ).astype(np.bool_),
            np.concatenate([np.empty(0), *(t.column(watched.name).to_numpy() for t in tables)])
            if watched is not None
            else np.empty(0),
        )

    def forget_failed(self) -> int:
        """Take the replications with a failed run out of the parts; return their number.

        Raises
        ------
        UserError
            For a part that is damaged or belongs to other results, and when one cannot be written.
        """
        try:
            count = forget_failed_replications(self.paths, self.layout.fingerprint)
        except OSError as problem:
            raise self._not_writable(problem) from None
        self.log.note(f"took {count} replications with a failed run out of the parts, to run them again")
        return count

    def add(self, rows: RunRows) -> None:
        """Take rows; they are written when there are enough of them, or some seconds have passed."""
        self._waiting.append(rows)
        waiting = sum(len(part) for part in self._waiting)
        if waiting >= RUNS_PER_PART or monotonic() - self._last_part >= SECONDS_PER_PART:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting.

        Raises
        ------
        UserError
            When it cannot be written.
        """
        self._last_part = monotonic()
        if not self._waiting:
            return
        rows = joined(self._waiting).in_order()
        path = self.paths.part(self.layout.ids(rows.take(np.array([0])))[0], self._number + 1)
        try:
            # Before the part, so that a part never lacks its details; without their part they do not count.
            for name, details in rows.details.items():
                write_details(self.paths.details_of(path, name), rows, details, self.layout)
            write_part(path, rows, self.layout)
        except OSError as problem:
            raise self._not_writable(problem) from None
        self._number += 1
        self._waiting.clear()
        self.log.note(f"wrote {path.name}: {len(rows)} runs, {int(rows.failed.sum())} of them failed")

    def write(self, path: Path, content: str) -> None:
        """Write another file of the folder in one step.

        Raises
        ------
        UserError
            When it cannot be written.
        """
        try:
            write_atomically(path, content)
        except OSError as problem:
            raise self._not_writable(problem) from None

    def close(self) -> None:
        """Let others work on the folder."""
        self.log.close()

    def _is_begun(self, *, resume: bool) -> bool:
        folder = self.paths.folder
        try:
            names = {path.name for path in folder.iterdir()} if folder.exists() else set()
        except OSError as problem:
            raise self._not_writable(problem) from None
        if not names:
            return False
        if not resume:
            raise FolderInUseError(
                f"the folder {folder} exists already: pass --resume to continue it, or choose another --out"
            )
        if self.paths.run.name in names:
            return True
        if names <= self.paths.written_before_the_record and not self.paths.existing_parts():
            return False  # stopped before the first row
        name = self.paths.run.name
        raise UserError(f"the folder {folder} holds no results to resume: it has no {name}")

    def _begin(self) -> None:
        try:
            self.paths.parts.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise self._not_writable(problem) from None
        self._write_description()
        self.write(self.paths.run, record_text(folder_record(self.sweep, self.paths.folder)))

    def _write_description(self, *, missing_only: bool = False) -> None:
        """Write what describes the sweep, for people and to be read back; a lost file is made again."""
        sweep = self.sweep
        contents = {self.paths.scenario: scenario_yaml(sweep.base.scenario, every_value=True)}
        if sweep.about:
            contents[self.paths.experiment] = yaml_text(sweep.written)
            contents[self.paths.design] = design_csv(sweep.design)
            units = units_csv(sweep.design)
            if units is not None:
                contents[self.paths.units] = units
        if sweep.base.samples is not None:
            contents[self.paths.samples] = sweep.base.samples.to_csv()
        for path, content in contents.items():
            if not (missing_only and path.exists()):
                self.write(path, content)
                if missing_only:
                    self.log.note(f"wrote {path.name} again, which was missing")

    def _remove_unfinished(self) -> None:
        for path in self.paths.unfinished_files():
            path.unlink(missing_ok=True)

    def _check_same(self) -> None:
        record = read_record(self.paths)
        identity = self.sweep.identity
        refuse_other_format(record, self.paths)
        there = {key: record.get(key) for key in {**identity, "experiment": None} if key in record}
        difference = first_difference(there, json.loads(json.dumps(identity)))
        if difference is None:
            self._note_what_is_asked(record)
            return
        name, old, new = difference
        what = "was made by another state of mentorsim's code" if name == "code" else f"differs in {name}"
        values = "" if name == "code" else f" ({shown_value(old)} there, {shown_value(new)} now)"
        raise OtherStudyError(
            f"the folder {self.paths.folder} {what}{values}: choose another folder for --out"
        )

    def _note_what_is_asked(self, record: Mapping[str, Any]) -> None:
        """Write how many replications are asked for now, which may be others than before."""
        now = folder_record(self.sweep, self.paths.folder)
        asked = {key: now[key] for key in HOW_MANY}
        # Asking for fewer replications takes none away: those that are there stay in the record.
        asked["max_replications"] = max(asked["max_replications"], record["max_replications"])
        if any(record.get(key) != asked[key] for key in HOW_MANY):
            self.write(self.paths.run, record_text({**record, **asked}))
            if self.sweep.about:
                self.write(self.paths.experiment, yaml_text(self.sweep.written))

    def _not_writable(self, problem: OSError) -> UserError:
        return not_writable(self.paths.folder, problem)


def layout_of(sweep: SweepPlan) -> PartLayout:
    """Return what the parts of a sweep's folder have in common."""
    return PartLayout(
        sweep.fingerprint,
        sweep.point_fingerprints,
        sweep.base.policies,
        measured_columns(sweep.base),
        varied_columns(sweep.design),
    )


def not_writable(folder: Path, problem: OSError) -> UserError:
    """Say that a results folder cannot be written, and what to do."""
    import errno

    if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskError(
            f"there is no space left for the results folder {folder} ({problem.strerror}): what was written "
            "is kept; free some space, then repeat the command with --resume"
        )
    reason = problem.strerror or str(problem)
    return DiskError(f"cannot write to the results folder {folder}: {reason}; choose another one for --out")
