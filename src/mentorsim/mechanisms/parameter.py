"""One row of the parameter table."""

from __future__ import annotations

import math
from dataclasses import dataclass

_STATUSES = ("seen", "recalled", "calibrated", "assumed")
_TAGS = ("population", "mechanism")


@dataclass(frozen=True)
class Parameter:
    """A number of the model, with its unit, range, source and status.

    Parameters
    ----------
    name
        Its name, unique in the table.
    value
        The default.
    unit
        Its unit.
    low, high
        The range of plausible values.
    source
        Where the value comes from.
    status
        ``seen`` (read in the source), ``recalled`` (from memory of the source), ``calibrated`` (set so that
        the simulation gives the facts of ``docs/evidence/facts.md``) or ``assumed``.
    tag
        ``population`` (who and where; may differ between scenarios) or ``mechanism`` (how people and help
        work; one value everywhere).
    meaning
        What it says, in a few words.
    center
        The median of its prior, where that is not the value: calibration has moved it from there.
    is_convention
        Whether it is a convention of the model, about which there is nothing to find out.

    Raises
    ------
    ValueError
        When the value or the center is outside the range, the range is empty, the status or tag is unknown,
        or unit, source or meaning is missing.

    Examples
    --------
    >>> import mentorsim as ms
    >>> cost = ms.Parameter(
    ...     "commute_cost", 0.02, "motivation an hour", 0.0, 0.2, meaning="what a long way takes"
    ... )
    >>> cost.low <= cost.value <= cost.high, cost.status
    (True, 'assumed')
    """

    name: str
    value: float
    unit: str
    low: float
    high: float
    source: str = "assumed"
    status: str = "assumed"
    tag: str = "mechanism"
    meaning: str = ""
    center: float | None = None
    is_convention: bool = False

    @property
    def prior_center(self) -> float:
        """The median of its prior: it is believed to lie below as likely as above."""
        return self.value if self.center is None else self.center

    def __post_init__(self) -> None:
        """Refuse a row that is bare or contradicts itself."""
        for name in ("name", "unit", "source", "meaning"):
            if not getattr(self, name).strip():
                raise ValueError(f"parameter {self.name}: needs a {name}")
        ends = math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high
        if not (ends and self.low <= self.value <= self.high):
            raise ValueError(f"parameter {self.name}: {self.value} is not between {self.low} and {self.high}")
        if not self.low <= self.prior_center <= self.high:
            raise ValueError(
                f"parameter {self.name}: {self.center} is not between {self.low} and {self.high}"
            )
        if self.status not in _STATUSES:
            raise ValueError(
                f"parameter {self.name}: status {self.status!r} is none of {', '.join(_STATUSES)}"
            )
        if self.tag not in _TAGS:
            raise ValueError(f"parameter {self.name}: tag {self.tag!r} is none of {', '.join(_TAGS)}")
