"""The record of a results folder: what determines its rows, what was asked for, and with which versions."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mentorsim.errors import DiskError, OtherStudyError, UserError
from mentorsim.experiment.folder.identity import surroundings
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.sweep_plan import SweepPlan

FORMAT = 4
_REMEDY = "; take the file from a copy of the folder, or run the study again with another --out"

#: What says how many replications are wanted: it may change when a folder is resumed.
HOW_MANY = ("half_width", "max_replications", "select", "watched")


def folder_record(sweep: SweepPlan, folder: Path) -> dict[str, Any]:
    """Return the record of a sweep's folder as plain values for JSON."""
    base, rule = sweep.base, sweep.rule
    return {
        "format": FORMAT,
        "title": sweep.title,
        "question": sweep.question,
        "fingerprint": sweep.fingerprint,
        "control": base.control,
        "reported": [measure.name for measure in base.measures],
        "watched": None if base.watched is None else base.watched.name,
        "half_width": rule.half_width,
        "max_replications": rule.max_replications,
        "select": sweep.written_selection,
        "scenario_folder": _way_to_files(sweep, folder),
        "written": base.scenario.to_mapping(),
        "versions": surroundings(),
        **sweep.identity,
    }


def _way_to_files(sweep: SweepPlan, folder: Path) -> str:
    """Return the way from a results folder to where the files lie that its scenario names.

    A record is published with its folder: it tells no place of the machine, nor a way that is not needed.
    """
    varied = (factor.path.split(".")[-1] for factor in sweep.design.factors)
    if not sweep.identity["files"] and not {"file", "pairs_file"} & set(varied):
        return "."
    return relative_way(sweep.base.scenario.folder, folder)


def relative_way(target: Path, folder: Path) -> str:
    """Write the way from a folder to another as it is written on every system."""
    try:
        return Path(os.path.relpath(target.resolve(), folder.resolve())).as_posix()
    except ValueError:  # two drives of Windows: then the files are to be laid into the folder
        return "."


def record_text(record: Mapping[str, Any]) -> str:
    """Write a record as JSON."""
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def read_record(paths: ResultsPaths) -> Mapping[str, Any]:
    """Read what determines a folder's rows.

    Raises
    ------
    UserError
        When the file is missing or damaged; a field that is missing or wrong is named.
    """
    try:
        record = json.loads(paths.run.read_bytes())
    except FileNotFoundError:
        if not paths.folder.exists():
            raise UserError(f"there is no folder {paths.folder}") from None
        raise UserError(f"the folder {paths.folder} holds no results: it has no {paths.run.name}") from None
    except OSError as problem:
        raise DiskError(f"cannot be read: {problem.strerror or problem}", file=paths.run) from None
    except (ValueError, RecursionError):
        raise UserError(f"is not valid JSON{_REMEDY}", file=paths.run) from None
    if not isinstance(record, dict):
        raise UserError("is not the record of a comparison or sweep", file=paths.run)
    if record.get("format") == FORMAT:
        try:
            _Record.model_validate(record)
        except ValidationError as error:
            found = error.errors()[0]
            field = ".".join(str(step) for step in found["loc"])
            raise UserError(
                f"the field {field!r:.60} {_fault(found['type'])}{_REMEDY}", file=paths.run
            ) from None
    return record


class _Experiment(BaseModel):
    """What a sweep's record says of its design points."""

    model_config = ConfigDict(strict=True, extra="allow")

    vary: dict[str, Any]
    design: str


class _Record(BaseModel):
    """The fields that a folder's record has in this format, whatever else is in it."""

    model_config = ConfigDict(strict=True, extra="allow")

    title: str
    question: str
    fingerprint: str
    control: str
    reported: list[str]
    watched: str | None
    half_width: float | None
    max_replications: int = Field(ge=1)
    select: dict[str, Any] | list[Any] | None
    scenario_folder: str
    written: dict[str, Any]
    versions: dict[str, str]
    mentorsim: str
    code: str
    seed: int
    policies: list[str] = Field(min_length=1)
    baseline: str
    by: list[str]
    outcomes: list[str]
    model: str
    files: dict[str, str]
    scenario: dict[str, Any]
    experiment: _Experiment | None = None


def _fault(kind: str) -> str:
    return "is missing" if kind == "missing" else "holds something else than mentorsim writes there"


def refuse_other_format(record: Mapping[str, Any], paths: ResultsPaths) -> None:
    """Refuse a folder that another version of mentorsim has written in another form.

    Raises
    ------
    UserError
        When it has.
    """
    found = record.get("format")
    if found != FORMAT:
        raise OtherStudyError(
            f"was written in format {found} of results, and this mentorsim reads format {FORMAT}: read it "
            "with the mentorsim that made it (its version is in the file), or run the experiment again",
            file=paths.run,
        )


def shown_value(value: Any) -> str:
    """Write a value in a sentence."""
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
