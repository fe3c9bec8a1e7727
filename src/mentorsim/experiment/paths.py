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
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.folder / "parts"

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
