"""Small studies, rosters and measures for the tests of the cohort room."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from mentorsim.cohort import Cohort
from mentorsim.scenario import Scenario, parse_scenario

FIRST_GENERATION = {"share": 0.35, "gaps": {"skill": -0.5, "belonging": -0.4}}
MAJOR = {"categories": ["engineering", "nursing", "arts"], "shares": [0.3, 0.3, 0.4]}
STUDENT_COLUMNS = (
    "skill",
    "belonging",
    "motivation",
    "communication",
    "sociability",
    "study_habits",
    "prosociality",
)


def study(
    cohort: Mapping[str, Any], friendships: Mapping[str, Any] | None = None, folder: Path | None = None
) -> Scenario:
    """Make a scenario around a cohort; its program is nothing special, and few students have no friends."""
    if friendships is None:
        students = cohort.get("first_years", 100) + cohort.get("upper_years", 0)
        friendships = {} if students > 6 else {"mean_degree": 0}
    value = {
        "title": "a test",
        "cohort": cohort,
        "friendships": friendships,
        "program": {"format": "group", "mentors": {"from": "none"}, "mentors_per_group": 0},
    }
    return parse_scenario(json.dumps(value, indent=1), folder=folder)


def roster_study(folder: Path, rows: Sequence[str], upper_years: int = 0, **settings: Any) -> Scenario:
    """Write a roster and make a scenario that reads it."""
    (folder / "students.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    roster = {"file": "students.csv", "prior_grade": "grade", **settings}
    return study({"upper_years": upper_years, "roster": roster}, folder=folder)


def student_rows(cohort: Cohort) -> dict[int, tuple[Any, ...]]:
    """Return everything of each student but friendships, by the student's key, in comparable form."""
    columns = [getattr(cohort, name) for name in STUDENT_COLUMNS]
    columns += [cohort.role, cohort.slots, cohort.observed.prior_grade]
    columns += [*cohort.values, *cohort.observed.values]
    columns += [cohort.attributes[name].codes for name in sorted(cohort.attributes)]
    return {
        int(key): tuple(column[row].tobytes() for column in columns) for row, key in enumerate(cohort.key)
    }


def friend_keys(cohort: Cohort) -> dict[frozenset[int], float]:
    """Return the strength of each friendship by the keys of the two friends."""
    friends = cohort.friendships
    pairs = zip(friends.first, friends.second, friends.strength, strict=True)
    return {
        frozenset((int(cohort.key[one]), int(cohort.key[other]))): float(strength)
        for one, other, strength in pairs
    }


def network(cohort: Cohort) -> nx.Graph:
    """Build the NetworkX graph of the friendships."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(cohort.size))
    graph.add_edges_from(
        zip(cohort.friendships.first.tolist(), cohort.friendships.second.tolist(), strict=True)
    )
    return graph


def homophily(cohort: Cohort, name: str) -> float:
    """Return Coleman's index over all friendships: 0 as by chance, 1 all within groups."""
    codes = cohort.attributes[name].codes
    shares = np.bincount(codes) / len(codes)
    chance = float((shares**2).sum())
    same = float((codes[cohort.friendships.first] == codes[cohort.friendships.second]).mean())
    return (same - chance) / (1 - chance)


def in_total_sd(cohort: Cohort, measure: str, mean: float = 0.0, deviation: float = 1.0) -> np.ndarray:
    """Return a measure of the first-years in population SD."""
    return (getattr(cohort, measure)[cohort.role == 0] - mean) / deviation
