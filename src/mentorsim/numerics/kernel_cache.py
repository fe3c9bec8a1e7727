"""Where compiled kernels are kept: one folder for each state of the kernel sources."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import os
import re
import shutil
import stat
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np

if sys.platform != "win32":
    import fcntl

_COMMENT_OR_CONTINUED = re.compile(r"#[^\n]*|\\\n")
_FROM = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([^\n]+)", re.MULTILINE)
_UNUSED_SECONDS = 30 * 24 * 3600.0
_STAMP_SECONDS = 24 * 3600.0
_STAMP = "last-used"
_settings: Any = numba.config


@functools.cache
def cache_folder(package: Path, module: Path, variant: str = "") -> Path | None:
    """Find the folder for the compiled kernels of one module of a package, and make it where it is missing.

    It lies in ``MENTORSIM_CACHE``, in ``NUMBA_CACHE_DIR`` or in the user's cache folder (``XDG_CACHE_HOME``
    or the system's usual place): the first that is set and writable. Where none is, it is a temporary folder
    of this user, with one warning; None when there is not even that. Code of another ``variant`` (compiled in
    another way) is kept apart.
    """
    try:
        name = "-".join(filter(None, ("kernels", module.stem, variant, sources_hash(package, module))))
    except OSError:
        return None
    for place in cache_places():
        folder = place / name
        if _is_used_today(folder):
            return folder
        if _is_writable(folder):
            _remove_unused(place, keep=folder)
            return folder
    shared = _temporary_place()
    if shared is not None and _is_writable(shared / name):
        folder_or_none, consequence = shared / name, f"they go to {shared}"
    else:
        folder_or_none, consequence = None, "every process compiles them anew"
    _warn_once(consequence)
    return folder_or_none


@functools.cache
def _warn_once(consequence: str) -> None:
    warnings.warn(
        f"No cache folder for compiled kernels is writable, so {consequence}; "
        "set MENTORSIM_CACHE to a writable folder.",
        RuntimeWarning,
        stacklevel=2,
    )


def cache_places() -> list[Path]:
    """List the folders that may hold the cache, the one to be preferred first."""
    named = [Path(os.environ["MENTORSIM_CACHE"])] if os.environ.get("MENTORSIM_CACHE") else []
    if _settings.CACHE_DIR:
        named.append(Path(_settings.CACHE_DIR) / "mentorsim")
    with contextlib.suppress(RuntimeError):  # a process without a home folder
        named.append(_user_cache() / "mentorsim")
    # A relative folder would move with the working directory.
    return [Path(os.path.expanduser(place)).absolute() for place in named]  # noqa: PTH111 - never fails


def sources_hash(package: Path, module: Path) -> str:
    """Hash everything that the compiled kernels of one module depend on.

    These are the module and all modules of the package that it imports, directly or through others (helpers
    and constants are compiled in), the versions of the compilers, the processor, and the settings that change
    machine code.
    """
    digest = hashlib.blake2b(digest_size=10)
    for fact in _surroundings():
        digest.update(fact.encode() + b"\0")
    for path in sorted(_closure(package, module)):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(hashlib.blake2b(_content(path)).digest())
    return digest.hexdigest()


def _closure(package: Path, module: Path) -> set[Path]:
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_imported(package, path))
    return found


@functools.cache
def _imported(package: Path, module: Path) -> frozenset[Path]:
    """The modules of the package that a module names in its import statements."""
    # Patterns take a tenth of the time of a parser, and naming too much does no harm.
    text = _COMMENT_OR_CONTINUED.sub("", _content(module).decode("utf-8", "replace"))
    names = {name for line in _IMPORT.findall(text) for name in re.findall(r"[\w.]+", line)}
    for source, members in _FROM.findall(text):
        name = _absolute(source, module, package)
        names |= {name, *(f"{name}.{member}" for member in re.findall(r"\w+", members))}
    modules = _modules(package)
    return frozenset(modules[name] for name in names if name in modules)


def _absolute(name: str, module: Path, package: Path) -> str:
    """Return a module's full name; one dot before it stands for its folder, each further one for the next."""
    dots = len(name) - len(name.lstrip("."))
    if dots == 0:
        return name
    folders = (package.name, *module.relative_to(package).parent.parts)
    return ".".join((*folders[: len(folders) - dots + 1], name.lstrip("."))).rstrip(".")


@functools.cache
def _modules(package: Path) -> dict[str, Path]:
    return {_module_name(path, package): path for path in sorted(package.rglob("*.py"))}


@functools.cache
def _content(path: Path) -> bytes:
    return path.read_bytes()


def _module_name(path: Path, package: Path) -> str:
    parts = (package.name, *path.relative_to(package).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _surroundings() -> list[str]:
    settings = sorted(
        f"{name}={value}"
        for name, value in os.environ.items()
        if name.startswith("NUMBA_") and name not in ("NUMBA_CACHE_DIR", "NUMBA_NUM_THREADS")
    )
    # The processor is part of the folder's name and not only of Numba's own index, because two computers that
    # share a home folder may write that index at the same moment.
    llvm = importlib.import_module("llvmlite.binding")  # it comes without types
    processor, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    versions = [sys.version, numba.__version__, str(llvm.llvm_version_info), np.__version__]
    return [*versions, processor, features, *settings]


def load_if_sound(load: Callable[[], object], forget: Callable[[], object]) -> object:
    """Load from the cache; whatever is wrong with a kept file, the code can be compiled anew (None)."""
    try:
        return load()
    except Exception:
        with contextlib.suppress(Exception):
            forget()
        return None


def save_in_turn(folder: Path, save: Callable[[], object]) -> None:
    """Save into a cache folder, one process after the other; a save that fails is left out.

    Two processes that save different signatures of one kernel at the same moment would otherwise give both
    the same file name, and a later process would run one as the other.
    """
    with contextlib.suppress(Exception):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("ab") as lock:
            if sys.platform != "win32":
                with contextlib.suppress(OSError):  # some network folders have no locks
                    fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed
            save()


def _user_cache() -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"])
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _temporary_place() -> Path | None:
    # Compiled code is loaded as it lies there, so the folder must be this user's alone.
    owner = str(os.getuid()) if sys.platform != "win32" else "user"
    try:
        place = Path(tempfile.gettempdir()) / f"mentorsim-{owner}"
        place.mkdir(mode=0o700, exist_ok=True)
        facts = place.lstat()
    except OSError:
        return None
    if sys.platform != "win32" and (facts.st_uid != os.getuid() or facts.st_mode & 0o022):
        return None
    return place if stat.S_ISDIR(facts.st_mode) else None


def _is_used_today(folder: Path) -> bool:
    # Every process asks for a dozen folders: writing is tried, and others are looked at, once a day only.
    try:
        age = time.time() - (folder / _STAMP).stat().st_mtime
    except OSError:
        return False
    return abs(age) <= _STAMP_SECONDS and os.access(folder, os.W_OK | os.X_OK)


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _STAMP).touch()
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _remove_unused(place: Path, keep: Path) -> None:
    now = time.time()
    with contextlib.suppress(OSError):
        for folder in place.glob("kernels-*"):
            if folder == keep:
                continue
            with contextlib.suppress(OSError):
                if now - (folder / _STAMP).stat().st_mtime > _UNUSED_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
