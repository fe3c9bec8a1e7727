"""Which columns of a sweep's runs hold the group means behind a gap over three or more groups.

The range of one replication's group means is a range of noise: without any gap its mean stays above 0,
however many replications there are. What is analyzed is the range of the means over replications.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mentorsim.experiment.replicate import group_size_column
from mentorsim.outcomes import Outcome, group_column
from mentorsim.outcomes.gaps import Gap

if TYPE_CHECKING:
    from mentorsim.experiment.sweep_results import SweepResults


@dataclass(frozen=True)
class RangeColumns:
    """The columns behind one gap.

    Attributes
    ----------
    means
        The groups' means in each run.
    sizes
        The groups' numbers of first-years.
    """

    means: tuple[str, ...]
    sizes: tuple[str, ...]


def range_columns(results: SweepResults) -> dict[str, RangeColumns]:
    """Return the columns behind each gap over three or more groups, by outcome; none where none were kept."""
    gaps = [
        (measure.name, measure.function)
        for measure in results.measures
        if isinstance(measure, Outcome) and isinstance(measure.function, Gap)
    ]
    first = next(results.tables(), None) if gaps else None
    if first is None:
        return {}
    there = set(first.column_names)
    found = {}
    for name, gap in gaps:
        prefix = group_column(gap.of.name, gap.attribute, "\0").split("\0")[0]
        means = [column for column in first.column_names if column.startswith(prefix)]
        sizes = [group_size_column(gap.attribute, column[len(prefix) : -1]) for column in means]
        if len(means) > 2 and there.issuperset(sizes):
            found[name] = RangeColumns(tuple(means), tuple(sizes))
    return found
