"""Runs the scenarios that stand for studies, and measures their facts in replication after replication."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.evidence.fact import Fact
from mentorsim.evidence.facts import SHIPPED
from mentorsim.evidence.leveling import leveled, sets_population
from mentorsim.evidence.measures import Runs, base_of, measured, needs_volunteers, weeks_watched
from mentorsim.evidence.presets import load_preset
from mentorsim.evidence.watching import run_watched
from mentorsim.outcomes import RunView, first_years_of_model
from mentorsim.scenario import Scenario

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Study:
    """A scenario and the facts that are measured in it.

    Attributes
    ----------
    name
        The preset's name or file.
    scenario
        The scenario.
    facts
        Its facts.
    leveled
        Whether its population is set anew in each replication, so that a base that a fact states is met
        whatever the mechanism parameters are; it is not a target then.
    banded
        Whether numbers that have no band of their own are left out: nothing can be fitted to them.
    """

    name: str
    scenario: Scenario
    facts: tuple[Fact, ...]
    leveled: bool = False
    banded: bool = False

    @property
    def targets(self) -> tuple[Target, ...]:
        """What one replication gives, in order."""
        return tuple(target for fact in self.facts for target in self.targets_of(fact))

    @property
    def base(self) -> Fact | None:
        """The fact whose base its population is set to."""
        stated = [fact for fact in self.facts if sets_population(fact)]
        return stated[0] if self.leveled and stated else None

    def targets_of(self, fact: Fact) -> tuple[Target, ...]:
        """Return the targets of one of its facts."""
        targets = targets_of(fact)
        if fact is self.base:
            targets = targets[:-1]
        return tuple(target for target in targets if target.fact.has_band or not self.banded)

    @property
    def policies(self) -> tuple[str, ...]:
        """The programs that have to be run."""
        return tuple(dict.fromkeys(target.fact.policy for target in self.targets if target.fact.policy))

    def with_mechanisms(self, names: Sequence[str]) -> Study:
        """Return the study with further mechanisms of a user's own."""
        every = list(dict.fromkeys((*self.scenario.mechanisms, *names)))
        if every == list(self.scenario.mechanisms):
            return self
        return replace(self, scenario=self.scenario.with_changes({"mechanisms": every}))

    def with_parameters(self, values: Mapping[str, float]) -> Study:
        """Return the study under other mechanism parameters."""
        return replace(self, scenario=self.scenario.with_parameters(values))


@dataclass(frozen=True)
class Target:
    """One number that the simulation should give.

    Attributes
    ----------
    label
        The fact's id; ``C11 base`` for the base of a fact.
    fact
        The fact, or the number that belongs to one.
    published, low, high
        Where the number should be, in the fact's unit.
    """

    label: str
    fact: Fact
    published: float
    low: float
    high: float
    is_base: bool = False

    @property
    def spread(self) -> float:
        """Standard deviation of what the band says.

        The published number is the likeliest, and nothing outside the band agrees with it: of the triangular
        distribution between the band's ends, with its mode in the middle.
        """
        return 0.5 * (self.high - self.low) / math.sqrt(6.0)


def targets_of(fact: Fact) -> tuple[Target, ...]:
    """Return the numbers that belong to a fact; the base comes last, its target the middle of its band."""
    targets = [Target(one.id, one, one.published, one.low, one.high) for one in fact.whole]
    if fact.base is not None:
        low, high = fact.base.low, fact.base.high
        targets.append(Target(f"{fact.id} base", fact, 0.5 * (low + high), low, high, is_base=True))
    return tuple(targets)


def studies_of(
    facts: Sequence[Fact], folder: Path | None = None, mechanisms: Sequence[str] = ()
) -> tuple[Study, ...]:
    """Group facts by the scenario that they are measured in.

    Parameters
    ----------
    facts
        The facts.
    folder
        Where scenario files that facts name are; None: only presets.
    mechanisms
        Mechanisms of a user's own that take part in all of them, beside those that a scenario names.

    Raises
    ------
    UserError
        When a scenario cannot be loaded or has no such policy.
    """
    by_scenario: dict[str, list[Fact]] = {}
    for fact in facts:
        by_scenario.setdefault(fact.scenario, []).append(fact)
    studies = []
    for name, own in by_scenario.items():
        studies.append(_study(name, folder or SHIPPED.parent, own))
    return tuple(study.with_mechanisms(mechanisms) for study in studies)


def _study(name: str, folder: Path, facts: Sequence[Fact]) -> Study:
    try:
        scenario = load_preset(name, folder)
    except UserError as problem:
        if problem.file is not None:  # a mistake in the scenario itself
            raise
        raise facts[0].wrong(problem.message) from None
    for fact in (one for main in facts for one in main.whole):
        try:
            is_control = bool(fact.policy) and scenario.policy(fact.policy) is None
        except UserError as problem:
            raise fact.wrong(problem.message) from None
        if is_control:
            raise fact.wrong(f"the policy {fact.policy!r} is the control; it needs a program")
    return Study(name, scenario, tuple(facts))


def observe(study: Study, seed: int, replication: int) -> Floats:
    """Measure the facts of a study in one replication.

    Returns
    -------
    ndarray
        Shape (2, targets of the study): as observed, and the estimate with less noise.
    """
    from mentorsim.model import MentoringModel
    from mentorsim.world import make_world

    scenario, base = study.scenario, study.base
    if base is not None:
        scenario = leveled(scenario, base, seed, replication)
    world = make_world(scenario, seed, replication)
    targets = study.targets
    weeks = scenario.calendar.weeks_per_term
    watched = {week for target in targets for week in weeks_watched(target.fact, weeks)}
    first_years = None
    views, glances = {}, {}
    for policy in ("none", *study.policies):
        model = MentoringModel(scenario, policy, rng=seed, world=world)
        glances["" if policy == "none" else policy] = run_watched(model, watched)
        if first_years is None:
            first_years = first_years_of_model(model)
        views[policy] = RunView(model, first_years)
    asked: dict[tuple[object, ...], Flags] = {}
    volunteers = {}
    for policy in dict.fromkeys(target.fact.policy for target in targets if needs_volunteers(target.fact)):
        program = scenario.policies[policy]
        assert program is not None
        # Who accepts is decided before anybody is matched: by what is offered, to whom, and when.
        offer = (program.offer.model_dump_json(), program.eligibility.model_dump_json(), program.starts_week)
        if offer not in asked:
            wide = scenario.with_changes({f"policies.{policy}.offer.share": 1.0})
            model = MentoringModel(wide, policy, rng=seed, world=world)
            for _ in range(program.starts_week):
                model.step()
            asked[offer] = RunView(model, first_years).accepted
        volunteers[policy] = asked[offer]
    runs = Runs(views["none"], views, volunteers, glances)
    found = [
        base_of(target.fact, runs) if target.is_base else measured(target.fact, runs) for target in targets
    ]
    return np.array([[one.observed for one in found], [one.estimate for one in found]])
