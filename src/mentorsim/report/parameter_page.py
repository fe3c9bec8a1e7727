"""A comparison under parameter uncertainty as a page: three ranges side by side, and what to learn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from mentorsim.experiment.uncertainty.parameter_results import NET_BENEFIT, NO_VALUE
from mentorsim.outcomes import Outcome
from mentorsim.outcomes.gaps import Gap
from mentorsim.report import layout
from mentorsim.report.effect_tables import side_by_side
from mentorsim.report.numbers import NOTHING, Scale, count_of, percent, scale_of
from mentorsim.report.parameter_tables import group_tables, ratio_tables, undefined_ratios
from mentorsim.report.shown import DIRECTIONS, label_of
from mentorsim.statistics.information import InformationValue
from mentorsim.statistics.intervals import CONFIDENCE

if TYPE_CHECKING:
    from mentorsim.experiment.uncertainty.parameter_information import Information
    from mentorsim.experiment.uncertainty.parameter_results import ParameterComparison
    from mentorsim.experiment.uncertainty.parameter_summary import OutcomeUnderParameters
    from mentorsim.statistics.spreads import BestPolicy, Range, Spread

_PARAMETERS_SHOWN = 8


@dataclass(frozen=True)
class ShownUncertainty:
    """One outcome as readers see it: its name in words, how its numbers are written, what is stated of it."""

    name: str
    label: str
    scale: Scale
    summary: OutcomeUnderParameters

    @property
    def defined(self) -> bool:
        """Whether any difference is."""
        return any(difference.mean is not None for difference in self.summary.differences.values())


def shown_uncertainties(comparison: ParameterComparison) -> tuple[ShownUncertainty, ...]:
    """Describe the outcomes of a comparison whose differences say something: not what programs cost."""
    currency = comparison.plan.scenario.program.costs.currency
    shown = []
    for measure in comparison.plan.measures:
        if not isinstance(measure, Outcome):
            continue
        summary = comparison.outcomes[measure.name]
        if measure.unit in (currency, f"{currency} a student") and measure.direction != "higher":
            continue
        spreads = [*summary.policies.values(), *summary.differences.values()]
        widths = [(high - low) / 2.0 for spread in spreads for low, high in [spread.simulation or (0.0, 0.0)]]
        is_gap = isinstance(measure.function, Gap)
        scale = scale_of(summary.unit, widths, [spread.mean for spread in spreads], is_difference=is_gap)
        shown.append(ShownUncertainty(measure.name, label_of(measure), scale, summary))
    return tuple(shown)


def parameter_page(comparison: ParameterComparison, width: int, *, color: bool = False) -> str:
    """Write a comparison under parameter uncertainty for reading.

    Parameters
    ----------
    comparison
        The comparison.
    width
        Longest line; 60 to 100 is sensible.
    color
        Whether to mark things in color and bold, for a terminal.
    """
    return layout.as_text(_parts(comparison, width), width, color=color)


def _parts(comparison: ParameterComparison, width: int) -> Iterator[RenderableType]:
    shown = shown_uncertainties(comparison)
    yield layout.paragraph(comparison.plan.scenario.title, "bold")
    yield layout.paragraph(
        f"{count_of(len(comparison.policies), 'policy', 'policies')} under "
        f"{count_of(comparison.draws, 'draw')} of {count_of(len(comparison.parameters.names), 'parameter')}, "
        f"each in the same {count_of(comparison.worlds, 'simulated world')}; seed {comparison.plan.seed}."
    )
    yield ""
    for outcome in shown:
        if outcome.defined:
            yield from _differences(comparison, outcome, width)
            yield ""
    for table in _best(comparison, shown, width):
        yield table
        yield ""
    for table in (*ratio_tables(comparison, width), *group_tables(comparison, width)):
        yield table
        yield ""
    if comparison.information is not None:
        yield from _information(comparison.information, width)
        yield ""
    without = [outcome.label for outcome in shown if not outcome.defined]
    sentences = [*comparison.warnings, *undefined_ratios(comparison)]
    if without:
        sentences.append(f"No differences in {', '.join(without)}: {_reason(shown)}.")
    for sentence in sentences:
        yield layout.paragraph(f"! {sentence}", "yellow")
    if sentences:
        yield ""
    yield from _footer(comparison)


def _differences(comparison: ParameterComparison, outcome: ShownUncertainty, width: int) -> list[Group]:
    scale, best = outcome.scale, outcome.summary.best
    found = {name: one for name, one in outcome.summary.differences.items() if one.mean is not None}
    share = f"{CONFIDENCE:.0%}"
    headings = [
        "difference ±\nsimulation error",
        f"parameters\n({share})",
        f"one year\n({share})",
        f"better than\n{comparison.baseline}, %",
    ]
    cells = [
        [Text(_with_error(scale, one)) for one in found.values()],
        [Text(_range(scale, one.parameters)) for one in found.values()],
        [Text(_range(scale, one.year), style="dim") for one in found.values()],
        [Text(percent(best[name].better)) for name in found],
    ]
    title = f"Differences to {comparison.baseline}, {outcome.label}: {scale.change_unit}, "
    return side_by_side(title + DIRECTIONS[outcome.summary.direction], list(found), headings, cells, width)


def _best(comparison: ParameterComparison, shown: tuple[ShownUncertainty, ...], width: int) -> list[Group]:
    compared = [outcome for outcome in shown if outcome.defined and outcome.summary.direction != "neither"]
    headings = [outcome.label.replace(" ", "\n", 1) for outcome in compared]
    cells = [
        [Text(_chances(outcome.summary.best[policy])) for policy in comparison.policies]
        for outcome in compared
    ]
    title = "Probability of being best, %: under both / parameters alone / simulation error alone"
    return side_by_side(title, comparison.policies, headings, cells, width)


def _information(found: Information, width: int) -> Iterator[RenderableType]:
    scale = scale_of(found.unit, [_smallest(found)], [found.perfect.plug_in])
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
        yield layout.paragraph(NO_VALUE)
    yield from _of_single_parameters(found, scale, what, width)


def _of_single_parameters(
    found: Information, scale: Scale, what: str, width: int
) -> Iterator[RenderableType]:
    if not found.parameters:
        yield layout.paragraph("Single parameters need at least 12 draws.")
        return
    count = count_of(len(found.parameters), "parameter")
    told = [one for one in found.parameters if one.told_from_zero]
    if not told:
        first = found.parameters[0]
        yield layout.paragraph(
            f"The value of none of {count} can be told from 0: the highest, {first.name} (plug-in "
            f"{scale.size(first.value.plug_in)}), is one that the best of as many parameters without any "
            f"value would have with a probability of {percent(first.chance)}%. More draws tell more."
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
            f"The value of {len(told)} of {count} can be told from 0. Explains: share of the difference of "
            f"{found.policy} that this parameter alone predicts."
        )
    yield layout.paragraph("All parameters are in the JSON and in information.csv.", "dim")


def _footer(comparison: ParameterComparison) -> Iterator[RenderableType]:
    share = f"{CONFIDENCE:.0%}"
    yield layout.paragraph("How to read this", "bold")
    yield layout.paragraph(
        f"± simulation error ({share}): how far the mean may be from that over endlessly many worlds and "
        "draws. More replications and draws narrow it."
    )
    yield layout.paragraph(
        f"Parameters: {share} of what is possible for the true mean, as far as the published facts leave the "
        f"parameters open; the noise of only {count_of(comparison.worlds, 'world')} per draw is taken out. "
        "Only better knowledge narrows it."
    )
    yield layout.paragraph(
        f"One year: {share} of single worlds with the parameters as they are on average. Nothing narrows it."
    )
    if comparison.ratios:
        yield layout.paragraph(
            "Cost per effect: mean cost by mean effect. Under draws without an effect it has no limit."
        )
    yield layout.paragraph(
        "Values of single parameters are estimates over the draws; what chance adds to one is taken off, and "
        "only those are listed that the best of as many parameters without any value would hardly reach."
    )


def _with_error(scale: Scale, one: Spread) -> str:
    low, high = one.simulation or (None, None)
    return scale.change_with_half_width(one.mean, low, high)


def _range(scale: Scale, ends: Range | None) -> str:
    return NOTHING if ends is None else scale.between(*ends)


def _chances(best: BestPolicy) -> str:
    if best.by_both is None:
        return NOTHING
    return f"{percent(best.by_both)} / {percent(best.by_parameters)} / {percent(best.by_simulation)}"


def _value(scale: Scale, value: InformationValue) -> str:
    if value.split_sample is None or value.standard_error is None:
        return NOTHING
    return f"{scale.change(value.split_sample)} ± {scale.size(value.standard_error)}"


def _smallest(found: Information) -> float | None:
    return found.perfect.standard_error or None


def _reason(shown: tuple[ShownUncertainty, ...]) -> str:
    for outcome in shown:
        for difference in outcome.summary.differences.values():
            if difference.reason:
                return difference.reason
    return "there is no other policy"
