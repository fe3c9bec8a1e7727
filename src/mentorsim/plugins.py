"""Code of a user's own, loaded by name where somebody asks for it; a YAML file can never import any.

A plugin is a module: importing it registers its mechanisms, matching methods and outcomes under their names,
and loading it changes no run by itself. It is named by ``--plugin``, by `load_plugin`, or by an installed
package in the entry-point group ``mentorsim.plugins``; those modules are loaded when a name is met that
nothing else explains.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from mentorsim.errors import UserError

Base = TypeVar("Base")

ENTRY_POINTS = "mentorsim.plugins"
NOT_A_FILE = "not a file"
"""The digest of what was defined at a prompt or in a notebook."""


@dataclass
class _Loaded:
    """What this process has loaded: the plugins that somebody has named, and whether the installed ones."""

    named: list[str] = field(default_factory=list)
    installed: bool = False


_loaded = _Loaded()


@contextmanager
def none_loaded() -> Iterator[None]:
    """Let no plugin count as loaded for a while; afterwards those count again that did before.

    For tests of plugins, and for a process that runs one study after another: what is loaded within is not
    handed to the workers of later runs. Modules stay imported, and what they have registered stays known.

    Examples
    --------
    >>> from mentorsim.plugins import loaded_plugins, none_loaded
    >>> with none_loaded():
    ...     loaded_plugins()
    ()
    """
    before = replace(_loaded)
    _loaded.named, _loaded.installed = [], False
    try:
        yield
    finally:
        _loaded.named, _loaded.installed = before.named, before.installed


def load_plugin(name: str) -> ModuleType:
    """Import a plugin, from the installed packages or the folder that one is in.

    Parameters
    ----------
    name
        The module, such as ``commuting`` for ``commuting.py``, or ``our_package.commuting``.

    Raises
    ------
    UserError
        When it cannot be imported.

    Examples
    --------
    >>> import mentorsim as ms
    >>> code = '''
    ... import mentorsim as ms
    ... @ms.matching_method("everybody_waits")
    ... def everybody_waits(students):
    ...     'Nobody is paired.'
    ...     return []
    ... '''
    >>> from pathlib import Path
    >>> _ = Path("our_methods.py").write_text(code)
    >>> ms.load_plugin("our_methods").__name__
    'our_methods'
    """
    if name.endswith(".py") or "/" in name or "\\" in name:
        raise UserError(
            f"--plugin takes a module, not a file: write {Path(name).stem}, from the folder it is in"
        )
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        module = import_module(name)
    except UserError:
        raise
    except Exception as problem:
        raise UserError(
            f"the plugin {name!r} cannot be imported: {type(problem).__name__}: {problem}; name a module "
            "that is installed or in this folder"
        ) from problem
    if name not in _loaded.named:
        _loaded.named.append(name)
    return module


def load_plugins(names: Iterable[str]) -> None:
    """Load what another process has loaded; `__main__` is the script itself."""
    for name in names:
        if name != "__main__":
            load_plugin(name)


def loaded_plugins() -> tuple[str, ...]:
    """Return the names of the plugins that somebody has named."""
    return tuple(_loaded.named)


def load_installed() -> None:
    """Import the plugins of installed packages, once.

    Raises
    ------
    UserError
        When one cannot be imported.
    """
    if _loaded.installed:
        return
    from importlib.metadata import entry_points  # slow to import, and seldom needed

    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        try:
            entry.load()
        except Exception as problem:
            raise UserError(
                f"the installed plugin {entry.name!r} ({entry.value}) cannot be loaded: {problem}; repair or "
                "uninstall the package that it comes from"
            ) from problem
    _loaded.installed = True


def digests_of(modules: Iterable[str]) -> dict[str, str]:
    """Return a hash of the source of every module, of a package all its files, by its name."""
    return {name: _digest(name) for name in sorted(set(modules))}


def is_own(module: str) -> bool:
    """Whether a module is not part of mentorsim."""
    return module != "mentorsim" and not module.startswith("mentorsim.")


def _digest(name: str) -> str:
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None or not Path(file).is_file():
        return NOT_A_FILE
    path = Path(file)
    files = sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]
    digest = hashlib.blake2b(digest_size=8)
    for one in files:
        digest.update(one.name.encode() + b"\0" + one.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def find_subclass(name: str, base: type[Base]) -> type[Base]:
    """Find a subclass of a model in the plugins that were loaded, by its name.

    Raises
    ------
    UserError
        When there is none.
    """
    found: dict[str, type[Base]] = {}
    for plugin in _loaded.named:
        for one in vars(sys.modules[plugin]).values():
            if isinstance(one, type) and issubclass(one, base) and one is not base:
                found[one.__name__] = one
    if name not in found:
        known = f"the loaded plugins have {', '.join(sorted(found))}" if found else "no loaded plugin has any"
        raise UserError(f"there is no model {name!r}; {known}: load its module with --plugin MODULE")
    return found[name]


def recorded_class(name: str) -> type[Any] | None:
    """Return the model that a results folder names, where its module is imported; None: the built-in one."""
    module, _, qualified = name.rpartition(".")
    found = getattr(sys.modules.get(module), qualified, None)
    return found if isinstance(found, type) else None


def require(modules: Iterable[str], where: Path) -> None:
    """Refuse results that were made with code that is not here.

    Raises
    ------
    UserError
        When a module has not been imported.
    """
    missing = [name for name in modules if name not in sys.modules]
    if missing:
        raise UserError(
            f"the results were made with {missing[0]}, which is not imported: load it with --plugin",
            file=where,
        )
