"""What is analyzed: which outcomes, of which policies, and whether as they are or against the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UserError
from mentorsim.experiment.summarizing import limits_of
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.outcomes import Measure, Outcome, Ratio, outcomes_of

Of = Literal["difference", "level"]


@dataclass(frozen=True)
class Subject:
    """What is analyzed.

    Attributes
    ----------
    of
        ``difference``: a policy's outcome minus the baseline's in the same replication; ``level``: the
        outcome.
    outcomes
        What was measured of every run, in the order of the report.
    policies
        Whose outcomes; without the baseline where differences are analyzed.
    baseline
        The policy that differences are taken to.
    left_out
        Outcomes of the results that cannot be analyzed: ratios, which no single run has.
    worthwhile
        Smallest worthwhile differences by outcome.
    front
        Outcomes that a Pareto front weighs against each other; empty: left to the analysis.
    when
        Conditions for scenario discovery, as sentences; empty: left to the analysis.
    source
        What the numbers rest on, in a sentence: points, replications, seed.
    """

    of: Of
    outcomes: tuple[Outcome, ...]
    policies: tuple[str, ...]
    baseline: str
    left_out: tuple[str, ...] = ()
    worthwhile: Mapping[str, float] = field(default_factory=dict)
    front: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the outcomes."""
        return tuple(outcome.name for outcome in self.outcomes)

    @property
    def sentence(self) -> str:
        """Say what the numbers are."""
        if self.of == "level":
            return "Outcomes as they are."
        return f"Outcomes minus those under {self.baseline!r} in the same replication."


def subject_of(
    results: SweepResults,
    *,
    outcomes: Sequence[str] | None = None,
    policies: Sequence[str] | None = None,
    of: Of | None = None,
    worthwhile: Mapping[str, float] | None = None,
    front: Sequence[str] | None = None,
    when: Sequence[str] | None = None,
) -> Subject:
    """Choose what is analyzed.

    Parameters
    ----------
    results
        The results folder.
    outcomes
        Names; None: those that the experiment asked for.
    policies
        Names; None: all, without the baseline where differences are analyzed.
    of
        None: differences where there is more than one policy.
    worthwhile
        Smallest worthwhile differences by outcome, beside those of the scenario.
    front
        Outcomes that a Pareto front weighs against each other.
    when
        Conditions for scenario discovery.

    Raises
    ------
    UserError
        For a name that the results do not have, or where there is nothing to take a difference to.
    """
    if of is None:
        of = "difference" if len(results.policies) > 1 else "level"
    if of == "difference" and len(results.policies) < 2:
        raise UserError(f"there is no difference to analyze: {results.policies[0]!r} is the only policy")
    known = {measure.name: measure for measure in results.measures}
    for name in worthwhile or {}:
        if name not in known:
            raise UserError(_unknown("outcome", name, tuple(known)))
    outcomes = [full for name in outcomes or () for full in _spelled_out(results, name, known)]
    front = [full for name in front or () for full in _spelled_out(results, name, known)]
    for name in (*outcomes, *front):
        if name not in known:
            raise UserError(_unknown("outcome", name, tuple(known)))
        measure = known[name]
        if isinstance(measure, Ratio):
            raise UserError(
                f"the outcome {name} is a ratio of means, which no run has: ask for {measure.cost} or "
                f"{measure.effect}"
            )
    for name in policies or ():
        if name not in results.policies:
            raise UserError(_unknown("policy", name, results.policies))
        if of == "difference" and name == results.baseline:
            raise UserError(
                f"{name!r} is the baseline, which does not differ from itself: ask for its --level"
            )
    chosen = [known[name] for name in dict.fromkeys((*(outcomes or known), *front))]
    if all(isinstance(measure, Ratio) for measure in chosen):
        raise UserError("the experiment asked for ratios only, which no run has")
    return Subject(
        of,
        tuple(measure for measure in chosen if isinstance(measure, Outcome)),
        tuple(
            name
            for name in results.policies
            if (not policies or name in policies) and (of == "level" or name != results.baseline)
        ),
        results.baseline,
        tuple(measure.name for measure in chosen if isinstance(measure, Ratio)),
        {**_known_worthwhile(results), **(worthwhile or {})},
        tuple(dict.fromkeys(front)),
        tuple(when or ()),
        _source(results),
    )


def _source(results: SweepResults) -> str:
    points, most = len(results.design.points), "" if results.fixed else "up to "
    replications = f"{most}{results.replications:,} replication{'s' if results.replications != 1 else ''}"
    of_each = f" of each of {points:,} design points" if points > 1 else ""
    return f"{replications}{of_each} (seed {results.record['seed']})."


def _known_worthwhile(results: SweepResults) -> dict[str, float]:
    """Return what is worthwhile by default, by the scenario, and by what a sweep has selected."""
    select = results.record.get("select")
    selected = {} if select is None else {str(select["outcome"]): float(select["worthwhile"])}
    return {**limits_of(results.plan, results.scenario.run.smallest_worthwhile), **selected}


def _spelled_out(results: SweepResults, name: str, known: Mapping[str, Measure]) -> list[str]:
    """Return the outcomes that a short name such as equity_gap stands for; else the name as it is."""
    if name in known:
        return [name]
    try:
        found = [measure.name for measure in outcomes_of(results.scenario, [name])]
    except UserError:
        return [name]
    return [full for full in found if full in known] or [name]


def _unknown(kind: str, name: str, names: Sequence[str]) -> str:
    guess = nearest(name, names)
    hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(names)}"
    return f"the results have no {kind} {name!r}; {hint}"
