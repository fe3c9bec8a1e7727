"""The answer of a sweep: which design points do best, and how many are not distinguishable from the best."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.report.words.phrases import a_count, capital, chance

SURE = 0.9


@dataclass(frozen=True)
class Ranked:
    """The first of a ranking in one outcome.

    Parameters
    ----------
    outcome
        In words.
    first
        The alternative that is ahead: its policy and the values of what is varied.
    policy
        Of the first.
    mean
        Its mean with the unit, as written.
    chance_best
        How likely it is the best.
    as_good
        How many others are as good, or may be the best.
    alternatives
        How many there are.
    cheapest
        The one with the lowest mean cost among those that may be the best; empty where costs are not known.
    """

    outcome: str
    first: str
    policy: str
    mean: str
    chance_best: float | None
    as_good: int
    alternatives: int
    cheapest: str = ""


def sweep_answer(ranked: Ranked | None) -> list[str]:
    """Return the sentences that answer the question of a sweep, the most important first."""
    if ranked is None:
        return ["No design point could be ranked; the notes below say why."]
    if ranked.alternatives < 2:
        return [f"There is one design point, with a {ranked.outcome} of {ranked.mean}."]
    count = a_count(ranked.alternatives, "design")
    if not ranked.as_good or (ranked.chance_best or 0.0) >= SURE:
        sentences = [f"{capital(ranked.first)} does best of {count} in {ranked.outcome}: {ranked.mean}."]
        if ranked.chance_best is not None:
            sentences.append(f"The chance that it is the best is {chance(ranked.chance_best)}.")
        return sentences
    also = "one more is" if ranked.as_good == 1 else f"{ranked.as_good:,} more are"
    if ranked.as_good == ranked.alternatives - 1:
        also = "the other one is" if ranked.as_good == 1 else "all others are"
    sentences = [
        f"{capital(ranked.first)} is first of {count} in {ranked.outcome}: {ranked.mean}. "
        f"But {also} as good, or not distinguishable from it."
    ]
    if ranked.cheapest and ranked.cheapest != ranked.first:
        sentences.append(f"The cheapest of them is {ranked.cheapest}.")
    return sentences
