"""What a model shows of its run: ties, groups, friendships and their network, digests of all."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.matching import Matcher, MatchingRecord
from mentorsim.dynamics.participation import Rows
from mentorsim.dynamics.rows import BOUNDARY, IN_TERM, Students, WeeklySums
from mentorsim.dynamics.run_digest import pairs_digest, places_digest, run_digest
from mentorsim.dynamics.tie_table import TieTable
from mentorsim.network import FriendshipList, build_network, list_friendships
from mentorsim.world import World


class ModelColumns:
    """The part of a model that shows its columns; `MentoringModel` has the students' as ``students``."""

    policy: str
    week: int
    world: World
    students: Students
    _run: Run
    _matcher: Matcher | None
    _revision: int
    _friendship_list: tuple[int, FriendshipList] | None
    _network: tuple[int, nx.MultiGraph[int]] | None

    @property
    def ties(self) -> TieTable:
        """The mentoring ties ever made; ``end_week`` is -1 while a tie is active."""
        return TieTable(self._run.ties)

    @property
    def groups(self) -> Any:
        """The mentoring groups, as a NumPy record array; group ``g`` is where ``students.group == g``."""
        return self._run.groups

    @property
    def weekly_sums(self) -> WeeklySums:
        """What the stages of the week have summed up so far, after `step`; nothing after `run`."""
        return WeeklySums(*self._run.weekly_sums)

    @property
    def sections(self) -> NDArray[np.int32]:
        """Each student's section, numbered from 1; 0 for who is in none."""
        return self._run.section

    def in_term(self, week: int) -> bool:
        """Whether a week is one of a term."""
        return bool(self._run.calendar[IN_TERM, week])

    def digests(self) -> tuple[int, int, int]:
        """Return three numbers that tell whether two runs of one replication are the same.

        Two runs share the first if all that happened is the same, the second if the same students got a
        place, the third if the same pairs and groups were made.
        """
        return run_digest(self._run), places_digest(self._run), pairs_digest(self._run)

    def is_boundary(self, week: int) -> bool:
        """Whether students decide at the end of a week whether to come back."""
        return bool(self._run.calendar[BOUNDARY, week])

    @property
    def matchings(self) -> list[MatchingRecord]:
        """What was matched so far, and from whom."""
        return self._matcher.records if self._matcher else []

    @property
    def mentors(self) -> Rows:
        """Rows of the mentors that were recruited."""
        return self._matcher.mentors if self._matcher else np.empty(0, np.int64)

    @property
    def friendships(self) -> FriendshipList:
        """The friendships now, as a list of pairs."""
        if self._friendship_list is None or self._friendship_list[0] != self._revision:
            self._friendship_list = (self._revision, list_friendships(self._run.friendships))
        return self._friendship_list[1]

    @property
    def network(self) -> nx.MultiGraph[int]:
        """Friendships and mentoring ties as a frozen NetworkX graph; nodes are row numbers.

        `network_with` shows more of each student, such as skill and belonging.
        """
        if self._network is None or self._network[0] != self._revision:
            self._network = (self._revision, build_network(self))
        return self._network[1]

    def network_with(self, *attributes: str, plain_names: bool = False) -> nx.MultiGraph[int]:
        """Return the network with further attributes of its nodes.

        Parameters
        ----------
        attributes
            ``gpa``, and columns of ``students`` such as ``skill`` and ``belonging``.
        plain_names
            Whether attributes such as ``first generation`` are named ``first_generation``: GML knows names of
            letters, digits and underscores only.

        Examples
        --------
        Gephi reads what NetworkX writes, and so does a scenario's ``friendships.file``::

            networkx.write_gexf(model.network_with("skill", "gpa"), "cohort.gexf")
            networkx.write_graphml(model.network, "cohort.graphml")
        """
        return build_network(self, attributes, plain_names=plain_names)
