"""The figures of a comparison under parameter uncertainty."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UserError
from mentorsim.report import style
from mentorsim.report.parameter_page import ShownUncertainty, shown_uncertainties
from mentorsim.statistics.intervals import CONFIDENCE

if TYPE_CHECKING:
    from mentorsim.experiment.uncertainty.parameter_information import Information
    from mentorsim.experiment.uncertainty.parameter_results import ParameterComparison

_PANEL, _ROW, _ABOVE, _BELOW = 3.0, 0.62, 0.42, 0.62
_NOTE = 0.4
_LISTED = 10


def differences_figure(comparison: ParameterComparison, outcome: str | None = None) -> Figure:
    """Draw the differences to the baseline, each with three lines: simulation, parameters, one year.

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
    shown = shown_uncertainties(comparison)
    if outcome is not None and outcome not in {one.name for one in shown}:
        guess = nearest(outcome, [one.name for one in shown])
        hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(one.name for one in shown)}"
        raise UserError(f"the outcome {outcome!r} was not compared; {hint}")
    panels = [one for one in shown if one.defined and outcome in (None, one.name)]
    if not panels:
        raise UserError("there is no difference to draw: no policy is compared with the baseline")
    names = [name for name in comparison.policies if name != comparison.baseline]
    left = 0.3 + 0.078 * max(len(line) for name in names for line in textwrap.wrap(name, 20))
    across = min(len(panels), 3)
    down = -(-len(panels) // across)
    inside = _ROW * len(names)
    width = left + across * (_PANEL + 0.25) + 0.1
    height = 0.35 + down * (_ABOVE + inside + _BELOW) + _NOTE
    with style.styled():
        picture = style.new_picture(width, height)
        title = f"Difference to {comparison.baseline}, and three kinds of uncertainty"
        picture.text(0.08 / width, 1.0 - 0.1 / height, title, weight="bold", size=11, va="top")
        for number, panel in enumerate(panels):
            row, column = divmod(number, across)
            bottom = height - 0.35 - (row + 1) * (_ABOVE + inside + _BELOW) + _BELOW
            place = ((left + column * (_PANEL + 0.25)) / width, bottom / height)
            axes = picture.add_axes((*place, _PANEL / width, inside / height))
            _draw(axes, panel, names, named=column == 0)
        picture.text(
            0.08 / width, 0.08 / height, _note(comparison, int(width * 17.5)), size=7.5, color=style.MIDDLE
        )
    return picture


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
            "Dot: value, less what chance adds. Line: split-sample estimate ± standard error. Gray: not told "
            "from 0 among so many."
        )
        picture.text(0.08 / width, 0.08 / height, note, size=7.5, color=style.MIDDLE)
    return picture


def write_parameter_figures(comparison: ParameterComparison, folder: Path) -> list[Path]:
    """Write every figure of a comparison as PNG and SVG.

    Raises
    ------
    UserError
        When a file cannot be written.
    """
    pictures: dict[str, Figure] = {}
    if any(one.defined for one in shown_uncertainties(comparison)):
        pictures["differences"] = differences_figure(comparison)
    if comparison.information is not None and comparison.information.parameters:
        pictures["information"] = information_figure(comparison.information)
    try:
        return [file for name, picture in pictures.items() for file in style.save(picture, folder / name)]
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise UserError(f"cannot write the figures to {folder}: {reason}") from None


def _draw(axes: Axes, panel: ShownUncertainty, names: Sequence[str], *, named: bool) -> None:
    factor = panel.scale.factor
    axes.set_title("\n".join(textwrap.wrap(panel.label, 36)), pad=8)
    axes.axvline(0.0, color=style.DARK, linewidth=0.9, zorder=1)
    for place, name in enumerate(names):
        found = panel.summary.differences[name]
        if found.mean is None:
            continue
        for offset, ends, color, thickness in (
            (-0.22, found.simulation, style.PALETTE[0], 3.2),
            (0.0, found.parameters, style.PALETTE[1], 3.2),
            (0.22, found.year, style.MIDDLE, 1.2),
        ):
            if ends is not None:
                line = [end * factor for end in ends]
                axes.plot(line, [place + offset] * 2, color=color, linewidth=thickness, solid_capstyle="butt")
            axes.plot(
                found.mean * factor, place + offset, "o", color=color, markersize=3.6, markeredgewidth=0
            )
    axes.set_ylim(len(names) - 0.5, -0.5)
    labels = ["\n".join(textwrap.wrap(name, 20)) for name in names] if named else [""] * len(names)
    axes.set_yticks(range(len(names)), labels)
    axes.tick_params(axis="y", pad=6)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.06)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    style.tidy(axes)
    axes.tick_params(axis="y", length=0)
    if panel.scale.decimals == 0:
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    unit = panel.scale.change_unit
    axes.set_xlabel(unit[0].upper() + unit[1:], size=8.5, color=style.MIDDLE)


def _note(comparison: ParameterComparison, characters: int) -> str:
    share = f"{CONFIDENCE:.0%}"
    text = (
        f"Mean over {comparison.draws} draws of the parameters and {comparison.worlds} worlds each. Blue: "
        f"{share} interval of simulation error. Orange: {share} of the true means under the draws (parameter "
        f"uncertainty). Gray: {share} of single years. They answer different questions and are not added."
    )
    return "\n".join(textwrap.wrap(text, characters))
