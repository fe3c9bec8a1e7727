"""What would change the answer, and what knowing it beforehand would be worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mentorsim.report.words.phrases import capital, money, people

_NET_BENEFIT = "net_benefit"


def knowing_sentences(information: Mapping[str, Any] | None, students: float, currency: str) -> list[str]:
    """Return what knowing all assumptions for sure before choosing would be worth; empty where unknown.

    Parameters
    ----------
    information
        As in ``comparison.json``.
    students
        How many first-years there are.
    currency
        Of a net benefit.
    """
    if information is None:
        return []
    value = float(information["corrected"])
    if information["outcome"] == _NET_BENEFIT:
        worth = money(value, currency) if value >= 0.5 else ""
    elif information["outcome"] == "retention" and students:
        count = people(value * students)
        worth = f"{count} more of {students:,.0f} first-years" if count != "0" else ""
    else:
        worth = f"{value:.3g} {information['unit']}" if value > 0.0 else ""
    if not worth:
        return ["Knowing all assumptions for sure would not change the choice."]
    return [f"Knowing all assumptions for sure before choosing would be worth {worth} on average."]


def turning_sentences(points: Sequence[Mapping[str, Any]], meanings: Mapping[str, str]) -> list[str]:
    """Return which assumptions would change the choice, and from which value on.

    Parameters
    ----------
    points
        As in ``comparison.json``.
    meanings
        What each parameter says, in words.
    """
    if not points:
        return []
    sentences = []
    turning = [one for one in points if one["along"]["turns_at"] is not None]
    for one in turning:
        along = one["along"]
        side = "below" if along["at_low"] < along["at_high"] else "above"
        sentences.append(
            f"{capital(meanings[one['parameter']])} ({one['parameter']}): {side} {three(along['turns_at'])}, "
            f"{one['rival']} does better than {one['policy']}. Research allows {three(along['low'])} to "
            f"{three(along['high'])}."
        )
    steady = [one for one in points if one["along"]["turns_at"] is None]
    if steady:
        first = steady[0]
        named = ", ".join(f"{meanings[one['parameter']]} ({one['parameter']})" for one in steady)
        whatever = "whatever this is" if len(steady) == 1 else "whatever these are"
        sentences.append(
            f"Within what research allows, {first['policy']} stays ahead of {first['rival']} {whatever}: "
            f"{named}."
        )
    return sentences


def three(value: float) -> str:
    """Write the value of a parameter with three digits."""
    return f"{value:.3g}".replace("-", "−")
