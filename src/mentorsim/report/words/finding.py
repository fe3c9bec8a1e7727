"""What sentences are made from: the numbers of a comparison in people and money, not yet rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class OptionStanding(StrEnum):
    """How an option stands beside the baseline, as far as is known."""

    BETTER = "better"
    SLIGHTLY_BETTER = "better, perhaps too little to matter"
    WORSE = "worse"
    SLIGHTLY_WORSE = "worse, perhaps too little to matter"
    SAME = "no practical difference"
    UNDECIDED = "undecided"
    UNKNOWN = "not known"


@dataclass(frozen=True)
class Amount:
    """A number, and from where to where it may lie."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class MainOutcome:
    """The outcome that the report is about, in words.

    Parameters
    ----------
    does
        What a student who has it does: "stay enrolled". None: it is not counted in students.
    label, unit
        Of an outcome that is not counted in students: "GPA", "grade points".
    decimals
        Of its numbers.
    more_is_better
        Which way is better.
    """

    does: str | None = "stay enrolled"
    label: str = "retention"
    unit: str = ""
    decimals: int = 2
    more_is_better: bool = True


@dataclass(frozen=True)
class Option:
    """One program design beside the baseline.

    Parameters
    ----------
    name
        Of the policy.
    standing
        By the main outcome.
    effect
        How many more students have the main outcome than under the baseline, or how much more of it there
        is, with all that is not known of the mean. None: undefined.
    year
        The same in single years, 95 of 100 of them; None where that is not known.
    chance_best
        The chance that it is the best of all options, the baseline among them; None where not known.
    cost
        What it costs; None where nothing is known of costs.
    cost_per_student
        For each additional student retained; None where there is none to pay for, or costs are not known.
    over_budget
        The share of years in which it costs more, or has more mentors, than the budget; None: no budget.
    """

    name: str
    standing: OptionStanding
    effect: Amount | None
    year: tuple[float, float] | None = None
    chance_best: float | None = None
    cost: float | None = None
    cost_per_student: Amount | None = None
    over_budget: float | None = None

    @property
    def fits(self) -> bool:
        """Whether it is within the budget in most years, or there is none."""
        return (self.over_budget or 0.0) <= 0.5


@dataclass(frozen=True)
class Turn:
    """From which value of a student retained on another option is the best choice by the means."""

    value: float
    before: str
    after: str


@dataclass(frozen=True)
class Finding:
    """What a comparison found for its main outcome.

    Parameters
    ----------
    main
        The outcome.
    students
        How many first-years the main outcome is counted among.
    baseline
        The policy that all others are compared with.
    baseline_is_control
        Whether that is having no program.
    options
        All others, in their order.
    replications
        Simulated years (with posterior samples: of each).
    failures
        How many of all simulated years have a failed run.
    samples
        Posterior samples of the parameters; None: parameter uncertainty was not looked at.
    currency
        Of all money.
    budget
        What may be spent at most; None: not stated.
    budget_mentors
        The most mentors there are; None: not stated.
    turns
        Where the choice turns over the value of a student retained.
    value
        What the scenario says a student retained is worth; None: it does not.
    chance_best_baseline
        The chance that the baseline itself is the best of all.
    interrupted
        Whether the comparison was stopped early.
    """

    main: MainOutcome
    students: float
    baseline: str
    baseline_is_control: bool
    options: Sequence[Option]
    replications: int
    failures: int = 0
    samples: int | None = None
    currency: str = "USD"
    budget: float | None = None
    budget_mentors: int | None = None
    turns: Sequence[Turn] = field(default=())
    value: float | None = None
    chance_best_baseline: float | None = None
    interrupted: bool = False

    @property
    def sign(self) -> float:
        """1 where more of the main outcome is better, −1 where less is."""
        return 1.0 if self.main.more_is_better else -1.0

    @property
    def helpful(self) -> list[Option]:
        """The options that are surely better than the baseline by an amount that matters, the best first."""
        return self._sorted(OptionStanding.BETTER)

    @property
    def harmful(self) -> list[Option]:
        """The options that are surely worse than the baseline, the worst first."""
        return self._sorted(OptionStanding.WORSE)[::-1]

    @property
    def known(self) -> list[Option]:
        """The options whose effect is defined, the best first."""
        return self._sorted(*OptionStanding)

    def _sorted(self, *standings: OptionStanding) -> list[Option]:
        found = [option for option in self.options if option.effect is not None]
        found = [option for option in found if option.standing in standings]
        return sorted(found, key=lambda option: -self.sign * (option.effect.mean if option.effect else 0.0))
