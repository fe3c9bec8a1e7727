"""The key `select` of an experiment: checked, and completed from the scenario."""

from __future__ import annotations

from mentorsim.documents.nearest import nearest
from mentorsim.documents.places import Places
from mentorsim.errors import UserError
from mentorsim.experiment.design.experiment import Experiment, Select
from mentorsim.experiment.plan import Plan
from mentorsim.outcomes import Outcome, outcomes_of
from mentorsim.scenario import Scenario
from mentorsim.scenario.problems import placed_error
from mentorsim.statistics.selection import MOST_ALTERNATIVES, SelectionPlan, SelectionRule
from mentorsim.statistics.stopping import StoppingRule


def refuse_together(experiment: Experiment, places: Places) -> None:
    """Refuse what `select` takes the place of.

    Raises
    ------
    ScenarioError
        When the experiment says it as well.
    """
    for key in ("replications", "until"):
        if getattr(experiment, key) is not None:
            raise placed_error(places, (key,), f"{key} replaces select: leave one of the two out")


def selected_outcome(select: Select, scenario: Scenario, places: Places) -> str:
    """Return the name of the outcome in which the best is looked for.

    Raises
    ------
    ScenarioError
        When no run has it, or nobody can say beforehand which way it is better.
    """
    try:
        measures = outcomes_of(scenario, [select.outcome])
    except UserError as error:
        raise placed_error(places, ("select", "outcome"), error.message) from None
    (measure, *more) = measures
    if more or not isinstance(measure, Outcome):
        sentence = f"the best is looked for in one outcome of a run, which {select.outcome!r} is not"
    elif measure.direction == "neither" or measure.toward_zero:
        sentence = f"{select.outcome!r} has no best: neither more nor less of it is always better"
    else:
        return measure.name
    raise placed_error(places, ("select", "outcome"), sentence)


def selection_of(select: Select, places: Places, base: Plan) -> SelectionPlan:
    """Return the selection that an experiment asks for.

    Parameters
    ----------
    select
        What is asked for.
    places
        Where it was written.
    base
        What is run; its `watched` outcome is the one that is selected by.

    Raises
    ------
    ScenarioError
        For an unknown policy, or when nobody has said which difference is worth finding.
    """
    watched = base.watched
    assert watched is not None
    assert watched.direction != "neither"
    worthwhile = select.worthwhile or base.scenario.run.smallest_worthwhile.get(watched.name)
    if worthwhile is None:
        raise placed_error(
            places,
            ("select",),
            f"select needs worthwhile: the smallest difference in {watched.name} worth finding, in "
            f"{watched.unit}",
        )
    rule = SelectionRule(
        select.replications_in_all,
        worthwhile,
        watched.direction,
        select.first,
        select.probability,
        planned_grain(watched, base.scenario),
    )
    return SelectionPlan(rule, watched.name, _policies(select, places, base))


def planned_grain(outcome: Outcome, scenario: Scenario) -> float:
    """Return what one student changes in a share; 0 where that is not known before students are made."""
    count = scenario.cohort.first_years
    return 1.0 / count if outcome.per_student and outcome.unit == "share" and count else 0.0


def most_replications(selection: SelectionPlan, places: Places, points: int) -> StoppingRule:
    """Return the rule by which a point is given at most as many replications as the budget leaves for it.

    Raises
    ------
    ScenarioError
        When the budget does not suffice for the first replications of all points, or there are too many
        alternatives.
    """
    rule, alternatives = selection.rule, points * len(selection.policies)
    least = points * rule.first
    if rule.replications_in_all < least:
        raise placed_error(
            places,
            ("select", "replications_in_all"),
            f"replications_in_all must be at least {least:,}, for each of {points:,} design points is given "
            f"{rule.first:,} replications first, not {rule.replications_in_all:,}",
        )
    if alternatives > MOST_ALTERNATIVES:
        raise placed_error(
            places,
            ("select",),
            f"select has {alternatives:,} alternatives (design points times policies); "
            f"{MOST_ALTERNATIVES:,} are the most",
        )
    return StoppingRule(None, rule.replications_in_all - least + rule.first)


def _policies(select: Select, places: Places, base: Plan) -> tuple[int, ...]:
    names = select.policies
    if names is None:
        names = tuple(name for name in base.policies if name != base.control) or base.policies
    for name in names:
        if name not in base.policies:
            guess = nearest(name, base.policies)
            hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(base.policies)}"
            raise placed_error(
                places, ("select", "policies"), f"there is no policy {name!r} to select; {hint}"
            )
    return tuple(number for number, name in enumerate(base.policies) if name in names)
