"""The fitted study as a scenario file: what was found, and above it what was observed and simulated."""

from __future__ import annotations

import os
from pathlib import Path

from mentorsim.errors import DiskError, UserError
from mentorsim.evidence.institution.found import InstitutionFit
from mentorsim.files import write_atomically
from mentorsim.scenario import Scenario
from mentorsim.scenario.writing import scenario_yaml


def with_records(scenario: Scenario, records: Path) -> Scenario:
    """Return the study with another file in the place of its roster's.

    Parameters
    ----------
    scenario
        With a roster, whose columns the file has.
    records
        Relative to the working folder.

    Raises
    ------
    UserError
        When the scenario has no roster, or there is no such file.
    """
    if scenario.cohort.roster is None:
        raise UserError(
            "has no cohort.roster: say in the scenario what the columns of the records mean",
            file=scenario.name,
        )
    if not records.is_file():
        raise UserError("there is no such file of records", file=records)
    return scenario.with_changes({"cohort.roster.file": _relative(records, scenario.folder)})


def check_target(scenario: Scenario, file: Path) -> None:
    """Refuse a file that a fitted study cannot be written to, before the work is done.

    Raises
    ------
    UserError
        When it exists, or is in another folder and the scenario names files that would not be found there.
    """
    if file.exists():
        raise UserError("exists already: name another file for --out", file=file)
    elsewhere = file.resolve().parent != scenario.folder.resolve()
    programs = [program for program in scenario.policies.values() if program is not None]
    listed = any(program.match.required or program.match.never for program in programs)
    if elsewhere and (listed or scenario.friendships.file is not None):
        raise UserError(
            f"must be in the folder of the scenario, {scenario.folder}, which names more files",
            file=file,
        )


def write_fit(fit: InstitutionFit, file: Path, comments: str, caution: str = "") -> None:
    """Write the fitted study in one step.

    Parameters
    ----------
    fit
        The fit.
    file
        A YAML file; the roster is named relative to its folder.
    comments
        For its head.
    caution
        A sentence that every later comparison repeats; empty: none.

    Raises
    ------
    UserError
        When it cannot be written.
    """
    roster = fit.scenario.cohort.roster
    if roster is None:
        raise ValueError("a fitted study has a roster")
    place = _relative(fit.scenario.file(roster.file), file.resolve().parent)
    changes = {"cohort.roster.file": place, **({"caution": caution} if caution else {})}
    moved = fit.scenario.with_changes(changes)
    try:
        write_atomically(file, f"{comments}\n{scenario_yaml(moved)}")
    except OSError as problem:
        raise DiskError(f"cannot be written: {problem.strerror or problem}", file=file) from None


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()
