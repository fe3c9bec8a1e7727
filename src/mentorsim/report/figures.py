"""The figures of a comparison: what each of them is given, and their files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UserError
from mentorsim.experiment.series import WEEKLY_NAMES, weekly_means
from mentorsim.report.difference_figure import DifferenceDot, DifferencePanel, difference_figure
from mentorsim.report.effect_tables import has_differences
from mentorsim.report.shown import DIRECTIONS, ShownOutcome, shown_outcomes, standing
from mentorsim.report.style import save
from mentorsim.report.weeks_figure import WeeklyLines, weeks_figure
from mentorsim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from mentorsim.experiment.results import Comparison

_STAYING = (
    "Students decide between terms, and after the last one, whether to go on: that is where the steps are."
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
            raise UserError(_not_compared(comparison, outcome))
    else:
        outcomes = tuple(shown for shown in outcomes if shown.compared)
    panels = [_panel(shown) for shown in outcomes if has_differences(shown)]
    if not panels:
        raise UserError("there is no difference to draw: no policy is compared with the baseline")
    summary = comparison.summary
    return difference_figure(
        panels,
        baseline=comparison.baseline,
        worlds=comparison.replications - comparison.failures,
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
    values = block.weekly[block.whole, :, WEEKLY_NAMES.index(name)].astype(np.float64)
    base = comparison.policies.index(comparison.baseline)
    paired = values - values[:, [base]]
    found = mean_interval(paired.reshape(len(paired), -1), comparison.summary.confidence)
    difference, low, high = (ends.reshape(paired.shape[1:]) for ends in (found.mean, found.low, found.high))
    lines = WeeklyLines(
        title="Retention over the weeks" if is_share else "Belonging over the weeks",
        unit="% of first-years enrolled" if is_share else "belonging of the enrolled (0 to 1)",
        change_unit="percentage points" if is_share else "",
        factor=100.0 if is_share else 1.0,
        policies=comparison.policies,
        baseline=comparison.baseline,
        mean=weekly_means(block, name).mean,
        start=1.0 if is_share else None,
        remark=_STAYING if is_share else _BELONGING,
        difference=difference,
        low=low,
        high=high,
    )
    calendar = comparison.plan.scenario.calendar
    worlds, confidence = len(paired), comparison.summary.confidence
    return weeks_figure(lines, calendar, worlds=worlds, confidence=confidence)


def write_figures(comparison: Comparison, folder: Path) -> list[Path]:
    """Write every figure of a comparison as PNG and SVG.

    Parameters
    ----------
    comparison
        The comparison.
    folder
        Made where it is missing.

    Raises
    ------
    UserError
        When a file cannot be written.
    """
    pictures = {
        "retention_over_the_weeks": weekly_figure(comparison, "enrolled"),
        "belonging_over_the_weeks": weekly_figure(comparison, "belonging"),
    }
    if any(shown.compared and has_differences(shown) for shown in shown_outcomes(comparison)):
        pictures = {"differences": comparison_figure(comparison), **pictures}
    try:
        return [file for name, picture in pictures.items() for file in save(picture, folder / name)]
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise UserError(f"cannot write the figures to {folder}: {reason}") from None


def _panel(shown: ShownOutcome) -> DifferencePanel:
    dots = []
    for policy, found in shown.summary.differences.items():
        dots.append(
            DifferenceDot(
                policy,
                found.mean,
                _interval(found.low, found.high),
                _interval(found.simultaneous_low, found.simultaneous_high),
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
