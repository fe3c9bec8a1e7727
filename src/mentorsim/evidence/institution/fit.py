"""Fit a study's population to an institution's records, and show how well it does on students left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

import numpy as np

from mentorsim.cohort.groups import MEASURES
from mentorsim.dynamics.mechanism import named_mechanism
from mentorsim.errors import UserError
from mentorsim.evidence.institution.fitted_settings import (
    beyond_most_explained,
    fitted_scenario,
    fitted_settings,
)
from mentorsim.evidence.institution.found import FittedNumber, InstitutionFit
from mentorsim.evidence.institution.reading import enough_students, read_institution
from mentorsim.evidence.institution.records import Flags, Floats, Institution, StudentRecords
from mentorsim.evidence.institution.search import Minimum, least_squares, slopes_at
from mentorsim.evidence.institution.simulating import RecordsTask, simulated_task
from mentorsim.evidence.institution.statistics import Statistic, measured, statistics_of
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.execution.task_pool import task_pool
from mentorsim.scenario import Scenario

FEWEST_STUDENTS = 30
_STUDENT_RUNS = 16_000
_LITTLE_WORK = 8_000  # students in a step, for whom it is not worth while to start processes
_FRESH = 100_000
"""Replications that check a fit begin here: it has not seen them."""

_PULL_OF_GAPS = 0.5
"""Gaps are pulled toward 0 by as much as one residual of this size per SD: which of two attributes that go
together has a gap is otherwise left to noise."""
_PULL_OF_SHAPE = 0.5
"""What only the ends of the scale tell is pulled toward the scenario's own value in the same way, per step:
it would else trade with the level and the spread of grades for nothing."""
_TOLD = 1e-6
_ENOUGH_TO_TELL = 10  # replications whose own spread says how far they lie apart
_HOLD = 30.0  # residuals per share of variance that gaps explain beyond what they should


def fit_institution(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replications: int | None = None,
    options: RunOptions | None = None,
    progress: Callable[[str], None] | None = None,
) -> InstitutionFit:
    """Fit the population part of a study to the records of its roster.

    Levels, gaps by attribute, the prior grade's validity and, where dates exist, the timing of departure are
    set so that the control policy reproduces the records; mechanism parameters are kept. The result depends
    on the records, the scenario and the seed alone.

    Parameters
    ----------
    scenario
        With ``cohort.roster.records``.
    seed
        Of the simulated replications; None: the scenario's.
    replications
        Replications per step of the fit; None: as many as about 16,000 students fill, 2 to 40.
    options
        Who does the work, without a number of workers one process for little work; None: this process alone.
        It changes no number.
    progress
        Told in words what is being done.

    Raises
    ------
    UserError
        When the records cannot be read, or are too few to fit.
    """
    institution = read_institution(scenario)
    enough_students(institution, FEWEST_STUDENTS)
    if replications is not None and replications < 2:
        raise UserError(f"replications must be 2 or more to know the simulation error, not {replications}")
    replications = replications or min(max(math.ceil(_STUDENT_RUNS / institution.observed.size), 2), 40)
    options = options or RunOptions(workers=1)
    if options.workers is None and institution.observed.size * replications < _LITTLE_WORK:
        options = replace(options, workers=1)
    seed = scenario.run.seed if seed is None else seed
    modules = tuple({named_mechanism(name).module for name in scenario.mechanisms})
    with task_pool(simulated_task, (institution.observed, seed), options, modules=modules) as simulated:
        return _Fitting(
            institution,
            statistics_of(institution),
            seed,
            replications,
            simulated,
            progress or (lambda _: None),
        ).result()


class _Fitting:
    def __init__(
        self,
        institution: Institution,
        statistics: tuple[Statistic, ...],
        seed: int,
        replications: int,
        simulated: Callable[[Sequence[RecordsTask]], Iterator[tuple[int, StudentRecords]]],
        tell: Callable[[str], None],
    ) -> None:
        self.institution = institution
        self.statistics = statistics
        self.settings = fitted_settings(institution, statistics)
        self.fitted = np.array([bool(statistic.setting) for statistic in statistics])
        self.tolerance = np.array([statistic.tolerance for statistic in statistics])
        self.seed = seed
        self.replications = replications
        self.simulated = simulated
        self.tell = tell
        self.everyone = np.ones(institution.observed.size, dtype=np.bool_)
        self.steps = np.array([setting.step for setting in self.settings])
        self.is_gap = np.array([setting.is_gap for setting in self.settings])
        self.is_shape = np.array([setting.is_shape for setting in self.settings])

    def result(self) -> InstitutionFit:
        count = len(self.settings)
        self.tell(f"Fitting {count} parameters: measuring slopes")
        whole = self._fit(self.everyone)
        halves = []
        for number in (0, 1):
            self.tell(f"Fitting half {number + 1} of 2, to check it on the other")
            halves.append(self._fit(self.institution.half == number, whole))
        self.tell("Simulating replications that the fit has not seen")
        rows = self._rows(whole, halves)
        values = whole.place * self.steps
        return InstitutionFit(
            scenario=fitted_scenario(self.institution, self.settings, values),
            students=self.institution.observed.size,
            settings=self.settings,
            values=values,
            errors=_standard_errors(whole, self.replications) * self.steps,
            rows=rows,
            seed=self.seed,
            replications=self.replications,
            evaluations=sum(one.evaluations for one in (whole, *halves)),
        )

    def _fit(self, chosen: Flags, near: Minimum | None = None) -> Minimum:
        observed, error = measured(self.statistics, self.institution.observed, chosen)
        known = self.fitted & np.isfinite(observed) & np.isfinite(error)
        weight = 1.0 / np.hypot(error, self.tolerance)[known]

        begin = np.array([setting.start for setting in self.settings]) / self.steps

        def residuals(place: Floats) -> Floats:
            simulated, _ = self._simulated(place, chosen, 0)
            # A statistic that the simulation does not have, as nobody left, counts as 0 there.
            apart = weight * (np.nan_to_num(simulated[known]) - observed[known])
            values = place * self.steps
            beyond = _HOLD * beyond_most_explained(self.institution, self.settings, values)
            pulled = _PULL_OF_GAPS * values * self.is_gap + _PULL_OF_SHAPE * (place - begin) * self.is_shape
            return np.concatenate([apart, pulled, beyond])

        low = np.array([setting.low for setting in self.settings]) / self.steps
        high = np.array([setting.high for setting in self.settings]) / self.steps
        if near is None:
            start = np.array([setting.start for setting in self.settings]) / self.steps
            first = least_squares(residuals, start, low, high)
            # Slopes far from the start differ: measured again where the first search ended.
            self.tell("Measuring slopes again where the fit has come to")
            second = least_squares(residuals, first.place, low, high)
            self.tell("Measuring slopes at the end, for the errors of the parameters")
            slopes = slopes_at(residuals, second.place, second.residuals, high)
            asked = first.evaluations + second.evaluations + len(self.settings)
            return Minimum(second.place, second.residuals, slopes, asked)
        if near.slopes.shape[0] != int(known.sum()) + len(self.settings) + len(MEASURES):
            return least_squares(residuals, near.place, low, high)
        # Half as many students: errors are larger, so weighted slopes are smaller.
        slopes = near.slopes.copy()
        _, all_errors = measured(self.statistics, self.institution.observed, self.everyone)
        slopes[: int(known.sum())] *= (np.hypot(all_errors, self.tolerance)[known] * weight)[:, None]
        return least_squares(residuals, near.place, low, high, slopes)

    def _simulated(self, place: Floats, chosen: Flags, first: int) -> tuple[Floats, Floats]:
        """Mean and standard error over replications of every statistic."""
        found = np.array(
            [measured(self.statistics, records, chosen)[0] for records in self._replications(place, first)]
        )
        return _moments(found)

    def _replications(self, place: Floats, first: int) -> Sequence[StudentRecords]:
        scenario = fitted_scenario(self.institution, self.settings, place * self.steps)
        tasks = [(scenario, number) for number in range(first, first + self.replications)]
        # In the order of the replications, so that the number of processes changes no sum.
        found = sorted(self.simulated(tasks), key=itemgetter(0))
        return [records for _, records in found]

    def _rows(self, whole: Minimum, halves: Sequence[Minimum]) -> tuple[FittedNumber, ...]:
        observed, observed_error = measured(self.statistics, self.institution.observed, self.everyone)
        simulated, found_error = self._simulated(whole.place, self.everyone, _FRESH)
        simulated_error = self._at_least(found_error, observed_error)
        # The half that is met worse: on average over both halves any fit would look right, for what one half
        # has too much of, the other lacks.
        tried = [self._left_out(number, half) for number, half in enumerate(halves)]
        apart = [np.nan_to_num(np.abs(made - seen) / error, nan=-1.0) for made, seen, error in tried]
        worse = np.argmax(apart, axis=0)
        held_out, held_observed, held_error = (
            np.choose(worse, [columns[place] for columns in tried]) for place in range(3)
        )
        return tuple(
            FittedNumber(statistic, *(float(column[place]) for column in columns))
            for place, statistic in enumerate(self.statistics)
            for columns in [
                (
                    observed,
                    observed_error,
                    simulated,
                    simulated_error,
                    held_out,
                    held_observed,
                    held_error,
                )
            ]
        )

    def _left_out(self, number: int, half: Minimum) -> tuple[Floats, Floats, Floats]:
        """What the fit to a half makes of the other one, what that is, and the error of the difference."""
        others = self.institution.half != number
        seen, seen_error = measured(self.statistics, self.institution.observed, others)
        made, made_error = self._simulated(half.place, others, _FRESH)
        made_error = self._at_least(made_error, seen_error)
        # The half that was fitted has a sampling error of its own, of the same size.
        return made, seen, np.sqrt(2.0 * seen_error**2 + made_error**2)

    def _at_least(self, error: Floats, sampling_error: Floats) -> Floats:
        """Not less, of few replications, than replications differ because students are so many and no more.

        Two or three replications tell badly how far they lie apart, and may be alike by chance.
        """
        if self.replications >= _ENOUGH_TO_TELL:
            return error
        return np.fmax(error, sampling_error / math.sqrt(self.replications))


def _standard_errors(found: Minimum, replications: int) -> Floats:
    """Errors of the parameters in steps: residuals have sampling error 1, and some from replications."""
    inverse = np.linalg.pinv(found.slopes.T @ found.slopes, hermitian=True)
    errors: Floats = np.sqrt(np.maximum(np.diagonal(inverse), 0.0) * (1.0 + 1.0 / replications))
    # What no number of the records moves with is not told by them at all.
    told = np.abs(found.slopes).max(axis=0, initial=0.0) > _TOLD
    return np.where(told, errors, np.nan)


def _moments(found: Floats) -> tuple[Floats, Floats]:
    known = np.isfinite(found)
    count = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, found, 0.0).sum(axis=0) / count
        squares = np.where(known, (found - mean) ** 2, 0.0).sum(axis=0)
        error = np.sqrt(squares / (count - 1) / count)
    return np.where(count > 0, mean, np.nan), np.where(count > 1, error, np.nan)
