"""What a sweep runs: a plan at every point of a design. A comparison is a sweep of one design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.folder.identity import fingerprint_of, identity_of
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.sharing import Sharing
from mentorsim.statistics.selection import SelectionPlan
from mentorsim.statistics.stopping import StoppingRule


@dataclass(frozen=True, eq=False)
class SweepPlan:
    """Everything that determines the rows of a sweep, and how many of them there are.

    Attributes
    ----------
    base
        The plan for the scenario before anything is varied.
    design
        What is varied.
    rule
        When it is enough at each point.
    point_fingerprints
        A hash of what determines the runs of each point, apart from policy and replication.
    about
        How the design came about, for the record: plain values. Empty for a comparison.
    title, question
        For readers.
    selection
        How replications are given to points where the choice is close; None: to all points by the rule.
    notes
        What a reader should know of the design, a sentence each.
    sharing
        What points have in common; None: nothing that is known.
    """

    base: Plan
    design: Design
    rule: StoppingRule
    point_fingerprints: tuple[str, ...]
    about: Mapping[str, Any]
    title: str = ""
    question: str = ""
    selection: SelectionPlan | None = None
    notes: tuple[str, ...] = ()
    sharing: Sharing | None = None

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What determines the rows, as plain values for JSON."""
        identity = identity_of(self.base)
        return {**identity, "experiment": dict(self.about)} if self.about else identity

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the identity."""
        return fingerprint_of(self.identity)

    @property
    def written(self) -> dict[str, Any]:
        """The experiment with every choice spelled out, for a reader."""
        base, rule = self.base, self.rule
        stop: dict[str, Any] = {"replications": rule.max_replications}
        if rule.half_width is not None and base.watched is not None:
            until = {"outcome": base.watched.name, "half_width": rule.half_width}
            stop = {"until": until, "max_replications": rule.max_replications}
        if self.selection is not None:
            stop = {"select": self.written_selection}
        about = dict(self.about)
        if self.design.kind == "points":  # the list of points lies beside the experiment
            about = {"points": "design.csv"}
        else:
            about.pop("points", None)
        return {
            "title": self.title,
            "question": self.question,
            "scenario": "scenario.yaml",
            **{key: value for key, value in about.items() if key != "keep"},
            "seed": base.seed,
            **stop,
            "policies": list(base.policies),
            "baseline": base.baseline,
            "outcomes": [measure.name for measure in base.measures],
            "by": list(base.by),
            "keep": list(base.keep),
        }

    @property
    def written_selection(self) -> dict[str, Any] | None:
        """How it selects, as an experiment says it; None where it does not."""
        if self.selection is None:
            return None
        rule = self.selection.rule
        return {
            "outcome": self.selection.outcome,
            "policies": [self.base.policies[number] for number in self.selection.policies],
            "replications_in_all": rule.replications_in_all,
            "first": rule.first,
            "probability": rule.probability,
            "worthwhile": rule.worthwhile,
        }

    @property
    def least_replications(self) -> int:
        """Replications of all points together that are run in any case."""
        each = self.rule.looks[0] if self.selection is None else self.selection.rule.first
        return self.points * each

    @property
    def fixed(self) -> bool:
        """Whether the number of replications is known beforehand."""
        return self.rule.half_width is None and self.selection is None

    @property
    def points(self) -> int:
        """Number of points."""
        return len(self.design.points)


def comparison_plan(plan: Plan, rule: StoppingRule) -> SweepPlan:
    """Return the sweep of one design that a comparison is."""
    design = Design("grid", (), ((),), np.zeros(1, dtype=np.int64))
    fingerprint = fingerprint_of(identity_of(plan))
    return SweepPlan(plan, design, rule, (fingerprint,), {}, title=plan.scenario.title)
