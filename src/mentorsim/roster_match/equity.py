"""Who is served how well: matched shares and scores of the groups that the roster knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mentorsim.pairing.problem import Rows
from mentorsim.roster_match.draft import Draft

#: Groups with fewer mentees are flagged: their numbers are mostly chance.
SMALL = 10
_THIRDS = ("lowest third", "middle third", "highest third")


@dataclass(frozen=True)
class GroupService:
    """How one group of mentees is served; ``mean_score`` is in percent, None where nobody has a score."""

    attribute: str
    category: str
    mentees: int
    matched: int
    mean_score: float | None

    @property
    def share_matched(self) -> float:
        """The share of its mentees that is matched, 0 to 1."""
        return self.matched / self.mentees

    @property
    def is_small(self) -> bool:
        """Whether it has too few mentees to read much into the numbers."""
        return self.mentees < SMALL


def services(draft: Draft) -> tuple[GroupService, ...]:
    """Return matched shares and mean scores by every attribute of the roster and thirds of prior grade."""
    return tuple(_services(draft))


def _services(draft: Draft) -> Iterator[GroupService]:
    observed = draft.students.observed
    mentees = draft.problem.mentees
    score = np.full(draft.students.roster.size, np.nan)
    for pair, row in enumerate(draft.matching.pairs[:, 0].tolist()):
        percent = draft.score(pair)
        score[row] = np.nan if percent is None else percent
    placed = np.ones(draft.students.roster.size, np.bool_)
    placed[draft.matching.unmatched] = False
    for name, category in observed.attributes.items():
        for code, label in enumerate(category.categories):
            rows = mentees[category.codes[mentees] == code]
            if len(rows):
                yield _service(name, label, rows, placed, score)
    known = mentees[draft.students.roster.grade_is_known[mentees]]
    if len(known) >= len(_THIRDS):
        ordered = known[np.lexsort((observed.key[known], observed.prior_grade[known]))]
        for label, rows in zip(_THIRDS, np.array_split(ordered, len(_THIRDS)), strict=True):
            yield _service("prior_grade", label, rows, placed, score)


def _service(
    attribute: str, category: str, rows: Rows, placed: np.ndarray, score: np.ndarray
) -> GroupService:
    scores = score[rows][~np.isnan(score[rows])]
    return GroupService(
        attribute,
        category,
        len(rows),
        int(placed[rows].sum()),
        float(scores.mean()) if len(scores) else None,
    )
