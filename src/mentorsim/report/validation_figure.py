"""The figure of a validation: band, published number, simulation and predictive interval of every fact."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mentorsim.report import style

if TYPE_CHECKING:
    from mentorsim.evidence.validation import TargetResult, Validation

_ROW = 0.4
_WIDTH = 8.2
_REACH = 2.6
_COLORS = {"in": style.BETTER, "out": style.WORSE, "undecided": style.MIDDLE}


def validation_figure(found: Validation) -> Figure:
    """Draw every fact on a scale of its own, on which its band has the same width."""
    count = len(found.results)
    height = 0.75 + _ROW * count + 0.75
    with style.styled():
        picture = style.new_picture(_WIDTH, height)
        picture.text(
            0.1 / _WIDTH,
            1.0 - 0.12 / height,
            "Published effects beside the simulation",
            weight="bold",
            size=11,
            va="top",
        )
        axes = picture.add_axes((0.44, 0.75 / height, 0.36, _ROW * count / height))
        names = []
        for row, result in enumerate(found.results):
            main = result.main
            color = _COLORS[result.verdict]
            axes.add_patch(Rectangle((-1.0, row - 0.3), 2.0, 0.6, color=style.FAINT, zorder=1))
            published = _place(main, main.target.published)
            axes.plot(
                [published, published], [row - 0.3, row + 0.3], color=style.DARK, linewidth=1.2, zorder=2
            )
            low, high = (min(max(_place(main, end), -_REACH), _REACH) for end in main.predictive)
            axes.plot([low, high], [row, row], color=color, linewidth=1.0, zorder=3)
            at = min(max(_place(main, main.simulated), -_REACH), _REACH)
            axes.plot(at, row, "o", color=color, markersize=5.0, markeredgewidth=0, zorder=4)
            digits = 1 if result.fact.scale > 1.0 else 2
            text = f"{main.simulated:.{digits}f}  ({main.target.low:g} to {main.target.high:g})"
            axes.text(
                1.03,
                row,
                text.replace("-", "−"),
                transform=axes.get_yaxis_transform(),
                va="center_baseline",
                color=color,
                weight="bold",
            )
            names.append("\n".join(textwrap.wrap(f"{result.fact.id} {result.fact.statement}", 46)))
        axes.set_ylim(count - 0.4, -0.6)
        axes.set_xlim(-_REACH - 0.1, _REACH + 0.1)
        axes.set_yticks(range(count), names)
        axes.set_xticks([-1.0, 1.0], ["low end of band", "high end"])
        axes.tick_params(axis="y", length=0, pad=6, labelsize=8)
        axes.tick_params(axis="x", length=3, labelsize=8.5)
        axes.spines["left"].set_visible(False)
        note = (
            "Gray: the band that counts as reproducing the fact, with the published number. Dot: mean over "
            "simulated replications. Line: where 90% of single studies of the scenario's size would find "
            "it, cut off at the edge. Blue: in the band; orange: out; gray dot: undecided. At the right: "
            "simulated (band)."
        )
        picture.text(
            0.1 / _WIDTH,
            0.08 / height,
            "\n".join(textwrap.wrap(note, 128)),
            size=7.5,
            color=style.MIDDLE,
            va="bottom",
        )
    return picture


def _place(result: TargetResult, value: float) -> float:
    target = result.target
    return (value - 0.5 * (target.low + target.high)) / (0.5 * (target.high - target.low))
