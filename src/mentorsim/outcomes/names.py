"""From the names in a scenario to outcomes: patterns are spelled out, unknown names refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mentorsim.documents.nearest import nearest
from mentorsim.errors import ScenarioError
from mentorsim.outcomes.built_in import registered_outcomes
from mentorsim.outcomes.first_years import retention_of_term
from mentorsim.outcomes.gaps import equity_gap
from mentorsim.outcomes.mentoring import END_REASONS, ended
from mentorsim.outcomes.registry import CURRENCY, Measure, Outcome, Ratio
from mentorsim.plugins import load_installed

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario

#: Outcomes whose gaps the short name `equity_gap` stands for.
GAP_OUTCOMES = ("retention", "gpa")
_GAP = "equity_gap"


def outcomes_of(scenario: Scenario, names: Iterable[str] | None = None) -> tuple[Measure, ...]:
    """Find the outcomes that a list of names stands for.

    Beside the registered names there are `retention_term_1` (and so on; `retention_by_term`: all of them),
    `ended_mismatch` (and the other reasons; `end_reasons`: all), and `equity_gap_gpa_major`: the gap in any
    mean over first-years by any attribute (`equity_gap_gpa`: by all attributes; `equity_gap`: in retention
    and gpa by all attributes).

    Parameters
    ----------
    scenario
        Its attributes, terms and currency are looked at.
    names
        As in a scenario's `outcomes`; None: those.

    Returns
    -------
    tuple
        In the order of the names, each once.

    Raises
    ------
    ScenarioError
        For a name that stands for nothing, with the nearest one that does.
    """
    found: dict[str, Measure] = {}
    for number, name in enumerate(scenario.outcomes if names is None else names):
        measures = _spelled_out(scenario, name)
        if not measures:
            place = scenario.places.of(("outcomes", number)) if names is None else None
            raise ScenarioError(
                _unknown(scenario, name),
                file=scenario.name if names is None else None,
                line=None if place is None else place.line,
            )
        for measure in measures:
            found.setdefault(measure.name, measure)
    return tuple(found.values())


def run_level(measures: Sequence[Measure]) -> tuple[Outcome, ...]:
    """Return the outcomes that must be measured of each run, the parts of ratios included, each once."""
    registered = registered_outcomes()
    found: dict[str, Outcome] = {}
    for measure in measures:
        parts = (
            [registered[measure.cost], registered[measure.effect]]
            if isinstance(measure, Ratio)
            else [measure]
        )
        for part in parts:
            if isinstance(part, Outcome):
                found.setdefault(part.name, part)
    return tuple(found.values())


def _spelled_out(scenario: Scenario, name: str) -> tuple[Measure, ...]:
    registered = registered_outcomes()
    if name in registered:
        return (_with_currency(registered[name], scenario),)
    for pattern in (_terms, _reasons, _gaps):
        measures = pattern(scenario, name)
        if measures:
            return measures
    load_installed()
    registered = registered_outcomes()
    return (_with_currency(registered[name], scenario),) if name in registered else ()


def _with_currency(measure: Measure, scenario: Scenario) -> Measure:
    if CURRENCY not in measure.unit:
        return measure
    return replace(measure, unit=measure.unit.replace(CURRENCY, scenario.program.costs.currency))


def _terms(scenario: Scenario, name: str) -> tuple[Measure, ...]:
    every = {
        f"retention_term_{term}": Outcome(
            f"retention_term_{term}",
            "share",
            "higher",
            f"Share of first-years who are enrolled when term {term} and the break after it are over.",
            partial(retention_of_term, term=term),
            per_student=True,
        )
        for term in range(1, scenario.calendar.terms + 1)
    }
    return _one_or_all(every, name, "retention_by_term")


def _reasons(scenario: Scenario, name: str) -> tuple[Measure, ...]:
    every = {
        f"ended_{reason}": Outcome(
            f"ended_{reason}",
            "share",
            "neither",
            f"Share of the pairs ever made that ended with the reason: {reason.replace('_', ' ')}.",
            partial(ended, code=code),
        )
        for code, reason in enumerate(END_REASONS)
        if code > 0
    }
    return _one_or_all(every, name, "end_reasons")


def _gaps(scenario: Scenario, name: str) -> tuple[Measure, ...]:
    if not name.startswith(_GAP):
        return ()
    attributes = scenario.cohort.attribute_names
    of = {measure.name: measure for measure in registered_outcomes().values() if _is_mean(measure)}
    of.update((measure.name, measure) for measure in _terms(scenario, "retention_by_term"))
    asked = [
        (outcome, attribute)
        for outcome in of
        for attribute in attributes
        if name in (f"{_GAP}_{outcome}_{attribute}", f"{_GAP}_{outcome}")
        or (name == _GAP and outcome in GAP_OUTCOMES)
    ]
    return tuple(
        equity_gap(outcome, attribute, scenario.cohort.categories_of(attribute))
        for outcome_name, attribute in asked
        if isinstance(outcome := of[outcome_name], Outcome)
    )


def _is_mean(measure: Measure) -> bool:
    return isinstance(measure, Outcome) and measure.per_student


def _one_or_all(every: dict[str, Outcome], name: str, short: str) -> tuple[Measure, ...]:
    if name == short:
        return tuple(every.values())
    return (every[name],) if name in every else ()


def _unknown(scenario: Scenario, name: str) -> str:
    if name.startswith(_GAP) and not scenario.cohort.attribute_names:
        return f"the outcome {name} needs an attribute: describe one under cohort.attributes"
    if name.startswith(_GAP):
        attributes = ", ".join(scenario.cohort.attribute_names)
        return (
            f"there is no outcome {name!r}: write equity_gap, equity_gap_gpa, or equity_gap_gpa_ and the "
            f"name of an attribute ({attributes})"
        )
    known = (*registered_outcomes(), "retention_by_term", "retention_term_1", "end_reasons", _GAP)
    guess = nearest(name, known)
    return f"there is no outcome {name!r}; " + (
        f"did you mean {guess!r}?"
        if guess
        else f"there are {', '.join(known)}; one of your own needs its module: --plugin"
    )
