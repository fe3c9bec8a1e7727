"""Values set on the command line: ``--set program.mentees_per_mentor=2`` and its kin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mentorsim.documents.nearest import nearest
from mentorsim.documents.places import Path, Places, path_text
from mentorsim.documents.reading import read_text
from mentorsim.errors import ScenarioError
from mentorsim.scenario.budget import expand_budget
from mentorsim.scenario.merging import NO_PROGRAM
from mentorsim.scenario.participants import expand_mentors

# A step of a path: a word, or a name in quotes (for names with dots or equals signs).
_STEP = re.compile(r"""\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>[^.="']+))\s*""")


@dataclass(frozen=True)
class Override:
    """A value to set.

    Parameters
    ----------
    path
        Where; positions in lists as words that count from 1.
    value
        What.
    option
        The option as the user wrote it, for messages.
    """

    path: tuple[str, ...]
    value: Any
    option: str


def parse_override(text: str) -> Override:
    """Read ``key.path=value``.

    Parameters
    ----------
    text
        The path, an equals sign, and the value as YAML: a scalar, a list ``[a, b]`` or a mapping ``{a: 1}``.
        Names that hold dots or equals signs stand in quotes: ``policies."v1.0".mentors=50``.

    Raises
    ------
    ScenarioError
        When there is no path or no equals sign, or the value is not YAML.
    """
    option = f"--set {text}"
    path, position = leading_path(text, option)
    if not text[position:].startswith("="):
        raise ScenarioError(
            f"{option}: must be a key, = and a value, such as --set program.mentees_per_mentor=2"
        )
    return Override(path, _value(text[position + 1 :], option), option)


def path_from_text(text: str, option: str) -> tuple[str, ...]:
    """Read a path such as ``policies."v1.0".mentors``.

    Raises
    ------
    ScenarioError
        When it is not a path.
    """
    path, position = leading_path(text, option)
    if position != len(text):
        raise ScenarioError(f"{option}: {text!r} is not a key path such as program.mentees_per_mentor")
    return path


def applied(overrides: Iterable[Override], value: Any, places: Places) -> tuple[Any, Places]:
    """Set values in plain mappings.

    Parameters
    ----------
    overrides
        What to set, in this order.
    value
        What the file says; it is changed in place.
    places
        Where each value was written.

    Returns
    -------
    tuple
        The value, and the places in which the options now stand.

    Raises
    ------
    ScenarioError
        When a path leads through something that has no keys.
    """
    for override in overrides:
        if not isinstance(value, dict):
            break  # Not a scenario at all, which validation says better.
        path, opened = _set(value, override)
        places = places.replaced(path, override.value, override.option, opened=opened)
    return value, places


def leading_path(text: str, option: str) -> tuple[tuple[str, ...], int]:
    """Read the path that a text begins with; give it, and where it ends.

    Raises
    ------
    ScenarioError
        When it begins with none.
    """
    steps: list[str] = []
    position = 0
    while found := _STEP.match(text, position):
        quoted = found["double"] if found["double"] is not None else found["single"]
        steps.append(quoted if quoted is not None else found["plain"].strip())
        position = found.end()
        if not text[position:].startswith("."):
            break
        position += 1
    if not steps or not all(steps) or text[:position].endswith("."):
        raise ScenarioError(f"{option}: does not begin with a key path such as program.mentees_per_mentor")
    return tuple(steps), position


def _value(text: str, option: str) -> Any:
    if not text.strip():
        return None
    try:
        return read_text(text.strip(), option).value
    except ScenarioError as error:
        raise ScenarioError(f"{option}: the value {error.message}") from None


def _set(value: dict[str, Any], override: Override) -> tuple[Path, int | None]:
    """Set one value; return its path, and how much of it leads to a short form that was opened."""
    if override.path[0] == "policies" and len(override.path) > 2:
        _refuse_missing_policy(value.get("policies"), override)
    container: Any = value
    done: list[str | int] = []
    opened: int | None = None
    for step in override.path[:-1]:
        key: Any = _key(container, step, tuple(done), override)
        done.append(key)
        inside = container[key] if isinstance(container, list) else container.get(key)
        if not isinstance(inside, dict | list):
            inside = _opened(tuple(done), inside)
            opened = opened or len(done)
            container[key] = inside
        container = inside
    last = _key(container, override.path[-1], tuple(done), override)
    container[last] = override.value
    return (*done, last), opened


def _key(container: Any, step: str, done: Path, override: Override) -> str | int:
    if not isinstance(container, list):
        return step
    if not step.isdecimal() or not 1 <= int(step[:9]) <= len(container):
        here = path_text(done)
        sentence = (
            f"{override.option}: {here} is a list of {len(container)}; name an entry by its number from 1"
        )
        raise ScenarioError(sentence)
    return int(step) - 1


def _opened(path: Path, value: object) -> dict[str, Any]:
    """Return the mapping that a shorthand stands for, so that a key inside it can be set."""
    if path[-1] == "mentors":
        expanded = expand_mentors(value)
        return dict(expanded) if isinstance(expanded, Mapping) else {}
    if path[0] == "budget":
        expanded = expand_budget(value)
        return dict(expanded) if isinstance(expanded, Mapping) else {}
    if path[0] == "cohort" and isinstance(value, str) and "roster" in path:
        return {"column": value}
    # Words such as `none` and `everyone` stand for an empty choice.
    return {}


def _refuse_missing_policy(policies: object, override: Override) -> None:
    name = override.path[1]
    names = list(policies) if isinstance(policies, Mapping) else []
    if name not in names:
        guess = nearest(name, names)
        hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(names) or 'none'}"
        raise ScenarioError(f"{override.option}: there is no policy {name!r}; {hint}")
    if isinstance(policies, Mapping) and policies[name] == NO_PROGRAM:
        raise ScenarioError(f"{override.option}: the policy {name!r} is none, which has no keys to set")
