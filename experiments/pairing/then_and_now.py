"""Print what was wrong with the first model beside what this one gives.

    python experiments/pairing/then_and_now.py

Each row is measured by this script, by the same measure on both models; the column *then* was written by it
(with ``--write``) on the first model, the last before help passed through closeness: ``then.csv``.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from paired_runs import Floats, Job, load, means, plus_minus, policies_of, runs_of

from mentorsim.evidence.closeness import final_rapport
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.presets import load_preset
from mentorsim.evidence.validation import FactResult, validate
from mentorsim.outcomes import RunView
from mentorsim.scenario import Scenario, parameter_table

THEN = Path(__file__).with_name("then.csv")
GPA, RETENTION = 0, 1


def main() -> None:
    """Measure all rows and print them, or keep them."""
    arguments = argparse.ArgumentParser(description="What was wrong with the first model, then and now.")
    arguments.add_argument("--replications", type=int, default=40)
    arguments.add_argument(
        "--write", action="store_true", help="keep what this model gives as the column then"
    )
    chosen = arguments.parse_args()
    now = measured(chosen.replications)
    if chosen.write:
        with THEN.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened, lineterminator="\n").writerows([("what", "then"), *now.items()])
    print(table(now))


def table(now: Mapping[str, str]) -> str:
    """Write the rows as a Markdown table."""
    then = {}
    if THEN.exists():
        with THEN.open(encoding="utf-8", newline="") as opened:
            then = dict(list(csv.reader(opened))[1:])
    lines = ["| what | then | now |", "|---|---|---|"]
    lines += [f"| {name} | {then.get(name, '')} | {value} |" for name, value in now.items()]
    return "\n".join(lines)


def measured(replications: int) -> dict[str, str]:
    """Measure every row."""
    rows: tuple[Callable[[int], dict[str, str]], ...] = (
        thirds_of_pairs, coffee_groups, showdown, perfect_survey, own_group, rewards, closures, friends,
        departures, prior_grades,
    )  # fmt: skip
    found: dict[str, str] = {}
    for row in rows:
        found.update(row(replications))
    return found


def thirds_of_pairs(replications: int) -> dict[str, str]:
    """Measure the effect on GPA by third of pairs: by what they are capable of, and by closeness."""
    scenario = load("mixed_program")
    by = {"compatibility": compatibility, "rapport in the end": final_rapport}
    thirds: dict[str, list[list[float]]] = {name: [] for name in by}
    for replication in range(replications):
        (_, without), (_, run) = runs_of(scenario, replication, policies_of("mixed_program")[:2])
        effect = (run.gpa - without.gpa) / np.nanstd(without.gpa, ddof=1)
        for name, score in by.items():
            thirds[name].append(by_third(run, score(run), effect))
    rows = {}
    for name, values in thirds.items():
        low, high = np.array(values).mean(axis=0)[[0, 2]]
        rows[f"effect on GPA, worst and best third of pairs by {name} (SD; ratio)"] = (
            f"{low:+.3f}, {high:+.3f}; {low / high:.2f}".replace("-", "−")
        )
    return rows


def coffee_groups(replications: int) -> dict[str, str]:
    """Compare leaderless social groups of four with a trained mentor for each."""
    found = means(Job("leaderless_groups", {}, tuple(range(replications)), {}))
    effect = found[:, 1:] - found[:, :1]
    return {
        f"{name}: GPA, retention (percentage points)": f"{plus_minus(effect[:, place, GPA])}, "
        f"{plus_minus(100.0 * effect[:, place, RETENTION], 2)}"
        for place, name in (
            (1, "a leaderless, untrained, social group of four"),
            (0, "a trained mentor for each"),
        )
    }


def showdown(replications: int) -> dict[str, str]:
    """Spread twelve methods of pairing out, with places for all; best and worst chosen on the other half."""
    found = means(Job("mixed_program", {}, tuple(range(replications)), {}))
    effect = found[:, 1] - found[:, 0]
    rows = {}
    for outcome, name, scale in ((GPA, "GPA", 1.0), (RETENTION, "retention, percentage points", 100.0)):
        apart = scale * split_sample(found[:, 1:, outcome])
        program = scale * effect[:, outcome].mean()
        rows[f"best minus worst of twelve methods, places for all ({name}; of the program's effect)"] = (
            f"{apart:+.3f} of {program:.3f}".replace("-", "−")
        )
    return rows


def perfect_survey(replications: int) -> dict[str, str]:
    """Match on values that are known without error, against random pairs."""
    job = Job(
        "mixed_program",
        {},
        tuple(range(replications)),
        {"cohort.survey.noise": 0.0, "cohort.survey.non_response": 0.0},
    )
    found = means(job)
    place = policies_of("mixed_program").index("by values")
    gain = found[:, place] - found[:, 1]
    program = (found[:, 1] - found[:, 0]).mean(axis=0)
    share = gain[:, GPA].mean() / program[GPA]
    return {
        "a perfect survey of values against random pairs: GPA, retention (percentage points), share": (
            f"{plus_minus(gain[:, GPA])}, {plus_minus(100.0 * gain[:, RETENTION], 2)}, {share:.0%}"
        )
    }


def own_group(replications: int) -> dict[str, str]:
    """Measure what a woman and a man as mentor do for women in a field of men."""
    woman, man = facts_of(("C19", "C20"), 4 * replications)
    return {
        "a woman, a man as mentor for women in engineering: retention (percentage points)": both(
            woman, man, 1
        )
    }


def rewards(replications: int) -> dict[str, str]:
    """Measure a reward for both, and for the low one alone."""
    joint, alone = facts_of(("C17", "C18"), 4 * replications)
    return {"reward for both, for the low one alone: skill of the low one (SD)": both(joint, alone, 3)}


def closures(replications: int) -> dict[str, str]:
    """Measure whose side closures are put down to."""
    (side,) = facts_of(("C21",), max(2, replications // 8))
    return {"closures put down to the mentor": f"{side.main.simulated:.0%}"}


def friends(replications: int) -> dict[str, str]:
    """Measure how alike friends are in grades after a year."""
    (alike,) = facts_of(("C25",), max(2, replications // 8))
    return {"correlation of friends' grades after a year": f"{alike.main.simulated:+.2f}"}


def departures(replications: int) -> dict[str, str]:
    """Measure the share of the enrolled who leave in a week, and what a setting makes of it."""
    scenario = load_preset("us_departure_timing", Path())
    own = weekly_hazard(scenario, max(2, replications // 8))
    rows = {"leaving in week 2, 8 and 14 of the first term (percent of the enrolled)": shown(own)}
    falling = {"institution.departure_timing": -2.0, "institution.departure_trend": -1.0}
    known = parameter_table()
    if "departure_trend" in known:
        changed = weekly_hazard(scenario.with_changes(falling), max(2, replications // 8))
        rows["the same where a population's setting makes it fall"] = shown(changed)
    else:
        rows["the same where a population's setting makes it fall"] = "no such setting"
    return rows


def prior_grades(replications: int) -> dict[str, str]:
    """Measure retention by third of prior grade, and what a setting makes of it."""
    scenario = load_preset("us_retention", Path())
    count = max(2, replications // 8)
    rows = {"retention by third of prior grade (percent)": shown(retention_by_third(scenario, count), 0)}
    key = "staying_on_prior_grade"
    rows["the same where a population's setting makes it steeper"] = (
        shown(retention_by_third(scenario.with_changes({f"institution.{key}": 0.8}), count), 0)
        if key in parameter_table()
        else "no such setting"
    )
    return rows


def weekly_hazard(scenario: Scenario, replications: int) -> Floats:
    """Return the percentage of the enrolled who leave in weeks 2, 8 and 14, shape (3,)."""
    left, there = np.zeros(3), np.zeros(3)
    for replication in range(replications):
        ((_, run),) = runs_of(scenario, replication, ("none",))
        weeks = run.of_first_years("left_week")
        weeks = np.where(run.enrolled, run.weeks, weeks)
        for place, week in enumerate((1, 7, 13)):
            left[place] += np.count_nonzero(weeks == week)
            there[place] += np.count_nonzero(weeks >= week)
    return 100.0 * left / there


def retention_by_third(scenario: Scenario, replications: int) -> Floats:
    """Return retention in percent by third of the observed prior grade, shape (3,)."""
    thirds = []
    for replication in range(replications):
        ((_, run),) = runs_of(scenario, replication, ("none",))
        grades = run.model.world.cohort.observed.prior_grade[run.first_years.rows]
        order = np.argsort(grades, kind="stable")
        thirds.append([run.enrolled[part].mean() for part in np.array_split(order, 3)])
    return 100.0 * np.array(thirds).mean(axis=0)


def by_third(run: RunView, scores: Floats, effect: Floats) -> list[float]:
    """Return mean effects of mentees by third of a score of their first ties."""
    score = np.full(len(run.students.role), np.nan)
    score[run.pairs.mentee[::-1]] = scores[::-1]
    own = score[run.first_years.rows]
    known = np.flatnonzero(np.isfinite(own) & np.isfinite(effect))
    order = known[np.argsort(own[known], kind="stable")]
    return [float(effect[part].mean()) for part in np.array_split(order, 3)]


def compatibility(run: RunView) -> Floats:
    """Return what every pair is capable of."""
    values: Floats = run.model.ties.compatibility
    return values


def split_sample(values: Floats) -> float:
    """Return best minus worst of columns, chosen on one half of the rows and measured on the other."""
    halves = values[::2].mean(axis=0), values[1::2].mean(axis=0)
    apart = [measure[by.argmax()] - measure[by.argmin()] for by, measure in (halves, halves[::-1])]
    return float(np.mean(apart))


def facts_of(names: tuple[str, ...], replications: int) -> tuple[FactResult, ...]:
    """Simulate facts."""
    chosen = [fact for fact in read_facts() if fact.id in names]
    return validate(chosen, replications=replications, leveled=True).results


def both(one: FactResult, other: FactResult, digits: int) -> str:
    """Write two facts with their simulation errors."""
    parts = [
        f"{result.main.simulated:+.{digits}f} ± {result.main.error:.{digits}f}" for result in (one, other)
    ]
    return ", ".join(parts).replace("-", "−")


def shown(values: Floats, digits: int = 1) -> str:
    """Write some percentages."""
    return ", ".join(f"{value:.{digits}f}" for value in values)


if __name__ == "__main__":
    main()
