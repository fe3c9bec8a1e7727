"""What records hold, said before an hour of fitting: how many, what is known, what would be fitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from mentorsim.cohort.roster_columns import UNKNOWN
from mentorsim.evidence.institution.reading import read_institution
from mentorsim.evidence.institution.records import Institution
from mentorsim.evidence.institution.statistics import SMALLEST_GROUP, statistics_of
from mentorsim.scenario import Scenario


def described_records(scenario: Scenario, fewest: int) -> tuple[str, ...]:
    """Read a study's records and say in sentences what they hold; nothing is simulated.

    Parameters
    ----------
    scenario
        With ``cohort.roster.records``.
    fewest
        How many first-years a fit needs.

    Raises
    ------
    ScenarioError
        When the records cannot be read; as `read_institution`.
    """
    institution = read_institution(scenario)
    return tuple(_sentences(institution, fewest))


def _sentences(institution: Institution, fewest: int) -> Iterator[str]:
    observed, reading = institution.observed, institution.reading
    yield f"{observed.size:,} first-years in the records, of {reading.rows:,} rows."
    for why, count in reading.left_out.items():
        yield f"Left out: {count:,} {'row' if count == 1 else 'rows'}: {why}."
    if reading.own_rows:
        yield (
            "Every row counts as a student of its own, for no column is named as cohort.roster.id: whoever "
            "is in the file for several terms, modules or presentations counts as often."
        )
    if reading.starts:
        by_start = ", ".join(f"{name} {count:,}" for name, count in reading.starts.items())
        yield f"Students by start, each with its own week 1: {by_start}."
    if observed.size < fewest:
        yield f"! A fit needs at least {fewest}."
    stayed = np.isfinite(observed.retained)
    if stayed.any():
        unknown = f", unknown of {int((~stayed).sum()):,}" if not stayed.all() else ""
        yield f"Stayed: {observed.retained[stayed].mean():.1%} of {int(stayed.sum()):,}{unknown}."
    else:
        yield "! Who stayed is not told: departure stays as the scenario states it."
    if observed.never_started:
        count = observed.never_started
        yield f"Left before the first day, and are left out of the fit: {count:,}."
    left = np.isfinite(observed.left_week)
    if left.any():
        last = institution.scenario.calendar.total_weeks
        weeks = observed.left_week[left]
        yield f"Week of leaving: known of {int(left.sum()):,}, weeks {weeks.min():g} to {weeks.max():g}."
        late = int((weeks > last).sum())
        if late:
            yield f"! {late:,} of them left after the end of the calendar in week {last}: is it theirs?"
    if observed.stayed_and_left:
        yield (
            f"! Said to have stayed, with a time of leaving as well: {observed.stayed_and_left:,}. They "
            "count as retained, and that time does not count."
        )
    without = int(((observed.retained == 0.0) & np.isposinf(observed.left_week)).sum())
    if without:
        yield (
            f"! Said to have left, without a time of leaving: {without:,}. They count as not retained, and "
            "tell nothing of when."
        )
    known = np.isfinite(observed.gpa)
    if known.any():
        low, high = observed.gpa[known].min(), observed.gpa[known].max()
        scale = institution.scenario.institution.grade_scale
        yield (
            f"Results: known of {int(known.sum()):,}, from {low:g} to {high:g} on a scale of 0 to {scale:g}, "
            f"mean {observed.gpa[known].mean():.2f}, SD {observed.gpa[known].std():.2f}."
        )
        if not known.all():
            yield f"Without a result: {int((~known).sum()):,}."
        if high < 0.5 * scale:
            yield f"! No result is above half of the scale: is grade_scale {scale:g} right?"
    prior = np.isfinite(observed.prior_grade)
    if prior.any():
        yield f"Prior grade: known of {int(prior.sum()):,}."
    else:
        yield "! There is no prior grade: what it tells is not fitted."
    yield from _groups(institution)
    fitted = Counter(one.name for one in statistics_of(institution) if one.setting)
    named = (f"{name} ({count} groups)" if count > 1 else name for name, count in fitted.items())
    yield f"{fitted.total()} numbers would be fitted: {'; '.join(named)}."


def _groups(institution: Institution) -> Iterator[str]:
    for name, category in institution.groups.items():
        counts = np.bincount(category.codes, minlength=len(category.categories))
        listed = ", ".join(
            f"{label} {count:,}" for label, count in zip(category.categories, counts, strict=True)
        )
        yield f"{name}: {listed}."
        named = [
            (label, count)
            for label, count in zip(category.categories, counts.tolist(), strict=True)
            if label != UNKNOWN
        ]
        small = [label for label, count in named if count < SMALLEST_GROUP]
        if len(named) == 1:
            yield f"! {name} is the same for everybody: nothing can be fitted by it."
        elif small:
            yield f"! Fewer than {SMALLEST_GROUP} students: {', '.join(small)}; shown, not fitted."
