"""Boxes as they are read aloud: `program.mentors above 12 and program.match.method is random`."""

from __future__ import annotations

from collections.abc import Sequence

from mentorsim.analysis.boxes import BoxLimit, Dimension


def box_in_words(limits: Sequence[BoxLimit], dimensions: Sequence[Dimension]) -> str:
    """Write the limits of a box, those of one factor together."""
    numbers = list(dict.fromkeys(limit.dimension for limit in limits))
    return " and ".join(
        _in_words([limit for limit in limits if limit.dimension == number], dimensions[number])
        for number in numbers
    )


def _in_words(limits: Sequence[BoxLimit], dimension: Dimension) -> str:
    at = {limit.side: f"{limit.at:.6g}" for limit in limits}
    if "above" in at and "below" in at:
        return f"{dimension.name} between {at['above']} and {at['below']}"
    if "without" not in at:
        ((side, number),) = at.items()
        return f"{dimension.name} {side} {number}"
    (limit,) = limits
    kept = [name for place, name in enumerate(dimension.categories) if place not in limit.without]
    gone = [name for place, name in enumerate(dimension.categories) if place in limit.without]
    if len(kept) <= len(gone):
        return f"{dimension.name} {_either(kept, 'is', 'or')}"
    return f"{dimension.name} {_either(gone, 'is not', 'or')}"


def _either(names: Sequence[str], verb: str, word: str) -> str:
    *most, last = names
    return f"{verb} {', '.join(most)} {word} {last}" if most else f"{verb} {last}"
