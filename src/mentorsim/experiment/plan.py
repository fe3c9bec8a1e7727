"""What is to be run: everything that determines the rows of a comparison, and nothing of how they are run."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UnknownNameError, UserError
from mentorsim.experiment.posterior_samples import PosteriorSamples
from mentorsim.mechanisms.registry import own_parameters
from mentorsim.outcomes import Measure, Outcome, outcomes_of, run_level
from mentorsim.outcomes.gaps import Gap
from mentorsim.scenario import Scenario
from mentorsim.scenario.accepting import names_of, whole_number

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

_log = logging.getLogger(__name__)

#: Outcomes that every run keeps, asked for or not: warnings rest on them, and reports tell what programs cost
#: and what pairs go through.
ALWAYS_KEPT = (
    *("retention", "gpa", "participants", "accepted", "cost", "mentors"),
    *("meetings", "met_three", "match_length", "closed_early", "end_reasons"),
)

#: And this where the scenario states a budget: designs that do not fit are flagged by it.
KEPT_WITH_A_BUDGET = ("over_budget",)

#: What a comparison keeps of a run beside its row: the lines over the year are drawn from it.
WEEKLY_ONLY = ("weekly",)


@dataclass(frozen=True)
class Plan:
    """One comparison.

    Attributes
    ----------
    scenario
        The study.
    seed
        Of all random draws.
    policies
        Names, the control among them.
    control
        The policy without a program.
    baseline
        The policy that differences are taken to.
    measures
        The outcomes that are reported.
    by
        Attributes whose groups are reported.
    watched
        The outcome that a stopping rule looks at, reported or not.
    model
        The model that runs; None: `mentorsim.MentoringModel`.
    samples
        The mechanism parameters of each replication; None: the scenario's in all of them.
    keep
        What is kept of a run beside its row: ``weekly``, ``ties``, ``students``.
    """

    scenario: Scenario
    seed: int
    policies: tuple[str, ...]
    control: str
    baseline: str
    measures: tuple[Measure, ...]
    by: tuple[str, ...] = ()
    watched: Outcome | None = None
    model: type[MentoringModel] | None = None
    keep: tuple[str, ...] = WEEKLY_ONLY
    samples: PosteriorSamples | None = None

    def study_of(self, replication: int) -> tuple[Scenario, int]:
        """Return the scenario that a replication runs, and the number of its replication."""
        return (
            (self.scenario, replication)
            if self.samples is None
            else self.samples.study_of(self.scenario, replication)
        )

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What is measured of each run: what is reported, the parts of ratios, and what is always kept."""
        watched = () if self.watched is None else (self.watched,)
        kept = ALWAYS_KEPT if self.scenario.budget is None else (*ALWAYS_KEPT, *KEPT_WITH_A_BUDGET)
        return run_level((*self.measures, *watched, *outcomes_of(self.scenario, kept)))

    @cached_property
    def grouped_by(self) -> tuple[str, ...]:
        """The attributes that the results look at, whose groups are counted."""
        gaps = (outcome.function.attribute for outcome in self.outcomes if isinstance(outcome.function, Gap))
        return tuple(dict.fromkeys((*self.by, *gaps)))

    @cached_property
    def gap_groups(self) -> tuple[tuple[Outcome, str], ...]:
        """The outcomes and attributes of gaps whose groups' means are kept beside those of `by`."""
        gaps = [outcome.function for outcome in self.outcomes if isinstance(outcome.function, Gap)]
        measured = {outcome.name for outcome in self.outcomes}
        found = {(gap.of.name, gap.attribute): (gap.of, gap.attribute) for gap in gaps}
        return tuple(
            one
            for (name, attribute), one in found.items()
            if attribute not in self.by or name not in measured
        )

    def at(self, changes: Mapping[str, Any]) -> Plan:
        """Return the same plan for the scenario with other values, by their paths.

        Raises
        ------
        UserError
            When the scenario would not be valid, or lacks a policy, outcome or attribute of the plan.
        """
        return self.of(self.scenario.with_changes(changes)) if changes else self

    def of(self, scenario: Scenario) -> Plan:
        """Return the same plan for another scenario; its errors are those of `at`."""
        return make_plan(
            scenario,
            policies=self.policies,
            baseline=self.baseline,
            by=self.by,
            seed=self.seed,
            outcomes=[measure.name for measure in self.measures],
            watched=None if self.watched is None else self.watched.name,
            model=self.model,
            keep=self.keep,
        )


def make_plan(
    scenario: Scenario,
    *,
    policies: Iterable[str] | None = None,
    baseline: str | None = None,
    by: Sequence[str] = (),
    seed: int | None = None,
    outcomes: Iterable[str] | None = None,
    watched: str | None = None,
    model: type[MentoringModel] | None = None,
    samples: PosteriorSamples | None = None,
    keep: Iterable[str] = WEEKLY_ONLY,
) -> Plan:
    """Check what is asked for against the scenario and fill in what is not.

    Parameters
    ----------
    scenario
        The study.
    policies
        Which of its policies to compare; None: all. The control is always added, and is added first.
    baseline
        None: the control.
    by
        Attributes.
    seed
        None: the scenario's.
    outcomes
        Names; None: the scenario's.
    watched
        Name of the outcome that a stopping rule looks at.
    model
        A model to run in place of the built-in one.
    samples
        The mechanism parameters of each replication; None: the scenario's.
    keep
        What is kept of a run beside its row.

    Raises
    ------
    UserError
        For a policy, attribute or outcome that does not exist.
    """
    _check_own_parameters(scenario, model)
    control = scenario.control_name
    _log.debug("planning %r: policies %s, outcomes %s", scenario.name, policies, outcomes)
    by, outcomes = names_of(by) or (), names_of(outcomes)
    chosen = names_of(policies) or tuple(scenario.policies)
    for name in chosen:
        _check(name if name != "none" else control, scenario.policies, "policy")
    chosen = tuple(control if name == "none" else name for name in chosen)
    if control not in chosen:
        chosen = (control, *chosen)
    base = control if baseline in (None, "none") else str(baseline)
    _check(base, chosen, "policy")
    for attribute in by:
        _check(attribute, scenario.cohort.attribute_names, "attribute")
    return Plan(
        scenario=scenario,
        seed=scenario.run.seed if seed is None else whole_number("seed", seed, low=0),
        policies=chosen,
        control=control,
        baseline=base,
        measures=outcomes_of(scenario, outcomes),
        by=by,
        watched=None if watched is None else _watched(scenario, watched),
        model=model,
        samples=samples,
        keep=tuple(keep),
    )


def _check_own_parameters(scenario: Scenario, model: type[MentoringModel] | None) -> None:
    """Refuse a value for a parameter of a mechanism that takes no part: it would change nothing."""
    own = own_parameters()
    named = {*scenario.mechanisms, *(() if model is None else (one.name for one in model.mechanisms))}
    for name in scenario.parameters:
        if name in own and own[name][1] not in named:
            owner = own[name][1]
            raise UserError(
                f"parameters.{name} belongs to the mechanism {owner}, which takes no part: add mechanisms: "
                f"[{owner}] to the scenario (--set 'mechanisms=[{owner}]')"
            )


def _watched(scenario: Scenario, name: str) -> Outcome:
    measures = outcomes_of(scenario, [name])
    if len(measures) != 1 or not isinstance(measures[0], Outcome):
        raise UserError(f"run.until.outcome must be one outcome of a run, which {name!r} is not")
    gap = measures[0].function
    categories = scenario.cohort.categories_of(gap.attribute) if isinstance(gap, Gap) else None
    if categories is not None and len(categories) > 2:
        raise UserError(
            f"run.until.outcome: {name} is a range over {len(categories)} groups, whose precision no single "
            "run tells: watch an outcome of all first-years"
        )
    return measures[0]


def _check(name: str, known: Iterable[str], kind: str) -> None:
    names = tuple(known)
    if name in names:
        return
    guess = nearest(name, names)
    hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(names) or 'none'}"
    raise UnknownNameError(f"there is no {kind} {name!r} to compare; {hint}")
