"""What determines a run, as text that can be compared and hashed: one identity, one result."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mentorsim.errors import ScenarioError
from mentorsim.experiment.plan import Plan
from mentorsim.plugins import digests_of, is_own, loaded_plugins
from mentorsim.scenario.writing import full_mapping

_PACKAGE = Path(__file__).resolve().parents[2]
_ROOMS = ("cohort", "dynamics", "mechanisms", "numerics", "outcomes", "pairing", "scenario")
_IRRELEVANT = ("title", "description", "policies", "outcomes", "run")
_FILE_KEYS = frozenset({"file", "pairs_file"})


def identity_of(plan: Plan) -> dict[str, Any]:
    """Return what determines the rows of a plan, as plain values for JSON.

    The number of replications, the smallest worthwhile differences, the title and the number of workers are
    not part of it. Files that the scenario names count by their content.

    Raises
    ------
    ScenarioError
        When such a file cannot be read.
    """
    values = full_mapping(plan.scenario)
    scenario = {key: value for key, value in values.items() if key not in _IRRELEVANT}
    scenario["policies"] = {name: values["policies"][name] for name in plan.policies}
    model = plan.model
    plugins = digests_of(own_modules(plan))
    return {
        "mentorsim": mentorsim_version(),
        "code": code_digest(),
        "seed": plan.seed,
        "policies": list(plan.policies),
        "baseline": plan.baseline,
        "by": list(plan.by),
        "outcomes": [outcome.name for outcome in plan.outcomes],
        "model": "built-in" if model is None else f"{model.__module__}.{model.__qualname__}",
        "files": {name: _file_digest(plan.scenario.file(name)) for name in sorted(set(_files_of(scenario)))},
        **({"plugins": plugins} if plugins else {}),
        "posterior_samples": None if plan.samples is None else plan.samples.identity(),
        "scenario": scenario,
    }


def own_modules(plan: Plan) -> set[str]:
    """Return the modules beside mentorsim on which a plan's rows rest, and the plugins that were named."""
    from mentorsim.dynamics.mechanism import named_mechanism
    from mentorsim.pairing import find_method

    used = {"" if plan.model is None else plan.model.__module__, *loaded_plugins()}
    used |= {named_mechanism(name).module for name in plan.scenario.mechanisms}
    used |= {_module_of(outcome.function) for outcome in plan.outcomes}
    for name in plan.policies:
        program = plan.scenario.policies[name]
        if program is not None:
            method = find_method(program.match.method, "groups" if program.format == "group" else "pairs")
            used.add(method.function.__module__)
    return {module for module in used if module and is_own(module)}


def _module_of(function: Callable[..., Any]) -> str:
    """Return the module that defines a function, also where some of its arguments are already given."""
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__module__", "")


def fingerprint_of(identity: Mapping[str, Any]) -> str:
    """Hash an identity to 32 hexadecimal digits."""
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def run_id(fingerprint: str, policy: str, replication: int) -> str:
    """Name one run by 20 hexadecimal digits: a hash of everything that determines its row."""
    text = f"{fingerprint}/{replication}/{policy}"
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


@cache
def mentorsim_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("mentorsim")
    except PackageNotFoundError:  # used from a checkout that is not installed
        return "not installed"


@cache
def code_digest() -> str:
    """Hash the source files that results depend on: rows of two states of the code are never mixed."""
    files = [*_PACKAGE.glob("*.py"), *(path for room in _ROOMS for path in (_PACKAGE / room).rglob("*.py"))]
    return sources_digest([*files, _PACKAGE / "experiment" / "replicate.py"])


def sources_digest(files: Iterable[Path]) -> str:
    """Hash files of the package by name and content, however their lines end."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(files):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def surroundings() -> dict[str, str]:
    """Return the versions that results do not depend on but that a reader may want."""
    found = {"python": platform.python_version(), "system": platform.platform()}
    for library in ("mesa", "networkx", "numba", "numpy", "scipy"):
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed"
    return found


def first_difference(one: Any, other: Any, path: tuple[str, ...] = ()) -> tuple[str, Any, Any] | None:
    """Find where two identities first differ: the path and both values; None where they agree."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in [*one, *(key for key in other if key not in one)]:
            found = first_difference(one.get(key), other.get(key), (*path, str(key)))
            if found is not None:
                return found
        return None
    return None if one == other else (".".join(path), one, other)


def _files_of(scenario: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files that a scenario names; only where it can name one, for every point is asked."""
    yield from _files_in(scenario["cohort"].get("roster"))
    yield from _files_in(scenario["friendships"])
    for policy in scenario["policies"].values():
        if isinstance(policy, Mapping):
            yield from _files_in([policy["match"]["required"], policy["match"]["never"]])


def _files_in(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _files_in(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _files_in(item)
    elif key in _FILE_KEYS and isinstance(value, str):
        yield value


def _file_digest(path: Path) -> str:
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError as problem:
        raise ScenarioError(f"cannot be read: {problem.strerror or problem}", file=path) from None
