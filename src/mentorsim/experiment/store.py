"""A results folder: the scenario, what determines the rows, and the rows in parts that are never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from mentorsim.errors import UserError
from mentorsim.experiment.identity import fingerprint_of, first_difference, identity_of, surroundings
from mentorsim.experiment.parts import first_run_id, read_part, write_part
from mentorsim.experiment.paths import ResultsPaths
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows, joined
from mentorsim.files import write_atomically
from mentorsim.scenario.writing import scenario_yaml

RUNS_PER_PART = 1000
SECONDS_PER_PART = 10.0
"""A part is written after this time even if it is not full, so that a crash costs no more."""

FORMAT = 1


class ResultsFolder:
    """Rows on disk, and how to go on with them.

    Parameters
    ----------
    folder
        The folder.
    plan
        What is to be run.
    resume
        Whether to go on with an existing folder.

    Raises
    ------
    UserError
        When the folder exists and is not to be resumed, holds other results (with the first difference), or
        cannot be written.
    """

    def __init__(self, folder: Path, plan: Plan, *, resume: bool = False) -> None:
        self.paths = ResultsPaths(folder)
        self.plan = plan
        self.identity = identity_of(plan)
        self.fingerprint = fingerprint_of(self.identity)
        self._waiting: list[RunRows] = []
        self._last_part = monotonic()
        if self._is_begun(resume=resume):
            self._check_same()
        else:
            self._begin()

    def rows(self) -> RunRows | None:
        """Read all rows that are there, in order and each once; None without any.

        Raises
        ------
        UserError
            For a part that is damaged or belongs to other results.
        """
        parts = self.paths.existing_parts()
        if not parts:
            return None
        return joined([read_part(path, self.plan.policies, self.fingerprint) for path in parts]).in_order()

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
        existing = self.paths.existing_parts()
        number = 1 + max((int(path.name.split("-")[1]) for path in existing), default=0)
        path = self.paths.part(first_run_id(rows, self.plan.policies, self.fingerprint), number)
        try:
            write_part(path, rows, self.plan.policies, self.fingerprint)
        except OSError as problem:
            raise _not_writable(self.paths.folder, problem) from None
        self._waiting.clear()

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
            raise _not_writable(self.paths.folder, problem) from None

    def _is_begun(self, *, resume: bool) -> bool:
        folder = self.paths.folder
        try:
            names = {path.name for path in folder.iterdir()} if folder.exists() else set()
        except OSError as problem:
            raise _not_writable(folder, problem) from None
        if not names:
            return False
        if not resume:
            raise UserError(
                f"the folder {folder} exists already: choose another for --out, or go on with it by --resume"
            )
        if self.paths.run.name in names:
            return True
        if names <= {self.paths.scenario.name, self.paths.parts.name} and not self.paths.existing_parts():
            return False  # stopped before the first row
        name = self.paths.run.name
        raise UserError(f"the folder {folder} holds no results to go on with: it has no {name}")

    def _begin(self) -> None:
        try:
            self.paths.parts.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise _not_writable(self.paths.folder, problem) from None
        self.write(self.paths.scenario, scenario_yaml(self.plan.scenario, every_value=True))
        record = {
            "format": FORMAT,
            "title": self.plan.scenario.title,
            "fingerprint": self.fingerprint,
            "control": self.plan.control,
            "scenario_folder": str(self.plan.scenario.folder.resolve()),
            "versions": surroundings(),
            **self.identity,
        }
        self.write(self.paths.run, json.dumps(record, indent=2, ensure_ascii=False) + "\n")

    def _check_same(self) -> None:
        record = read_record(self.paths)
        if record.get("format") != FORMAT:
            found = record.get("format")
            raise UserError(f"was written in format {found}, not {FORMAT}", file=self.paths.run)
        there = {key: record.get(key) for key in self.identity}
        difference = first_difference(there, json.loads(json.dumps(self.identity)))
        if difference is None:
            return
        name, old, new = difference
        what = "was made by another state of mentorsim's code" if name == "code" else f"differs in {name}"
        values = "" if name == "code" else f" ({_shown(old)} there, {_shown(new)} now)"
        raise UserError(f"the folder {self.paths.folder} {what}{values}: choose another folder for --out")


def read_record(paths: ResultsPaths) -> Mapping[str, Any]:
    """Read what determines a folder's rows.

    Raises
    ------
    UserError
        When the file is missing or damaged.
    """
    try:
        record = json.loads(paths.run.read_text(encoding="utf-8"))
    except OSError as problem:
        raise UserError(f"cannot be read: {problem.strerror or problem}", file=paths.run) from None
    except ValueError:
        raise UserError("is no valid JSON, so the results cannot be gone on with", file=paths.run) from None
    if not isinstance(record, dict):
        raise UserError("is not the record of a comparison", file=paths.run)
    return record


def _shown(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _not_writable(folder: Path, problem: OSError) -> UserError:
    reason = problem.strerror or str(problem)
    return UserError(f"cannot write to the results folder {folder}: {reason}; choose another one for --out")
