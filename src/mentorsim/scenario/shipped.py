"""The scenarios that come with mentorsim, and how a scenario is found by its name."""

from __future__ import annotations

from pathlib import Path

from mentorsim.documents.nearest import nearest
from mentorsim.errors import ScenarioError, UnknownNameError

_SUFFIXES = (".yaml", ".yml")


def shipped_folder(kind: str = "scenarios") -> Path | None:
    """Return the folder of the shipped scenarios or experiments: the installed one, or a checkout's."""
    package = Path(__file__).parents[1]
    checkout = package.parents[1]
    folders = [package / "shipped" / kind]
    if package.parent.name == "src":
        folders.append(checkout / kind)
    return next((folder for folder in folders if folder.is_dir()), None)


def shipped_names() -> tuple[str, ...]:
    """Return the names of the shipped scenarios, in alphabetical order."""
    folder = shipped_folder()
    if folder is None:
        return ()
    return tuple(sorted(path.stem for path in folder.iterdir() if path.suffix in _SUFFIXES))


def find_scenario(name: str | Path) -> Path:
    """Return the file of a scenario.

    Parameters
    ----------
    name
        A path, or the bare name of a shipped scenario such as ``first_year_university``.

    Raises
    ------
    ScenarioError
        When there is neither such a file nor such a shipped scenario.
    """
    path = Path(name)
    try:
        shipped = _shipped_file(path)
        # A results folder may well be called like the shipped scenario that it holds results of.
        if path.exists() and not (path.is_dir() and shipped):
            return path
    except (OSError, ValueError):  # a name that no file can have
        raise ScenarioError(f"{str(name)!r:.100} is not the name of a file") from None
    if shipped is not None:
        return shipped
    guess = nearest(path.stem, shipped_names())
    hint = (
        f"; did you mean the shipped scenario {guess}?"
        if guess
        else "; `mentorsim new` writes one to start from"
    )
    raise UnknownNameError(f"there is no such file{hint}", file=path)


def _shipped_file(path: Path) -> Path | None:
    folder = shipped_folder()
    if folder is None or path.name != str(path) or path.suffix not in ("", *_SUFFIXES):
        return None
    files = (folder / f"{path.stem}{suffix}" for suffix in _SUFFIXES)
    return next((file for file in files if file.is_file()), None)
