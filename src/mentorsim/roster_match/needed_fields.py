"""Which columns a program's matching looks at, so that none of them is missed in the roster."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.scenario.match import OBSERVED_FIELDS
from mentorsim.scenario.program import Program

#: Methods that go by prior grades, whatever the criteria.
GRADE_METHODS = frozenset(
    {
        "gap",
        "similar",
        "complementary",
        "most_in_need",
        "equity_weighted",
        "same_level",
        "mixed",
        "extremes",
    }
)


@dataclass(frozen=True)
class Need:
    """An observed field that the matching looks at, and what for."""

    field: str
    purpose: str


def needed_fields(program: Program) -> tuple[Need, ...]:
    """List the observed fields that a program's eligibility, criteria and method look at, each once."""
    needs: dict[str, str] = {}
    rule = program.eligibility
    if rule.at_risk is not None:
        needs[rule.at_risk.by] = "eligibility"
    if rule.attribute is not None:
        needs[rule.attribute] = "eligibility"
    for criterion in program.match.criteria:
        purpose = f"the criterion {criterion.field} {criterion.rule}"
        needs.setdefault(criterion.field, purpose)
        for name in (criterion.wish, criterion.importance_by, *criterion.only_if):
            if name is not None:
                needs.setdefault(name, purpose)
    for name in program.match.maximum_gaps:
        needs.setdefault(name, "maximum_gaps")
    if program.match.boost is not None:
        needs.setdefault(program.match.boost.by, "boost")
    for places in (program.match.places.most, program.match.places.fewest_by):
        if places is not None:
            needs.setdefault(places, "places")
    if program.match.minimum_shared_slots:
        needs.setdefault("slots", "minimum_shared_slots")
    if program.match.minimum_shared_hours:
        needs.setdefault("slots", "minimum_shared_hours")
    if program.match.method in GRADE_METHODS:
        needs.setdefault("prior_grade", f"the method {program.match.method}")
    return tuple(Need(field, purpose) for field, purpose in needs.items())


def needed_attributes(program: Program) -> tuple[str, ...]:
    """List those of the fields that are attributes."""
    return tuple(need.field for need in needed_fields(program) if need.field not in OBSERVED_FIELDS)
