"""What a parameter of a kernel or of a user's mechanism stands for: its name says it, its type must fit."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from mentorsim.mechanisms.built_in import CALENDAR, COLUMNS, MECHANISM, OWNERS
from mentorsim.mechanisms.column import DTYPES, Column, WiringError
from mentorsim.numerics.decision import Decision

ANNOTATIONS = {"float64": "Floats", "int32": "Integers"}
"""How kernels write the type of a column."""

RUN_FIELDS = {
    "key": "Keys",
    **{block: ANNOTATIONS[dtype] for block, dtype in DTYPES.items()},
    "attributes": "Integers",
    "matters": "Floats",
    "major_start": "Integers",
    "major_members": "Integers",
    "section": "Integers",
    "section_start": "Integers",
    "section_members": "Integers",
    "prior_grade": "Floats",
    "peers": "Records",
    "ties": "Ties",
    "groups": "Records",
    "seats": "Integers",
    "friendships": "Friendships",
    "calendar": "Integers",
    "series": "Floats",
}
"""Fields of `Run`, and their types."""

FRIENDSHIP_FIELDS = {"row_start": "Integers", "friend": "Integers", "strength": "Floats"}
"""Fields of `Friendships` that a kernel can ask for by name."""

WEEK_ARGUMENTS = {"settings": "ProgramSettings", "parameters": "Parameters", "week": "int"}
_SCALARS = {row.name for row in MECHANISM}


def resolved(
    mechanism: str, kernel: str, name: str, annotation: str, own: Mapping[str, Column] | None = None
) -> str:
    """Return the expression that a parameter stands for, as stages write it.

    Parameters
    ----------
    mechanism, kernel
        Who asks, for the message.
    name, annotation
        The parameter and its type, as it is written.
    own
        Columns of a user's mechanism, beside the package's.

    Raises
    ------
    WiringError
        When there is nothing of this name, or it has another type; the message names mechanism and column.
    """
    asks = f"mechanism {mechanism}: the kernel {kernel} asks for {name!r}"
    columns = {**COLUMNS, **(own or {})}
    if name in _SCALARS and (annotation == "float" or name not in columns):
        return _fitting(asks, "a parameter", name, annotation, "float", f"parameters.{name}")
    if name in columns:
        column = columns[name]
        about = f"the column {name} of {OWNERS.get(name, mechanism)}, which holds {column.dtype}"
        wanted = ANNOTATIONS[column.dtype]
        return _fitting(asks, about, name, annotation, wanted, f"run.{column.block}[c.{name.upper()}]")
    if name in WEEK_ARGUMENTS:
        return _fitting(asks, "an argument of the week", name, annotation, WEEK_ARGUMENTS[name], name)
    if name in RUN_FIELDS:
        return _fitting(asks, "a block of the run", name, annotation, RUN_FIELDS[name], f"run.{name}")
    if name in FRIENDSHIP_FIELDS:
        wanted = FRIENDSHIP_FIELDS[name]
        return _fitting(asks, "a field of friendships", name, annotation, wanted, f"run.friendships.{name}")
    if name in CALENDAR:
        expression = f"run.calendar[c.{name.upper()}, week]"
        return _fitting(asks, "a row of the calendar", name, annotation, "int", expression)
    decision = name.removesuffix("_key").upper()
    if name.endswith("_key") and decision in Decision.__members__:
        return _fitting(asks, "the key of a decision", name, annotation, "Key", decision_key(decision))
    known = [*columns, *WEEK_ARGUMENTS, *RUN_FIELDS, *CALENDAR, *_SCALARS]
    near = get_close_matches(name, known, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise WiringError(f"{asks}, but there is no such column{hint}")


def decision_key(decision: str) -> str:
    """Return the expression of a decision's key in a week."""
    return f"stage_key(replication_key.seed, replication_key.replication, Decision.{decision}, week)"


def _fitting(asks: str, about: str, name: str, annotation: str, wanted: str, expression: str) -> str:
    if annotation != wanted:
        raise WiringError(f"{asks} as {annotation}, but it is {about}: write {name}: {wanted}")
    return expression
