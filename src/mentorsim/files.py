"""Write files so that a reader sees the old content or the new one, never half of it."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_atomically(path: Path, content: bytes | str) -> None:
    """Replace a file's content in one step.

    Parameters
    ----------
    path
        The file to write; its folder is made where it is missing.
    content
        Bytes as they are; text as UTF-8 with its line ends untouched.

    Raises
    ------
    OSError
        When the folder cannot be written; the old file is then unchanged.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder, which takes the file's place at the end.

    For writers that want a path (Parquet, figures, archives). The temporary name keeps the suffix of
    ``path``, because many writers choose their format by it. After an exception the temporary file is
    removed and the old file is unchanged.

    Parameters
    ----------
    path
        The file to write; its folder is made where it is missing.

    Yields
    ------
    Path
        An empty file to write to (or to replace).

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    # A link is followed: its target is replaced, not the link itself.
    target = Path(path).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(8)}{target.suffix}")
    try:
        temporary.touch(exist_ok=False)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(target)) from None
    try:
        yield temporary
        if target.exists():
            with contextlib.suppress(OSError):
                temporary.chmod(target.stat().st_mode & 0o777)
        _flush_to_disk(temporary)
        temporary.replace(target)
        _flush_folder(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


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
