"""The figure of what knowing single parameters is worth."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mentorsim.report import style

if TYPE_CHECKING:
    from mentorsim.experiment.information import Information

_LISTED = 10
_NOTE_LINE = 0.14


def information_figure(found: Information, title: str, source: str) -> Figure:
    """Draw what knowing single parameters is worth, with one standard error, and what they explain.

    Parameters
    ----------
    found
        With at least one parameter.
    title
        What the figure says.
    source
        How many replications it rests on, and their seed.
    """
    listed = found.parameters[:_LISTED]
    width = 5.4 if style.is_column() else 7.6
    head = style.figure_head(title, width)
    note = textwrap.wrap(
        f"{source} Dot: value, less what chance adds. Line: split-sample estimate ± standard error. Gray: "
        "not distinguishable from 0 among so many.",
        int(width * 17),
    )
    foot = 0.56 + _NOTE_LINE * len(note)
    height = head.height + 0.05 + 0.26 * len(listed) + foot
    inside = 0.26 * len(listed) / height
    with style.styled():
        picture = style.new_picture(width, height)
        head.draw(picture)
        room = width - 2.9  # beside the names of the parameters and between the two
        values = picture.add_axes((2.35 / width, foot / height, 0.62 * room / width, inside))
        left = 2.35 + 0.62 * room + 0.35
        shares = picture.add_axes((left / width, foot / height, 0.38 * room / width, inside))
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
        picture.text(0.08 / width, 0.08 / height, "\n".join(note), size=7.5, color=style.MIDDLE, va="bottom")
    return picture
