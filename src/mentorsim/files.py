"""Write files so that a reader sees the old content or the new one, never half of it, nor half of a set."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

#: Files that hold people's names are for their owner only.
PRIVATE_MODE = 0o600
#: What the name of every temporary file has, so that files left by a killed process are known as ours.
_MARK = re.compile(r"\.(?P<stem>.{0,40})\.mentorsim-[0-9a-f]{16}(?P<suffix>(\.[^.]*)?)", re.DOTALL)
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_atomically(path: Path, content: bytes | str, *, mode: int | None = None) -> None:
    """Replace a file's content in one step.

    Parameters
    ----------
    path
        The file to write; its folder is made where it is missing.
    content
        Bytes as they are; text as UTF-8 with its line ends untouched.
    mode
        Who may read it, as for ``chmod``; None: as the old file, or as new files usually are.

    Raises
    ------
    OSError
        When the folder cannot be written; the old file is then unchanged.
    """
    with atomic_path(path, mode=mode) as temporary:
        temporary.write_bytes(_as_bytes(content))


@contextmanager
def atomic_path(path: Path, *, mode: int | None = None, follow_links: bool = True) -> Iterator[Path]:
    """Provide a temporary path in the same folder, which takes the file's place at the end.

    For writers that want a path (Parquet, figures, archives). The temporary name keeps the suffix of
    ``path``, because many writers choose their format by it. After an exception the temporary file is
    removed and the old file is unchanged.

    Parameters
    ----------
    path
        The file to write; its folder is made where it is missing.
    mode
        Who may read it, as for ``chmod``; None: as the old file, or as new files usually are.
    follow_links
        Whether a link is followed, so that its target is replaced. In folders that only mentorsim writes to,
        a link is replaced itself: it could lead anywhere.

    Yields
    ------
    Path
        An empty file to write to (or to replace).

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    target = Path(path).resolve() if follow_links else Path(path).absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(target)
    try:
        temporary.touch(mode=0o666 if mode is None else mode, exist_ok=False)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(target)) from None
    try:
        yield temporary
        _set_mode(temporary, target, mode)
        _flush_to_disk(temporary)
        temporary.replace(target)
        _flush_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def write_together(anchor: Path, contents: Mapping[Path, bytes | str], *, mode: int | None = None) -> None:
    """Replace several files of one folder, all of them or none, whenever the process or the machine stops.

    All contents are first written under temporary names. Then a journal beside the anchor says which they
    are, and from this moment the set counts as written: whoever finds the journal later finishes the renaming
    (`settle`).

    Parameters
    ----------
    anchor
        The file by whose name the set is known; `settle` asks for it.
    contents
        The new content of each file; all are in the anchor's folder.
    mode
        Who may read them; None: as the old files, or as new files usually are.

    Raises
    ------
    OSError
        When something cannot be written; all files are then as they were.
    ValueError
        When a file is in another folder than the anchor.
    """
    anchor = anchor.absolute()
    settle(anchor)
    anchor.parent.mkdir(parents=True, exist_ok=True)
    remove_left_over(anchor, frozenset(path.stem for path in (*contents, _journal(anchor))))
    renames: dict[str, str] = {}
    try:
        for path, content in contents.items():
            target = path.absolute()
            if target.parent != anchor.parent:
                raise ValueError(f"{target.name} is not in the folder of {anchor.name}")
            temporary = _temporary(target)
            renames[temporary.name] = target.name
            temporary.touch(mode=0o666 if mode is None else mode, exist_ok=False)
            temporary.write_bytes(_as_bytes(content))
            _set_mode(temporary, target, mode)
            _flush_to_disk(temporary)
        write_atomically(_journal(anchor), json.dumps(renames), mode=mode)
    except BaseException:
        for name in renames:
            with contextlib.suppress(OSError):
                (anchor.parent / name).unlink(missing_ok=True)
        raise
    settle(anchor)


def settle(anchor: Path) -> None:
    """Finish a set of files whose writing was interrupted after it was complete; do nothing otherwise.

    Raises
    ------
    OSError
        When a file cannot be renamed; the set can still be finished later.
    """
    anchor = anchor.absolute()
    journal = _journal(anchor)
    try:
        renames = json.loads(journal.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return
    except ValueError:
        renames = {}
    for temporary, target in renames.items() if isinstance(renames, dict) else ():
        # Only what a set can have named: a file of ours, and one in this folder.
        if _MARK.fullmatch(temporary) and Path(str(target)).name == target:
            with contextlib.suppress(FileNotFoundError):
                (anchor.parent / temporary).replace(anchor.parent / target)
    journal.unlink(missing_ok=True)
    _flush_folder(anchor.parent)


def is_left_over(path: Path, stems: frozenset[str]) -> bool:
    """Return whether a file is a temporary one of ours, for a file with one of these stems."""
    found = _MARK.fullmatch(path.name)
    return found is not None and found["stem"] in {stem[:40] for stem in stems} and not path.is_symlink()


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.stem[:40]}.mentorsim-{secrets.token_hex(8)}{target.suffix}")


def _journal(anchor: Path) -> Path:
    # A hash, because a long name has no room for more.
    named = hashlib.blake2b(anchor.name.encode(), digest_size=8).hexdigest()
    return anchor.with_name(f".{anchor.stem[:40]}.mentorsim-{named}.journal")


def remove_left_over(anchor: Path, stems: frozenset[str]) -> None:
    """Remove the temporary files that a killed process left beside a file, for files with these stems."""
    for path in anchor.parent.glob(".*.mentorsim-*"):
        if is_left_over(path, stems) and path != _journal(anchor):
            path.unlink(missing_ok=True)


def _as_bytes(content: bytes | str) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


def _set_mode(temporary: Path, target: Path, mode: int | None) -> None:
    with contextlib.suppress(OSError):
        if mode is not None:
            temporary.chmod(mode)
        elif target.exists() and not target.is_symlink():
            temporary.chmod(target.stat().st_mode & 0o777)


def _flush_to_disk(path: Path) -> None:
    with path.open("rb+") as opened:
        os.fsync(opened.fileno())


def _flush_folder(folder: Path) -> None:
    # So that the new name survives a power cut as well; folders cannot be opened on Windows.
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
