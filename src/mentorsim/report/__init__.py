"""What people read: tables for a terminal, and figures. Matplotlib is loaded when a figure is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mentorsim.experiment.results import Comparison

__all__ = ["plot_comparison"]


def plot_comparison(comparison: Comparison, outcome: str | None = None) -> Figure:
    """Draw the differences to the baseline with their intervals.

    Parameters
    ----------
    comparison
        The comparison.
    outcome
        One outcome; None: all that have differences.

    Raises
    ------
    UserError
        When the outcome was not compared.
    """
    from mentorsim.report.figures import comparison_figure

    return comparison_figure(comparison, outcome)
