"""Whether intervals, stopping and selection are right where few replications differ.

Replications are drawn from known distributions, so that the truth is known.

python experiments/robustness/rare_events.py [problems]
"""

from __future__ import annotations

import sys

import numpy as np

from mentorsim.statistics.differences import carried_by_few, honest_intervals
from mentorsim.statistics.intervals import FloatArray, mean_interval
from mentorsim.statistics.selection import Selection, SelectionRule
from mentorsim.statistics.stopping import StoppingRule, compared_differences

STUDENTS = 60


def events(
    rng: np.random.Generator, replications: int, up: float, down: float, columns: int = 3
) -> FloatArray:
    """Differences of one student in 60, up and down, by chance."""
    found = rng.poisson(up, (replications, columns)) - rng.poisson(down, (replications, columns))
    return found / STUDENTS


def intervals(problems: int) -> None:
    """Coverage of the intervals of one difference, beside that of the t interval."""
    kinds = {"0.5 % up": (0.005, 0.0), "2 % up": (0.02, 0.0), "4 % up, 2 % down": (0.04, 0.02)}
    for name, (up, down) in kinds.items():
        true = (up - down) / STUDENTS
        for replications in (20, 60, 200):
            rng = np.random.default_rng(replications)
            honest, student = 0.0, 0.0
            for _ in range(problems):
                differences = events(rng, replications, up, down)
                new = honest_intervals(differences, grain=1 / STUDENTS)
                old = mean_interval(differences)
                honest += np.mean((new.low <= true) & (true <= new.high))
                student += np.mean((old.low <= true) & (true <= old.high))
            print(
                f"intervals, {name}, {replications} replications: {honest / problems:.1%} (t: "
                f"{student / problems:.1%})"
            )


def stopping(problems: int) -> None:
    """Coverage of all differences together where the number of replications is chosen by precision."""
    for name, grain, widths in (("2 % up", 1 / STUDENTS, (0.0005, 0.00025)), ("lognormal", 0.0, (0.4, 0.2))):
        for half_width in widths:
            rng = np.random.default_rng(7)
            rule, right, spent = StoppingRule(half_width, 4000), 0, 0
            for _ in range(problems):
                if name == "lognormal":
                    others, true = np.exp(rng.standard_normal((4000, 3))), float(np.exp(0.5))
                else:
                    others, true = events(rng, 4000, 0.02, 0.0), 0.02 / STUDENTS
                values = np.hstack([np.zeros((4000, 1)), others])
                for look in rule.looks:
                    if rule.decide(values[:look], 0, grain=grain).stop:
                        break
                found = honest_intervals(compared_differences(values[:look], 0), grain=grain, together=True)
                inside = (found.low <= true) & (true <= found.high)
                right += bool(np.all(inside | carried_by_few(values[:look, 1:])))
                spent += look
            print(
                f"stopping, {name}, half-width {half_width}: all right {right / problems:.1%}, "
                f"{spent / problems:.0f} replications"
            )


def selecting(problems: int) -> None:
    """How often the best of eight designs is selected, ahead by exactly the difference worth finding."""
    for first in (5, 20):
        for rate, ahead in ((0.02, 0.1), (0.02, 0.3), (0.1, 0.1)):
            rng = np.random.default_rng(first)
            confident, right, spent = 0, 0, 0
            for _ in range(problems):
                best = int(rng.integers(8))
                rates = np.full(8, rate)
                rates[best] += ahead
                noise = rng.binomial(STUDENTS, 0.9, 6000)
                values = (noise + rng.poisson(rates[:, None], (8, 6000))) / STUDENTS
                rule = SelectionRule(40_000, ahead / STUDENTS, "higher", first, grain=1 / STUDENTS)
                selection = Selection(rule, np.arange(8))
                while not selection.finished:
                    selection.advance(values)
                confident += selection.confident
                right += selection.confident and selection.leader == best
                spent += selection.spent
            print(
                f"selecting, first {first}, {rate:.0%} of replications a student and the best {ahead:.0%} "
                f"more: confident {confident / problems:.1%}, of these right "
                f"{right / max(confident, 1):.1%}, {spent / problems:.0f} replications",
                flush=True,
            )


def main(problems: int = 200) -> None:
    """Print them all."""
    intervals(problems)
    stopping(problems)
    selecting(problems)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
