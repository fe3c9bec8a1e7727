"""Print how unevenly generated friendships are spread, by mean number of friends, clustering and unevenness.

    python experiments/robustness/friend_spread.py [replications]

300 first-years and 200 upper-years with a major. In a real network of students: SD 3.4 around a mean of 6,
and 16 % with two friends or fewer. The table of docs/how_to/friendship_files.md.
"""

from __future__ import annotations

import sys

import networkx as nx
import numpy as np

from mentorsim.cohort import make_cohort
from mentorsim.scenario import Scenario

ASKED = [(6.0, 0.45, (0.0, 0.5, 0.75, 1.0)), (5.0, 0.5, (0.0, 1.0)), (8.0, 0.4, (0.0, 1.0))]


def study(mean_degree: float, clustering: float, unevenness: float) -> Scenario:
    """Return a study with such friendships."""
    majors = {"categories": ["arts", "law", "biology", "nursing"], "shares": [0.4, 0.25, 0.2, 0.15]}
    friendships = {
        "mean_degree": mean_degree,
        "clustering": clustering,
        "unevenness": unevenness,
        "homophily": {"major": 0.3},
    }
    return Scenario.model_validate(
        {
            "title": "Friends",
            "cohort": {"first_years": 300, "upper_years": 200, "attributes": {"major": majors}},
            "friendships": friendships,
            "program": {"mentors": 10},
        }
    )


def main(replications: int = 6) -> None:
    """Print a line for each combination."""
    print(f"{'mean':>5}{'clustering':>12}{'unevenness':>12}{'found':>7}{'SD':>6}{'<= 2':>7}{'none':>7}")
    for mean_degree, clustering, several in ASKED:
        for unevenness in several:
            degrees, found = [], []
            for replication in range(replications):
                cohort = make_cohort(study(mean_degree, clustering, unevenness), 3, replication)
                graph: nx.Graph[int] = nx.Graph()
                graph.add_nodes_from(range(cohort.size))
                graph.add_edges_from(zip(cohort.friendships.first, cohort.friendships.second, strict=True))
                degrees += [degree for _, degree in graph.degree()]
                found.append(nx.transitivity(graph))
            friends = np.array(degrees)
            print(
                f"{friends.mean():5.1f}{clustering:12.2f}{unevenness:12.2f}{np.mean(found):7.2f}"
                f"{friends.std():6.1f}{np.mean(friends <= 2):7.1%}{np.mean(friends == 0):7.1%}"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
