"""How often selection finds the best, and how many replications it saves.

    python experiments/robustness/selecting.py

Normal values of ten alternatives with a known best one, 1,000 problems each. For every kind of problem it
prints how often the best was selected at a stated 95 %, how often one less than the smallest worthwhile
difference behind it, the replications that this took, the replications that an equal
number for all would take for the same share of correct selections (found by trying: nobody knows that number
beforehand), and the replications that an equal number for all takes when the same rule says when to stop.
"""

from __future__ import annotations

import numpy as np

from mentorsim.statistics.selection import Selection, SelectionRule

PROBLEMS, ALTERNATIVES, REPLICATIONS = 1000, 10, 5000
NUMBERS = np.arange(ALTERNATIVES)
MEANS = {
    "one ahead by the smallest worthwhile difference": (NUMBERS == 0).astype(float),
    "in steps of it": -NUMBERS.astype(float),
    "in steps of a third of it": -NUMBERS / 3.0,
}
SPREADS = {"equal": np.full(ALTERNATIVES, 4.0), "2 to 6, the best most": np.linspace(6.0, 2.0, ALTERNATIVES)}


def main() -> None:
    """Print a line for each kind of problem."""
    print(f"{PROBLEMS} problems of {ALTERNATIVES} alternatives; stated probability 95 %")
    headings = f"{'correct':>9}{'good':>7}{'replications':>8}{'equal':>8}{'same rule':>11}"
    print(f"{'means':<50}{'sd':<24}{'shared':>7}{headings}")
    for name, means in MEANS.items():
        for spread, sd in SPREADS.items():
            for shared in (0.0, 0.8):
                print(f"{name:<50}{spread:<24}{shared:>7.1f}", _line(means, sd, shared))


def _line(means: np.ndarray, sd: np.ndarray, shared: float) -> str:
    generator = np.random.default_rng(2026)
    rule = SelectionRule(10**9, 1.0, "higher")
    found, right_at = [], np.zeros(REPLICATIONS)
    for _ in range(PROBLEMS):
        replication = generator.standard_normal(REPLICATIONS)
        own = generator.standard_normal((ALTERNATIVES, REPLICATIONS))
        values = means[:, None] + sd[:, None] * (np.sqrt(shared) * replication + np.sqrt(1.0 - shared) * own)
        selection = Selection(rule, NUMBERS)
        while not selection.finished:
            selection.advance(values)
        found.append(selection)
        right_at += np.cumsum(values, axis=1).argmax(axis=0) == 0
    right = np.mean([one.leader == 0 for one in found])
    good = np.mean([means[one.leader] > means[0] - 1.0 for one in found])
    enough = int(np.argmax(right_at / PROBLEMS >= right)) + 1
    spent = np.mean([one.spent for one in found])
    same_rule = np.mean([ALTERNATIVES * one.look for one in found])
    equal = "more" if right_at.max() / PROBLEMS < right else f"{ALTERNATIVES * enough}"
    return f"{right:>8.1%}{good:>7.1%}{spent:>8.0f}{equal:>8}{same_rule:>11.0f}"


if __name__ == "__main__":
    main()
