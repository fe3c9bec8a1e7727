"""What can be known of policies before anything is simulated: places, planned cost, budget."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.documents.yaml_text import inline
from mentorsim.scenario import Program, Scenario
from mentorsim.scenario.planned_cost import planned_cost, planned_places, planned_uses


@dataclass(frozen=True)
class PolicyGlance:
    """One policy at a glance.

    Attributes
    ----------
    number
        Its place among the policies, from 0.
    name
        Its name.
    is_control
        Whether it is the control.
    mentors, places, cost
        In words; empty for the control.
    over
        What is over the budget, as a phrase; empty where it fits or there is none.
    differs
        What it does differently from what all share, as in the scenario's file.
    """

    number: int
    name: str
    is_control: bool
    mentors: str = ""
    places: str = ""
    cost: str = ""
    over: str = ""
    differs: str = ""


def policy_glances(scenario: Scenario) -> list[PolicyGlance]:
    """Look at every policy of a scenario."""
    over = {use.policy: "; ".join(use.over) for use in planned_uses(scenario)}
    written = scenario.to_mapping().get("policies") or {}
    glances: list[PolicyGlance] = []
    for number, (name, program) in enumerate(scenario.policies.items()):
        if program is None:
            glances.append(PolicyGlance(number, name, is_control=True))
            continue
        differs = inline(written.get(name) or {})[1:-1]  # without the outer braces
        glances.append(
            PolicyGlance(
                number,
                name,
                is_control=False,
                mentors=f"{program.mentors.count:,}" if program.has_mentors else "none",
                places=places_in_words(scenario, program),
                cost=f"{planned_cost(scenario, program):,.0f} {program.costs.currency}",
                over=over.get(name, ""),
                differs=differs,
            )
        )
    return glances


def places_in_words(scenario: Scenario, program: Program) -> str:
    """Say how many places a program has, or that there is no limit."""
    if not program.has_mentors:
        return "no limit"
    return f"{planned_places(scenario, program):,}"
