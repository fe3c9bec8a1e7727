"""Coverage and wrong verdicts in small schools: what a comparison states, held against many replications.

A school of 60 first-years is simulated in thousands of replications under a program of one mentor, of four
and of eight. Their means are the truth. Then comparisons of 20, 60 or 200 replications drawn from these are
summarized as `mentorsim compare` does, and their intervals and verdicts are held against the truth.

python experiments/robustness/small_schools.py [replications of the pool] [comparisons]
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import mentorsim as ms
from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.summarizing import summary_of

SCHOOL = """
title: A small school
description: Sixty first-years, some in small groups.
calendar: {terms: 1, weeks_per_term: 10}
cohort:
  first_years: 60
  upper_years: 20
  attributes:
    five: {share: 0.0834, gaps: {skill: -0.5}}
    nine: {share: 0.15, gaps: {skill: -0.5}}
    fifteen: {share: 0.25, gaps: {skill: -0.5}}
    thirty: {share: 0.5, gaps: {skill: -0.5}}
program:
  mentors: 8
  mentees_per_mentor: 3
  focus: {guidance: 1.0}
  meetings_per_week: 1
  match: {method: random}
  costs: {currency: USD, mentor_hour: 15}
parameters: {rapport_surface: 0}
policies:
  no program: none
  eight mentors: {}
  four mentors: {mentors: 4}
  one mentor: {mentors: 1, mentees_per_mentor: 1}
outcomes: [retention, gpa, equity_gap_retention, equity_gap_gpa_thirty]
run: {replications: 20}
"""


def pool(replications: int) -> ms.Comparison:
    """Simulate the school in many replications."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "school.yaml"
        file.write_text(SCHOOL)
        return ms.compare(ms.load_scenario(file), replications=replications, workers=2)


def sampled(table: RunTable, rng: np.random.Generator, count: int) -> RunTable:
    """Draw replications."""
    chosen = rng.integers(0, len(table.replications), count)
    return replace(
        table,
        replications=np.arange(count),
        values=table.values[chosen],
        failed=table.failed[chosen],
        weekly=table.weekly[chosen],
    )


def main(replications: int = 4000, comparisons: int = 400) -> None:
    """Print a line for each number of replications, outcome and policy."""
    school = pool(replications)
    table, rng = school.block, np.random.default_rng(2026)
    truth = {
        (outcome.name, policy): float(
            np.nanmean(table.of(outcome.name)[:, place] - table.of(outcome.name)[:, 0])
        )
        for outcome in school.plan.outcomes
        for place, policy in enumerate(school.policies)
    }
    for count in (20, 60, 200):
        found: dict[tuple[str, str], Counter[str]] = {}
        for _ in range(comparisons):
            summary = summary_of(school.plan, sampled(table, rng, count), {})
            for name, outcome in summary.outcomes.items():
                for policy, difference in outcome.differences.items():
                    tally, true = found.setdefault((name, policy), Counter()), truth[name, policy]
                    word = (difference.verdict or "no verdict").partition(",")[0]
                    if difference.low is None or difference.high is None:
                        tally["no interval"] += 1
                    else:
                        inside = difference.low <= true <= difference.high
                        tally["covered"] += inside
                        tally["covered or no verdict"] += inside or word == "no verdict"
                    tally["none"] += word == "no verdict"
                    tally["wrong sign"] += (word == "higher" and true <= 0) or (word == "lower" and true >= 0)
                    tally["verdict"] += word in ("higher", "lower")
                    tally["same"] += word == "no practical difference"
        for (name, policy), tally in found.items():
            rest = tally["no interval"]
            print(
                f"{count:3d} {name:34s} {policy:14s} true {truth[name, policy]:+.5f}: "
                f"covered {tally['covered'] / max(comparisons - rest, 1):.1%}, or no verdict "
                f"{(tally['covered or no verdict'] + rest) / comparisons:.1%}; "
                f"wrong sign {tally['wrong sign'] / comparisons:.1%}, "
                f"verdicts {tally['verdict'] / comparisons:.0%}, none {tally['none'] / comparisons:.0%}, "
                f"'no difference' {tally['same'] / comparisons:.1%}",
                flush=True,
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
