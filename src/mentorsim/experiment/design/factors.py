"""What an experiment varies: one path of the scenario, and the values that it takes there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from mentorsim.documents.nearest import nearest
from mentorsim.documents.places import path_text
from mentorsim.documents.reading import read_text
from mentorsim.errors import ScenarioError
from mentorsim.experiment.design.distributions import DISTRIBUTIONS, Distribution
from mentorsim.scenario.overrides import leading_path
from mentorsim.scenario.settings import plain

Kind = Literal["list", "range", "distribution"]

_CALL = re.compile(r"\s*(?P<name>[a-z_]+)\s*\((?P<arguments>[^()]*)\)\s*")
_MOST_LEVELS = 100_000


@dataclass(frozen=True)
class Factor:
    """One thing that an experiment varies.

    Parameters
    ----------
    path
        A path of the scenario, as for ``--set``.
    kind
        How its values are given.
    levels
        The values of a list or range, in its order; empty for a distribution.
    distribution
        None for a list or range.
    option
        Where it was written, for messages: ``study.yaml:7: program.mentors``.
    spelled
        A range as it was given: ``range(0, 20, 4)``.
    lines
        Of values from a points file: the line in which each level stands first.
    """

    path: str
    kind: Kind
    levels: tuple[Any, ...] = ()
    distribution: Distribution | None = None
    option: str = ""
    spelled: str = ""
    lines: tuple[int, ...] = ()

    def place_of(self, value: Any) -> str:
        """Return where a value was written, for messages: its own line of a points file, or the option."""
        if not self.lines:
            return self.option
        # By their text, because 1, 1.0 and True are equal.
        line = self.lines[[repr(level) for level in self.levels].index(repr(value))]
        return re.sub(r":\d+: ", f":{line}: ", self.option, count=1)

    @property
    def varies(self) -> bool:
        """Whether there is more than one value."""
        return self.distribution is not None or len(self.levels) > 1

    @property
    def numeric(self) -> bool:
        """Whether all values are numbers."""
        return self.distribution is not None or all(_is_number(level) for level in self.levels)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The lowest and the highest value; None where the values are not numbers."""
        if self.distribution is not None:
            return self.distribution.bounds
        return (float(min(self.levels)), float(max(self.levels))) if self.numeric else None

    def value_at(self, unit: float) -> Any:
        """Return the value at a place of the unit interval; the levels of a list are equally likely."""
        if self.distribution is not None:
            return self.distribution.quantile(unit)
        return self.levels[min(math.floor(unit * len(self.levels)), len(self.levels) - 1)]

    def written(self) -> Any:
        """Return it as plain values for YAML or JSON."""
        if self.distribution is not None:
            return {self.distribution.name: list(self.distribution.numbers)}
        return self.spelled or list(self.levels)


def factor_of(path: str, value: Any, option: str) -> Factor:
    """Read what a path is varied over.

    Parameters
    ----------
    path
        The path.
    value
        A list, tuple, range, iterator, NumPy array or pandas column; ``range(start, stop, step)`` as text,
        where the stop is left out as in Python; a distribution as text, ``uniform(0, 1)``, or as a
        mapping, ``{uniform: [0, 1]}``; or one value, the same in all designs.
    option
        Where it was written, for messages.

    Raises
    ------
    ScenarioError
        When it is none of these.
    """
    value = listed(value, option)
    if isinstance(value, Mapping):
        if len(value) != 1:
            raise ScenarioError(f"{option}: {_must(path)}")
        ((name, numbers),) = value.items()
        return _called(path, str(name), numbers if isinstance(numbers, list) else [numbers], option)
    if isinstance(value, str) and (call := _CALL.fullmatch(value)):
        return _called(path, call["name"], read_text(f"[{call['arguments']}]", option).value, option)
    levels = value if isinstance(value, list) else [value]
    if not levels:
        raise ScenarioError(f"{option}: has no values; {_must(path)}")
    if len(levels) > _MOST_LEVELS:
        raise ScenarioError(f"{option}: has more than {_MOST_LEVELS} values")
    return Factor(path, "list", _once(levels), option=option)


def listed(value: Any, option: str) -> Any:
    """Return a value as YAML would give it, with several values as a list.

    Arrays and columns have one type for all their values: whole numbers that they hold as floats are whole.

    Raises
    ------
    ScenarioError
        When it is a set, or holds something else than YAML does.
    """
    if isinstance(value, set | frozenset):
        raise ScenarioError(f"{option}: a set has no order; write its values as a list")
    whole = hasattr(value, "dtype")
    value = plain(list(value) if isinstance(value, Iterator | KeysView | ValuesView) else value)
    if isinstance(value, list):
        value = [whole_if_possible(level) if whole else level for level in value]
    for level in value if isinstance(value, list) else [value]:
        if not isinstance(level, str | int | float | list | dict | None):
            raise ScenarioError(
                f"{option}: {level!r:.60} is not a number, a text, true, false, a list or a mapping"
            )
    return value


def whole_if_possible(value: Any) -> Any:
    """Read 4.0 as 4, as programs write whole numbers in a column of floats."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _once(levels: list[Any]) -> tuple[Any, ...]:
    """Leave out a value that was given before: 1 and 1.0 are one level, 1 and true are two."""
    kept: dict[tuple[bool, object], Any] = {}
    for level in levels:
        known = repr(level) if isinstance(level, list | dict) else level
        kept.setdefault((isinstance(level, bool), known), level)
    return tuple(kept.values())


def varied_by_option(text: str) -> tuple[str, Any]:
    """Read what an argument of the command line varies, and over what.

    Parameters
    ----------
    text
        ``program.mentors=10,20``, or ``=range(10, 30, 5)``, or ``=integers(5, 50)``.

    Returns
    -------
    tuple
        The path, and the values as for `factor_of`.

    Raises
    ------
    ScenarioError
        When it is none of these.
    """
    option = f"{text!r:.100}"
    path, end = leading_path(text, option)
    values = text[end + 1 :]
    if not text[end:].startswith("=") or not values.strip():
        raise ScenarioError(
            f"{option}: must be a key, = and values, such as program.mentees_per_mentor=1,2,4 or "
            "program.training.hours=range(0,20,4)"
        )
    if _CALL.fullmatch(values):
        return path_text(path), values.strip()
    try:
        return path_text(path), read_text(f"[{values}]", option).value
    except ScenarioError as error:
        raise ScenarioError(f"{option}: the values: {error.message}") from None


def _called(path: str, name: str, numbers: list[Any], option: str) -> Factor:
    if not all(_is_number(number) and math.isfinite(number) for number in numbers):
        raise ScenarioError(f"{option}: {name} is given finite numbers, not {numbers}")
    if name == "range":
        spelled = f"range({', '.join(map(repr, numbers))})"
        return Factor(path, "range", _range(numbers, option), option=option, spelled=spelled)
    if name not in DISTRIBUTIONS:
        guess = nearest(name, (*DISTRIBUTIONS, "range"))
        hint = f"did you mean {guess}?" if guess else _must(path)
        raise ScenarioError(f"{option}: there is no distribution {name!r}; {hint}")
    wanted = DISTRIBUTIONS[name]
    if len(numbers) != len(wanted):
        raise ScenarioError(f"{option}: {name} is given {len(wanted)} numbers: {', '.join(wanted)}")
    _check_order(name, numbers, option)
    return Factor(path, "distribution", distribution=Distribution(name, tuple(numbers)), option=option)


def _check_order(name: str, numbers: list[Any], option: str) -> None:
    if name == "normal":
        if numbers[1] <= 0:
            raise ScenarioError(f"{option}: the standard deviation must be more than 0, not {numbers[1]:g}")
        return
    if numbers != sorted(numbers) or numbers[0] == numbers[-1]:
        raise ScenarioError(f"{option}: the numbers of {name} must be in ascending order, not {numbers}")
    if name == "log_uniform" and numbers[0] <= 0:
        raise ScenarioError(f"{option}: log_uniform begins above 0, not at {numbers[0]:g}")
    if name == "integers" and not all(isinstance(number, int) for number in numbers):
        raise ScenarioError(f"{option}: integers is given whole numbers, not {numbers}")


def _range(numbers: list[Any], option: str) -> tuple[Any, ...]:
    if not 1 <= len(numbers) <= 3:
        raise ScenarioError(f"{option}: range is given start, stop and step, such as range(0, 20, 4)")
    start, stop = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) == 3 else 1
    if step == 0 or (stop - start) / step <= 0:
        raise ScenarioError(f"{option}: the range has no values")
    # Decimals, so that range(0, 1, 0.1) holds 0.3 and not 0.30000000000000004.
    first, last, by = (Decimal(repr(number)) for number in (start, stop, step))
    count = math.ceil((last - first) / by)
    if count > _MOST_LEVELS:
        raise ScenarioError(f"{option}: the range has more than {_MOST_LEVELS} values")
    whole = all(isinstance(number, int) for number in (start, step))
    values = (first + number * by for number in range(count))
    return tuple(int(value) if whole else float(value) for value in values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _must(path: str) -> str:
    return (
        f"{path} is varied over a list [1, 2, 4], a range(start, stop, step), or a distribution such as "
        "{uniform: [0, 1]} (" + ", ".join(DISTRIBUTIONS) + ")"
    )
