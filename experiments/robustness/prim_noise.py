"""How often PRIM finds the right box, and a box where there is none: planted corners and pure noise.

python experiments/robustness/prim_noise.py [problems]
"""

from __future__ import annotations

import sys
from collections import Counter

import numpy as np

from mentorsim.analysis.boxes import Dimension
from mentorsim.analysis.prim import find_box

CORNER = {(0, "above"), (1, "below")}


def tried(problems: int, points: int, flipped: float, *, corner: bool, share: float = 0.16) -> Counter[str]:
    """Count what is found in problems of five factors, of which two make a corner of 16 % (or none does)."""
    found: Counter[str] = Counter()
    for problem in range(problems):
        rng = np.random.default_rng([problem, points])
        factors = rng.random((points, 5))
        hits = (factors[:, 0] > 0.6) & (factors[:, 1] < 0.4) if corner else rng.random(points) < share
        hits ^= rng.random(points) < flipped
        box, _ = find_box([Dimension(f"factor {n}", factors[:, n]) for n in range(5)], hits)
        limits = {(limit.dimension, limit.side) for limit in box.limits}
        if not limits:
            found["no box"] += 1
        elif limits == CORNER:
            found["right"] += 1
        else:
            found["right and more" if limits > CORNER else "partly or other"] += 1
    return found


def main(problems: int = 40) -> None:
    """Print a line for each kind of problem."""
    for points in (200, 400):
        for flipped in (0.0, 0.05, 0.1):
            found = tried(problems, points, flipped, corner=True)
            print(
                f"corner, {points} designs, {flipped:.0%} flipped: {dict(sorted(found.items()))}", flush=True
            )
    for share in (0.16, 0.5):
        found = tried(problems, 200, 0.0, corner=False, share=share)
        print(f"noise, 200 designs, {share:.0%} hits: {dict(sorted(found.items()))}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
