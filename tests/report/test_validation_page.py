"""The pages of a validation and of an ablation, from results that are made up."""

from __future__ import annotations

import math

from mentorsim.evidence.ablation import Ablated
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.studies import targets_of
from mentorsim.evidence.validation import FactResult, TargetResult, Validation
from mentorsim.report.validation_page import ablation_page, validation_page

FACTS = {fact.id: fact for fact in read_facts()}


def validation(**moved: float) -> Validation:
    """Results in the middle of their bands, but for those that are moved."""
    results = []
    for name in ("C19", "C25"):
        own = []
        for target in targets_of(FACTS[name]):
            low, high = max(target.low, -1.0), min(target.high, 1.0)
            middle = target.published if math.isfinite(target.published) else 0.5 * (low + high)
            value = moved.get(target.label.replace(" ", "_"), middle)
            own.append(TargetResult(target, value, 0.001, (value - 1.0, value + 1.0)))
        results.append(FactResult(FACTS[name], own[0], tuple(own[1:]), 20))
    return Validation(tuple(results), 1)


def test_numbers_that_belong_to_a_fact_stand_below_it_with_a_direction_or_none() -> None:
    page = validation_page(validation())
    assert "above 0.00" in page
    assert "below 0.00" in page
    assert "none stated" in page
    assert "2 of 2 facts are in their bands" in page
    assert "nan" not in page


def test_a_fact_is_out_with_a_number_that_belongs_to_it() -> None:
    found = validation(C25_pull=0.2)
    assert [result.verdict for result in found.results] == ["in", "out"]
    assert "1 of 2 facts are in their bands, 1 out" in validation_page(found)


def test_an_ablation_says_what_breaks_without_a_mechanism_and_what_each_fact_needs() -> None:
    broken = validation(C25=0.0)
    page = ablation_page(
        Ablated(validation(), (("friends alike in results", broken), ("other", validation())))
    )
    assert "C25 0.00" in page
    needs = page[page.index("What each fact needs") :]
    assert "friends alike in results" in needs
    assert "nothing of these" in needs
