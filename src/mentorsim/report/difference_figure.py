"""The figure of differences: a dot and its intervals for every policy and outcome."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from mentorsim.report import style
from mentorsim.report.numbers import Scale

_ACROSS = 3
_PANEL = 2.05
_ROW = 0.36
_ABOVE, _BELOW = 0.22, 0.52
_LINE, _NOTE_LINE = 0.17, 0.14
_LABEL_CHARACTERS = 28


@dataclass(frozen=True)
class DifferenceDot:
    """One policy's difference to the baseline, in the outcome's unit; None where it is not defined."""

    policy: str
    mean: float | None
    alone: tuple[float, float] | None
    together: tuple[float, float] | None
    year: tuple[float, float] | None
    standing: str | None


@dataclass(frozen=True)
class DifferencePanel:
    """One outcome: its name in words, which way is better, how its numbers are written, and the policies."""

    label: str
    direction: str
    scale: Scale
    dots: Sequence[DifferenceDot]


def difference_figure(
    panels: Sequence[DifferencePanel],
    *,
    title: str,
    baseline: str,
    replications: int,
    seed: int,
    confidence: float,
    samples: int | None = None,
) -> Figure:
    """Draw differences to the baseline, a panel for each outcome.

    The dot is the mean; the thick line is simulation error of this comparison alone; the thin line is what is
    read first: the interval of all comparisons of the outcome together, of simulation error or, with
    posterior samples, of simulation error and parameters. The pale band is where single replications lie.

    Parameters
    ----------
    panels
        One or more outcomes, each with the same policies.
    title
        What they mean.
    baseline
        The policy that differences are taken to.
    replications, seed
        Number of replications compared and their seed, for the note.
    confidence
        Of the intervals.
    samples
        Number of posterior samples; None: the parameters were the scenario's.
    """
    names = ["\n".join(textwrap.wrap(dot.policy, 20)) for dot in panels[0].dots]
    lines = max((line for name in names for line in name.splitlines()), key=len, default="")
    left = 0.25 + 0.078 * len(lines)
    across = style.beside(len(panels), _ACROSS)
    titles = ["\n".join(textwrap.wrap(panel.label, _LABEL_CHARACTERS)) for panel in panels]
    rows = [titles[start : start + across] for start in range(0, len(titles), across)]
    above = [_ABOVE + _LINE * max(title.count("\n") + 1 for title in row) for row in rows]
    inside = max(_ROW * len(names), 0.6)
    beside = 0.16 + 0.085 * max(len(_number(panel, dot)) for panel in panels for dot in panel.dots)
    width = max(left + across * (_PANEL + beside), 4.6)
    head = style.figure_head(title, width, f"Difference to {baseline}")
    note = _note(f"{replications:,} replications", seed, confidence, samples, int(width * 17.5))
    height = head.height + sum(above) + len(rows) * (inside + _BELOW) + _NOTE_LINE * (note.count("\n") + 2.6)
    with style.styled():
        picture = style.new_picture(width, height)
        head.draw(picture)
        for number, panel in enumerate(panels):
            row, column = divmod(number, across)
            bottom = height - head.height - sum(above[: row + 1]) - (row + 1) * inside - row * _BELOW
            place = (left + column * (_PANEL + beside), bottom, _PANEL, inside)
            axes = picture.add_axes(
                (place[0] / width, place[1] / height, place[2] / width, place[3] / height)
            )
            _draw(axes, panel, titles[number], names if column == 0 else [""] * len(names))
        picture.text(0.1 / width, 0.08 / height, note, size=7.5, color=style.MIDDLE, va="bottom")
    return picture


def _draw(axes: Axes, panel: DifferencePanel, title: str, names: Sequence[str]) -> None:
    scale = panel.scale
    axes.set_title(title, pad=8)
    axes.axvline(0.0, color=style.DARK, linewidth=0.9, zorder=2)
    for place, dot in enumerate(panel.dots):
        color = {"better": style.BETTER, "worse": style.WORSE}.get(dot.standing or "", style.MIDDLE)
        axes.text(
            1.03,
            place,
            _number(panel, dot),
            transform=axes.get_yaxis_transform(),
            va="center_baseline",
            color=color,
            weight="bold",
        )
        if dot.mean is None:
            continue
        if dot.year is not None:
            low, high = (end * scale.factor for end in dot.year)
            axes.add_patch(Rectangle((low, place - 0.27), high - low, 0.54, color=style.FAINT, zorder=1))
        for ends, thickness in ((dot.together, 1.0), (dot.alone, 3.2)):
            if ends is not None:
                axes.plot(
                    [end * scale.factor for end in ends],
                    [place, place],
                    color=color,
                    linewidth=thickness,
                    solid_capstyle="butt",
                    marker="|" if ends is dot.together else None,
                    markersize=6.0,
                    markeredgewidth=1.0,
                    zorder=3,
                )
        axes.plot(
            dot.mean * scale.factor, place, "o", color=color, markersize=4.4, markeredgewidth=0, zorder=4
        )
    axes.set_ylim(len(panel.dots) - 0.5, -0.5)
    axes.set_yticks(range(len(panel.dots)), names)
    axes.tick_params(axis="y", length=0, pad=6)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.06)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    if scale.decimals == 0:
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.tick_params(axis="x", length=3, labelsize=8.5)
    unit = scale.change_unit[0].upper() + scale.change_unit[1:]
    axes.set_xlabel(f"{unit}\n{panel.direction}", size=8.5, color=style.MIDDLE)


def _number(panel: DifferencePanel, dot: DifferenceDot) -> str:
    return "undefined" if dot.mean is None else panel.scale.change(dot.mean).replace("-", "−")


def _note(replications: str, seed: int, confidence: float, samples: int | None, characters: int) -> str:
    percent = f"{confidence:.0%}"
    if samples is None:
        over = f"{replications} (seed {seed})"
        lines = (
            f"Thick line: {percent} interval of this difference; thin: of all differences of the outcome "
            "together (both are simulation error)."
        )
    else:
        over = f"{replications} of {samples:,} posterior samples (seed {seed})"
        lines = (
            f"Thick line: {percent} interval of simulation error; thin: of simulation error and parameters, "
            "for all differences of the outcome together."
        )
    text = (
        f"Dot: mean over {over}. {lines} Pale band: where {percent} of single replications lie, as one "
        "school in one year. Blue: better; orange: worse; gray: undecided, or no difference that matters."
    )
    return "\n".join(textwrap.wrap(text, characters))
