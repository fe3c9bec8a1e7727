"""Print how much of a program's effect rests on parameters that are assumed and that no fact tells about.

    python experiments/pairing/assumed_share.py --workers 2

Each such parameter is moved from its default to either end of its prior, all others held; the end under which
the program does less is its *other end*. What is lost there is the share of the effect that rests on it. Then
the parameters that matter most are moved together, and at last all of them: that is the least that the
program could do if every guess were wrong at once in the same direction, which nobody believes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

import numpy as np
from paired_runs import OUTCOMES, PROGRAMS, Floats, Job, all_means, load

from mentorsim.experiment.posterior import load_posterior
from mentorsim.scenario import Parameter
from mentorsim.scenario.prior import uncertain_parameters

TOGETHER = (1, 3, 10)
SHOWN = 12


def assumed_parameters() -> tuple[Parameter, ...]:
    """Return the parameters whose defaults are assumed and that the facts do not identify."""
    told = set(load_posterior().record.get("identified", ()))
    return tuple(row for row in uncertain_parameters() if row.status == "assumed" and row.name not in told)


def effects(program: str, values: Sequence[dict[str, float]], replications: int, workers: int) -> Floats:
    """Return the program's effects with random pairs, shape (values, replications, outcomes)."""
    numbers = tuple(range(replications))
    found = np.array(all_means([Job(program, each, numbers, {}) for each in values], workers))
    effect: Floats = found[:, :, 1] - found[:, :, 0]
    return effect


def lines(program: str, outcome: str, replications: int, workers: int, most: int | None) -> Iterator[str]:
    """Write one program's table."""
    place = OUTCOMES.index(outcome)
    rows = assumed_parameters()[:most]
    points: list[dict[str, float]] = [{}]
    for row in rows:
        points += [{row.name: row.low}, {row.name: row.high}]
    found = effects(program, points, replications, workers)[:, :, place].mean(axis=1)
    whole, ends = float(found[0]), found[1:].reshape(len(rows), 2)
    lost = (whole - ends.min(axis=1)) / whole
    order = np.argsort(-lost, kind="stable")
    other = {row.name: (row.low, row.high)[int(ends[place].argmin())] for place, row in enumerate(rows)}
    yield f"## {load(program).title}: {outcome}"
    yield ""
    yield (
        f"{len(rows)} assumed parameters that no fact tells about; effect with random pairs at the defaults: "
        f"{whole:+.4f} ({replications} replications)"
    )
    yield ""
    yield "| moved to the prior's other end | from | to | effect | share of the effect that is lost |"
    yield "|---|---|---|---|---|"
    for number in order[:SHOWN]:
        row = rows[number]
        yield (
            f"| `{row.name}` | {row.value:g} | {other[row.name]:g} | {ends[number].min():+.4f} "
            f"| {lost[number]:.0%} |"
        )
    counts = [count for count in TOGETHER if count < len(rows)]
    together = [{rows[number].name: other[rows[number].name] for number in order[:count]} for count in counts]
    together.append(other)
    joint = effects(program, together, replications, workers)[:, :, place].mean(axis=1)
    for count, effect in zip((*counts, len(rows)), joint, strict=True):
        name = "all of them together" if count == len(rows) else f"the first {count} together"
        yield f"| {name} | | | {effect:+.4f} | {(whole - effect) / whole:.0%} |"
    yield ""


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description="What rests on assumed parameters alone.")
    arguments.add_argument("--programs", nargs="*", default=PROGRAMS[:1], choices=PROGRAMS)
    arguments.add_argument("--outcomes", nargs="*", default=OUTCOMES, choices=OUTCOMES)
    arguments.add_argument("--replications", type=int, default=10)
    arguments.add_argument("--most", type=int, help="only so many parameters, for a quick look")
    arguments.add_argument("--workers", type=int, default=2)
    chosen = arguments.parse_args()
    for program in chosen.programs:
        for outcome in chosen.outcomes:
            text = lines(program, outcome, chosen.replications, chosen.workers, chosen.most)
            print("\n".join(text), flush=True)


if __name__ == "__main__":
    main()
