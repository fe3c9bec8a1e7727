"""What a user's own matching method is given: students, friendships, places, and keyed random draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.registry import MatchingMethod

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


class Draws:
    """Random draws for a user's own method, which depend on seed, replication, week and students alone.

    So two policies, or a program with one student more, meet the same random draws.
    """

    def __init__(self, candidates: Candidates) -> None:
        from mentorsim.numerics.randomness import Decision, named_decision, stage_key

        problem = candidates.problem
        decision = named_decision(Decision.USER, f"matching method {candidates.method}")
        self._stage = stage_key(problem.seed, problem.replication, decision, problem.week)
        self._key = problem.observed.key

    def student(self, row: int, occasion: int = 0) -> float:
        """Draw a number from 0 up to 1 for one student; another for each ``occasion`` (0, 1, 2, ...)."""
        return self.pair(row, row, occasion)

    def pair(self, row: int, partner: int, occasion: int = 0) -> float:
        """Draw a number from 0 up to 1 for a student about a partner."""
        from mentorsim.numerics.randomness import pair_bits, uniform

        return uniform(pair_bits(self._stage, self._key[row], self._key[partner], occasion))

    def shuffled(self, rows: Iterable[int], occasion: int = 0) -> list[int]:
        """Put students into a random order."""
        return sorted(rows, key=lambda row: (self.student(row, occasion), int(self._key[row])))


def call_method(method: MatchingMethod, candidates: Candidates, sizes: list[int] | None = None) -> object:
    """Call a method with what its parameters ask for.

    Raises
    ------
    UserError
        When a method that is not built in fails; the message names it.
    """
    suppliers: dict[str, Callable[[], object]] = {
        "candidates": lambda: candidates,
        "sizes": lambda: sizes,
        "students": lambda: students_table(candidates),
        "graph": lambda: friendship_graph(candidates),
        "capacity": lambda: dict(zip(candidates.mentors.tolist(), candidates.places.tolist(), strict=True)),
        "draws": lambda: Draws(candidates),
    }
    supplied = {need: suppliers[need]() for need in method.needs}
    if method.built_in:
        return method.function(**supplied)
    try:
        return method.function(**supplied)
    except UserError:
        raise
    except Exception as problem:
        raise UserError(
            f"the matching method {method.name!r} of {method.function.__module__} failed: "
            f"{type(problem).__name__}: {problem}"
        ) from problem


def students_table(candidates: Candidates) -> pd.DataFrame:
    """Make a table of the mentees and mentors, indexed by row number: observed fields only.

    ``side`` is ``mentee`` or ``mentor``; a student who may be both has two entries. Attributes are texts,
    None where missing; ``slots`` is a whole number with a bit per weekly time.
    """
    import pandas as pd

    observed = candidates.problem.observed
    rows = np.concatenate([candidates.mentees, candidates.mentors])
    mentees, mentors = candidates.size
    columns: dict[str, object] = {
        "side": ["mentee"] * mentees + ["mentor"] * mentors,
        "key": observed.key[rows],
        "prior_grade": observed.prior_grade[rows],
        **{f"value_{number}": column[rows] for number, column in enumerate(observed.values, start=1)},
        "slots": observed.slots[rows],
    }
    for name, attribute in observed.attributes.items():
        names = [*attribute.categories, None]
        columns[name] = [names[code] for code in attribute.codes[rows].tolist()]
    columns.update({name: column[rows] for name, column in observed.numbers.items()})
    return pd.DataFrame(columns, index=pd.Index(rows, name="row"))


def friendship_graph(candidates: Candidates) -> nx.Graph[int]:
    """Make a NetworkX graph of all students' row numbers and friendships, with ``strength`` on the edges."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(candidates.problem.observed.key)))
    friendships = candidates.problem.friendships
    if friendships is not None:
        graph.add_edges_from(
            (first, second, {"strength": strength})
            for first, second, strength in zip(
                friendships.first.tolist(),
                friendships.second.tolist(),
                friendships.strength.tolist(),
                strict=True,
            )
        )
    return graph
