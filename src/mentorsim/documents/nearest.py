"""The name that a user probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

_CUTOFF = 0.6
# A name whose beginning is what was typed is slightly worse than one that is as a whole.
_BEGINNING = 0.9
_LONGEST = 100


def nearest(typed: str, names: Iterable[str]) -> str | None:
    """Return the name most like what was typed, or None where none is alike.

    Parameters
    ----------
    typed
        What the user wrote.
    names
        The names that exist.
    """
    typed = typed[:_LONGEST].lower()
    scores = {name: _likeness(typed, name.lower()) for name in names}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] >= _CUTOFF else None


def _likeness(typed: str, name: str) -> float:
    # `mentess` should lead to `mentees_per_mentor`: its beginnings count as well.
    words = name.split("_")
    beginnings = ("_".join(words[:length]) for length in range(1, len(words)))
    return max(_ratio(typed, name), *(_BEGINNING * _ratio(typed, beginning) for beginning in beginnings), 0.0)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
