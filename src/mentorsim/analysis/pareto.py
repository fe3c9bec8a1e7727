"""The Pareto front over outcomes and cost, with bands where alternatives cannot be told apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.alternatives import Alternatives, Record, alternatives_of, better_of
from mentorsim.analysis.cells import Cells
from mentorsim.analysis.findings import Findings, NotPossibleError
from mentorsim.analysis.fronts import Front, uncertain_front
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.outcomes import Outcome
from mentorsim.statistics.best import Better
from mentorsim.statistics.common_replications import RARELY_DEFINED
from mentorsim.statistics.intervals import BoolArray, FloatArray, mean_interval

ON_FRONT, DOMINATED, UNDECIDED = "on the front", "dominated", "cannot be told"
_COSTS = ("cost", "cost_per_first_year")
MOST_ALTERNATIVES = 1000


def reason_against(results: SweepResults) -> str | None:
    """Say why there is no front: a single alternative, or a single outcome."""
    if len(results.design.points) * len(results.policies) < 2:
        return "there is nothing to choose from: one policy at one design point"
    if len([measure for measure in results.measures if isinstance(measure, Outcome)]) < 2:
        return "a front weighs two outcomes or more against each other; the results have one"
    return None


def find(cells: Cells) -> Findings:
    """Find the front of the alternatives (policies at points), over the replications that all of them have.

    Returns
    -------
    Findings
        ``pareto``: a row per alternative: ``standing`` (on the front, dominated, or cannot be told: all rows
        right together with 95 % confidence), ``share_on_front`` (of bootstrap resamples of the replications),
        ``on_front_of_means``, and for one that is dominated an alternative that dominates it.
        ``pareto_outcomes``: a row per alternative and outcome that is weighed: its mean with the 95 %
        interval of it alone, and one without the noise of the replications, which all alternatives share
        (``own_low``, ``own_high``): that of its difference to the mean of all in the same replications, where
        that is narrower.

    Raises
    ------
    NotPossibleError
        When fewer than two outcomes can be weighed, or fewer than two replications are there for all.
    """
    import pandas as pd

    alternatives = alternatives_of(cells)
    weighed = _weighed(cells, alternatives)
    chosen, values, replications = _complete(alternatives, weighed)
    signs = np.array([1.0 if better == "higher" else -1.0 for _, better in weighed])
    limits = np.array([cells.subject.worthwhile.get(outcome.name, 0.0) for outcome, _ in weighed])
    front = uncertain_front(signs[:, None] * values, limits)
    tables = {
        "pareto": pd.DataFrame(_rows(alternatives, chosen, front, replications)),
        "pareto_outcomes": pd.DataFrame(_outcome_rows(alternatives, chosen, values, weighed)),
    }
    notes = [_weighing(weighed, replications)]
    if left_out := len(alternatives) - len(chosen):
        notes.append(f"{left_out} alternatives that mostly lack one of these outcomes are left out.")
    return Findings(tables, tuple(notes))


def _weighed(cells: Cells, alternatives: Alternatives) -> list[tuple[Outcome, Better]]:
    known = {outcome.name: outcome for outcome in cells.subject.outcomes}
    directed = [
        (outcome, better)
        for outcome in known.values()
        if (better := better_of(outcome, alternatives.values[outcome.name])) is not None
    ]
    if cells.subject.front:
        for name in cells.subject.front:
            if name not in {outcome.name for outcome, _ in directed}:
                raise NotPossibleError(f"{name} cannot be weighed: neither more nor less of it is better")
        found = [pair for name in cells.subject.front for pair in directed if pair[0].name == name]
    else:
        costs = [pair for pair in directed if pair[0].name in _COSTS][:1]
        others = [pair for pair in directed if pair[0].name not in _COSTS]
        found = [*others[: 2 - len(costs)], *costs]
    if len(found) < 2:
        raise NotPossibleError("a front weighs two outcomes or more that have a better and a worse")
    return found


def _complete(
    alternatives: Alternatives, weighed: list[tuple[Outcome, Better]]
) -> tuple[NDArray[np.int64], FloatArray, int]:
    """Choose alternatives and replications without a gap, shape (alternatives, outcomes, replications)."""
    values = np.stack([alternatives.values[outcome.name] for outcome, _ in weighed], axis=1)
    present: BoolArray = np.all(np.isfinite(values), axis=1)
    counts = present.sum(axis=1)
    # A sweep that selected gave some points their first replications only: these are there for all.
    selected = alternatives.cells.results.record.get("select")
    wanted = counts.max(initial=0) if not selected else min(counts.max(initial=0), selected["first"])
    chosen = np.flatnonzero((counts > 0) & (counts >= RARELY_DEFINED * wanted))
    shared = present[chosen].all(axis=0)
    if len(chosen) < 2 or shared.sum() < 2:
        raise NotPossibleError("fewer than two alternatives have these outcomes in two replications or more")
    if len(chosen) > MOST_ALTERNATIVES:
        raise NotPossibleError(
            f"{len(chosen):,} alternatives are too many; {MOST_ALTERNATIVES:,} are the most (see --policy)"
        )
    return chosen, values[chosen][:, :, shared], int(shared.sum())


def _rows(
    alternatives: Alternatives, chosen: NDArray[np.int64], front: Front, replications: int
) -> list[Record]:
    rows = []
    for place, number in enumerate(chosen.tolist()):
        by = int(front.dominator[place])
        dominator = alternatives.described(int(chosen[by])) if by >= 0 else {}
        standing = ON_FRONT if front.sure[place] else DOMINATED if front.dominated[place] else UNDECIDED
        rows.append(
            {
                **alternatives.described(number),
                "standing": standing,
                "on_front_of_means": bool(front.by_means[place]),
                "share_on_front": front.share[place],
                "dominated_by_policy": dominator.get("policy"),
                "dominated_by_point": dominator.get("point"),
                "n": replications,
            }
        )
    return rows


def _outcome_rows(
    alternatives: Alternatives,
    chosen: NDArray[np.int64],
    values: FloatArray,
    weighed: list[tuple[Outcome, Better]],
) -> list[Record]:
    rows: list[Record] = []
    for place, (outcome, better) in enumerate(weighed):
        found = mean_interval(values[:, place].T)
        own = mean_interval((values[:, place] - values[:, place].mean(axis=0)).T)
        half = np.minimum(own.half_width, found.half_width)
        for row, number in enumerate(chosen.tolist()):
            rows.append(
                {
                    "outcome": outcome.name,
                    "better": better,
                    "policy": alternatives.policy[number],
                    "point": int(alternatives.point[number]),
                    "estimate": found.mean[row],
                    "low": found.low[row],
                    "high": found.high[row],
                    "own_low": found.mean[row] - half[row],
                    "own_high": found.mean[row] + half[row],
                    "n": values.shape[2],
                }
            )
    return rows


def _weighing(weighed: list[tuple[Outcome, Better]], replications: int) -> str:
    named = " and ".join(f"{outcome.name} ({better} is better)" for outcome, better in weighed)
    return f"Weighed: {named}, over {replications:,} replications that all have. Others: --front OUTCOME."
