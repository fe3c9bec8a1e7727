"""The figures of a comparison: what each of them is given, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from mentorsim.documents.nearest import nearest
from mentorsim.errors import DiskError, UnknownNameError, UserError
from mentorsim.experiment.series import WeeklyMeans, weekly_means
from mentorsim.report.difference_figure import DifferenceDot, DifferencePanel, difference_figure
from mentorsim.report.effect_tables import has_differences
from mentorsim.report.figure_files import DEFAULT, FigureFile
from mentorsim.report.information_figure import information_figure
from mentorsim.report.numbers import count_of, scale_of
from mentorsim.report.shown import DIRECTIONS, ShownOutcome, shown_outcomes, standing
from mentorsim.report.style import save, sized
from mentorsim.report.weeks_figure import WeeklyLines, weeks_figure
from mentorsim.report.words.figure_titles import (
    TitledBaseline,
    TitledDifference,
    TitledOutcome,
    TitledWeek,
    difference_title,
    information_title,
    weekly_title,
)

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison
    from mentorsim.experiment.information import Information

_STAYING = (
    "Students decide between terms, and after the last one, whether to continue: that is where the steps are."
)
_BELONGING = "The mean is over those enrolled: it rises when students with little belonging leave."


def comparison_figure(comparison: Comparison, outcome: str | None = None) -> Figure:
    """Draw the differences to the baseline.

    Parameters
    ----------
    comparison
        The comparison.
    outcome
        One outcome; None: all that have differences.

    Raises
    ------
    UserError
        When the outcome was not compared, or no difference is defined.
    """
    outcomes = shown_outcomes(comparison)
    if outcome is not None:
        outcomes = tuple(shown for shown in outcomes if shown.name == outcome)
        if not outcomes:
            raise UnknownNameError(_not_compared(comparison, outcome))
    else:
        outcomes = tuple(shown for shown in outcomes if shown.compared)
    panels = [_panel(shown) for shown in outcomes if has_differences(shown)]
    if not panels:
        raise UserError("there is no difference to draw: no policy is compared with the baseline")
    summary = comparison.summary
    return difference_figure(
        panels,
        title=_difference_title(comparison, next(shown for shown in outcomes if has_differences(shown))),
        baseline=comparison.baseline,
        replications=int(comparison.block.whole.sum()),
        seed=comparison.plan.seed,
        samples=summary.samples,
        confidence=summary.confidence,
    )


def weekly_figure(comparison: Comparison, name: str) -> Figure:
    """Draw a weekly quantity.

    Parameters
    ----------
    comparison
        The comparison.
    name
        ``enrolled`` or ``belonging``.
    """
    is_share = name == "enrolled"
    block = comparison.block
    base, confidence = comparison.policies.index(comparison.baseline), comparison.summary.confidence
    found = weekly_means(comparison.plan, block, name, base, confidence)
    lines = WeeklyLines(
        title=_weekly_title(comparison, found, is_share=is_share),
        unit="% of first-years enrolled" if is_share else "belonging of the enrolled (0 to 1)",
        change_unit="percentage points" if is_share else "",
        factor=100.0 if is_share else 1.0,
        policies=comparison.policies,
        baseline=comparison.baseline,
        mean=weekly_means(comparison.plan, block, name).mean,
        start=1.0 if is_share else None,
        remark=_STAYING if is_share else _BELONGING,
        difference=found.mean,
        low=found.low,
        high=found.high,
    )
    calendar = comparison.plan.scenario.calendar
    return weeks_figure(
        lines,
        calendar,
        replications=int(block.whole.sum()),
        seed=comparison.plan.seed,
        confidence=confidence,
    )


def write_figures(comparison: Comparison, folder: Path, files: Sequence[FigureFile] = DEFAULT) -> list[Path]:
    """Write every figure of a comparison.

    Parameters
    ----------
    comparison
        The comparison.
    folder
        Made where it is missing.
    files
        In which formats and sizes.

    Raises
    ------
    UserError
        When a file cannot be written.
    """
    written = []
    try:
        for size in dict.fromkeys(file.size for file in files):
            with sized(size):
                pictures = _pictures(comparison)
            own = [file for file in files if file.size == size]
            for name, picture in pictures.items():
                written += save(picture, folder / name, own)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise DiskError(f"cannot write the figures to {folder}: {reason}") from None
    return written


def _pictures(comparison: Comparison) -> dict[str, Figure]:
    pictures = {
        "retention_over_the_weeks": weekly_figure(comparison, "enrolled"),
        "belonging_over_the_weeks": weekly_figure(comparison, "belonging"),
    }
    if any(shown.compared and has_differences(shown) for shown in shown_outcomes(comparison)):
        pictures = {"differences": comparison_figure(comparison), **pictures}
    found = comparison.information
    if found is not None and found.parameters:
        title, source = _information_title(found), _information_source(comparison)
        pictures["information"] = information_figure(found, title, source)
    return pictures


def _baseline(comparison: Comparison) -> TitledBaseline:
    return TitledBaseline(comparison.baseline, comparison.baseline == comparison.plan.control)


def _difference_title(comparison: Comparison, shown: ShownOutcome) -> str:
    summary = shown.summary
    found = [
        TitledDifference(policy, one.mean, standing(shown, one), summary.policies[policy].probability_best)
        for policy, one in summary.differences.items()
    ]
    students_do = "stay enrolled" if shown.name == "retention" else None
    outcome = TitledOutcome(shown.label, shown.scale, summary.direction, students_do)
    return difference_title(outcome, found, _baseline(comparison), int(comparison.block.whole.sum()))


def _weekly_title(comparison: Comparison, found: WeeklyMeans, *, is_share: bool) -> str:
    last = [
        TitledWeek(policy, float(mean), float(low), float(high))
        for policy, mean, low, high in zip(
            comparison.policies, found.mean[:, -1], found.low[:, -1], found.high[:, -1], strict=True
        )
        if policy != comparison.baseline and np.isfinite([mean, low, high]).all()
    ]
    halves = [(row.high - row.low) / 2.0 for row in last]
    scale = scale_of("share" if is_share else "0 to 1", halves, [row.mean for row in last])
    outcome = TitledOutcome(
        "retention" if is_share else "belonging", scale, "higher", "are enrolled" if is_share else None
    )
    return weekly_title(outcome, last, _baseline(comparison), found.mean.shape[1])


def _information_title(found: Information) -> str:
    first = next((one for one in found.parameters if one.told_from_zero), None)
    if first is None:
        return information_title(None, "")
    scale = scale_of(found.unit, [first.corrected], [first.corrected])
    return information_title(first.name, f"{scale.size(first.corrected)} {scale.change_unit}")


def _information_source(comparison: Comparison) -> str:
    samples, each = comparison.samples or 0, count_of(comparison.replications, "replication")
    return f"{each} of each of {samples:,} posterior samples (seed {comparison.plan.seed})."


def _panel(shown: ShownOutcome) -> DifferencePanel:
    dots = []
    for policy, found in shown.summary.differences.items():
        dots.append(
            DifferenceDot(
                policy,
                found.mean,
                _interval(found.low, found.high),
                _interval(found.interval_low, found.interval_high),
                _interval(found.year_low, found.year_high),
                standing(shown, found),
            )
        )
    return DifferencePanel(shown.label, DIRECTIONS[shown.summary.direction], shown.scale, dots)


def _interval(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _not_compared(comparison: Comparison, outcome: str) -> str:
    names = tuple(comparison.summary.outcomes)
    guess = nearest(outcome, names)
    hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(names)}"
    return f"the outcome {outcome!r} was not compared; {hint}"
