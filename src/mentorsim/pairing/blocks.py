"""Blocks of students: a mandatory common category divides one large problem into small, independent ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.problem import Rows, no_pairs

#: Labels of students whose field is missing: they fit every block, or none.
ANY_BLOCK = -1
NO_BLOCK = -2


def is_divided(candidates: Candidates) -> bool:
    """Tell whether a mandatory criterion divides the students."""
    return any(part.divides for part in candidates.criteria.mandatory)


def labels(candidates: Candidates, rows: Rows) -> Rows:
    """Tell the block of each student by the mandatory criteria that divide students.

    `ANY_BLOCK` where the field is missing and that is neutral, `NO_BLOCK` where it is penalized.
    """
    label = np.zeros(len(rows), np.int64)
    anywhere = np.zeros(len(rows), np.bool_)
    nowhere = np.zeros(len(rows), np.bool_)
    for part in candidates.criteria.mandatory:
        if not part.divides:
            continue
        label = label * (len(part.field.categories) + 1) + part.field.columns[0][rows] + 1
        if part.field.missing is not None:
            where = nowhere if part.criterion.missing == "penalize" else anywhere
            where |= part.field.missing[rows]
    return np.where(nowhere, NO_BLOCK, np.where(anywhere, ANY_BLOCK, label))


def drawn_labels(candidates: Candidates) -> tuple[Rows, Rows]:
    """Return the labels of mentees and mentors; who fits every block gets a randomly drawn partner's."""
    of_mentee, of_mentor = labels(candidates, candidates.mentees), labels(candidates, candidates.mentors)
    drawn_mentee, drawn_mentor = of_mentee, of_mentor
    if (of_mentee == ANY_BLOCK).any():
        by_place = np.repeat(of_mentor, candidates.places)
        drawn_mentee = _drawn(candidates, candidates.mentees, of_mentee, by_place)
    if (of_mentor == ANY_BLOCK).any():
        drawn_mentor = _drawn(candidates, candidates.mentors, of_mentor, of_mentee)
    return drawn_mentee, drawn_mentor


def _drawn(candidates: Candidates, rows: Rows, label: Rows, partners: Rows) -> Rows:
    from mentorsim.pairing.lottery import each_bits, lottery_key

    known = partners[partners >= 0]
    if not len(known):
        return label
    problem = candidates.problem
    stage = lottery_key(problem.seed, problem.replication, problem.week)
    drawn = each_bits(stage, problem.observed.key[rows]) % np.uint64(len(known))
    return np.where(label == ANY_BLOCK, known[drawn.astype(np.int64)], label)


def blocks(candidates: Candidates) -> list[Candidates]:
    """Divide the problem into independent ones, where mandatory criteria do so."""
    if not is_divided(candidates):
        return [candidates]
    of_mentee, of_mentor = labels(candidates, candidates.mentees), labels(candidates, candidates.mentors)
    if (of_mentee == ANY_BLOCK).any() or (of_mentor == ANY_BLOCK).any():
        return [candidates]
    common = np.intersect1d(of_mentee, of_mentor)
    return [
        block_of(candidates, of_mentee == label, of_mentor == label)
        for label in common.tolist()
        if label != NO_BLOCK
    ]


def block_of(candidates: Candidates, mentees: Rows, mentors: Rows) -> Candidates:
    """Return the part of a problem with only these mentees and mentors; positions or flags."""
    return replace(
        candidates,
        mentees=candidates.mentees[mentees],
        mentors=candidates.mentors[mentors],
        places=candidates.places[mentors],
    )


def joined(pairs: list[Rows]) -> Rows:
    """Join the pairs of all blocks."""
    return np.concatenate(pairs) if pairs else no_pairs()
