"""The figures of a comparison: what each of them is given, and their files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from mentorsim.documents.nearest import nearest
from mentorsim.errors import DiskError, UnknownNameError, UserError
from mentorsim.experiment.series import weekly_means
from mentorsim.report.difference_figure import DifferenceDot, DifferencePanel, difference_figure
from mentorsim.report.effect_tables import has_differences
from mentorsim.report.information_figure import information_figure
from mentorsim.report.shown import DIRECTIONS, ShownOutcome, shown_outcomes, standing
from mentorsim.report.style import save
from mentorsim.report.weeks_figure import WeeklyLines, weeks_figure

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison

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
        baseline=comparison.baseline,
        replications=int(comparison.block.whole.sum()),
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
        title="Retention over the weeks" if is_share else "Belonging over the weeks",
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
    return weeks_figure(lines, calendar, replications=int(block.whole.sum()), confidence=confidence)


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
    if comparison.information is not None and comparison.information.parameters:
        pictures["information"] = information_figure(comparison.information)
    try:
        return [file for name, picture in pictures.items() for file in save(picture, folder / name)]
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise DiskError(f"cannot write the figures to {folder}: {reason}") from None


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
