"""Conditions for scenario discovery, as sentences: `random pairs is best in retention`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mentorsim.analysis.alternatives import better_of
from mentorsim.documents.nearest import nearest
from mentorsim.errors import UserError
from mentorsim.outcomes import Outcome
from mentorsim.statistics.common_replications import RARELY_DEFINED
from mentorsim.statistics.intervals import CONFIDENCE, BoolArray, FloatArray, mean_interval

FORMS = (
    '"POLICY is best in OUTCOME", "OUTCOME of POLICY > NUMBER" or "OUTCOME of POLICY minus POLICY > NUMBER" '
    "(or <)"
)
_BEST = re.compile(r"(?P<policy>.+?)\s+(?:is|are)\s+(?P<kind>best|worst)\s+in\s+(?P<outcome>\S+)")
_SIZE = re.compile(
    r"(?P<outcome>\S+)\s+of\s+(?P<whose>.+?)\s*(?P<sign>>|<|\babove\b|\bbelow\b)\s*(?P<number>[-+]?[\d.]+(?:e-?\d+)?)"
)


@dataclass(frozen=True)
class Condition:
    """What is asked of every design.

    Attributes
    ----------
    text
        As it was asked.
    kind
        ``best`` or ``worst`` of all policies; or the mean is ``above`` or ``below`` a number.
    outcome
        In which outcome.
    policy
        Of which policy.
    beside
        The policy whose outcome is subtracted; empty: none.
    number
        The number.
    """

    text: str
    kind: Literal["best", "worst", "above", "below"]
    outcome: str
    policy: str
    beside: str = ""
    number: float = 0.0


@dataclass(frozen=True, eq=False)
class Answers:
    """Whether a condition holds at each point; arrays have shape (points,).

    Attributes
    ----------
    known
        Whether there is an answer: two replications or more.
    holds
        Whether it holds for the means over the replications.
    margin
        By how much, in the outcome's unit: positive where it holds. For ``best``, how far the policy is
        ahead of the best other one.
    certain
        Whether the 95 % interval of the margin excludes 0: simulation error does not put the answer in doubt.
    """

    known: BoolArray
    holds: BoolArray
    margin: FloatArray
    certain: BoolArray


def read_condition(text: str, policies: Sequence[str], outcomes: Sequence[str]) -> Condition:
    """Read a sentence.

    Parameters
    ----------
    text
        ``random pairs is best in retention``, ``retention of random pairs > 0.8``, ``gpa of random pairs
        minus no program > 0.05``.
    policies, outcomes
        The names that there are.

    Raises
    ------
    UserError
        When it is none of these, or names what is not there.
    """
    stripped = " ".join(text.split())
    if found := _BEST.fullmatch(stripped):
        outcome = _known(found["outcome"], outcomes, "outcome", text)
        policy = _known(_unquoted(found["policy"]), policies, "policy", text)
        return Condition(stripped, "best" if found["kind"] == "best" else "worst", outcome, policy)
    found = _SIZE.fullmatch(stripped)
    if found is None:
        raise UserError(f"--when {text!r:.80}: must be like {FORMS}")
    outcome = _known(found["outcome"], outcomes, "outcome", text)
    policy, beside = _whose(found["whose"], policies, text)
    try:
        number = float(found["number"])
    except ValueError:
        raise UserError(f"--when {text!r:.80}: {found['number']!r} is not a number") from None
    kind: Literal["above", "below"] = "above" if found["sign"] in (">", "above") else "below"
    return Condition(stripped, kind, outcome, policy, beside, number)


def answers(
    condition: Condition, levels: Mapping[str, FloatArray], outcome: Outcome, confidence: float = CONFIDENCE
) -> Answers:
    """Say at which points a condition holds.

    Parameters
    ----------
    condition
        The condition.
    levels
        The outcome's values by policy, shape (points, replications) each; NaN where missing.
    outcome
        The outcome, for its direction.
    confidence
        Of the intervals, in (0, 1).

    Raises
    ------
    UserError
        For the best in an outcome without a better and a worse.
    """
    if condition.kind in ("best", "worst"):
        better = better_of(outcome, np.concatenate(list(levels.values())))
        if better is None:
            raise UserError(f"{outcome.name} has no best: neither more nor less of it is always better")
        sign = 1.0 if (better == "higher") == (condition.kind == "best") else -1.0
        margins = _ahead(condition.policy, levels, sign)
    else:
        sign = 1.0 if condition.kind == "above" else -1.0
        own = levels[condition.policy]
        margins = sign * (own - (levels[condition.beside] if condition.beside else 0.0) - condition.number)
    found = mean_interval(margins.T, confidence)
    known = np.isfinite(found.low)
    with np.errstate(invalid="ignore"):
        certain = (found.low > 0.0) | (found.high < 0.0)
    return Answers(known, known & (found.mean > 0.0), found.mean, known & certain)


def _ahead(policy: str, levels: Mapping[str, FloatArray], sign: float) -> FloatArray:
    """How far a policy is ahead of the best other one of its point, by replication; more is better.

    Policies that mostly lack the outcome are not rivals, as in a comparison.
    """
    others = np.stack([sign * values for name, values in levels.items() if name != policy])
    own = sign * levels[policy]
    margins = np.full(own.shape, np.nan)
    for point in range(len(own)):
        here = others[:, point]
        counts = np.isfinite(here).sum(axis=1)
        defined = (counts > 0) & (counts >= RARELY_DEFINED * counts.max(initial=0))
        replications = np.isfinite(here[defined]).all(axis=0) & np.isfinite(own[point])
        if defined.any() and replications.any():
            rival = here[defined][np.argmax(here[defined][:, replications].mean(axis=1))]
            margins[point, replications] = own[point, replications] - rival[replications]
    return margins


def _whose(text: str, policies: Sequence[str], given: str) -> tuple[str, str]:
    """Tell a policy from a difference of two: names may hold any words, so all ways to split are tried."""
    whole = _unquoted(text)
    if whole in policies:
        return whole, ""
    for split in re.finditer(r"\s+(?:minus|beside)\s+", text):
        one, other = _unquoted(text[: split.start()]), _unquoted(text[split.end() :])
        if one in policies and other in policies:
            return one, other
    first = re.split(r"\s+(?:minus|beside)\s+", text)
    wrong = next((name for name in map(_unquoted, first) if name not in policies), whole)
    return _known(wrong, policies, "policy", given), ""


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _known(name: str, names: Sequence[str], kind: str, text: str) -> str:
    if name in names:
        return name
    guess = nearest(name, names)
    hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(names)}"
    raise UserError(f"--when {text!r:.80}: the results have no {kind} {name!r}; {hint}")
