"""Criteria in words, as a coordinator would say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.pairing.rules import USUAL_GAP

if TYPE_CHECKING:
    from mentorsim.scenario.match import Criterion

_FIELD_WORDS = {"prior_grade": "prior grade", "values": "survey answers", "slots": "free times"}


def field_words(name: str) -> str:
    """Say a field's name with spaces: ``prior grade``, ``first generation``."""
    return _FIELD_WORDS.get(name, name.replace("_", " "))


def criterion_words(criterion: Criterion) -> str:
    """Say a criterion in a few words, such as ``same major`` or ``closest survey answers``."""
    field = field_words(criterion.field)
    listed = "" if criterion.values is None else f" ({', '.join(criterion.values)})"
    if criterion.rule in ("same", "different"):
        return f"{criterion.rule} {field}{listed}"
    if criterion.rule == "overlap":
        return f"shared {field}"
    if criterion.rule == "closest":
        return f"closest {field}"
    if criterion.rule == "gap":
        at = USUAL_GAP if criterion.at is None else criterion.at
        if not at:
            return f"closest {field}"
        return f"{field} {abs(at):g} SD {'higher' if at > 0 else 'lower'} than the mentee's"
    if criterion.rule == "complement":
        return f"{field} that complements{listed}"
    return f"preferred {field}{listed}" if criterion.values else f"listed in {field}"
