"""Shards of one sweep, joined into one results folder."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mentorsim.errors import FolderInUseError, OtherStudyError, UserError
from mentorsim.experiment.folder.identity import first_difference
from mentorsim.experiment.folder.parts import part_table
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.folder.record import read_record, record_text, relative_way, shown_value
from mentorsim.experiment.folder.store import not_writable
from mentorsim.files import atomic_path, write_atomically

# What may differ between the shards of one sweep: where and with which versions of others they were run.
_OWN = ("versions", "scenario_folder")


def merge(folders: Sequence[Path], out: Path) -> int:
    """Copy the parts of several folders of one sweep into a new one, which can be resumed like any other.

    Parameters
    ----------
    folders
        Results folders, or folders of shards (``shard-1-of-7`` and so on), which are looked into.
    out
        The new folder. It is complete when its record is written, which comes last.

    Returns
    -------
    int
        The number of parts.

    Raises
    ------
    UserError
        When the folders are of different experiments (with the first difference), a part is damaged or
        belongs to other results, or the new folder is there already or cannot be written.
    """
    sources = [ResultsPaths(folder) for named in folders for folder in _with_shards(named)]
    if not sources:
        raise UserError("there is no folder to merge")
    refuse_existing(out)
    records = [read_record(paths) for paths in sources]
    for paths, record in zip(sources[1:], records[1:], strict=True):
        found = first_difference(_compared(records[0]), _compared(record))
        if found is not None:
            name, one, other = found
            raise OtherStudyError(
                f"{paths.folder} is of another sweep than {sources[0].folder}: {name} differs "
                f"({shown_value(one)} there, {shown_value(other)} here)"
            )
    # All of them before the first is copied, so that a damaged one leaves no half of a folder behind.
    for paths in sources:
        for part in paths.existing_parts():
            part_table(part, str(records[0]["fingerprint"]), ["point"])
    merged = ResultsPaths(out)
    count = 0
    try:
        merged.parts.mkdir(parents=True, exist_ok=True)
        for paths in sources:
            for part in paths.existing_parts():
                count += 1
                copy = merged.part(part.stem.rsplit("-", 1)[1], count)
                for detail in paths.details.glob(f"*-{part.name.removeprefix('part-')}"):
                    _copy(detail, merged.details_of(copy, detail.name.split("-")[0]))
                _copy(part, copy)
        first = sources[0]
        for path in (first.scenario, first.experiment, first.design, first.units, first.samples):
            if path.exists():
                _copy(path, out / path.name)
        way = records[0]["scenario_folder"]
        way = way if way == "." else relative_way(first.folder / way, out)
        write_atomically(merged.run, record_text({**records[0], "scenario_folder": way}))
    except OSError as problem:
        raise not_writable(out, problem) from None
    return count


def refuse_existing(out: Path) -> None:
    """Refuse a folder for new results that is there already and not empty, or is a file.

    Raises
    ------
    UserError
        Saying so.
    """
    if out.exists() and not out.is_dir():
        raise UserError("is a file: name a new folder for --out", file=out)
    if out.exists() and any(out.iterdir()):
        raise FolderInUseError(f"the folder {out} exists already: choose another for --out")


def _with_shards(folder: Path) -> list[Path]:
    shards = sorted(path for path in folder.glob("shard-*-of-*") if path.is_dir())
    return shards if shards and not ResultsPaths(folder).run.exists() else [folder]


def _compared(record: Any) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in _OWN}


def _copy(source: Path, target: Path) -> None:
    with atomic_path(target) as temporary:
        shutil.copyfile(source, temporary)
