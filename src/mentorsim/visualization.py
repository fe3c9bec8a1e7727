"""A model that Mesa's visualization shows: students in a network space, and a data collector.

Needs nothing but Mesa; the browser page itself (``SolaraViz``) comes with the extra ``visualization``. See
``docs/how_to/visualization.md``.
"""

from __future__ import annotations

from typing import Any

import mesa
import networkx as nx
from mesa.discrete_space import CellAgent, Network

from mentorsim.model import MentoringModel
from mentorsim.scenario.accepting import ScenarioLike
from mentorsim.seeds import Seed
from mentorsim.students import Student


class PlacedStudent(Student, CellAgent):
    """A student who has a place in the network space: ``cell``."""


class NetworkModel(MentoringModel):
    """A model with what Mesa's components look for: ``grid``, a network space, and ``datacollector``.

    All its arguments can be given by name, so that SolaraViz's Reset can make it anew.

    Parameters
    ----------
    scenario, policy, rng, replication
        As for `MentoringModel`.

    Attributes
    ----------
    grid
        A `mesa.discrete_space.Network` with a student in each cell; its edges are the friendships and the
        active mentoring ties of now.
    datacollector
        Collects each week the share of students enrolled, mean belonging, and active mentoring ties.

    Examples
    --------
    >>> import mentorsim as ms
    >>> model = ms.experimental.NetworkModel("first_year_university", "as planned", rng=7)
    >>> model.step()
    >>> len(model.datacollector.get_model_vars_dataframe())
    2
    """

    student_class = PlacedStudent

    def __init__(
        self,
        scenario: ScenarioLike = "first_year_university",
        policy: str = "none",
        *,
        rng: Seed | None = None,
        replication: int | None = None,
    ) -> None:
        super().__init__(scenario, policy, rng=rng, replication=replication)
        self.grid = Network(self._edges(), random=self.random)
        for student, cell in zip(self.agents, self.grid.all_cells, strict=True):
            student.cell = cell
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "enrolled": lambda model: float(model.students.enrolled.mean()),
                "belonging": lambda model: float(model.students.belonging.mean()),
                "mentoring ties": lambda model: int((model.ties.end_week < 0).sum()),
            }
        )
        self.datacollector.collect(self)

    def step(self) -> None:
        """Run one week, bring the edges of the space up to date, and collect."""
        if not self.running:
            return
        super().step()
        edges = self._edges()
        self.grid.G.remove_edges_from(list(self.grid.G.edges))
        self.grid.G.add_edges_from(edges.edges)
        self.datacollector.collect(self)

    def _edges(self) -> nx.Graph[int]:
        return nx.Graph(self.network)


def portrayal(agent: Any) -> dict[str, Any]:
    """Portray a student: blue where belonging is high, red where it is low, pale after leaving.

    Examples
    --------
    >>> import mentorsim as ms
    >>> model = ms.experimental.NetworkModel("first_year_university", "as planned", rng=7)
    >>> sorted(ms.experimental.portrayal(model.student(0)))
    ['color', 'size']
    """
    shade = min(max(agent.belonging, 0.0), 1.0)
    color = (1.0 - shade, 0.3, shade) if agent.enrolled else (0.85, 0.85, 0.85)
    return {"color": color, "size": 30 if agent.role == "first-year" else 15}
