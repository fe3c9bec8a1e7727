"""One run of a results folder once more: its events week by week, its ties, its network, its error."""

from __future__ import annotations

import csv
import io
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mentorsim.documents.spreadsheet_cells import safe_row
from mentorsim.errors import UserError
from mentorsim.experiment.folder.details import tie_columns
from mentorsim.experiment.folder.parts import part_table
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import replicate
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.files import write_atomically
from mentorsim.outcomes.mentoring import END_REASONS
from mentorsim.plugins import recorded_class

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

_LEAST_DIGITS = 4


@dataclass(frozen=True)
class Replay:
    """What came of running a run again.

    Attributes
    ----------
    run_id, point, replication, policy
        Which run it is.
    files
        What was written: events, ties, network.
    error
        The traceback, where it failed; else empty.
    same
        Whether every value came out as it is in the folder.
    """

    run_id: str
    point: int
    replication: int
    policy: str
    files: tuple[Path, ...]
    error: str
    same: bool


def replay(
    results: SweepResults, run: str, out: Path | None = None, model: type[MentoringModel] | None = None
) -> Replay:
    """Run one run again.

    Parameters
    ----------
    results
        The folder that it is in.
    run
        Its id, or the beginning of it.
    out
        The folder for ``events.csv``, ``ties.csv`` and ``network.gexf``; None: ``replay-ID`` in the results
        folder.
    model
        The model that it was run with; None: the one that the folder names, whose module must be imported.

    Raises
    ------
    UserError
        When there is no such run, more than one, or it was made with another model.
    """
    from mentorsim.model import MentoringModel
    from mentorsim.world import make_world

    row = _found(results, run)
    made_with = results.record["model"]
    model = model or recorded_class(made_with)
    given = "built-in" if model is None else f"{model.__module__}.{model.__qualname__}"
    if made_with != given:
        raise UserError(
            f"the run was made with the model {made_with}: load its module with --plugin, or give model="
        )
    point, replication, policy = int(row["point"]), int(row["replication"]), str(row["policy"])
    if out is not None and out.exists() and not out.is_dir():
        raise UserError("is a file: name a folder for --out", file=out)
    folder = out or results.folder / f"replay-{row['run_id'][:8]}"
    plan = results.plan.at(results.design.changes(point))
    files: tuple[Path, ...] = ()
    error = ""
    try:
        scenario, number = plan.study_of(replication)
        world = make_world(scenario, plan.seed, number)
        make = model or MentoringModel
        one = make(scenario, policy=policy, rng=plan.seed, replication=number, world=world)
        events = io.StringIO()
        writer = csv.writer(events, lineterminator="\n")
        writer.writerow(("week", "event", "student", "other", "detail"))
        try:
            writer.writerows(map(safe_row, week_events(one)))
        finally:
            files = _written(folder, one, events.getvalue())
        if row["error"] is not None:
            # Week by week it went well: what failed is what the model does as a whole.
            make(scenario, policy=policy, rng=plan.seed, replication=number).run()
    except Exception:
        error = traceback.format_exc()
    return Replay(row["run_id"], point, replication, policy, files, error, _same(plan, row, model))


def week_events(model: MentoringModel) -> Iterator[tuple[int, str, str, str, str]]:
    """Run a model to its end, and tell what happens in every week (from 1).

    Yields
    ------
    tuple
        Week; ``matching``, ``pair begins``, ``pair ends``, ``mentor quits`` or ``student leaves``; the
        student (of a pair: the mentee); the other one (of a pair: the mentor); and a detail.
    """
    names = model.world.names
    while model.week < model.weeks:
        enrolled = model.students.enrolled.astype(bool)
        quit_before = model.participation.quit.astype(bool)
        active = {_tie_key(tie) for tie in _ties(model) if tie["end_week"] < 0}
        matchings = len(model.matchings)
        model.step()
        week = model.week
        for record in model.matchings[matchings:]:
            detail = f"{len(record.ties)} pairs; {record.unplaced} without a place"
            yield week, "matching", "", "", detail
        for tie in _ties(model):
            mentee, mentor = names[int(tie["mentee"])], names[int(tie["mentor"])]
            if int(tie["start"]) == week - 1:
                group = f"group {int(tie['group'])}" if tie["group"] >= 0 else ""
                yield week, "pair begins", mentee, mentor, group
            if tie["end_week"] >= 0 and (_tie_key(tie) in active or int(tie["start"]) == week - 1):
                yield week, "pair ends", mentee, mentor, END_REASONS[int(tie["end_reason"])]
        for row in np.flatnonzero(~quit_before & model.participation.quit.astype(bool)).tolist():
            yield week, "mentor quits", names[row], "", ""
        for row in np.flatnonzero(enrolled & ~model.students.enrolled.astype(bool)).tolist():
            role = "upper-year" if model.students.role[row] else "first-year"
            yield week, "student leaves", names[row], "", role


def _ties(model: MentoringModel) -> Any:
    return np.asarray(model.ties)


def _tie_key(tie: Any) -> tuple[int, int, int]:
    return int(tie["mentor"]), int(tie["mentee"]), int(tie["start"])


def _written(folder: Path, model: MentoringModel, events: str) -> tuple[Path, ...]:
    import networkx as nx

    ties = tie_columns(model)
    names = model.world.names
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("mentor_name", "mentee_name", *ties))
    for values in zip(*ties.values(), strict=True):
        tie = dict(zip(ties, values, strict=True))
        writer.writerow(safe_row((names[int(tie["mentor"])], names[int(tie["mentee"])], *values)))
    graph: nx.MultiGraph[int] = nx.MultiGraph(model.network)
    for _, attributes in graph.nodes(data=True):
        for name in [name for name, value in attributes.items() if value is None]:
            del attributes[name]
    for *_, attributes in graph.edges(data=True):
        for name in [name for name, value in attributes.items() if value is None]:
            del attributes[name]
    gexf = "\n".join(nx.generate_gexf(graph)) + "\n"
    files = (folder / "events.csv", folder / "ties.csv", folder / "network.gexf")
    for path, content in zip(files, (events, text.getvalue(), gexf), strict=True):
        write_atomically(path, content)
    return files


def _found(results: SweepResults, run: str) -> dict[str, Any]:
    if len(run) < _LEAST_DIGITS:
        raise UserError(f"name a run by at least the first {_LEAST_DIGITS} digits of its run_id, not {run!r}")
    found: dict[str, dict[str, Any]] = {}
    for path in ResultsPaths(results.folder).existing_parts():
        table = part_table(path, str(results.record["fingerprint"]))
        ids = table.column("run_id").to_pylist()
        for place, name in enumerate(ids):
            if name.startswith(run):
                found.setdefault(name, table.slice(place, 1).to_pylist()[0])
    if not found:
        raise UserError(f"no run in {results.folder} has an id that begins with {run!r:.40}")
    if len(found) > 1:
        raise UserError(f"{len(found)} runs have ids that begin with {run!r}: give more digits")
    return next(iter(found.values()))


def _same(plan: Plan, row: dict[str, Any], model: type[MentoringModel] | None) -> bool:
    from dataclasses import replace

    again = replicate(replace(plan, model=model), int(row["replication"]), forgiving=True)
    number = plan.policies.index(str(row["policy"]))
    if (again.failures[number] is None) != (row["error"] is None):
        return False
    there = np.array([row[name] for name in again.columns], dtype=np.float64)
    return bool(np.array_equal(there, again.values[number], equal_nan=True))
