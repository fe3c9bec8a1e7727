"""Values that are set and that nobody hears: every policy states the key itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from mentorsim.documents.places import Places, path_text
from mentorsim.errors import ScenarioError
from mentorsim.scenario.merging import NO_PROGRAM, merged_policies
from mentorsim.scenario.overrides import Override, applied

READ_BY_THE_CONTROL = ("program", "costs", "value_per_retained")
"""The one price that is read of the control too, which has no program of its own."""


def refuse_unheard(overrides: Iterable[Override], before: Any, places: Places) -> None:
    """Refuse a value of the program that changes no policy, for what it was set for would not happen.

    A value that the file states already is set for nothing too, but misleads nobody.

    Parameters
    ----------
    overrides
        What is set, in this order.
    before
        What the file says; it is left as it is.
    places
        Where each value was written.

    Raises
    ------
    ScenarioError
        For the first override under ``program`` that all policies with a program state themselves; it says
        what to set instead.
    """
    value = deepcopy(before)
    for override in overrides:
        if not isinstance(value, dict):
            return
        old = deepcopy(value)
        value, places = applied([override], value, places)
        if override.path[0] != "program" or override.path == READ_BY_THE_CONTROL:
            continue
        if old.get("program") == value.get("program") or not isinstance(value.get("policies"), Mapping):
            continue
        deaf = _deaf(old, value)
        if deaf:
            own = path_text(("policies", deaf[0], *override.path[1:]))
            sets = "states it itself" if len(deaf) == 1 else "state it themselves"
            listed = " and ".join(filter(None, [", ".join(map(repr, deaf[:-1])), repr(deaf[-1])]))
            raise ScenarioError(
                f"{override.option}: changes nothing, because {listed}, all that have a program, {sets}: set "
                f"{own} instead"
            )


def _deaf(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the policies with a program, where the change of the program changes none of them."""
    policies = new["policies"]
    if not all(override == NO_PROGRAM or isinstance(override, Mapping) for override in policies.values()):
        return []
    try:
        before = merged_policies(old.get("program"), policies)
        after = merged_policies(new.get("program"), policies)
    except (TypeError, AttributeError, ValueError):
        return []  # a mistake, which validation says better
    return [name for name, program in after.items() if program is not None] if before == after else []
