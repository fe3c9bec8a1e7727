"""Sections of the twin (section 5): where first-years are placed before anything else happens."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mentorsim.cohort.people import Observed
from mentorsim.numerics.decision import Decision
from tests.reference.student import TwinStudent

if TYPE_CHECKING:
    from mentorsim.scenario.sections import Sections
    from tests.reference.twin import TwinModel

Sectioned = dict[int, list[TwinStudent]]


def place(model: TwinModel, sections: Sections | None, observed: Observed) -> Sectioned:
    """Place first-years; give each section's members in ascending row order."""
    if sections is None:
        return {}
    first_years = [student for student in model.students if not student.upper_year]
    lots = {s: model.draws.uniform(Decision.SECTION, 0, s.key) for s in first_years}
    members: Sectioned = {}
    for together in classes_of(sections, first_years, lots, observed):
        count = math.ceil(len(together) / sections.size)
        before = len(members)
        for place, student in enumerate(sorted(together, key=lambda s: (lots[s], s.key))):
            student.section = before + 1 + place * count // len(together)
            members.setdefault(student.section, []).append(student)
    return {number: sorted(members[number], key=lambda student: student.row) for number in members}


def classes_of(
    sections: Sections, first_years: list[TwinStudent], lots: dict[TwinStudent, float], observed: Observed
) -> list[list[TwinStudent]]:
    """Divide first-years into those who may share a section."""
    if sections.placed_by == "random":
        return [first_years]
    if sections.placed_by == "prior_grade":
        assert sections.tracks is not None
        ranked = sorted(first_years, key=lambda s: (s.prior_grade, lots[s], s.key))
        tracks: list[list[TwinStudent]] = [[] for _ in range(sections.tracks)]
        for rank, student in enumerate(ranked):
            tracks[rank * sections.tracks // len(ranked)].append(student)
        return [track for track in tracks if track]
    codes = observed.attributes[sections.placed_by].codes
    by_category: dict[int, list[TwinStudent]] = {}
    for student in first_years:
        by_category.setdefault(int(codes[student.row]), []).append(student)
    return [by_category[code] for code in sorted(by_category)]
