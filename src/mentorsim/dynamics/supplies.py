"""What a user's mechanism asks for by the names of its parameters, checked as soon as it is defined."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from mentorsim.dynamics import rows
from mentorsim.dynamics.names import ANNOTATIONS, RUN_FIELDS
from mentorsim.mechanisms.built_in import COLUMNS, MECHANISM
from mentorsim.mechanisms.column import DTYPES, WiringError
from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.registry import own_columns, own_parameters

if TYPE_CHECKING:
    from mentorsim.dynamics.mechanism import WeekContext

PLACES: dict[str, tuple[str, int]] = {
    name: (block, row) for block in DTYPES for row, name in enumerate(getattr(rows, block.upper()))
}
"""The block of every column, and its row there."""

_TIE_TABLE = "ties as a table"
"""What a function that is not compiled gets as ``ties``: compiled ones take the columns alone."""
_BLOCKS = tuple(name for name in RUN_FIELDS if name not in ("calendar", "series", "peers"))
_FROM_CONTEXT: dict[str, Callable[[WeekContext], Any]] = {
    "context": lambda context: context,
    "model": lambda context: context.model,
    "week": lambda context: context.week,
    "in_term": lambda context: context.in_term,
    "settings": lambda context: context.settings,
    "parameters": lambda context: context.parameters,
    "slots": lambda context: context.students.slots,
    "values": lambda context: context.students.values,
    _TIE_TABLE: lambda context: context.ties,
}


def needs_of(function: Callable[..., Any], declaration: Declaration) -> tuple[str, ...]:
    """Return what a mechanism's function asks for, each by its name.

    Raises
    ------
    WiringError
        When a name says nothing, or its type is not the column's; the message names mechanism and column.
    """
    plain = getattr(function, "py_func", function)
    parameters = list(inspect.signature(plain).parameters.values())
    known = _known(declaration)
    plain_one = len(parameters) == 1 and parameters[0].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    if plain_one and _is_context(parameters[0], known):
        return ("context",)
    for parameter in parameters:
        _check(parameter, known, declaration)
    for name in sorted(_assigned(plain) & known["column"] & {parameter.name for parameter in parameters}):
        raise WiringError(
            f"mechanism {declaration.name}: {name} = ... changes no student; write {name}[:] = ..., or "
            "call what is new by another name"
        )
    needs = [
        _scalar(name) if _is_float(parameter) and name in known["parameter"] else name
        for name, parameter in ((parameter.name, parameter) for parameter in parameters)
    ]
    compiled = plain is not function
    return tuple(_TIE_TABLE if need == "ties" and not compiled else need for need in needs)


def _assigned(function: Callable[..., Any]) -> set[str]:
    """Return the names to which a function assigns something new; ``name *= 2`` writes in place."""
    found: set[str] = set()
    before = ""
    for step in dis.get_instructions(function):
        if step.opname.startswith("STORE_FAST") and not before.endswith("="):
            stored = step.argval if isinstance(step.argval, tuple) else (step.argval,)
            found.update(stored[:1] if step.opname == "STORE_FAST_LOAD_FAST" else stored)
        before = step.argrepr if step.opname == "BINARY_OP" else ""
    return found


def _known(declaration: Declaration) -> dict[str, set[str]]:
    own = {*own_columns(), *(column.name for column in declaration.columns)}
    scalars = {*own_parameters(), *(row.name for row in (*MECHANISM, *declaration.parameters))}
    return {"column": {*COLUMNS, *own}, "parameter": scalars, "other": {*_BLOCKS, *_FROM_CONTEXT}}


def _is_context(parameter: inspect.Parameter, known: Mapping[str, set[str]]) -> bool:
    if "WeekContext" in _annotation(parameter) or parameter.name == "context":
        return True
    name = parameter.name
    named = any(name in names for names in known.values()) or name.endswith("_key")
    return not named and parameter.annotation is parameter.empty and not _near(name, known)


def _check(parameter: inspect.Parameter, known: Mapping[str, set[str]], declaration: Declaration) -> None:
    name, asks = parameter.name, f"mechanism {declaration.name}: its function asks for {parameter.name!r}"
    if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.POSITIONAL_ONLY):
        raise WiringError(f"{asks}, which must be a plain parameter")
    if name.endswith("_key") or any(name in names for names in known.values()):
        wanted = _wanted(name, declaration)
        given = _annotation(parameter)
        if wanted and given in ANNOTATIONS.values() and given != wanted:
            raise WiringError(f"{asks} as {given}, but the column {name} is {wanted}")
        return
    near = _near(name, known)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise WiringError(f"{asks}, but there is no such column or parameter{hint}")


def _wanted(name: str, declaration: Declaration) -> str:
    others = {name: column for name, (column, _) in own_columns().items()}
    columns = {**COLUMNS, **others, **{column.name: column for column in declaration.columns}}
    return ANNOTATIONS[columns[name].dtype] if name in columns else ""


def _near(name: str, known: Mapping[str, Iterable[str]]) -> list[str]:
    return get_close_matches(name, [one for names in known.values() for one in names], 1, 0.75)


def _annotation(parameter: inspect.Parameter) -> str:
    found = parameter.annotation
    return (
        ""
        if found is parameter.empty
        else found
        if isinstance(found, str)
        else getattr(found, "__name__", "")
    )


def _is_float(parameter: inspect.Parameter) -> bool:
    return _annotation(parameter) == "float"


def _scalar(name: str) -> str:
    return f"parameters.{name}"


def owner_of(need: str) -> str | None:
    """Return the mechanism of a user's own to which a column or parameter belongs; None: not to any."""
    owned = own_columns().get(need) or own_parameters().get(need.removeprefix("parameters."))
    return None if owned is None else owned[1]


def supplied(context: WeekContext, need: str) -> Any:
    """Return what a need stands for in this week of this run: arrays are the run's own memory."""
    own = context.model.own_columns.get(need)
    if own is not None:
        return own
    if need in PLACES:
        block, row = PLACES[need]
        return getattr(context.run, block)[row]
    if need in _FROM_CONTEXT:
        return _FROM_CONTEXT[need](context)
    if need in _BLOCKS:
        return getattr(context.run, need)
    if need.endswith("_key"):
        return context.key(need.removesuffix("_key"))
    return float(context.parameters[need.removeprefix("parameters.")])
