"""The matching methods by name: built-in, from installed plug-ins, or just written by a user."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal, TypeVar

from mentorsim.errors import UnknownNameError, UserError
from mentorsim.plugins import load_installed

Makes = Literal["pairs", "groups"]
F = TypeVar("F", bound=Callable[..., object])

#: What a method may ask for, by the names of its parameters.
SUPPLIES = ("students", "graph", "capacity", "draws", "candidates", "sizes")
_BUILT_IN = (
    "random_methods",
    "score_methods",
    "grade_methods",
    "network_methods",
    "order_methods",
    "maximin",
    "stable",
    "self_select",
    "groups",
)


@dataclass(frozen=True)
class MatchingMethod:
    """A named way to turn students into pairs or groups."""

    name: str
    makes: Makes
    function: Callable[..., object]
    explanation: str
    needs: tuple[str, ...]
    needs_criteria: bool = False
    needs_rule: str = ""
    built_in: bool = False


_methods: dict[tuple[Makes, str], MatchingMethod] = {}


def matching_method(
    name: str, *, makes: Makes = "pairs", needs_criteria: bool = False, needs_rule: str = ""
) -> Callable[[F], F]:
    """Register a function as a matching method, so that ``match: {method: name}`` finds it.

    The function names as parameters what it needs, any of: ``students`` (a pandas table with one row per
    mentee and mentor, indexed by row number: side, prior_grade, values, slots, attributes), ``graph`` (the
    friendships, a NetworkX graph of row numbers), ``capacity`` (places by the mentor's row number), ``draws``
    (keyed random draws, see `mentorsim.pairing.plug_in.Draws`). It returns pairs of row numbers, mentee
    first; with ``makes="groups"`` it may also ask for ``sizes`` and returns one list of mentees' row numbers
    per group. What it returns is checked against places and constraints. Its docstring is the explanation
    that ``mentorsim show --methods`` prints.

    Parameters
    ----------
    name
        The name that scenarios use.
    makes
        Pairs of a mentee and a mentor, or groups of mentees.
    needs_criteria
        Whether the method is without meaning when the scenario lists no criteria.
    needs_rule
        A rule that at least one criterion must have for the method to have a meaning.

    Raises
    ------
    ValueError
        When the name belongs to a built-in method, or a parameter is not known.

    Examples
    --------
    >>> import mentorsim as ms
    >>> @ms.matching_method("as_listed")
    ... def as_listed(students, capacity):
    ...     "Mentees take free places in the order of the list."
    ...     places = [mentor for mentor, free in capacity.items() for _ in range(free)]
    ...     return list(zip(students.index[students.side == "mentee"], places))
    >>> scenario = ms.load_scenario("first_year_university").with_changes(
    ...     {"program.match": {"method": "as_listed"}}
    ... )
    >>> len(ms.MentoringModel(scenario, "as planned", rng=7).run().matchings)
    1
    """

    def register(function: F) -> F:
        needs = tuple(inspect.signature(function).parameters)
        unknown = [need for need in needs if need not in SUPPLIES]
        if unknown:
            raise ValueError(
                f"the matching method {name!r} asks for {unknown[0]!r}; it can have {', '.join(SUPPLIES)}"
            )
        built_in = function.__module__.startswith(f"{__package__}.")
        present = _methods.get((makes, name))
        if present is not None and present.built_in and not built_in:
            raise ValueError(f"{name!r} is a built-in matching method; choose another name")
        explanation = inspect.cleandoc(function.__doc__ or "")
        _methods[makes, name] = MatchingMethod(
            name, makes, function, explanation, needs, needs_criteria, needs_rule, built_in
        )
        return function

    return register


def find_method(name: str, makes: Makes = "pairs") -> MatchingMethod:
    """Find a method by its name.

    Raises
    ------
    UserError
        When there is none of this name for this format, with the nearest name.
    """
    _load_built_in()
    if (makes, name) not in _methods:
        load_installed()
    method = _methods.get((makes, name))
    if method is not None:
        return method
    names = [known.name for known in matching_methods(makes)]
    other: Makes = "groups" if makes == "pairs" else "pairs"
    if (other, name) in _methods:
        raise UserError(
            f"the matching method {name!r} makes {other}, but this format needs {makes}; "
            f"choose one of {', '.join(names)}"
        )
    near = get_close_matches(name, names, 1)
    hint = f"did you mean {near[0]!r}? There are " if near else "there are "
    own = "" if near else "; one of your own needs its module: --plugin"
    raise UnknownNameError(f"there is no matching method {name!r}; {hint}{', '.join(names)}{own}")


def matching_methods(makes: Makes | None = None) -> tuple[MatchingMethod, ...]:
    """List the methods, those of plug-ins too, sorted by what they make and by name."""
    _load_built_in()
    load_installed()
    wanted = [method for method in _methods.values() if makes in (None, method.makes)]
    return tuple(sorted(wanted, key=lambda method: (method.makes != "pairs", method.name)))


@cache
def _load_built_in() -> None:
    for module in _BUILT_IN:
        importlib.import_module(f"{__package__}.{module}")
