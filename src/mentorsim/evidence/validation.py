"""Validation: each fact beside what the simulation gives, with how sure that is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student_t

from mentorsim.documents.html_text import html_facts
from mentorsim.errors import UserError
from mentorsim.evidence.fact import Fact
from mentorsim.evidence.simulating import StudyTask, study_pool
from mentorsim.evidence.studies import Study, Target, studies_of
from mentorsim.experiment.execution.options import RunOptions

Floats = NDArray[np.float64]
Verdict = Literal["in", "out", "undecided"]
Progress = Callable[[int, int], None]

#: First-years that a study is simulated with in all, and the bounds of the number of its replications.
_STUDENTS = 250_000
_FEWEST, _MOST = 20, 320
#: Standard errors that the mean has to be inside the band, or outside.
_SURE = 2.0
_PREDICTIVE = 0.9
_PER_TASK = 20


@dataclass(frozen=True)
class TargetResult:
    """One number of a fact.

    Attributes
    ----------
    target
        What it should be.
    simulated, error
        Mean over the replications, and its standard error.
    predictive
        Where a study of the scenario's size would find it, with a probability of 90 percent.

    Examples
    --------
    >>> import mentorsim as ms
    >>> number = ms.validate(replications=2, workers=1).results[0].main
    >>> number.predictive[0] < number.simulated < number.predictive[1]
    True
    """

    target: Target
    simulated: float
    error: float
    predictive: tuple[float, float]

    @property
    def verdict(self) -> Verdict:
        """``in`` or ``out`` of the band by two standard errors or more, else ``undecided``."""
        if not math.isfinite(self.simulated):
            return "undecided"
        low, high = self.simulated - _SURE * self.error, self.simulated + _SURE * self.error
        if self.target.low <= low and high <= self.target.high:
            return "in"
        return "out" if high < self.target.low or low > self.target.high else "undecided"


@dataclass(frozen=True)
class FactResult:
    """One fact: its own number, and the further bands that belong to it.

    Attributes
    ----------
    fact
        The fact.
    main
        The published number.
    further
        The same under another policy, and the base; often empty.
    replications
        Number of simulated replications.

    Examples
    --------
    >>> import mentorsim as ms
    >>> fact = ms.validate(replications=2, workers=1).results[0]
    >>> fact.fact.id, fact.replications
    ('C01', 2)
    """

    fact: Fact
    main: TargetResult
    further: tuple[TargetResult, ...]
    replications: int

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all its numbers."""
        verdicts = {result.verdict for result in (self.main, *self.further)}
        return "out" if "out" in verdicts else "undecided" if "undecided" in verdicts else "in"


@dataclass(frozen=True)
class Validation:
    """All facts, in their order.

    Attributes
    ----------
    results
        One for each fact.
    seed
        The seed that was added to the studies' own.

    Examples
    --------
    >>> import mentorsim as ms
    >>> validation = ms.validate(replications=2, workers=1)
    >>> [result.fact.id for result in validation.results][:1]
    ['C01']
    >>> validation.all_in in (True, False)
    True
    """

    results: tuple[FactResult, ...]
    seed: int

    def __repr__(self) -> str:
        """Say how many facts are in their bands."""
        return f"<Validation: {self._in_words}: .results, .to_json()>"

    def _repr_html_(self) -> str:
        rows = (
            (result.fact.id, f"{result.main.simulated:.3g} ({result.verdict})") for result in self.results
        )
        return html_facts(self._in_words, rows)

    @property
    def _in_words(self) -> str:
        verdicts = [result.verdict for result in self.results]
        return (
            f"{verdicts.count('in')} of {len(verdicts)} facts in their bands, {verdicts.count('out')} out, "
            f"{verdicts.count('undecided')} undecided"
        )

    @property
    def all_in(self) -> bool:
        """Whether every fact is in its band."""
        return all(result.verdict == "in" for result in self.results)

    def to_json(self) -> dict[str, Any]:
        """Return the facts as plain values; numbers that are not defined become None."""
        return {"facts": [_plain(result) for result in self.results]}


def validate(
    facts: Sequence[Fact],
    *,
    folder: Path | None = None,
    parameters: Mapping[str, float] | None = None,
    seed: int = 0,
    replications: int | None = None,
    one_of: int = 1,
    leveled: bool = False,
    mechanisms: Sequence[str] = (),
    workers: int = 1,
    progress: Progress | None = None,
) -> Validation:
    """Simulate the studies and compare them with what is published.

    Parameters
    ----------
    facts
        The facts.
    folder
        Where scenario files that facts name are.
    parameters
        Mechanism parameters that differ from the table's.
    seed
        Added to the seed of each study.
    replications
        Number of replications of every study; None: 20 to 320, more for small studies.
    one_of
        Without `replications`: only one of so many of these replications, for a quicker look.
    leveled
        Whether the population of a study with a base is set to it anew, as under other parameters it must be.
    mechanisms
        Mechanisms of a user's own that take part in every study.
    workers
        Number of processes; it changes no number.
    progress
        Called with how many replications are done and how many there will be.

    Raises
    ------
    UserError
        When a fact cannot be measured.
    """
    if replications is not None and replications < 2:
        raise UserError(f"replications must be 2 or more, not {replications}")
    studies = tuple(replace(study, leveled=leveled) for study in studies_of(facts, folder, mechanisms))
    counts = [replications or max(4, replications_of(study) // one_of) for study in studies]
    tasks = _tasks(counts, dict(parameters or {}), seed)
    found: dict[int, list[tuple[int, Floats]]] = {place: [] for place in range(len(studies))}
    done = 0
    with study_pool(studies, RunOptions(workers=workers)) as simulated:
        for number, result in simulated(tasks):
            for place, measured in result.items():
                found[place].append((number, measured))
                done += len(measured)
            if progress is not None:
                progress(done, sum(counts))
    by_id = {}
    for place, study in enumerate(studies):
        # In the order of the replications, so that the number of processes changes no sum.
        numbers = np.concatenate(
            [replications for _, replications in sorted(found[place], key=lambda pair: pair[0])]
        )
        by_id.update(_results(study, numbers))
    return Validation(tuple(by_id[fact.id] for fact in facts), seed)


def replications_of(study: Study) -> int:
    """Return the number of replications that a study is simulated in: more for a small one."""
    first_years = max(1, study.scenario.cohort.first_years)
    return min(_MOST, max(_FEWEST, _STUDENTS // first_years))


def _tasks(counts: Sequence[int], parameters: Mapping[str, float], seed: int) -> list[StudyTask]:
    tasks: list[StudyTask] = []
    for place, count in enumerate(counts):
        size = max(1, min(_PER_TASK, count // 10))
        for first in range(0, count, size):
            replications = tuple(range(first, min(count, first + size)))
            tasks.append(StudyTask(len(tasks), parameters, seed, {place: replications}))
    return tasks


def _results(study: Study, numbers: Floats) -> dict[str, FactResult]:
    results = {}
    column = 0
    for fact in study.facts:
        own = []
        for target in study.targets_of(fact):
            own.append(_target_result(target, numbers[:, 0, column], numbers[:, 1, column]))
            column += 1
        results[fact.id] = FactResult(fact, own[0], tuple(own[1:]), len(numbers))
    return results


def _target_result(target: Target, observed: Floats, estimates: Floats) -> TargetResult:
    """Summarize a number over replications.

    The predictive interval is that of one more study: the mean of the estimates, and Student's t times the
    spread of what studies would observe.
    """
    estimates, observed = estimates[np.isfinite(estimates)], observed[np.isfinite(observed)]
    if len(estimates) < 2 or len(observed) < 2:
        return TargetResult(target, math.nan, math.nan, (math.nan, math.nan))
    n = len(observed)
    mean = float(estimates.mean())
    reach = float(student_t.ppf(0.5 + 0.5 * _PREDICTIVE, n - 1)) * float(observed.std(ddof=1))
    reach *= math.sqrt(1.0 + 1.0 / n)
    error = float(estimates.std(ddof=1)) / math.sqrt(len(estimates))
    return TargetResult(target, mean, error, (mean - reach, mean + reach))


def _plain(result: FactResult) -> dict[str, Any]:
    main = result.main
    return {
        "id": result.fact.id,
        "published": result.fact.published,
        "low": result.fact.low,
        "high": result.fact.high,
        "simulated": _number(main.simulated),
        "simulation_error": _number(main.error),
        "predictive_low": _number(main.predictive[0]),
        "predictive_high": _number(main.predictive[1]),
        "verdict": result.verdict,
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
