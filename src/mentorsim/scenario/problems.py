"""From the errors of validation to sentences that a user can act on, each with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mentorsim.documents.nearest import nearest
from mentorsim.documents.places import Path, Place, Places, path_text
from mentorsim.errors import ScenarioError
from mentorsim.scenario.attributes import TAGS
from mentorsim.scenario.keys import fields_at, places_of_key
from mentorsim.scenario.settings import PROBLEM
from mentorsim.scenario.shorthand import Shorthand

#: At most so many mistakes are reported at once.
MOST_PROBLEMS = 5

_LONGEST_VALUE = 60
#: Pages within ``docs/`` that explain the keys of a section.
_PAGES: tuple[tuple[Path, str], ...] = (
    (("budget",), "how_to/budgets.md"),
    (("cohort", "roster", "records"), "how_to/your_institution.md"),
    (("cohort", "roster"), "how_to/matching_a_roster.md"),
    (("friendships",), "how_to/friendship_files.md"),
    (("program", "format"), "how_to/groups.md"),
    (("program", "match"), "concepts/pairing.md"),
)


@dataclass(frozen=True)
class _Problem:
    path: Path
    sentence: str


def scenario_error(error: ValidationError, places: Places, model: type[BaseModel]) -> ScenarioError:
    """Make the error that a user sees.

    Parameters
    ----------
    error
        What validation found.
    places
        Where each value was written.
    model
        What was validated: a scenario, or another kind of file that is made of settings.

    Returns
    -------
    ScenarioError
        The first mistake with its file and line; further ones, up to five in all, each in a line of its own.
    """
    found = [problem for details in error.errors() for problem in _Sentences(model).problems(details)]
    problems = _without_inherited(found)
    placed = sorted(((places.of(problem.path), problem) for problem in problems), key=_order)
    errors = [_placed_error(place, problem, places) for place, problem in placed[:MOST_PROBLEMS]]
    first, *others = errors
    page = _page_about(placed[0][1].path)
    lines = [first.message, *(str(other) for other in others)]
    if len(placed) > MOST_PROBLEMS:
        lines.append(f"and {len(placed) - MOST_PROBLEMS} more")
    return ScenarioError("\n".join(lines), file=first.file, line=first.line, page=page)


def placed_error(places: Places, path: Path, sentence: str) -> ScenarioError:
    """Make the error of a value by the place where it was written: its option, or its file and line."""
    place = places.of(path)
    if place is None:
        return ScenarioError(sentence)
    if place.option:
        return ScenarioError(f"{place.option}: {sentence}")
    return ScenarioError(sentence, file=places.name, line=place.line)


def _placed_error(place: Place | None, problem: _Problem, places: Places) -> ScenarioError:
    if place is not None and place.option:
        return ScenarioError(f"{place.option}: {problem.sentence}")
    return ScenarioError(problem.sentence, file=places.name, line=1 if place is None else place.line)


def _page_about(path: Path) -> str | None:
    """Return the page about the section of a key, or None where there is none."""
    section = ("program", *path[2:]) if path[:1] == ("policies",) else path
    return next((page for start, page in _PAGES if section[: len(start)] == start), None)


def _order(placed: tuple[Place | None, _Problem]) -> tuple[bool, int]:
    place, _ = placed
    return (
        place is not None and bool(place.option),
        0 if place is None or place.line is None else place.line,
    )


def _without_inherited(problems: Sequence[_Problem]) -> list[_Problem]:
    """Leave out what a policy only inherits from a wrong program, and repetitions."""
    if any(problem.path == ("program",) for problem in problems):
        problems = [problem for problem in problems if problem.path[:1] != ("policies",)]
    of_program = {problem.sentence for problem in problems if problem.path[:1] == ("program",)}
    kept: dict[_Problem, None] = {}
    for problem in problems:
        if problem.path[:1] == ("policies",) and len(problem.path) > 1:
            name = path_text(problem.path[:2])
            if problem.sentence.replace(name, "program", 1) in of_program:
                continue
        kept[problem] = None
    return list(kept)


@dataclass(frozen=True)
class _Sentences:
    model: type[BaseModel]

    def problems(self, details: ErrorDetails) -> Iterator[_Problem]:
        path = tuple(step for step in details["loc"] if step not in TAGS and step != "[key]")
        if details["type"] == PROBLEM:
            for inner, sentence in details["ctx"]["problems"]:
                whole = (*path, *inner)
                yield _Problem(whole, f"{self._name(whole)} {sentence}")
        else:
            yield _Problem(
                path, self._sentence(details["type"], path, details["input"], details.get("ctx", {}))
            )

    def _sentence(self, kind: str, path: Path, value: Any, context: Mapping[str, Any]) -> str:
        if kind == "extra_forbidden":
            return self._unknown_key(path)
        if kind == "missing":
            return self._missing_key(path)
        if value is None:
            return f"{self._name(path)} has no value; give one or leave the key out"
        demand = _demand(kind, context)
        if demand == _MAPPING and (short_forms := self._short_forms(path)):
            demand = f"must be {', '.join(short_forms)}, or a section with lines of its own"
        return f"{self._name(path)} {demand}, not {_shown(value)}"

    def _short_forms(self, path: Path) -> list[str]:
        """Say in which short forms the setting may be written."""
        field = fields_at(self.model, path[:-1]).get(str(path[-1])) if path else None
        marks = [] if field is None else [mark for mark in field.metadata if isinstance(mark, Shorthand)]
        return [_short_form(schema) for mark in marks for schema in mark.schemas]

    def _unknown_key(self, path: Path) -> str:
        *parents, key = path
        section = tuple(parents)
        keys = list(fields_at(self.model, section))
        guess = nearest(str(key), keys)
        if guess is not None:
            hint = f"did you mean {guess!r}?"
        elif elsewhere := [place for place in places_of_key(self.model, str(key)) if place != section]:
            hint = f"that key belongs to {self._name(elsewhere[0])}"
        else:
            hint = f"its keys are {', '.join(keys)}"
        return f"{self._name(section)} has no key {str(key)!r:.80}; {hint}"

    def _missing_key(self, path: Path) -> str:
        *parents, key = path
        field = fields_at(self.model, tuple(parents)).get(str(key))
        meaning = f": {field.description}" if field is not None and field.description else ""
        return f"{self._name(tuple(parents))} needs the key {str(key)!r}{meaning}"

    def _name(self, path: Path) -> str:
        return path_text(path) or f"the {self.model.__name__.lower()}"


def _short_form(schema: Mapping[str, Any]) -> str:
    if "const" in schema:
        return str(schema["const"])
    return ", ".join(schema["enum"]) if "enum" in schema else _NOUNS[schema["type"]]


def _demand(kind: str, context: Mapping[str, Any]) -> str:
    if kind in _DEMANDS:
        return _DEMANDS[kind].format(**context)
    if kind == "literal_error":
        return f"must be one of {context['expected']}"
    # A kind of error that none of our settings is known to cause: say what pydantic calls it.
    return f"is not valid ({kind.replace('_', ' ')})"


_MAPPING = "must be a section with lines of its own, each a key and a value"
_NOUNS = {
    "integer": "a whole number",
    "number": "a number",
    "string": "a word",
    "array": "a list of words",
    "object": "an entry such as {mentee: NAME, mentor: NAME}",
}

_DEMANDS = {
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "string_type": "must be text (put it in quotes if it is meant so)",
    "tuple_type": "must be a list, such as [a, b]",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be at most {le:g}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."
