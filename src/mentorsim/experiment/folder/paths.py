"""Where everything lies in a results folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
    def log(self) -> Path:
        """What happened when."""
        return self.folder / "log.txt"

    @property
    def written_before_the_record(self) -> set[str]:
        """Names of what is there when the record is written, which comes last."""
        first = (self.scenario, self.parts, self.experiment, self.design, self.units, self.log)
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
    def figures(self) -> Path:
        """The folder of the figures."""
        return self.folder / "figures"

    def part(self, first_run: str, number: int) -> Path:
        """Give the file of one part: its place in the folder's order and the id of its first run.

        The id keeps two processes that write into one folder from replacing each other's parts.
        """
        return self.parts / f"part-{number:05d}-{first_run[:8]}.parquet"

    def existing_parts(self) -> list[Path]:
        """List the parts by name; unfinished ones have other names."""
        return sorted(self.parts.glob("part-*.parquet"))

    def details_of(self, part: Path, name: str) -> Path:
        """Give the file of the details of a part's runs."""
        return self.details / f"{name}-{part.name.removeprefix('part-')}"

    def unfinished_files(self) -> list[Path]:
        """List the temporary files that a killed process has left."""
        folders = (self.folder, self.parts, self.details)
        return [
            path for folder in folders if folder.is_dir() for path in folder.glob(".*-*.*") if path.is_file()
        ]
