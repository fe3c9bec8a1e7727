"""The week of one model as a list: the stages, and a user's own mechanisms at their places between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mentorsim.dynamics.mechanism import Mechanism
from mentorsim.dynamics.supplies import owner_of
from mentorsim.mechanisms.built_in import STAGES
from mentorsim.mechanisms.declaration import Declaration


class Stage(NamedTuple):
    """One step of the week.

    Attributes
    ----------
    number
        Of a stage of the package, in their order; None for a mechanism of a user's own.
    declaration
        What it owns.
    mechanism
        What runs, where it is a user's own.
    """

    number: int | None
    declaration: Declaration
    mechanism: Mechanism | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.declaration.name


class Stages(tuple[Stage, ...]):
    """The steps of a week, in order; printed as a table."""

    __slots__ = ()

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Return number, name, meaning, columns and parameters of every step, as text."""
        return [
            (
                str(place),
                stage.name + ("" if stage.mechanism is None else f" ({stage.mechanism.module})"),
                stage.declaration.meaning,
                ", ".join(column.name for column in stage.declaration.columns),
                ", ".join(row.name for row in stage.declaration.parameters),
            )
            for place, stage in enumerate(self, 1)
        ]

    def __repr__(self) -> str:
        """Write the steps one below the other."""
        names = [row[:3] for row in self.rows()]
        width = max((len(name) for _, name, _ in names), default=0)
        return "\n".join(f"{place:>3}  {name:<{width}}  {meaning}" for place, name, meaning in names)

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{word}</th>" for word in ("", "stage", "meaning", "columns", "parameters"))
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def week_plan(mechanisms: Sequence[Mechanism] = ()) -> Stages:
    """Put mechanisms at their places; those at the same place run in the order in which they are listed.

    Raises
    ------
    ValueError
        When a mechanism comes after or before one that does not take part, or needs its columns.
    """
    taking_part = {one.name for one in mechanisms}
    for one in mechanisms:
        for need in one.needs:
            owner = owner_of(need)
            if owner is not None and owner not in taking_part:
                raise ValueError(
                    f"the mechanism {one.name} needs {need} of {owner}, which does not take part"
                )
    plan = [Stage(number, declaration) for number, declaration in enumerate(STAGES)]
    waiting = list(mechanisms)
    while waiting:
        names = [stage.name for stage in plan]
        ready = next((one for one in waiting if _anchor(one) in names), None)
        if ready is None:
            raise ValueError(
                f"the mechanism {waiting[0].name} comes after or before {_anchor(waiting[0])}, which does "
                "not take part"
            )
        waiting.remove(ready)
        plan.insert(_place(plan, names, ready), Stage(None, ready.declaration, ready))
    return Stages(plan)


def _anchor(mechanism: Mechanism) -> str:
    return mechanism.declaration.after or mechanism.declaration.before or ""


def _place(plan: Sequence[Stage], names: Sequence[str], mechanism: Mechanism) -> int:
    place = names.index(_anchor(mechanism))
    if mechanism.declaration.before:
        return place
    place += 1
    # Behind those that came to the same place before it.
    while place < len(plan) and plan[place].declaration.after == mechanism.declaration.after:
        if plan[place].mechanism is None:
            break
        place += 1
    return place


def distinct(mechanisms: Iterable[Mechanism]) -> tuple[Mechanism, ...]:
    """Return mechanisms without those that are named a second time."""
    return tuple({one.name: one for one in mechanisms}.values())
