"""A results folder opened for reading: the design, the runs, and what they are of.

Comparisons and sweeps have the same folders; a comparison is a sweep of one point, in which nothing varies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mentorsim.documents.html_text import html_facts
from mentorsim.errors import UserError
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.design.factors import Factor, factor_of
from mentorsim.experiment.design.point_files import read_design
from mentorsim.experiment.folder.identity import code_digest
from mentorsim.experiment.folder.parts import FAILURE, KEYS, WEEKLY, part_table
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.folder.record import read_record, refuse_other_format
from mentorsim.experiment.folder.rerunning import recorded_scenario
from mentorsim.experiment.plan import Plan, make_plan
from mentorsim.experiment.posterior_samples import PosteriorSamples
from mentorsim.outcomes import Measure
from mentorsim.plugins import recorded_class, require
from mentorsim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class SweepResults:
    """The results of a sweep or comparison; `read_results` makes it.

    Attributes
    ----------
    folder
        Where they are.
    record
        What determines the rows, with which versions they were made, and what was asked for.
    design
        The samples, the points, and the factors: their paths, kinds (``list``, ``range``, ``distribution``),
        levels and bounds; `Design.units` and `Design.sampled` are for SALib.

    Examples
    --------
    >>> import mentorsim as ms
    >>> results = ms.sweep(
    ...     "first_year_university",
    ...     {"program.training.hours": [4, 8]},
    ...     replications=2,
    ...     out="training",
    ...     workers=1,
    ... )
    >>> results.runs(["gpa"]).groupby("point")["gpa"].mean().shape
    (2,)
    """

    folder: Path
    record: Mapping[str, Any]
    design: Design

    def __repr__(self) -> str:
        """Say what was swept, and where it is."""
        return (
            f"<SweepResults {self.title!r} in {self.folder}: {len(self.design.points)} points, "
            f"{len(self.policies)} policies: .points, .runs(), mentorsim.analyze(...)>"
        )

    def _repr_html_(self) -> str:
        varied = ", ".join(factor.path for factor in self.factors if factor.varies)
        return html_facts(
            self.title,
            [
                ("folder", self.folder),
                ("varied", varied or "nothing"),
                ("points", f"{len(self.design.points):,}"),
                ("policies", ", ".join(self.policies)),
                ("outcomes", ", ".join(self.outcomes)),
            ],
        )

    @property
    def title(self) -> str:
        """Title of the experiment."""
        return str(self.record["title"])

    @property
    def question(self) -> str:
        """The question that it answers; empty where none was given."""
        return str(self.record.get("question", ""))

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What was varied, those with a single value included."""
        return self.design.factors

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies, in the order in which they ran."""
        return tuple(self.record["policies"])

    @property
    def baseline(self) -> str:
        """The policy that others are compared with."""
        return str(self.record["baseline"])

    @property
    def control(self) -> str:
        """The policy without a program."""
        return str(self.record["control"])

    @property
    def second_order(self) -> bool:
        """Whether a Sobol design tells how pairs of factors work together."""
        return bool((self.record.get("experiment") or {}).get("second_order", False))

    @property
    def replications(self) -> int:
        """Replications of each point that were asked for; with a stopping rule or a selection, at most."""
        return int(self.record["max_replications"])

    @property
    def fixed(self) -> bool:
        """Whether every point was to have that many replications: neither a stopping rule nor a selection."""
        return self.record["half_width"] is None and self.record.get("select") is None

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario before anything was varied.

        Raises
        ------
        UserError
            When it is not valid for the mentorsim that reads it.
        """
        return recorded_scenario(ResultsPaths(self.folder), self.record)

    @cached_property
    def plan(self) -> Plan:
        """What was run, before anything was varied; `Plan.at` gives that of a point.

        Raises
        ------
        UserError
            When the mentorsim that reads it knows the policies or outcomes no longer.
        """
        record = self.record
        sampled = record.get("posterior_samples")
        return make_plan(
            self.scenario,
            samples=None
            if sampled is None
            else PosteriorSamples.of_folder(ResultsPaths(self.folder).samples, sampled),
            policies=self.policies,
            baseline=self.baseline,
            by=record["by"],
            seed=record["seed"],
            outcomes=record["reported"],
            watched=record["watched"],
            model=recorded_class(record["model"]),
            keep=(record.get("experiment") or {}).get("keep", ("weekly",)),
        )

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The outcomes that were asked for, with their units and directions; ratios too, which no run has."""
        return self.plan.measures

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes that every run has as a column."""
        return tuple(self.record["outcomes"])

    @property
    def same_code(self) -> bool:
        """Whether this mentorsim would make the same rows again."""
        return bool(self.record.get("code") == code_digest())

    @property
    def runs_there(self) -> int:
        """Number of runs in the folder, each counted once.

        Raises
        ------
        UserError
            For a part that is damaged or belongs to other results.
        """
        return len({run for table in self.tables([]) for run in table.column("run_id").to_pylist()})

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per point, by its number, with a column per varied path."""
        import pandas as pd

        columns = {
            factor.path: _column([point[place] for point in self.design.points])
            for place, factor in enumerate(self.factors)
        }
        index = pd.RangeIndex(len(self.design.points), name="point")
        return pd.DataFrame(columns, index=index)

    @cached_property
    def samples(self) -> pd.DataFrame:
        """One row per sample in the order of the design: ``point``, and a column per varied path.

        Samples with the same values share a point. SALib wants one result per row of this table.
        """
        table = self.points.iloc[self.design.samples].reset_index()
        table.index.name = "sample"
        return table

    def runs(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """One row per run in the order point, replication, policy; each run once.

        Parameters
        ----------
        columns
            Which columns beside ``run_id``, ``point``, ``replication``, ``policy`` and ``error`` (missing
            where the run did not fail); None: what was varied and everything measured.

        Raises
        ------
        UserError
            For a part that is damaged or belongs to other results, and for an unknown column.
        """
        table = self.table(columns)
        order = {name: number for number, name in enumerate(self.policies)}
        frame = table.to_pandas()
        keys = ["point", "replication", "policy"]
        frame = frame.sort_values(
            keys, key=lambda column: column.map(order) if column.name == "policy" else column, kind="stable"
        )
        found: pd.DataFrame = frame.drop_duplicates(keys).reset_index(drop=True)
        return found

    def failures(self) -> pd.DataFrame:
        """One row per failed run: where it is, what it says (`error`), its `error_type` and `traceback`."""
        found = self.runs(FAILURE)
        return found[found["error"].notna()].reset_index(drop=True)

    def table(self, columns: Sequence[str] | None = None) -> Any:
        """Return the runs as an Arrow table, in the order of the parts; columns and errors as for `runs`."""
        import pyarrow as pa

        tables = list(self.tables(columns))
        if not tables:
            raise UserError(f"the folder {self.folder} holds no runs yet")
        return pa.concat_tables(tables)

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Yield the runs part by part, as Arrow tables; columns and errors as for `runs`."""
        wanted = None if columns is None else [*KEYS, *(name for name in columns if name not in KEYS)]
        for path in ResultsPaths(self.folder).existing_parts():
            table = part_table(path, str(self.record["fingerprint"]), wanted)
            missing = [name for name in wanted or () if name not in table.column_names]
            if missing:
                raise UserError(f"has no column {missing[0]!r}", file=path)
            if wanted is None:
                table = table.drop_columns(
                    [name for name in (*WEEKLY, *FAILURE) if name in table.column_names]
                )
            yield table


def read_results(folder: str | Path) -> SweepResults:
    """Open a results folder for reading.

    Raises
    ------
    UserError
        When it holds no results, those of another format, or those of a plugin that is not loaded.

    Examples
    --------
    >>> import mentorsim as ms
    >>> _ = ms.compare("first_year_university", replications=2, out="compared", workers=1)
    >>> results = ms.read_results("compared")
    >>> results.replications, results.baseline
    (2, 'no program')
    """
    paths = ResultsPaths(Path(folder))
    record = read_record(paths)
    refuse_other_format(record, paths)
    require(record.get("plugins", {}), paths.run)
    experiment = record.get("experiment")
    if not experiment:
        return SweepResults(paths.folder, record, Design("grid", (), ((),), np.zeros(1, dtype=np.int64)))
    if not paths.design.exists():
        raise UserError(
            "is missing; the same sweep with --resume writes it again, without running anything twice",
            file=paths.design,
        )
    paths.warn_of_foreign_parts()
    factors = [factor_of(path, value, path) for path, value in experiment["vary"].items()]
    units = paths.units if paths.units.exists() else None
    return SweepResults(paths.folder, record, read_design(experiment["design"], factors, paths.design, units))


def _column(values: list[Any]) -> Any:
    """Return values in the narrowest type that holds them: numbers as numbers, all else as it is."""
    import pandas as pd

    column = pd.Series(values, dtype=object)
    kinds = {type(value) for value in values if value is not None}
    return column.infer_objects() if kinds <= {int, float} and None not in values else _numbers(column, kinds)


def _numbers(column: Any, kinds: set[type]) -> Any:
    return column.astype("float64") if kinds and kinds <= {int, float} else column
