"""Titles of a sweep's figures: what the varied values do, in one sentence, as sure as the numbers are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.numbers import Scale, count_of, percent

_MOST_COUNTED = 36
"""More cells than these are a surface, of which shares are told."""


@dataclass(frozen=True)
class FactorEffect:
    """How an outcome moves over the levels of one factor.

    Attributes
    ----------
    factor
        In words.
    policy
        Whose outcome it is.
    lowest, highest
        The levels with the lowest and the highest mean.
    change
        The highest mean minus the lowest, in the outcome's own unit.
    is_sure
        Whether some level surely differs from the others.
    """

    factor: str
    policy: str
    lowest: str
    highest: str
    change: float
    is_sure: bool


def effects_title(label: str, scale: Scale, found: Sequence[FactorEffect]) -> str:
    """Return which factor moves an outcome most.

    Parameters
    ----------
    label
        The outcome in words.
    scale
        How its numbers are written.
    found
        Factors and policies.
    """
    sure = [one for one in found if one.is_sure]
    if not sure:
        return f"No factor surely changes {label}"
    most = max(sure, key=lambda one: one.change)
    size = f"{scale.size(most.change)} {_unit(scale)}"
    return (
        f"{_capital(label)} moves most with {_flat(most.factor)}: {size} higher at {most.highest} than at "
        f"{most.lowest}{_under(most.policy, found)}"
    )


def interactions_title(label: str, scale: Scale, largest: tuple[str, str, str, str, float] | None) -> str:
    """Return whether two factors act together.

    Parameters
    ----------
    label
        The outcome in words.
    scale
        How its numbers are written.
    largest
        Two factors with a level of each, and how far the outcome there surely is from the sum of their
        effects, for the largest such distance; None: no distance is sure.
    """
    if largest is None:
        return f"No two factors surely act together on {label}"
    one, other, level, second, by = largest
    word = "higher" if by >= 0.0 else "lower"
    return (
        f"{_capital(_flat(one))} and {_flat(other)} act together on {label}: {scale.size(by)} {_unit(scale)} "
        f"{word} at {level} and {second} than the two alone would make it"
    )


@dataclass(frozen=True)
class FactorShare:
    """What one factor explains or moves: `value` with its interval; Sobol's are shares of 1."""

    factor: str
    policy: str
    value: float
    low: float
    noise: float = 0.0


def sobol_title(label: str, found: Sequence[FactorShare]) -> str:
    """Return which factor explains most of an outcome by itself.

    Parameters
    ----------
    label
        The outcome in words.
    found
        Indices of first order.
    """
    sure = [one for one in found if one.low > 0.0]
    if not sure:
        return f"No factor surely explains {label} by itself"
    most = max(sure, key=lambda one: one.value)
    return (
        f"{_capital(label)} depends most on {_flat(most.factor)}: by itself it explains "
        f"{percent(min(most.value, 1.0))} %{_under(most.policy, found)}"
    )


def morris_title(label: str, scale: Scale, found: Sequence[FactorShare]) -> str:
    """Return which factor moves an outcome most over its range.

    Parameters
    ----------
    label
        The outcome in words.
    scale
        How its numbers are written.
    found
        Mean sizes of the change, and what chance alone would give.
    """
    sure = [one for one in found if one.low > one.noise]
    if not sure:
        return f"No factor surely moves {label} by more than chance does"
    most = max(sure, key=lambda one: one.value)
    return (
        f"{_capital(label)} moves most with {_flat(most.factor)}: by {scale.size(most.value)} {_unit(scale)} "
        f"over its range{_under(most.policy, found)}"
    )


@dataclass(frozen=True)
class SurfaceCells:
    """The cells of a response surface.

    Attributes
    ----------
    best
        The best cell, such as "mentors 80 and hours 6".
    value
        Its value, in the outcome's own unit.
    better, worse, cells
        How many cells are surely better than the baseline, surely worse, and how many there are.
    """

    best: str
    value: float
    better: int
    worse: int
    cells: int


def surface_title(label: str, scale: Scale, found: SurfaceCells, against: str | None) -> str:
    """Return where an outcome is best, and whether a policy is better than the baseline there.

    Parameters
    ----------
    label
        The outcome in words.
    scale
        How its numbers are written.
    found
        The cells.
    against
        The baseline that values are differences to; None: they are the outcome as it is.
    """
    subject = _capital(label)
    if against is None:
        return f"{subject} is best at {found.best}: {scale.mean(found.value)} {scale.unit}".strip()
    than = f"than with {against}"
    if not found.better and not found.worse:
        return f"{subject} is nowhere surely better or worse {than}"
    if not found.better:
        return f"{subject} is worse {than} in {_part(found.worse, found.cells)}, and nowhere surely better"
    size = f"{scale.change(found.value).replace('-', '−')} {_unit(scale)} at {found.best}"
    if found.better == found.cells:
        return f"{subject} is better {than} everywhere: up to {size}"
    worse = f" and worse in {_part(found.worse, found.cells)}" if found.worse else ""
    return f"{subject} is better {than} in {_part(found.better, found.cells)}{worse}: up to {size}"


def ranking_title(label: str, first: str, chance: float | None, possible: int, alternatives: int) -> str:
    """Return which alternative is best, or how many may be.

    Parameters
    ----------
    label
        The outcome in words.
    first
        The one ahead, in words.
    chance
        Its chance of being the best; None where that is not known.
    possible
        How many may be the best, the one ahead among them.
    alternatives
        How many there are.
    """
    how_sure = "" if chance is None else f" (chance {percent(chance)} %)"
    if possible <= 1:
        return f"Best in {label}: {first}{how_sure}"
    return (
        f"{possible} of {count_of(alternatives, 'alternative')} may be the best in {label}; ahead is {first}"
        f"{how_sure}"
    )


def pareto_title(labels: Sequence[str], sure: int, undecided: int, alternatives: int) -> str:
    """Return how many alternatives are worth a choice.

    Parameters
    ----------
    labels
        The outcomes that are weighed, in words.
    sure, undecided, alternatives
        How many are surely on the front, may be on it, and how many there are.
    """
    weighed = f"{', '.join(labels[:-1])} and {labels[-1]}"
    rest = alternatives - sure - undecided
    beaten = f", and {rest} are surely worse than another" if rest else ""
    of_all = f"of {count_of(alternatives, 'alternative')}"
    if not sure:
        return f"{undecided} {of_all} may be worth a choice between {weighed}{beaten}"
    are = "is" if sure == 1 else "are"
    more = f", {undecided} more may be" if undecided else ""
    return f"{sure} {of_all} {are} surely worth a choice between {weighed}{more}{beaten}"


def discovery_title(when: str, limits: str | None, density: float, everywhere: float) -> str:
    """Return where a condition holds.

    Parameters
    ----------
    when
        The condition.
    limits
        Of the box, in words; None: no box was found.
    density
        The share of the box's design points in which it holds.
    everywhere
        The share of all design points.
    """
    when = re.sub(r"\bgpa\b", "GPA", when)
    if not limits:
        return f"{_capital(when)}: in {percent(everywhere)} % of design points, wherever they are"
    inside = re.sub(r"\b(program|parameters|policies)\.", "", limits).replace("_", " ")
    there, of_all = percent(density), percent(everywhere)
    return f"{_capital(when)}: in {there} % of design points with {inside}, in {of_all} % of all"


def _part(cells: int, of_all: int) -> str:
    """Write some of the cells: counted where they are few, else as a share of the surface."""
    if of_all <= _MOST_COUNTED:
        return f"{cells} of {of_all} cells"
    return f"{percent(cells / of_all)} % of the surface"


def _flat(factor: str) -> str:
    """Write a factor without the colon that stands in headings: `training hours`."""
    return factor.replace(": ", " ")


def _under(policy: str, found: Sequence[FactorEffect] | Sequence[FactorShare]) -> str:
    return f" ({policy})" if len({one.policy for one in found}) > 1 else ""


def _unit(scale: Scale) -> str:
    return "of 1" if scale.change_unit == "on a scale of 0 to 1" else scale.change_unit


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
