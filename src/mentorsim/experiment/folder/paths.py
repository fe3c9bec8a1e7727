"""Where everything lies in a results folder."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from mentorsim.files import is_left_over

_PART = re.compile(r"part-\d{5,}-[0-9a-f]{8}\.parquet")
_PART_STEM = re.compile(r"\.(part-\d{5,}-[0-9a-f]{8})\.")
_DETAIL_STEM = re.compile(r"\.([a-z]+-\d{5,}-[0-9a-f]{8})\.")


@dataclass(frozen=True)
class ResultsPaths:
    """The files of one results folder.

    Parameters
    ----------
    folder
        The folder.
    """

    folder: Path

    @property
    def scenario(self) -> Path:
        """The scenario with every value resolved."""
        return self.folder / "scenario.yaml"

    @property
    def run(self) -> Path:
        """What determines the rows, and with which versions they were made."""
        return self.folder / "run.json"

    @property
    def experiment(self) -> Path:
        """What was asked for, every choice spelled out."""
        return self.folder / "experiment.yaml"

    @property
    def design(self) -> Path:
        """The design: a row per sample, a column per path."""
        return self.folder / "design.csv"

    @property
    def units(self) -> Path:
        """Where the samples lie between 0 and 1, for designs that sample."""
        return self.folder / "design_units.csv"

    @property
    def samples(self) -> Path:
        """The posterior samples in the order in which they are run, for a comparison under them."""
        return self.folder / "samples.csv"

    @property
    def log(self) -> Path:
        """What happened when."""
        return self.folder / "log.txt"

    @property
    def report(self) -> Path:
        """A sweep's report as it was last made, so that it need not be worked out again."""
        return self.folder / "report.json"

    @property
    def written_before_the_record(self) -> set[str]:
        """Names of what is there when the record is written, which comes last."""
        first = (self.scenario, self.parts, self.experiment, self.design, self.units, self.samples, self.log)
        return {path.name for path in first}

    @property
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.folder / "parts"

    @property
    def details(self) -> Path:
        """The folder of what is kept of runs beside their rows."""
        return self.folder / "details"

    @property
    def compact_parquet(self) -> Path:
        """All runs in one Parquet file."""
        return self.folder / "runs.parquet"

    @property
    def compact_csv(self) -> Path:
        """All runs in one CSV file."""
        return self.folder / "runs.csv"

    @property
    def summary(self) -> Path:
        """The comparison as a table."""
        return self.folder / "summary.csv"

    @property
    def comparison(self) -> Path:
        """The comparison as JSON."""
        return self.folder / "comparison.json"

    @property
    def information(self) -> Path:
        """What knowing each parameter is worth, in a comparison under parameter uncertainty."""
        return self.folder / "information.csv"

    @property
    def cohort(self) -> Path:
        """One cohort of a comparison as a network, for its report."""
        return self.folder / "cohort.json"

    @property
    def figures(self) -> Path:
        """The folder of the figures."""
        return self.folder / "figures"

    def part(self, first_run: str, number: int) -> Path:
        """Return the file of one part: its place in the folder's order and the id of its first run.

        The id keeps two processes that write into one folder from replacing each other's parts.
        """
        return self.parts / f"part-{number:05d}-{first_run[:8]}.parquet"

    def existing_parts(self) -> list[Path]:
        """List the parts by name; files with other names than parts have are not parts."""
        return sorted(path for path in self.parts.glob("part-*.parquet") if _PART.fullmatch(path.name))

    def warn_of_foreign_parts(self) -> None:
        """Warn of files among the parts with names that mentorsim does not give, such as copies."""
        names = (path.name for path in self.parts.glob("[!.]*.parquet"))
        foreign = sorted(name for name in names if not _PART.fullmatch(name))
        if foreign:
            shown = ", ".join(foreign[:3]) + (", ..." if len(foreign) > 3 else "")
            warnings.warn(
                f"{len(foreign)} files in {self.parts} have names that mentorsim does not give and are not "
                f"read: {shown}",
                stacklevel=2,
            )

    def details_of(self, part: Path, name: str) -> Path:
        """Return the file of the details of a part's runs."""
        return self.details / f"{name}-{part.name.removeprefix('part-')}"

    def unfinished_files(self) -> list[Path]:
        """List the temporary files that a killed process has left: only those that are surely ours."""
        own = (
            *(self.scenario, self.run, self.experiment, self.design, self.units, self.compact_parquet),
            *(self.compact_csv, self.summary, self.comparison, self.information, self.cohort),
        )
        left = _left_over(self.folder, frozenset(path.stem for path in own))
        for folder, stem in ((self.parts, _PART_STEM), (self.details, _DETAIL_STEM)):
            for path in folder.glob(".*.mentorsim-*.parquet") if folder.is_dir() else ():
                found = stem.match(path.name)
                if found is not None and is_left_over(path, frozenset((found[1],))):
                    left.append(path)
        return left


def _left_over(folder: Path, stems: frozenset[str]) -> list[Path]:
    return [path for path in folder.glob(".*.mentorsim-*") if is_left_over(path, stems)]
