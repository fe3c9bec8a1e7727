"""Ranking and selection: which design is best in an outcome, how sure that is, and which come close."""

from __future__ import annotations

import numpy as np

from mentorsim.analysis.alternatives import Alternatives, Record, alternatives_of, better_of
from mentorsim.analysis.cells import Cells
from mentorsim.analysis.findings import Findings, NotPossibleError
from mentorsim.analysis.selection_rounds import rounds_of
from mentorsim.analysis.standings import Standings, standings
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.statistics.intervals import FloatArray, moments

BEST, AS_GOOD, POSSIBLE, WORSE = "best", "as good", "not distinguishable from the best", "worse"


def reason_against(results: SweepResults) -> str | None:
    """Say why there is nothing to rank: a single policy at a single point."""
    alternatives = len(results.design.points) * len(results.policies)
    return None if alternatives > 1 else "there is nothing to choose from: one policy at one design point"


def find(cells: Cells) -> Findings:
    """Rank the alternatives in each outcome with a direction.

    Returns
    -------
    Findings
        ``ranking``: a row per outcome and alternative, the best first: ``estimate`` is its mean, over all its
        own replications; ``comparable`` that of the one ahead plus the difference to it, which is the same
        where all have the same replications; ``difference`` with ``difference_low`` and ``difference_high``
        its mean difference to the one that is ahead, over the replications that both have, with intervals
        that hold for all of the outcome together; ``standing`` is ``best``, ``as good`` (surely behind by
        less than the smallest worthwhile difference), ``not distinguishable from the best`` or ``worse``.
        After a sweep that selected, ``selection_rounds`` says what each round did.

    Raises
    ------
    NotPossibleError
        When no outcome has a direction, or no alternative has two replications.
    """
    import pandas as pd

    alternatives = alternatives_of(cells)
    rows: list[Record] = []
    notes = []
    for outcome in cells.subject.outcomes:
        values = alternatives.values[outcome.name]
        better = better_of(outcome, values)
        if better is None:
            continue
        worthwhile = cells.subject.worthwhile.get(outcome.name, 0.0)
        found = standings(values, better, worthwhile)
        if found is None:
            continue
        rows += _rows(alternatives, values, outcome.name, found, worthwhile)
        if outcome.name not in cells.subject.worthwhile:
            notes.append(outcome.name)
    if not rows:
        raise NotPossibleError(
            "no alternative has two replications in an outcome that has a better and a worse"
        )
    tables = {"ranking": pd.DataFrame(rows)}
    rounds, sentence = rounds_of(cells.results)
    if rounds:
        tables["selection_rounds"] = pd.DataFrame(rounds)
    return Findings(tables, tuple(filter(None, (sentence, _without_worthwhile(notes)))))


def _rows(
    alternatives: Alternatives, values: FloatArray, outcome: str, found: Standings, worthwhile: float
) -> list[Record]:
    described = moments(values.T)
    alone = int(found.possible.sum()) == 1
    order = np.lexsort((np.arange(len(values)), *_sort_keys(found)))
    rows = []
    for rank, number in enumerate(order.tolist(), start=1):
        rows.append(
            {
                "outcome": outcome,
                "rank": rank,
                **alternatives.described(number),
                "n": int(described.count[number]),
                "estimate": described.mean[number],
                "standard_error": described.standard_error[number],
                "comparable": described.mean[found.leader] + np.nan_to_num(found.difference[number]),
                "difference": found.difference[number],
                "difference_low": found.low[number],
                "difference_high": found.high[number],
                "probability_best": found.probability_best[number],
                "probability_good": found.probability_good[number],
                "worthwhile": worthwhile,
                "standing": _standing(found, number, alone, worthwhile),
            }
        )
    return rows


def _sort_keys(found: Standings) -> tuple[FloatArray, ...]:
    """The leader first, then by how far behind; what cannot be compared comes last."""
    behind = np.abs(found.difference)
    behind[found.leader] = -1.0
    return (np.where(np.isfinite(behind), behind, np.inf),)


def _standing(found: Standings, number: int, alone: bool, worthwhile: float) -> str | None:
    if number == found.leader:
        return BEST if alone else POSSIBLE
    if not np.isfinite(found.difference[number]):
        return None
    if max(abs(found.low[number]), abs(found.high[number])) <= worthwhile:
        return AS_GOOD
    return POSSIBLE if found.possible[number] else WORSE


def _without_worthwhile(names: list[str]) -> str:
    if not names:
        return ""
    return (
        f"Without a smallest worthwhile difference (--worthwhile OUTCOME=NUMBER), {', '.join(names)} may be "
        "ranked by differences that do not matter."
    )
