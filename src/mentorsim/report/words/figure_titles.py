"""Titles of a comparison's figures: the finding in one sentence, as sure as the numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.numbers import Scale, count_of

SURE = 0.9
"""A policy with at least this chance of being the best is called the best."""
POSSIBLE = 0.05
"""Policies with a smaller chance of being the best are not counted among those that may be."""
_MOST_NAMED = 3


@dataclass(frozen=True)
class TitledOutcome:
    """An outcome as titles speak of it.

    Attributes
    ----------
    label
        Its name in words.
    scale
        How its numbers are written.
    direction
        ``higher``, ``lower`` or ``neither`` is better.
    students_do
        What a student who counts does, such as "stay enrolled"; None where no students are counted.
    """

    label: str
    scale: Scale
    direction: str
    students_do: str | None = None

    def clause(self, difference: float) -> str:
        """Say a difference: "5.8 more students per 100 stay enrolled", "GPA is 0.20 grade points higher"."""
        size = self.scale.size(difference)
        if self.students_do is not None:
            word = "more" if difference >= 0.0 else "fewer"
            noun = "student" if size.strip("0.") == "1" and float(size) == 1.0 else "students"
            return f"{size} {word} {noun} per 100 {self.students_do}"
        word = "higher" if difference >= 0.0 else "lower"
        unit = self.scale.change_unit
        if unit == "on a scale of 0 to 1":
            return f"{self.label} (0 to 1) is {size} {word}"
        return f"{self.label} is {size} {unit} {word}"


@dataclass(frozen=True)
class TitledDifference:
    """One policy's difference to the baseline.

    Attributes
    ----------
    policy
        Its name.
    mean
        In the outcome's own unit; None where it is not defined.
    standing
        As `mentorsim.report.shown.standing` says.
    chance_best
        The chance that it is the best of all policies; None where that is not known.
    """

    policy: str
    mean: float | None
    standing: str | None
    chance_best: float | None = None


@dataclass(frozen=True)
class TitledBaseline:
    """What is compared with: its name, and whether that is having no program."""

    name: str
    is_control: bool

    @property
    def than(self) -> str:
        """Return "than without a program", or "than under ...": the end of a comparison."""
        return "than without a program" if self.is_control else f"than under {self.name}"

    @property
    def it(self) -> str:
        """Return "no program", or the policy's name."""
        return "no program" if self.is_control else self.name


def difference_title(
    outcome: TitledOutcome,
    found: Sequence[TitledDifference],
    baseline: TitledBaseline,
    replications: int,
) -> str:
    """Return what the differences of one outcome mean.

    Parameters
    ----------
    outcome
        Which.
    found
        The policies other than the baseline.
    baseline
        What they are compared with.
    replications
        How many were compared.
    """
    sign = -1.0 if outcome.direction == "lower" else 1.0
    known = sorted((row for row in found if row.mean is not None), key=lambda row: -sign * (row.mean or 0.0))
    if not known:
        return f"{_capital(outcome.label)}: no policy can be compared with {baseline.it}"
    if outcome.direction == "neither":
        return _without_better(outcome, known, baseline)
    better = [row for row in known if row.standing == "better"]
    worse = [row for row in known if row.standing == "worse"]
    if better:
        harm = f"; {_in_a_row([row.policy for row in worse])}: worse" if worse else ""
        return f"{_best(outcome, better, len(known), baseline)}{harm}"
    slightly = [row for row in known if (row.standing or "").startswith("better,")]
    if slightly:
        return (
            f"With {slightly[0].policy}, {outcome.clause(slightly[0].mean or 0.0)} {baseline.than}, perhaps "
            "too little to matter"
        )
    if worse:
        lead = (
            f"Every policy is worse than {baseline.it}" if len(worse) == len(known) else "No policy is better"
        )
        return f"{lead}: with {worse[-1].policy}, {outcome.clause(worse[-1].mean or 0.0)}"
    undecided = [row for row in known if row.standing in ("undecided", None)]
    if undecided:
        which = (
            "any policy" if len(undecided) == len(known) > 1 else _in_a_row([row.policy for row in undecided])
        )
        return (
            f"Whether {which} changes {outcome.label} is undecided after "
            f"{count_of(replications, 'replication')}"
        )
    return f"No policy changes {outcome.label} by an amount that matters"


def _best(
    outcome: TitledOutcome, better: Sequence[TitledDifference], policies: int, baseline: TitledBaseline
) -> str:
    first = better[0]
    rivals = [row for row in better[1:] if (row.chance_best or 0.0) >= POSSIBLE]
    if rivals and (first.chance_best or 0.0) < SURE:
        group = [first, *rivals]
        means = [row.mean or 0.0 for row in group]
        least, most = (min(means, key=abs), max(means, key=abs))
        size = outcome.scale.size
        clause = outcome.clause(most)
        if size(least) != size(most):
            clause = clause.replace(size(most), f"{size(least)} to {size(most)}", 1)
        names = _in_a_row([row.policy for row in group], "or")
        return f"With {names}, {clause} {baseline.than}; which of them is best is not known"
    best = ", the best of all" if policies > 1 and (first.chance_best or 0.0) >= SURE else ""
    return f"With {first.policy}, {outcome.clause(first.mean or 0.0)} {baseline.than}{best}"


def _without_better(
    outcome: TitledOutcome, known: Sequence[TitledDifference], baseline: TitledBaseline
) -> str:
    sure = [row for row in known if (row.standing or "").partition(",")[0] in ("higher", "lower")]
    if not sure:
        return f"No policy surely changes {outcome.label}"
    most = max(sure, key=lambda row: abs(row.mean or 0.0))
    return f"With {most.policy}, {outcome.clause(most.mean or 0.0)} {baseline.than}"


@dataclass(frozen=True)
class TitledWeek:
    """One policy's difference to the baseline in the last week, with its interval."""

    policy: str
    mean: float
    low: float
    high: float


def weekly_title(
    outcome: TitledOutcome, found: Sequence[TitledWeek], baseline: TitledBaseline, week: int
) -> str:
    """Return how the weeks end.

    Parameters
    ----------
    outcome
        What is drawn by week.
    found
        The policies other than the baseline, in the last week.
    baseline
        What they are compared with.
    week
        The number of that week.
    """
    sure = [row for row in found if row.low > 0.0 or row.high < 0.0]
    if not found:
        return f"{_capital(outcome.label)} over {week} weeks"
    if not sure:
        return f"By week {week}, no policy differs surely from {baseline.it} in {outcome.label}"
    most = max(sure, key=lambda row: abs(row.mean))
    return f"By week {week}, with {most.policy}, {outcome.clause(most.mean)} {baseline.than}"


def information_title(parameter: str | None, worth: str) -> str:
    """Return which parameter is worth knowing; None: none surely is.

    Parameters
    ----------
    parameter
        The most valuable one that is more than chance.
    worth
        Its value with the unit.
    """
    if parameter is None:
        return "No single parameter is surely worth knowing better"
    return f"Knowing {parameter} before choosing is worth most: {worth}"


def _in_a_row(names: Sequence[str], last: str = "and") -> str:
    more = len(names) - _MOST_NAMED
    if more > 1:
        return f"{', '.join(names[:_MOST_NAMED])} {last} {more} others"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
