"""Which published facts the model meets, as last measured: shipped, because measuring takes minutes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mentorsim.evidence.facts import read_facts

SHIPPED = Path(__file__).with_name("standing.json")


@dataclass(frozen=True)
class FactStanding:
    """One published fact beside what the model gives.

    Attributes
    ----------
    id, statement, source
        The fact.
    published, low, high
        Its number, and the band that counts as met.
    simulated
        What the model gives.
    verdict
        ``in`` or ``out`` of the band by two standard errors or more, else ``undecided``.
    """

    id: str
    statement: str
    source: str
    published: float
    low: float
    high: float
    simulated: float
    verdict: str


def fact_standings() -> tuple[FactStanding, ...]:
    """Return the facts that come with mentorsim, with how the model stood beside each when measured."""
    measured = {one["id"]: one for one in json.loads(SHIPPED.read_text(encoding="utf-8"))}
    return tuple(
        FactStanding(
            id=fact.id,
            statement=fact.statement,
            source=fact.source,
            published=fact.published,
            low=fact.low,
            high=fact.high,
            simulated=float(measured[fact.id]["simulated"]),
            verdict=str(measured[fact.id]["verdict"]),
        )
        for fact in read_facts()
        if fact.id in measured
    )
