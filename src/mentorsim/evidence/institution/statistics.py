"""What is compared between records and simulation: levels, spread, validity, timing, gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.evidence.institution.records import (
    Flags,
    Floats,
    Institution,
    StudentRecords,
    is_early,
    is_in_first_term,
    is_within_term,
    known_categories,
    progress_in_term,
)
from mentorsim.evidence.institution.shape import grade_bands, weeks_of_leaving

if TYPE_CHECKING:
    from mentorsim.cohort.people import Category

SMALLEST_GROUP = 50
"""A gap of a group with fewer students is shown but not fitted."""

_SHAPE = 0.05
_SHAPE_OF_SCALE = 0.01
_TIMING = 0.03
_FEWEST_LEAVERS = 5
_FEWEST_FAILING = 30
_FEWEST_AT_THE_TOP = 0.01

TOP_SHARE = 0.95
"""Share of the scale from which on results are at its top."""

Measured = tuple[float, float]
"""A value and its standard error."""


@dataclass(frozen=True, eq=False)
class Statistic:
    """One number that records and simulation have in common.

    Attributes
    ----------
    name
        What it is.
    unit
        Of the value.
    measure
        Takes records and tells which of the students count; gives the value and its standard error.
    setting
        The population parameter that is set by it; empty: it is only shown.
    attribute, category
        Of the group that it is about; empty: all students.
    tolerance
        By how much the model may miss it beyond chance, in its unit: the shape of the distribution of grades
        gives way where it cannot be had together with the levels and gaps.
    """

    name: str
    unit: str
    measure: Callable[[StudentRecords, Flags], Measured]
    setting: str = ""
    attribute: str = ""
    category: str = ""
    tolerance: float = 0.0

    @property
    def group(self) -> str:
        """The group in words."""
        return f"{self.attribute}: {self.category}" if self.attribute else "all"


def statistics_of(institution: Institution) -> tuple[Statistic, ...]:
    """List the statistics that an institution's records allow, those that are fitted first."""
    settings = institution.scenario.cohort.roster
    named = None if settings is None else settings.records
    if named is None:
        raise ValueError("the scenario names no records")
    stayed, results = named.knows_who_stayed, bool(named.results)
    # Where hardly anybody left, when they did tells nothing.
    leavers = int(np.isfinite(institution.observed.left_week).sum())
    when = named.knows_when and leavers >= _FEWEST_LEAVERS
    terms = len(named.results)
    counts_failed = all(result.passed is None for result in named.results)
    found = [*_levels(institution, stayed=stayed, when=when, terms=terms, counts_failed=counts_failed)]
    for attribute, category in institution.groups.items():
        found += _gaps(attribute, category, stayed=stayed, results=results)
    if terms > 1 and all(statistic.measure is not _consistency for statistic in found):
        found.append(_consistency_of_terms(""))
    if stayed and results:
        found += [
            Statistic("GPA of those retained", "grade points", _where(1.0)),
            Statistic("GPA of those not retained", "grade points", _where(0.0)),
        ]
    if stayed:
        found += _thirds(institution)
    if when:
        found += [
            Statistic(name, "share of leavers in term", _inside(_everyone(institution), column))
            for name, column in weeks_of_leaving(institution.scenario.calendar)
        ]
    if results:
        found += [
            Statistic(name, "share", _inside(_everyone(institution), column))
            for name, column in grade_bands(institution.scenario.institution)
        ]
    for attribute, category in institution.groups.items():
        for code, name in known_categories(category):
            inside = category.codes == code
            if stayed:
                measure = _inside(inside, lambda records: records.retained)
                found.append(Statistic("retention", "share", measure, "", attribute, name))
            if results:
                measure = _inside(inside, lambda records: records.gpa)
                found.append(Statistic("GPA", "grade points", measure, "", attribute, name))
    return tuple(_only_shown_where_nothing_is_told(institution, found))


def _only_shown_where_nothing_is_told(
    institution: Institution, found: list[Statistic]
) -> Iterator[Statistic]:
    """A statistic that the records do not have sets no parameter."""
    everyone = _everyone(institution)
    for statistic in found:
        value, error = statistic.measure(institution.observed, everyone)
        known = np.isfinite(value) and np.isfinite(error) and error > 0.0
        if known or not statistic.setting:
            yield statistic


def _everyone(institution: Institution) -> Flags:
    return np.ones(institution.observed.size, dtype=np.bool_)


def _thirds(institution: Institution) -> list[Statistic]:
    """Retention by third of prior grade, and the gap between the highest and the lowest."""
    prior = institution.observed.prior_grade
    known = np.flatnonzero(np.isfinite(prior))
    if len(np.unique(prior[known])) < 3:
        return []
    # By rank, and equal grades in one third: the border is where the grade of the student there ends.
    borders = np.quantile(prior[known], [1.0 / 3.0, 2.0 / 3.0])
    third = np.where(np.isfinite(prior), np.searchsorted(borders, prior, side="left"), -1)
    members = [third == number for number in range(3)]
    if min(int(own.sum()) for own in members) < SMALLEST_GROUP // 2:
        return []
    retained = lambda records: records.retained  # noqa: E731
    named = zip(("lowest", "middle", "highest"), members, strict=True)
    return [
        Statistic(
            "gap in retention, highest and lowest third of prior grade",
            "share",
            _difference(members[2], members[0], retained),
            "staying on prior grade",
        ),
        *(
            Statistic(f"retention, {name} third of prior grade", "share", _inside(own, retained))
            for name, own in named
        ),
    ]


def measured(
    statistics: tuple[Statistic, ...], records: StudentRecords, chosen: Flags
) -> tuple[Floats, Floats]:
    """Return the values of all statistics and their standard errors, NaN where undefined."""
    pairs = np.array([statistic.measure(records, chosen) for statistic in statistics], dtype=np.float64)
    return pairs[:, 0], pairs[:, 1]


def _levels(
    institution: Institution, *, stayed: bool, when: bool, terms: int, counts_failed: bool
) -> list[Statistic]:
    calendar, pass_grade = institution.scenario.calendar, institution.scenario.institution.pass_grade
    scale = institution.scenario.institution.grade_scale
    found = []
    everyone = np.ones(institution.observed.size, dtype=np.bool_)
    if stayed:
        setting = "summer departure" if when else "departure"
        measure = _inside(everyone, lambda records: records.retained)
        found.append(Statistic("retention", "share", measure, setting))
    if when:
        if calendar.terms > 1:
            early = _inside(everyone, lambda records: is_early(records.left_week, calendar))
            found.append(
                Statistic(
                    "left before term 2", "share of leavers", early, "term departure", tolerance=_TIMING
                )
            )
        inside = _inside(everyone, lambda records: is_within_term(records.left_week, calendar))
        found.append(
            Statistic("left within a term", "share of leavers", inside, "weekly departure", tolerance=_TIMING)
        )
        found += _timing(institution)
    # One result of each student does not separate what differs between students from the noise of a result.
    told_apart = terms > 1 or bool(np.isfinite(institution.observed.passed).any())
    if terms:
        failing = _inside(everyone, lambda records: _below(records.gpa, pass_grade))
        found += [
            Statistic("GPA", "grade points", _inside(everyone, lambda records: records.gpa), "typical grade"),
            Statistic(
                "spread of GPA (SD)",
                "grade points",
                _spread,
                "grade slope" if told_apart else "grade width",
                tolerance=_SHAPE_OF_SCALE * scale,
            ),
            Statistic(f"GPA below {pass_grade:g}", "share", failing, "unfinished share", tolerance=_SHAPE),
            Statistic("prior grade and GPA", "correlation", _validity, "prior-grade validity"),
        ]
        found += _ends_of_the_scale(institution, counts_failed=counts_failed)
    if np.isfinite(institution.observed.passed).any():
        passed = _inside(everyone, lambda records: records.passed)
        found.append(Statistic("courses passed", "share", passed, "grade spread", tolerance=_SHAPE))
    elif terms > 1:
        found.append(_consistency_of_terms("grade spread"))
    return found


def _timing(institution: Institution) -> list[Statistic]:
    """When in a term, and in which, those leave who leave within one."""
    calendar = institution.scenario.calendar
    everyone = _everyone(institution)
    inside = int((is_within_term(institution.observed.left_week, calendar) == 1.0).sum())
    if inside < _FEWEST_LEAVERS:
        return []
    far = _inside(everyone, lambda records: progress_in_term(records.left_week, calendar))
    found = [
        Statistic(
            "how far into a term, of those who left within one",
            "share of the term",
            far,
            "departure timing",
            tolerance=_TIMING,
        )
    ]
    if calendar.terms > 1:
        first = _inside(everyone, lambda records: is_in_first_term(records.left_week, calendar))
        found.append(
            Statistic(
                "left within term 1", "share of leavers in term", first, "departure trend", tolerance=_TIMING
            )
        )
    return found


def _ends_of_the_scale(institution: Institution, *, counts_failed: bool) -> list[Statistic]:
    """What tells of marks for courses not completed, and of the top of the scale."""
    settings = institution.scenario.institution
    scale, pass_grade = settings.grade_scale, settings.pass_grade
    everyone = _everyone(institution)
    gpa = institution.observed.gpa
    found = []
    if counts_failed and int((gpa < pass_grade).sum()) >= _FEWEST_FAILING:
        low = _inside(everyone, lambda records: np.where(records.gpa < pass_grade, records.gpa, np.nan))
        found.append(
            Statistic(
                f"GPA of those below {pass_grade:g}",
                "grade points",
                low,
                "unfinished marks",
                tolerance=2 * _SHAPE_OF_SCALE * scale,
            )
        )
    top = _inside(everyone, lambda records: _below(-records.gpa, -TOP_SHARE * scale))
    # Where hardly anybody comes near the top, nothing tells how it is reached.
    setting = "top grade at" if top(institution.observed, everyone)[0] >= _FEWEST_AT_THE_TOP else ""
    found.append(Statistic(f"GPA above {TOP_SHARE * scale:g}", "share", top, setting, tolerance=_SHAPE / 2))
    return found


def _consistency_of_terms(setting: str) -> Statistic:
    return Statistic("results of terms 1 and 2", "correlation", _consistency, setting, tolerance=_SHAPE)


def _gaps(attribute: str, category: Category, *, stayed: bool, results: bool) -> list[Statistic]:
    """Gaps of an attribute: yes minus no, or each category minus the largest one."""
    listed = known_categories(category)
    sizes = {code: int(np.count_nonzero(category.codes == code)) for code, _ in listed}
    if len(listed) < 2:
        return []
    yes_no = [name for _, name in listed] == ["no", "yes"]
    reference = 0 if yes_no else max(sizes, key=lambda code: sizes[code])
    found = []
    for code, name in listed:
        if code == reference or min(sizes[code], sizes[reference]) < SMALLEST_GROUP:
            continue
        one, other = category.codes == code, category.codes == reference
        if results:
            measure = _difference(one, other, lambda records: records.gpa)
            found.append(Statistic("gap in GPA", "grade points", measure, "gap in skill", attribute, name))
        if stayed:
            measure = _difference(one, other, lambda records: records.retained)
            found.append(
                Statistic(
                    "gap in retention", "share", measure, "gap in belonging and motivation", attribute, name
                )
            )
    return found


def _inside(group: Flags, column: Callable[[StudentRecords], Floats]) -> Callable[..., Measured]:
    def measure(records: StudentRecords, chosen: Flags) -> Measured:
        return _mean(column(records)[group & chosen])

    return measure


def _difference(
    one: Flags, other: Flags, column: Callable[[StudentRecords], Floats]
) -> Callable[..., Measured]:
    def measure(records: StudentRecords, chosen: Flags) -> Measured:
        values = column(records)
        (high, high_error), (low, low_error) = _mean(values[one & chosen]), _mean(values[other & chosen])
        return high - low, float(np.hypot(high_error, low_error))

    return measure


def _where(retained: float) -> Callable[..., Measured]:
    def measure(records: StudentRecords, chosen: Flags) -> Measured:
        return _mean(records.gpa[chosen & (records.retained == retained)])

    return measure


def _mean(values: Floats) -> Measured:
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return np.nan, np.nan
    count, mean = len(known), float(known.mean())
    if np.isin(known, (0.0, 1.0)).all():
        # Of a share as Laplace's rule of succession has it: none of 100 is not known to be none at all.
        share = (float(known.sum()) + 1.0) / (count + 2.0)
        return mean, float(np.sqrt(share * (1.0 - share) / count))
    # Where all are alike, the error of one more case stands for none.
    error = max(float(known.std(ddof=1)), 1.0 / count)
    return mean, error / float(np.sqrt(count))


def _below(values: Floats, limit: float) -> Floats:
    return np.where(np.isfinite(values), (values < limit).astype(np.float64), np.nan)


def _spread(records: StudentRecords, chosen: Flags) -> Measured:
    known = records.gpa[chosen & np.isfinite(records.gpa)]
    if len(known) < 3:
        return np.nan, np.nan
    centered = known - known.mean()
    variance = float((centered**2).mean())
    if variance == 0.0:
        return 0.0, np.nan
    # The delta method; normal or not, by the fourth moment.
    excess = max(float((centered**4).mean()) - variance**2, 0.0)
    return float(np.sqrt(variance)), float(np.sqrt(excess / len(known)) / (2.0 * np.sqrt(variance)))


def _validity(records: StudentRecords, chosen: Flags) -> Measured:
    return _correlation(records.prior_grade[chosen], records.gpa[chosen])


def _consistency(records: StudentRecords, chosen: Flags) -> Measured:
    return _correlation(records.results[0][chosen], records.results[1][chosen])


def _correlation(one: Floats, other: Floats) -> Measured:
    known = np.isfinite(one) & np.isfinite(other)
    count = int(known.sum())
    if count < 4 or one[known].std() == 0.0 or other[known].std() == 0.0:
        return np.nan, np.nan
    found = float(np.corrcoef(one[known], other[known])[0, 1])
    return found, max((1.0 - found**2) / float(np.sqrt(count - 1)), 1e-3)
