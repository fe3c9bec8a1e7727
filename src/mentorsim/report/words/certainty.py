"""How sure an answer is: what its numbers rest on, and what they leave out."""

from __future__ import annotations

from mentorsim.report.words.effects import between
from mentorsim.report.words.finding import Finding, OptionStanding
from mentorsim.report.words.phrases import a_count

FEW = 30
"""Fewer simulated years than this are called few."""


def how_sure(finding: Finding) -> list[str]:
    """Return what the numbers rest on, and what they leave out, the most important first."""
    sentences = []
    shown = next(iter(finding.helpful), next(iter(finding.known), None))
    if shown is not None and shown.effect is not None:
        limits = between(finding, shown.effect.low, shown.effect.high)
        held = "" if finding.samples is None else ", with what research leaves open"
        sentences.append(f"On average over many years, {limits} with {shown.name} (95 % interval{held}).")
    sentences.append(_rests_on(finding))
    if finding.failures:
        sentences.append(
            f"In {a_count(finding.failures, 'simulated year')} a run failed; these years are left out for "
            "every option."
        )
    if finding.samples is None:
        sentences.append(
            "The interval holds the error of the simulation alone. What research leaves open about how "
            "mentoring works is not in it, so the truth may lie further away."
        )
    if finding.interrupted:
        sentences.append("The comparison was stopped before it was complete.")
    undecided = [option for option in finding.options if option.standing is OptionStanding.UNDECIDED]
    if undecided and finding.helpful:
        sentences.append(f"Undecided: {', '.join(option.name for option in undecided)}.")
    return sentences


def _rests_on(finding: Finding) -> str:
    years = a_count(finding.replications, "simulated year")
    if finding.samples is None:
        few = ", which are few" if finding.replications < FEW else ""
        return f"Every option met the same students in the same {years}{few}."
    return (
        f"Every option met the same students in the same {years} under each of "
        f"{a_count(finding.samples, 'set')} of assumptions that agree with published studies."
    )
