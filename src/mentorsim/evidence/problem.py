"""What a calibration has to solve: the studies, what they should give, and what may be changed for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mentorsim.evidence.fact import Fact
from mentorsim.evidence.likelihood import Targets
from mentorsim.evidence.simulating import StudyTask, own_modules, simulate
from mentorsim.evidence.studies import Study, studies_of
from mentorsim.plugins import digests_of
from mentorsim.scenario import Parameter
from mentorsim.scenario.prior import uncertain_parameters

Floats = NDArray[np.float64]

STUDENTS = 3_000
"""First-years with whom a study is simulated at each point: large ones are cut, small ones repeated."""
_MOST_REPLICATIONS = 8
_REPLICATIONS_OF_NOISE = 6
#: Replications that tell what the common ones happen to give: so many times more, and not fewer than this.
_TIMES_MORE, _FEWEST_MORE = 8, 24


@dataclass(frozen=True, eq=False)
class Problem:
    """What a calibration has to solve.

    Attributes
    ----------
    studies
        The studies, at the size in which they are simulated.
    rows
        The uncertain parameters.
    targets
        What all studies together should give, in their order.
    noise
        Variance of what the common replications happen to give, at the table's values; shape (targets,).
    seed
        Seed of the replications, which are the same at every point.
    students
        First-years with whom a study is simulated at each point.
    """

    studies: tuple[Study, ...]
    rows: tuple[Parameter, ...]
    targets: Targets
    noise: Floats
    seed: int
    students: int = STUDENTS

    @classmethod
    def of(
        cls,
        facts: Sequence[Fact],
        seed: int = 1,
        folder: Path | None = None,
        students: int = STUDENTS,
        mechanisms: Sequence[str] = (),
    ) -> Problem:
        """Make the problem of finding the parameters that agree with facts.

        The population of a study with a base (C11) is set to that base at every point: a control fact sets
        the population and says nothing about the mechanisms.

        Parameters
        ----------
        facts
            The facts.
        seed
            Seed of the replications.
        folder
            Where scenario files that facts name are.
        students
            First-years with whom a study is simulated at each point.
        mechanisms
            Mechanisms of a user's own that take part in every study; their parameters are calibrated, too.

        Raises
        ------
        UserError
            When a fact cannot be measured.
        """
        studies = tuple(
            replace(smaller(study, students), leveled=True, banded=True)
            for study in studies_of(facts, folder, mechanisms)
        )
        targets = Targets.of([target for study in studies for target in study.targets])
        noise = _noise(studies, targets, seed, students)
        named = {name: None for study in studies for name in study.scenario.mechanisms}
        return cls(studies, uncertain_parameters(named), targets, noise, seed, students)

    @cached_property
    def excess(self) -> Floats:
        """What the common replications give beyond many more, at the table's values, shape (targets,)."""
        common = self.task(0, np.array([row.value for row in self.rows]))
        more = {
            place: tuple(range(max(_FEWEST_MORE, _TIMES_MORE * len(few))))
            for place, few in common.replications.items()
        }
        many = simulate(self.studies, replace(common, replications=more))
        # The common replications are the first of the many.
        few = {place: found[: len(common.replications[place])] for place, found in many.items()}
        seen, expected = self.targets.moved(np.stack([means_of(few), means_of(many)]))
        excess: Floats = seen - expected
        return excess

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that define the mechanisms of a user's own that take part."""
        return own_modules(self.studies)

    def task(self, number: int, point: Floats) -> StudyTask:
        """Return the task of simulating a point, its values in the order of the rows."""
        names = [row.name for row in self.rows]
        replications = {
            place: replications_of(study, self.students) for place, study in enumerate(self.studies)
        }
        return StudyTask(number, dict(zip(names, point.tolist(), strict=True)), self.seed, replications)

    def identity(self) -> dict[str, object]:
        """Return what simulated points depend on, as plain values."""
        from mentorsim import __version__

        targets = self.targets
        return {
            "version": __version__,
            "seed": self.seed,
            "replications": [len(replications_of(study, self.students)) for study in self.studies],
            "scenarios": {study.name: study.scenario.to_mapping() for study in self.studies},
            "facts": {
                label: [center, spread]
                for label, center, spread in zip(
                    targets.labels, targets.center.tolist(), targets.spread.tolist(), strict=True
                )
            },
            "parameters": {row.name: [row.low, row.prior_center, row.high] for row in self.rows},
            "table": {row.name: row.value for row in self.rows},
            **({"plugins": digests_of(self.modules)} if self.modules else {}),
        }


def means_of(found: Mapping[int, Floats]) -> Floats:
    """Return the means of a simulated task over its replications, shape (targets,).

    A replication in which a number does not exist (nobody accepted a place) does not count; NaN where none
    does.
    """
    means = []
    for place in sorted(found):
        estimates = found[place][:, 1]
        known = np.isfinite(estimates)
        totals = np.where(known, estimates, 0.0).sum(axis=0)
        counts = known.sum(axis=0)
        means.append(np.where(counts > 0, totals / np.maximum(counts, 1), np.nan))
    return np.concatenate(means)


def replications_of(study: Study, students: int) -> tuple[int, ...]:
    """Return the replications in which a study is simulated at each point: more for a small study."""
    first_years = max(1, study.scenario.cohort.first_years)
    return tuple(range(min(_MOST_REPLICATIONS, math.ceil(students / first_years))))


def smaller(study: Study, students: int) -> Study:
    """Return a large study with fewer students, and upper-years and mentors in proportion."""
    cohort = study.scenario.cohort
    programs = [program for program in study.scenario.policies.values() if program is not None]
    if cohort.first_years <= students or any(
        program.mentors != study.scenario.program.mentors for program in programs
    ):
        return study
    share = students / cohort.first_years
    changes: dict[str, object] = {
        "cohort.first_years": students,
        "cohort.upper_years": math.ceil(share * cohort.upper_years),
    }
    mentors = study.scenario.program.mentors
    if study.scenario.program.has_mentors:
        changes["program.mentors"] = min(
            math.ceil(share * mentors.count), math.ceil(share * cohort.upper_years)
        )
    return replace(study, scenario=study.scenario.with_changes(changes))


def _noise(studies: Sequence[Study], targets: Targets, seed: int, students: int) -> Floats:
    variances = []
    place = 0
    for number, study in enumerate(studies):
        replications = len(replications_of(study, students))
        count = max(_REPLICATIONS_OF_NOISE, replications)
        found = simulate(studies, StudyTask(0, {}, seed, {number: tuple(range(count))}))[number][:, 1]
        own = slice(place, place + len(study.targets))
        several = np.full((count, len(targets.targets)), 0.5)
        several[:, own] = found
        moved = targets.moved(several)[:, own]
        variances.append(moved.var(axis=0, ddof=1) / replications)
        place = own.stop
    return np.concatenate(variances)
