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
    words = _rule_words(criterion)
    if criterion.only_if:
        words += (
            f" (if {', '.join(f'{field_words(k)}: {chr(47).join(v)}' for k, v in criterion.only_if.items())})"
        )
    return words


def _rule_words(criterion: Criterion) -> str:
    field = field_words(criterion.field)
    if criterion.field in ("earlier pair", "new pair"):
        return "together before" if criterion.field == "earlier pair" else "not together before"
    if criterion.rule == "wished":
        return f"{field} as wished"
    if criterion.rule in ("pairs", "not_pairs"):
        return f"{field} {'fits' if criterion.rule == 'pairs' else 'does not clash'}"
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
