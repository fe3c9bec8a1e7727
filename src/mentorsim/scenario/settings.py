"""What all sections of a scenario share: strict, frozen, every setting with its meaning, unit and range."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from mentorsim.documents.places import Path
from mentorsim.scenario.population import POPULATION_ROWS

Item = TypeVar("Item")

#: A list in YAML, a tuple in Python.
Items = Annotated[tuple[Item, ...], Field(strict=False)]

_PLAIN = frozenset({str, int, float, bool, type(None)})

#: The type of the pydantic errors that the checks of this room raise.
PROBLEM = "scenario_problem"


def _words(class_name: str) -> str:
    return re.sub("(?<!^)([A-Z])", r" \1", class_name).capitalize()


class Settings(BaseModel):
    """A section of a scenario: no unknown keys, nothing converted silently, nothing changed later."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        defer_build=True,
        model_title_generator=lambda model: _words(model.__name__),
        field_title_generator=lambda name, _: name.rstrip("_").replace("_", " ").capitalize(),
    )


def setting(
    default: object,
    meaning: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    example: object = None,
    alias: str | None = None,
    **constraints: Any,
) -> Any:
    """Declare one setting.

    Parameters
    ----------
    default
        Its default; ``...`` where the user must decide; a section's class for a section of defaults.
    meaning
        What it says.
    unit
        Its unit, shown with the meaning and kept in the schema as ``x-unit``, for forms.
    low, high
        The range, ends included.
    above
        A lower end that is itself not allowed.
    example
        An example for the JSON Schema.
    alias
        The key in YAML, where a Python word stands in the way.
    constraints
        Further constraints of ``pydantic.Field``.
    """
    extent = ", ".join(text for text in (unit, _range_text(low, high, above)) if text)
    extra = {"x-unit": unit, **constraints.pop("json_schema_extra", {})} if unit else None
    if extra is not None:
        constraints["json_schema_extra"] = extra
    # Made on demand: an instance here would build the validators of every section at import.
    origin: dict[str, Any] = {"default_factory": default} if callable(default) else {"default": default}
    return Field(
        **origin,
        description=f"{meaning} ({extent})" if extent else meaning,
        ge=low,
        le=high,
        gt=above,
        examples=None if example is None else [example],
        alias=alias,
        **constraints,
    )


def population_setting(
    name: str,
    *,
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    whole: bool = False,
) -> Any:
    """Declare a setting whose default, meaning and unit are a row of the parameter table.

    ``low``, ``high`` and ``above`` are what is possible at all; the table's own range is what is usual.
    """
    row = POPULATION_ROWS[name]
    return setting(
        int(row.value) if whole else row.value,
        row.meaning[0].upper() + row.meaning[1:],
        unit=row.unit,
        low=low,
        high=high,
        above=above,
        json_schema_extra={"x-parameter": name},
    )


def problems_error(problems: Sequence[tuple[Path, str]]) -> PydanticCustomError:
    """Make the error that reports mistakes found between settings.

    Parameters
    ----------
    problems
        Each mistake: the path from the section that is checked, and the sentence after that path's name.
    """
    return PydanticCustomError(PROBLEM, "settings contradict each other", {"problems": tuple(problems)})


def shares_problem(shares: Sequence[float]) -> str | None:
    """Say what is wrong with shares that do not add up to 1 (within 1e-9), or None."""
    total = sum(shares)
    if abs(total - 1.0) <= 1e-9:
        return None
    return f"must add up to 1, but the sum is {total:.10g}"


def plain(value: Any) -> Any:
    """Copy into plain mappings, lists and scalars.

    Models, tuples, ranges, NumPy arrays and numbers, pandas columns and paths become what YAML would give.
    """
    # What is plain already is by far the most: a sweep copies a scenario at every point.
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, BaseModel):
        return plain(value.model_dump(by_alias=True, exclude_unset=True))
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | range):
        return [plain(item) for item in value]
    if isinstance(value, PathLike):
        return fspath(value)
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return value.item() if hasattr(value, "item") else value


def _range_text(low: float | None, high: float | None, above: float | None) -> str:
    if above is not None:
        return f"more than {above:g}" + ("" if high is None else f" and at most {high:g}")
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"{low:g} or more"
    return "" if high is None else f"{high:g} or less"
