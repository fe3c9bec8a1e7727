"""A state column: what a mechanism adds to every student."""

from __future__ import annotations

import keyword
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Block = Literal[
    "discrete_traits",
    "traits",
    "state",
    "discrete_state",
    "weekly_sums",
    "partners",
    "weekly_counts",
    "participation",
]

DTYPES: dict[str, str] = {
    "discrete_traits": "int32",
    "traits": "float64",
    "state": "float64",
    "discrete_state": "int32",
    "weekly_sums": "float64",
    "partners": "int32",
    "weekly_counts": "int32",
    "participation": "int32",
}
"""The blocks of student columns and the type of their entries: a row per column, an entry per student."""


class WiringError(Exception):
    """A kernel asks for something that there is not, or for something of another type."""


@dataclass(frozen=True)
class Column:
    """One number per student, with its unit, meaning and range.

    Parameters
    ----------
    name
        Its name, unique among columns and parameters: the attribute of ``model.students``, and the name of
        the parameter by which a mechanism's function asks for it.
    unit
        Its unit.
    meaning
        What it says, in a few words.
    low, high
        The range of its values; infinite where there is no bound.
    initial
        The value at the start of a run. A mechanism of one's own may give a function of a `WeekContext`
        instead, which returns an entry per student.
    block
        Where it is kept: ``state`` for numbers, ``discrete_state`` for whole numbers; the others belong to
        the package.
    outcome
        ``higher``, ``lower`` or ``neither``: the mean over first-years at the horizon is then an outcome of
        the column's name, and this is which way is better. None: it is not an outcome by itself.

    Raises
    ------
    ValueError
        When the name is not a plain name, the range is empty, the initial value lies outside of it, or unit
        or meaning is missing.

    Examples
    --------
    >>> import mentorsim as ms
    >>> commute = ms.Column("commute", "hours a day", "the way to school", low=0.0, high=4.0, initial=0.5)
    >>> commute.range_text
    '0 to 4'
    """

    name: str
    unit: str
    meaning: str
    low: float = -math.inf
    high: float = math.inf
    initial: float | Callable[[Any], Any] = 0.0
    block: Block = "state"
    outcome: Literal["higher", "lower", "neither"] | None = None

    def __post_init__(self) -> None:
        """Refuse a column that is bare or contradicts itself."""
        if not self.name.isidentifier() or keyword.iskeyword(self.name) or self.name != self.name.lower():
            raise ValueError(f"column {self.name!r}: the name must be a lower-case Python name")
        for field in ("unit", "meaning"):
            if not getattr(self, field).strip():
                raise ValueError(f"column {self.name}: needs a {field}")
        if self.block not in DTYPES:
            raise ValueError(f"column {self.name}: {self.block!r} is none of {', '.join(DTYPES)}")
        if self.outcome not in ("higher", "lower", "neither", None):
            raise ValueError(f"column {self.name}: outcome {self.outcome!r} is not higher, lower or neither")
        if not self.low < self.high:
            raise ValueError(f"column {self.name}: the range from {self.low} to {self.high} is empty")
        if not callable(self.initial) and not self.low <= self.initial <= self.high:
            raise ValueError(
                f"column {self.name}: the initial value {self.initial} is not between {self.low} and "
                f"{self.high}"
            )

    @property
    def dtype(self) -> str:
        """The NumPy type of its entries."""
        return DTYPES[self.block]

    @property
    def range_text(self) -> str:
        """The range in words."""
        if math.isinf(self.low) and math.isinf(self.high):
            return "any"
        if math.isinf(self.high):
            return f"{self.low:g} or more"
        if math.isinf(self.low):
            return f"{self.high:g} or less"
        return f"{self.low:g} to {self.high:g}"
