"""What a mechanism declares, in one place: its stage and order, its columns and its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.mechanisms.column import Column
from mentorsim.mechanisms.parameter import Parameter


@dataclass(frozen=True)
class Declaration:
    """What a mechanism owns.

    Parameters
    ----------
    name
        Its name; of a stage of the week, the name of the stage.
    meaning
        What it does, in a few words.
    after, before
        The mechanism that it comes directly after, or directly before. At most one is given; neither for
        what is not a stage of the week.
    columns
        The state columns that it adds.
    parameters
        Its parameters.
    """

    name: str
    meaning: str
    after: str | None = None
    before: str | None = None
    columns: tuple[Column, ...] = ()
    parameters: tuple[Parameter, ...] = ()


def week_order(declarations: Sequence[Declaration]) -> tuple[Declaration, ...]:
    """Put the stages of a week into the order that ``after`` and ``before`` say.

    Raises
    ------
    ValueError
        When a stage names one that there is not, two stages claim the same place, or some form a circle.
    """
    order: list[Declaration] = []
    waiting = [one for one in declarations if one.after or one.before]
    named = {one.name for one in waiting}
    anchors = {name for one in waiting for name in (one.after, one.before) if name}
    for one in waiting:
        if one.after and one.before:
            raise ValueError(f"stage {one.name}: give after or before, not both")
    missing = sorted(anchors - named - {WEEK_START})
    if missing:
        raise ValueError(f"there is no stage {missing[0]!r}, after or before which another is to come")
    claims = [(one.after, "after") if one.after else (one.before, "before") for one in waiting]
    twice = [claim for claim in claims if claims.count(claim) > 1]
    if twice:
        raise ValueError(f"two stages are to come directly {twice[0][1]} {twice[0][0]}")
    while waiting:
        placed = [one for one in waiting if _place(order, one)]
        if not placed:
            raise ValueError(f"the stages {', '.join(one.name for one in waiting)} wait for one another")
        waiting = [one for one in waiting if one not in placed]
    return tuple(order)


WEEK_START = "the start of the week"


def _place(order: list[Declaration], one: Declaration) -> bool:
    if one.after == WEEK_START:
        order.insert(0, one)
        return True
    names = [placed.name for placed in order]
    anchor = one.after or one.before
    if anchor not in names:
        return False
    order.insert(names.index(anchor) + (1 if one.after else 0), one)
    return True
