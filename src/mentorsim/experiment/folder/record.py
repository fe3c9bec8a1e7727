"""The record of a results folder: what determines its rows, what was asked for, and with which versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mentorsim.errors import UserError
from mentorsim.experiment.folder.identity import surroundings
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.sweep_plan import SweepPlan

FORMAT = 2

#: What says how many worlds are wanted: it may change when a folder is gone on with.
HOW_MANY = ("half_width", "max_replications", "select", "watched")


def folder_record(sweep: SweepPlan) -> dict[str, Any]:
    """Give the record of a sweep's folder as plain values for JSON."""
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
        "scenario_folder": str(base.scenario.folder.resolve()),
        "written": base.scenario.to_mapping(),
        "versions": surroundings(),
        **sweep.identity,
    }


def record_text(record: Mapping[str, Any]) -> str:
    """Write a record as JSON."""
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def read_record(paths: ResultsPaths) -> Mapping[str, Any]:
    """Read what determines a folder's rows.

    Raises
    ------
    UserError
        When the file is missing or damaged.
    """
    try:
        record = json.loads(paths.run.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"the folder {paths.folder} holds no results: it has no {paths.run.name}") from None
    except OSError as problem:
        raise UserError(f"cannot be read: {problem.strerror or problem}", file=paths.run) from None
    except ValueError:
        raise UserError("is no valid JSON, so the results cannot be gone on with", file=paths.run) from None
    if not isinstance(record, dict):
        raise UserError("is not the record of a comparison or sweep", file=paths.run)
    return record


def shown_value(value: Any) -> str:
    """Write a value in a sentence."""
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
