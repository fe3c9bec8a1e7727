"""What knowing the parameters is worth, in words and a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from mentorsim.experiment.information import NET_BENEFIT
from mentorsim.report import layout
from mentorsim.report.effect_tables import side_by_side
from mentorsim.report.numbers import NOTHING, Scale, count_of, percent, scale_of
from mentorsim.statistics.information import InformationValue

if TYPE_CHECKING:
    from mentorsim.experiment.information import Information

_PARAMETERS_SHOWN = 8
_NO_VALUE = (
    "What knowing the parameters is worth needs the value of one more student retained: "
    "set program.costs.value_per_retained."
)


def information_parts(found: Information, width: int) -> Iterator[RenderableType]:
    """Lay out what knowing all parameters is worth, and single ones where that can be told."""
    scale = scale_of(found.unit, [found.perfect.standard_error or None], [found.perfect.plug_in])
    what = "net benefit" if found.outcome == NET_BENEFIT else found.outcome.replace("_", " ")
    yield layout.paragraph("What knowing the parameters is worth", "bold")
    split = found.perfect.split_sample
    yield layout.paragraph(
        f"Choosing the best policy for the true parameters instead of one for all would gain "
        f"{scale.size(found.corrected)} {scale.change_unit} of {what} on average (plug-in "
        f"{scale.size(found.perfect.plug_in)}, raised by noise; split-sample "
        f"{NOTHING if split is None else scale.change(split)}, too low if anything)."
    )
    if found.outcome != NET_BENEFIT:
        yield layout.paragraph(_NO_VALUE)
    yield from _single_parameters(found, scale, what, width)


def _single_parameters(found: Information, scale: Scale, what: str, width: int) -> Iterator[RenderableType]:
    if not found.parameters:
        yield layout.paragraph("Single parameters need at least 12 posterior samples.")
        return
    count = count_of(len(found.parameters), "parameter")
    told = [one for one in found.parameters if one.told_from_zero]
    if not told:
        first = found.parameters[0]
        yield layout.paragraph(
            f"None of {count} has a value distinguishable from 0: the highest, {first.name} (plug-in "
            f"{scale.size(first.value.plug_in)}), is one that the best of as many parameters without any "
            f"value would have with a probability of {percent(first.chance)}%. More samples tell more."
        )
    else:
        listed = told[:_PARAMETERS_SHOWN]
        cells = [
            [Text(scale.size(one.corrected)) for one in listed],
            [Text(scale.size(one.value.plug_in)) for one in listed],
            [Text(_value(scale, one.value)) for one in listed],
            [Text(percent(one.explained)) for one in listed],
        ]
        headings = ["value, less\nchance", "plug-in", "split-sample ±\nstandard error", "explains, %"]
        title = f"Value of knowing one parameter ({scale.change_unit} of {what}), largest first"
        yield from side_by_side(title, [one.name for one in listed], headings, cells, width)
        yield layout.paragraph(
            f"Values distinguishable from 0: {len(told)} of {count}. The best of as many parameters without "
            "any value would hardly reach their value. Explains: share of the difference of "
            f"{found.policy} that this parameter alone predicts."
        )
    yield layout.paragraph("All parameters are in the JSON and in information.csv.", "dim")


def _value(scale: Scale, value: InformationValue) -> str:
    if value.split_sample is None or value.standard_error is None:
        return NOTHING
    return f"{scale.change(value.split_sample)} ± {scale.size(value.standard_error)}"
