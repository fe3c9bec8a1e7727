"""The figure of what knowing single parameters is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mentorsim.report import style

if TYPE_CHECKING:
    from mentorsim.experiment.information import Information

_LISTED = 10


def information_figure(found: Information) -> Figure:
    """Draw what knowing single parameters is worth, with one standard error, and what they explain.

    Parameters
    ----------
    found
        With at least one parameter.
    """
    listed = found.parameters[:_LISTED]
    height = 0.4 + 0.26 * len(listed) + 0.62
    width = 7.6
    inside = 0.26 * len(listed) / height
    with style.styled():
        picture = style.new_picture(width, height)
        picture.text(
            0.08 / width,
            1.0 - 0.1 / height,
            "What knowing one parameter is worth",
            weight="bold",
            size=11,
            va="top",
        )
        values = picture.add_axes((2.35 / width, 0.62 / height, 2.9 / width, inside))
        shares = picture.add_axes((5.6 / width, 0.62 / height, 1.8 / width, inside))
        for place, one in enumerate(listed):
            value, error = one.value.split_sample or 0.0, one.value.standard_error or 0.0
            color = style.PALETTE[0] if one.told_from_zero else style.MIDDLE
            values.plot([value - error, value + error], [place, place], color=color, linewidth=1.0)
            values.plot(value, place, "|", color=color, markersize=6.0)
            values.plot(one.corrected, place, "o", color=color, markersize=4.5)
            shares.barh(place, 100.0 * one.explained, color=color, height=0.6)
        values.axvline(0.0, color=style.DARK, linewidth=0.9)
        for axes, label in (
            (values, f"{found.outcome.replace('_', ' ')}, {found.unit}"),
            (shares, "explains, %"),
        ):
            axes.set_ylim(len(listed) - 0.5, -0.5)
            axes.set_yticks(
                range(len(listed)), [one.name for one in listed] if axes is values else [""] * len(listed)
            )
            axes.tick_params(axis="y", length=0)
            axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
            axes.set_xlabel(label, size=8.5, color=style.MIDDLE)
        note = (
            "Dot: value, less what chance adds. Line: split-sample estimate ± standard error. Gray: not "
            "distinguishable from 0 among so many."
        )
        picture.text(0.08 / width, 0.08 / height, note, size=7.5, color=style.MIDDLE)
    return picture
