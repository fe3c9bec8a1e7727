"""A comparison as a page of text: tables, warnings, and what every interval means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from mentorsim.experiment.replicate import HELPED_AND_HARMED_NOTE, NOTICEABLE_GPA
from mentorsim.report import layout
from mentorsim.report.budget_tables import budget_tables
from mentorsim.report.effect_tables import best_tables, difference_tables, has_differences, means_tables
from mentorsim.report.information import information_parts
from mentorsim.report.more_tables import cost_tables, group_tables, helped_tables, undefined_costs
from mentorsim.report.numbers import count_of
from mentorsim.report.places_table import places_part
from mentorsim.report.shown import ShownOutcome, shown_outcomes

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison


def comparison_page(comparison: Comparison, width: int, *, color: bool = False) -> str:
    """Write a comparison for reading.

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


def _parts(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    summary, outcomes = comparison.summary, shown_outcomes(comparison)
    yield layout.paragraph(summary.scenario, "bold")
    yield layout.paragraph(_what_was_run(comparison))
    yield ""
    yield from places_part(comparison.plan, comparison.block, width)
    tables: list[Group] = means_tables(summary, outcomes, width)
    yield from _spaced(tables)
    if tables and len(comparison.policies) > 1:
        yield layout.paragraph(
            f"▲ better than {summary.baseline}  ▼ worse  △ ▽ perhaps too little to matter  "
            "= no practical difference  no mark: undecided",
            "dim",
        )
        yield ""
    yield from _spaced(difference_tables(summary, outcomes, width))
    yield from _spaced(best_tables(summary, outcomes, width))
    if comparison.information is not None:
        yield from information_parts(comparison.information, width)
        yield ""
    yield from _spaced(cost_tables(summary, outcomes, width))
    yield from _spaced(budget_tables(comparison, width))
    yield from _spaced(group_tables(comparison, outcomes, width))
    if len(comparison.policies) > 1:
        yield from _spaced(helped_tables(comparison, width))
    sentences = (*comparison.warnings, *undefined_costs(outcomes), *_without_differences(outcomes))
    for sentence in sentences:
        yield layout.paragraph(f"! {sentence}", "yellow")
    if sentences:
        yield ""
    yield from _footer(comparison, outcomes)


def _spaced(tables: list[Group]) -> Iterator[RenderableType]:
    for table in tables:
        yield table
        yield ""


def _what_was_run(comparison: Comparison) -> str:
    failed = f", {comparison.failures} of them with a failed run" if comparison.failures else ""
    policies = count_of(len(comparison.policies), "policy", "policies")
    replications = count_of(comparison.replications, "simulated replication")
    samples = comparison.plan.samples
    if samples is None:
        what = f"{policies} in the same {replications}{failed}"
    else:
        parameters = count_of(len(samples.names), "parameter")
        count = comparison.samples or 0
        what = (
            f"{policies} under {count_of(count, 'posterior sample')} (effective number "
            f"{samples.effective_of(count):.0f}) of {parameters}, each in the same {replications}{failed}"
        )
    found = f"{what}; seed {comparison.summary.seed}."
    return found if comparison.interrupted or not comparison.stopped else f"{found} {comparison.stopped}"


def _without_differences(outcomes: tuple[ShownOutcome, ...]) -> list[str]:
    """Say of which outcomes there is no difference at all, and why."""
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.compared and outcome.summary.differences and not has_differences(outcome):
            first = next(iter(outcome.summary.differences.values()))
            reasons.setdefault(first.reason or "undefined", []).append(outcome.label)
    return [f"No differences in {', '.join(labels)}: {reason}." for reason, labels in reasons.items()]


def _footer(comparison: Comparison, outcomes: tuple[ShownOutcome, ...]) -> Iterator[RenderableType]:
    confidence = f"{comparison.summary.confidence:.0%}"
    sampled = comparison.samples is not None
    yield layout.paragraph("How to read this", "bold")
    yield layout.paragraph(
        f"± stands for {confidence} intervals of simulation error: how far these means may be from those "
        f"over endlessly many replications{' and samples' if sampled else ''}. More replications narrow them."
    )
    if len(comparison.policies) > 1:
        held = (
            "simulation error and the uncertainty of the parameters together"
            if sampled
            else "simulation error"
        )
        yield layout.paragraph(
            f"Every policy meets the same students with the same random draws as {comparison.baseline}. "
            f"Intervals of differences hold {held}, for all policies of an outcome at once, and decide the "
            "verdicts."
        )
        if sampled:
            yield layout.paragraph(
                f"Parameters alone: {confidence} of what is possible for the true mean, as far as the "
                "published facts leave the parameters open. Only better knowledge narrows it. None (≤ ...): "
                "not distinguishable from none, and at most so much to either side."
            )
        yield layout.paragraph(_at_once(comparison, outcomes))
        yield layout.paragraph(
            f"One year: {confidence} of single replications lie in this range. It is what one school may "
            "see in a year, and more replications do not narrow it."
        )
        yield layout.paragraph(f"Helped and harmed: {_helped_note(comparison)}")
    limits = [
        f"{outcome.label} {outcome.scale.size(outcome.summary.smallest_worthwhile)} "
        f"{outcome.scale.change_unit}"
        for outcome in outcomes
        if outcome.summary.smallest_worthwhile
    ]
    if limits:
        yield layout.paragraph(
            f"What matters at all: {'; '.join(limits)} (run.smallest_worthwhile). No practical difference: "
            "the interval lies within it; perhaps too little to matter: the interval excludes 0, but not all "
            "differences below it."
        )
    if not sampled:
        yield layout.paragraph(
            "No interval holds the uncertainty about the model's parameters: `--uncertainty parameters` "
            "tells it."
        )


def _at_once(comparison: Comparison, outcomes: tuple[ShownOutcome, ...]) -> str:
    """Say what so many verdicts at once mean."""
    shown = [outcome for outcome in outcomes if outcome.compared and has_differences(outcome)]
    verdicts = count_of(len(shown) * (len(comparison.policies) - 1), "verdict")
    confidence = comparison.summary.confidence
    if comparison.plan.scenario.run.family_wise or len(shown) <= 1:
        return f"{verdicts}: with a probability of {confidence:.0%} none of them claims too much."
    most = min(1.0, len(shown) * (1.0 - confidence))
    return (
        f"{verdicts} at once: of each outcome none claims too much with a probability of {confidence:.0%}; "
        f"of all {len(shown)} outcomes some may with up to {most:.0%}. `--set run.family_wise=true` makes "
        "all of them right together."
    )


def _helped_note(comparison: Comparison) -> str:
    clearly = NOTICEABLE_GPA * comparison.plan.scenario.institution.grade_scale / 4.0
    note = HELPED_AND_HARMED_NOTE[0].lower() + HELPED_AND_HARMED_NOTE[1:]
    return f"{note} A GPA is clearly higher or lower from {clearly:g} grade points."
