"""Which policies do not notice what is varied: they set it themselves, or have no program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mentorsim.documents.places import path_text
from mentorsim.errors import ScenarioError
from mentorsim.experiment.design.factors import Factor
from mentorsim.experiment.plan import Plan
from mentorsim.scenario.merging import merged_policies
from mentorsim.scenario.overrides import Override, applied, path_from_text
from mentorsim.scenario.settings import plain
from mentorsim.scenario.unheard import READ_BY_THE_CONTROL


def notes_on_factors(base: Plan, factors: Sequence[Factor]) -> tuple[str, ...]:
    """Say which policies stay as they are at every value of a factor, a sentence for each such factor.

    Parameters
    ----------
    base
        The plan before anything is varied.
    factors
        What is varied.

    Raises
    ------
    ScenarioError
        When no policy at all notices a factor; it says what to vary instead.
    """
    return tuple(sentence for factor in factors for sentence in _notes(base, factor))


def _notes(base: Plan, factor: Factor) -> Iterator[str]:
    path = path_from_text(factor.path, factor.option)
    if path[0] == "budget" and base.scenario.budget is None:
        raise _without_effect(
            factor,
            "the scenario itself states no budget, so that no run is held against one: set it first, such as "
            "--set budget=10000, or set: {budget: 10000} in an experiment",
        )
    if path[0] == "policies" and len(path) > 1 and path[1] not in base.policies:
        raise _without_effect(
            factor,
            f"the policy {path[1]!r} is not run (only {_listed(base.policies)}): add it to policies, or "
            "leave this out",
        )
    if path[0] == "program" and len(path) > 1:
        yield from _notes_on_program(base, factor, path)


def _notes_on_program(base: Plan, factor: Factor, path: tuple[str, ...]) -> Iterator[str]:
    programs = [name for name in base.policies if name != base.control]
    if not programs:
        raise _without_effect(
            factor, f"only {base.control!r} is run, which has no program: add a policy that has one"
        )
    deaf = _deaf(base, factor, path, programs)
    if not deaf:
        return
    own = " and ".join(path_text(("policies", name, *path[1:])) for name in deaf[:2])
    sets = "sets it itself" if len(deaf) == 1 else "set it themselves"
    if len(deaf) < len(programs):
        yield f"{factor.path} is varied, but not in {_listed(deaf)}, which {sets}: vary {own} for that"
    elif path == READ_BY_THE_CONTROL and any(measure.name == "net_benefit" for measure in base.measures):
        yield (
            f"{factor.path} is varied for {base.control!r} alone, because {_listed(deaf)} {sets}: net "
            "benefits are then compared at different values"
        )
    else:
        more = " and so on" if len(deaf) > 2 else ""
        raise _without_effect(
            factor,
            f"{_listed(deaf)}, all that is run with a program, {sets}: vary {own}{more} instead, or leave it "
            "out of the policies",
        )


def _without_effect(factor: Factor, reason: str) -> ScenarioError:
    return ScenarioError(f"{factor.option}: has no effect, because {reason}")


def _deaf(base: Plan, factor: Factor, path: tuple[str, ...], programs: list[str]) -> list[str]:
    """Return the policies that are the same program at two values of a factor."""
    try:
        first, second = (_programs(base, path, value, factor) for value in _two_values(base, factor, path))
    except (ScenarioError, ValueError):
        return []  # a mistake, which the check of the points says better
    return [name for name in programs if first[name] == second[name]]


def _two_values(base: Plan, factor: Factor, path: tuple[str, ...]) -> tuple[Any, Any]:
    """Return two different values: of a single one, what the scenario says itself is the other.

    Raises
    ------
    ValueError
        Where the single value is what the scenario says.
    """
    if factor.distribution is not None:
        return factor.value_at(0.0), factor.value_at(1.0)
    if factor.varies:
        return factor.levels[0], factor.levels[1]
    own: Any = base.scenario.to_mapping()
    for step in path:
        own = own.get(step) if isinstance(own, Mapping) else None
    if own == factor.levels[0]:
        raise ValueError("it changes nothing anywhere")
    return own, factor.levels[0]


def _programs(base: Plan, path: tuple[str, ...], value: Any, factor: Factor) -> dict[str, Any]:
    raw = base.scenario.to_mapping()
    if value is not None:
        raw, _ = applied([Override(path, plain(value), factor.option)], raw, base.scenario.places)
    return merged_policies(raw.get("program"), raw.get("policies") or {"none": "none", "program": {}})


def _listed(names: Sequence[str]) -> str:
    quoted = [repr(name) for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
