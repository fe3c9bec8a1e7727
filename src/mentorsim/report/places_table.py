"""Who got a place under each policy: the first thing that a comparison says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from mentorsim.experiment.places import place_records, place_sentences
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunTable
from mentorsim.outcomes.places import PRIOR_GRADE_WITH, PRIOR_GRADE_WITHOUT
from mentorsim.report import layout
from mentorsim.report.effect_tables import side_by_side
from mentorsim.report.numbers import NOTHING

_COUNTS = ("applied", "places", "with_mentor", "waiting")
_GRADES = (PRIOR_GRADE_WITH, PRIOR_GRADE_WITHOUT)
_HEADINGS = (
    "applied",
    "places",
    "with a mentor\nor group",
    "waiting",
    "prior grade\nwith a place",
    "prior grade\nwaiting",
)
_NO_LIMIT = "no limit"


def places_part(plan: Plan, table: RunTable, width: int) -> Iterator[RenderableType]:
    """Lay out who got a place, and say which policies did the same; nothing without a program.

    Parameters
    ----------
    plan, table
        What was compared.
    width
        Longest line.
    """
    records: list[dict[str, Any]] = list(place_records(plan, table))
    if not records:
        return
    cells = [
        *([_count(plan, record, name) for record in records] for name in _COUNTS),
        *([_grade(record[name]["mean"]) for record in records] for name in _GRADES),
    ]
    title = "Who gets a place: means over replications; prior grades of those who applied, in SD"
    names = [str(record["policy"]) for record in records]
    for one in side_by_side(title, names, _HEADINGS, cells, width):
        yield one
        yield ""
    sentences = list(place_sentences(plan, table))
    for sentence in sentences:
        yield layout.paragraph(sentence)
    if sentences:
        yield ""


def _count(plan: Plan, record: dict[str, Any], name: str) -> Text:
    mean = record[name]["mean"]
    if mean is None:
        program = plan.scenario.policy(str(record["policy"]))
        unlimited = name == "places" and program is not None and not program.has_mentors
        return Text(_NO_LIMIT if unlimited else NOTHING)
    # Fewer than one is not nobody.
    decimals = 1 if 0.0 < mean < 9.95 else 0
    return Text("<0.1" if 0.0 < mean < 0.05 else f"{mean:,.{decimals}f}")


def _grade(mean: float | None) -> Text:
    return Text(NOTHING if mean is None else f"{mean:+.2f}".replace("-0.00", "0.00").replace("+0.00", "0.00"))
