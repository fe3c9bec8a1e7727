"""What a fit to records has found: parameters with their errors, and every statistic beside its records."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mentorsim.evidence.institution.fitted_settings import FittedSetting
from mentorsim.evidence.institution.records import Floats
from mentorsim.evidence.institution.statistics import Statistic
from mentorsim.scenario import Scenario

_SURE = 1.96
_PLAINLY_OUT = 3.0
_OUT_OF_SHARES = 0.02
_OUT_OF_TIMING = 0.1
_OUT_OF_SCALE = 0.025
_OUT_OF_SPREAD = 0.3


@dataclass(frozen=True)
class FittedNumber:
    """One statistic, observed and simulated.

    Attributes
    ----------
    statistic
        What is compared.
    observed, observed_error
        In the records, and its sampling error (one standard error: another cohort would differ as much).
    simulated, simulated_error
        Mean over replications that the fit has not seen, and its simulation error (one standard error).
    held_out, held_out_observed, held_out_error
        By a fit to one half of the students: simulated and observed for those left out, of the two halves the
        one that is met worse, and the standard error of the difference.
    """

    statistic: Statistic
    observed: float
    observed_error: float
    simulated: float
    simulated_error: float
    held_out: float
    held_out_observed: float
    held_out_error: float

    @property
    def agrees(self) -> bool | None:
        """Whether the difference is within 95 % of sampling and simulation error; None where undefined."""
        return _within(self.simulated - self.observed, math.hypot(self.observed_error, self.simulated_error))

    @property
    def held_out_agrees(self) -> bool | None:
        """The same for students who were left out."""
        return _within(self.held_out - self.held_out_observed, self.held_out_error)


@dataclass(frozen=True)
class InstitutionFit:
    """A study whose control policy is fitted to an institution's records.

    Attributes
    ----------
    scenario
        With the population parameters found.
    students
        First-years in the records.
    settings, values, errors
        The parameters, what was found for them, and the standard error that the sampling error of the records
        and the tolerance of the statistics leave; see `FittedSetting` for their units.
    rows
        Every statistic, fitted or only shown.
    seed, replications
        Of the replications that were simulated.
    evaluations
        How often these replications were simulated.

    Examples
    --------
    >>> import mentorsim as ms
    >>> import pandas as pd
    >>> records = {"gpa": [2 + n % 20 / 10 for n in range(120)], "stayed": ["no", *["yes"] * 5] * 20}
    >>> pd.DataFrame(records).to_csv("records.csv", index=False)
    >>> scenario = '''
    ... title: Our students
    ... calendar: {terms: 1}
    ... cohort:
    ...   upper_years: 20
    ...   roster:
    ...     file: records.csv
    ...     records: {retained: {column: stayed, yes: [yes]}, results: [gpa]}
    ... program: {mentors: 10}
    ... '''
    >>> fit = ms.experimental.fit_records(ms.parse_scenario(scenario), "records.csv", replications=2)
    >>> fit.values.shape == fit.errors.shape
    True
    """

    scenario: Scenario
    students: int
    settings: tuple[FittedSetting, ...]
    values: Floats
    errors: Floats
    rows: tuple[FittedNumber, ...]
    seed: int
    replications: int
    evaluations: int

    def __repr__(self) -> str:
        """Say what was fitted to how many students."""
        return (
            f"<InstitutionFit of {self.scenario.title!r}: {len(self.settings)} parameters, {len(self.rows)} "
            f"statistics of {self.students:,} first-years: .scenario, .rows>"
        )

    @property
    def failures(self) -> tuple[FittedNumber, ...]:
        """Levels that are far out: beyond chance, and by more than could be borne; empty where it fits.

        Looked at are retention (2 percentage points), when students left (10), mean GPA (2.5 % of the scale)
        and its spread (30 % of it).
        """
        scale = self.scenario.institution.grade_scale
        out = []
        for row in self.rows:
            limit = _limit(row, scale)
            if limit is None or not math.isfinite(row.observed):
                continue
            # Where a simulation has no such number, as nobody left, it is as far out as can be.
            apart = abs(row.simulated - row.observed) if math.isfinite(row.simulated) else math.inf
            error = math.hypot(row.observed_error, row.simulated_error)
            if apart > limit and not apart <= _PLAINLY_OUT * error:
                out.append(row)
        return tuple(out)

    @property
    def at_bounds(self) -> tuple[FittedSetting, ...]:
        """Parameters that ended where they could go no further."""
        ends = zip(self.settings, self.values.tolist(), strict=True)
        return tuple(
            setting
            for setting, value in ends
            if min(value - setting.low, setting.high - value) < 0.01 * setting.step
        )


def _limit(row: FittedNumber, scale: float) -> float | None:
    """How far a level may be out before nothing else of the fit counts; None for what may be out."""
    if not row.statistic.setting or row.statistic.attribute:
        return None
    return {
        "retention": _OUT_OF_SHARES,
        "left before term 2": _OUT_OF_TIMING,
        "left within a term": _OUT_OF_TIMING,
        "GPA": _OUT_OF_SCALE * scale,
        "spread of GPA (SD)": _OUT_OF_SPREAD * row.observed,
    }.get(row.statistic.name)


def _within(difference: float, error: float) -> bool | None:
    if not (math.isfinite(difference) and math.isfinite(error)):
        return None
    return abs(difference) <= _SURE * error
