"""What pairs go through, in a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorsim.report.words.phrases import capital, in_a_row

#: Reasons of the end of a pair, in words.
REASONS = {
    "planned": "as planned",
    "mismatch": "they did not fit together",
    "no_show": "somebody kept missing meetings",
    "mentor_left": "the mentor left",
    "mentee_left": "the mentee left",
    "rematched": "a check-in gave the mentee another mentor",
    "stopped": "somebody stopped it",
    "closed": "a check-in closed it",
}
_NAMED = 2


def pairs_sentences(policy: str, pairs: Mapping[str, Any] | None) -> list[str]:
    """Return what the pairs of a policy go through; one sentence where it has none."""
    if pairs is None or pairs["meetings"]["mean"] is None:
        return [f"{capital(policy)} has no pairs of a mentor and a mentee."]
    sentences = [
        f"With {policy}, a matched mentee has {_number(pairs['meetings']['mean'])} meetings in the year."
    ]
    if pairs["match_length"]["mean"] is not None:
        sentences.append(f"A pair meets over {_number(pairs['match_length']['mean'])} weeks on average.")
    if pairs["met_three"]["mean"] is not None:
        sentences.append(f"{_percent(pairs['met_three']['mean'])} of the pairs meet at least three times.")
    if pairs["closed_early"]["mean"] is not None:
        early = {key: share for key, share in pairs["ended"].items() if key != "planned" and share}
        first = sorted(early, key=lambda key: -early[key])[:_NAMED]
        why = (
            in_a_row([f"{REASONS.get(key, key)} ({_percent(early[key])})" for key in first]) if first else ""
        )
        most = f", mostly because {why}" if why else ""
        sentences.append(f"{_percent(pairs['closed_early']['mean'])} of the pairs end early{most}.")
    return sentences


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"
