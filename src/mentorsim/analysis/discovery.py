"""Scenario discovery: in which designs a condition mostly holds, as boxes that can be read aloud."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mentorsim.analysis.alternatives import Record, better_of, levels_of
from mentorsim.analysis.boxes import Box, BoxLimit, Dimension, box_in_words, category_columns, within
from mentorsim.analysis.cells import Cells
from mentorsim.analysis.conditions import Answers, Condition, answers, read_condition
from mentorsim.analysis.effects import NOTHING_VARIES, varying
from mentorsim.analysis.findings import Findings, NotPossibleError
from mentorsim.analysis.prim import find_box, quasi_p
from mentorsim.analysis.prim_check import Check, checked
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.outcomes import Outcome
from mentorsim.statistics.intervals import BoolArray

FEWEST_POINTS = 20
MOST_BOXES = 3
_RARE = 0.05
_FEWEST_HITS = 5


def reason_against(results: SweepResults) -> str | None:
    """Say why no boxes can be looked for: too few designs, or none that vary several things together."""
    design = results.design
    if not varying(design):
        return NOTHING_VARIES
    if design.kind == "one_at_a_time":
        return "a design that varies one factor at a time says nothing of several together"
    if len(design.points) < FEWEST_POINTS:
        return f"{FEWEST_POINTS} design points are the fewest for discovery; here are {len(design.points)}"
    return None


def find(cells: Cells) -> Findings:
    """Find boxes for each condition that is asked for, or for each policy being best in the first outcome.

    Returns
    -------
    Findings
        ``boxes``: a row per condition and box with its density (share of its designs for which the condition
        holds), coverage (share of all such designs that are in it), and of the first box the density and
        coverage in designs that were held out. ``box_limits``: a row per limit with its `quasi_p` and the
        share of resamples in which the factor is limited on that side again. ``box_peeling``: how density
        and coverage change as the first box is peeled. ``discovery_points``: every design with the answer.

    Raises
    ------
    NotPossibleError
        When no condition both holds and fails often enough.
    UserError
        When a condition that is asked for cannot be read.
    """
    import pandas as pd

    results = cells.results
    conditions, levels = _asked(cells)
    tables: dict[str, list[Record]] = {
        "boxes": [],
        "box_limits": [],
        "box_peeling": [],
        "discovery_points": [],
    }
    notes: list[str] = []
    for condition in conditions:
        outcome = next(one for one in levels.subject.outcomes if one.name == condition.outcome)
        values = {policy: levels.of(outcome.name, policy) for policy in levels.read}
        answered = answers(condition, values, outcome)
        known = answered.known
        share = float(answered.holds[known].mean()) if known.any() else float("nan")
        if int(answered.holds.sum()) < _FEWEST_HITS or not _RARE / 2 < share < 1.0 - _RARE / 2:
            notes.append(_too_even(condition, answered))
            continue
        found = _discovered(condition, answered, results.design)
        for name, rows in _rows(found).items():
            tables[name] += rows
        if doubtful := int(np.count_nonzero(known & ~answered.certain)):
            notes.append(
                f"{condition.text}: in {doubtful:,} of {int(known.sum()):,} designs more replications might "
                "turn the answer around; this blurs the limits."
            )
    if not tables["discovery_points"]:
        raise NotPossibleError(" ".join(notes) or "no condition can be looked for")
    return Findings({name: pd.DataFrame(rows) for name, rows in tables.items() if rows}, tuple(notes))


@dataclass(frozen=True, eq=False)
class Discovered:
    """What was found for one condition."""

    condition: Condition
    answered: Answers
    design: Design
    dimensions: tuple[Dimension, ...]
    boxes: tuple[Box, ...]
    peeling: tuple[Box, ...]
    check: Check | None


def dimensions_of(design: Design, known: BoolArray) -> tuple[Dimension, ...]:
    """Return what varies, at the points that are known; values that are not numbers are categories."""
    found = []
    for place, factor in enumerate(design.factors):
        if not factor.varies:
            continue
        values = [point[place] for point, here in zip(design.points, known, strict=True) if here]
        if factor.numeric and all(value is not None for value in values):
            found.append(Dimension(factor.path, np.array(values, dtype=np.float64)))
        else:
            categories, places = category_columns(
                ["as it is" if value is None else value for value in values]
            )
            found.append(Dimension(factor.path, places, categories))
    return tuple(found)


def _asked(cells: Cells) -> tuple[list[Condition], Cells]:
    """Return the conditions, and the levels of every policy: what is best is best of all."""
    subject, results = cells.subject, cells.results
    known = [measure for measure in results.measures if isinstance(measure, Outcome)]
    if subject.when:
        names = [outcome.name for outcome in known]
        conditions = [read_condition(text, results.policies, names) for text in subject.when]
        asked = {condition.outcome for condition in conditions}
        wanted = replace(subject, outcomes=tuple(outcome for outcome in known if outcome.name in asked))
        return conditions, levels_of(results, wanted, results.policies)
    if len(results.policies) < 2:
        raise NotPossibleError('there is one policy: say what to look for, as --when "gpa of it > 2.5"')
    levels = levels_of(results, subject, results.policies)
    for outcome in levels.subject.outcomes:
        values = np.concatenate([levels.of(outcome.name, policy) for policy in levels.read])
        if better_of(outcome, values) is not None:
            texts = [f"{policy} is best in {outcome.name}" for policy in results.policies]
            return [read_condition(text, results.policies, subject.names) for text in texts], levels
    raise NotPossibleError("no outcome has a better and a worse: say what to look for with --when")


def _discovered(condition: Condition, answered: Answers, design: Design) -> Discovered:
    dimensions = dimensions_of(design, answered.known)
    hits = answered.holds[answered.known]
    left = np.ones(len(hits), dtype=np.bool_)
    boxes: list[Box] = []
    peeling: tuple[Box, ...] = ()
    while len(boxes) < MOST_BOXES and np.count_nonzero(hits & left) >= _FEWEST_HITS:
        rest = [Dimension(one.name, one.values[left], one.categories) for one in dimensions]
        box, steps = find_box(rest, hits[left])
        peeling = peeling or steps
        if not box.limits or box.hits < _FEWEST_HITS or box.density <= hits.mean():
            break
        boxes.append(box)
        left &= ~within(box.limits, dimensions, len(hits))
    check = checked(dimensions, hits) if boxes else None
    return Discovered(condition, answered, design, dimensions, tuple(boxes), peeling, check)


def _rows(found: Discovered) -> dict[str, list[Record]]:
    hits = found.answered.holds[found.answered.known]
    rows: dict[str, list[Record]] = {"boxes": [], "box_limits": [], "box_peeling": [], "discovery_points": []}
    left = np.ones(len(hits), dtype=np.bool_)
    for number, box in enumerate(found.boxes, start=1):
        # Coverage is told of all designs, density of those that earlier boxes have left.
        check = found.check if number == 1 else None
        here = [Dimension(one.name, one.values[left], one.categories) for one in found.dimensions]
        rows["boxes"].append(
            {
                "when": found.condition.text,
                "box": number,
                "limits": box_in_words(box.limits, found.dimensions),
                "points": box.points,
                "hits": box.hits,
                "density": box.density,
                "coverage": box.hits / int(hits.sum()),
                "share_of_all": float(hits.mean()),
                "held_out_density": np.nan if check is None else check.density,
                "held_out_coverage": np.nan if check is None else check.coverage,
                "n": len(hits),
            }
        )
        for limit in box.limits:
            chance = quasi_p(box, limit, here, hits[left])
            rows["box_limits"].append(_limit_row(found, number, limit, chance, check))
        left &= ~within(box.limits, found.dimensions, len(hits))
    for step, box in enumerate(found.peeling):
        rows["box_peeling"].append(
            {
                "when": found.condition.text,
                "step": step,
                "points": box.points,
                "density": box.density,
                "coverage": box.coverage,
                "limits": len(box.limits),
            }
        )
    rows["discovery_points"] = _point_rows(found)
    return rows


def _limit_row(found: Discovered, number: int, limit: BoxLimit, chance: float, check: Check | None) -> Record:
    dimension = found.dimensions[limit.dimension]
    again = None if check is None else check.again.get((limit.dimension, limit.side))
    return {
        "when": found.condition.text,
        "box": number,
        "factor": dimension.name,
        "side": limit.side,
        "at": limit.at,
        "without": "; ".join(dimension.categories[place] for place in sorted(limit.without)) or None,
        "quasi_p": chance,
        "reappears": np.nan if check is None else 0.0 if again is None else again.share,
        "at_low": np.nan if again is None else again.low,
        "at_high": np.nan if again is None else again.high,
    }


def _point_rows(found: Discovered) -> list[Record]:
    varied = [factor for factor in found.design.factors if factor.varies]
    places = [found.design.factors.index(factor) for factor in varied]
    answered = found.answered
    return [
        {
            "when": found.condition.text,
            "point": point,
            **{factor.path: values[place] for factor, place in zip(varied, places, strict=True)},
            "holds": bool(answered.holds[point]),
            "margin": answered.margin[point],
            "certain": bool(answered.certain[point]),
        }
        for point, values in enumerate(found.design.points)
        if answered.known[point]
    ]


def _too_even(condition: Condition, answered: Answers) -> str:
    known = int(answered.known.sum())
    if not known:
        return f"{condition.text}: no design has two replications that tell."
    return (
        f"{condition.text}: in {int(answered.holds.sum()):,} of {known:,} designs; no boxes are looked for."
    )
