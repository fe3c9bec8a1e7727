"""Pairing by one observed number: ready-made criteria over the method of the best total score."""

from __future__ import annotations

from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.problem import Rows
from mentorsim.pairing.registry import matching_method
from mentorsim.pairing.rules import USUAL_GAP
from mentorsim.pairing.score_methods import pair_by_best_total
from mentorsim.scenario.match import Criterion

_GRADE = "prior_grade"


@matching_method("gap")
def pair_by_gap(candidates: Candidates) -> Rows:
    """Mentors whose prior grade is one step higher than the mentee's.

    The step is one standard deviation, or the `at` and `width` of a criterion {field: prior_grade, rule: gap}
    of the scenario. Of other criteria only mandatory ones count.
    """
    given = [part.criterion for part in candidates.criteria.weighed]
    own = [criterion for criterion in given if criterion.field == _GRADE and criterion.rule == "gap"]
    gap = own[0] if own else Criterion(field=_GRADE, rule="gap", at=USUAL_GAP)
    return pair_by_best_total(candidates.with_criteria([gap]))


@matching_method("similar")
def pair_similar(candidates: Candidates) -> Rows:
    """Mentors whose prior grade is closest to the mentee's.

    Of other criteria only mandatory ones count.
    """
    return pair_by_best_total(candidates.with_criteria([Criterion(field=_GRADE, rule="closest")]))


@matching_method("complementary")
def pair_complementary(candidates: Candidates) -> Rows:
    """The strongest mentors for the weakest students, by prior grade.

    Of other criteria only mandatory ones count.
    """
    return pair_by_best_total(candidates.with_criteria([Criterion(field=_GRADE, rule="complement")]))
