"""A report as text, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from mentorsim.errors import DiskError, UserError
from mentorsim.files import write_atomically

_HEIGHT = 900


@dataclass(frozen=True)
class Report:
    """A report: one page of HTML that asks for nothing and runs no script.

    Attributes
    ----------
    html
        The page.
    """

    html: str

    def write(self, path: str | Path) -> Path:
        """Write the page into a file in one step, and return its path.

        Raises
        ------
        UserError
            When the file cannot be written.
        """
        file = Path(path)
        if file.is_dir():
            raise UserError(f"{file} is a folder: name a file for the report, such as {file / 'report.html'}")
        try:
            write_atomically(file, self.html)
        except OSError as problem:
            raise DiskError(f"cannot be written: {problem.strerror or problem}", file=file) from None
        return file

    def __repr__(self) -> str:
        """Say how large it is."""
        return f"<Report of {len(self.html.encode()) / 1000.0:.0f} kB: .write(FILE)>"

    def _repr_html_(self) -> str:
        return f'<iframe srcdoc="{escape(self.html)}" width="100%" height="{_HEIGHT}"></iframe>'
