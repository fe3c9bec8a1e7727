"""Read a text file whose encoding nobody has named: by its marks, else as UTF-8, else as Windows-1252."""

from __future__ import annotations

import re
from pathlib import Path

from mentorsim.errors import ScenarioError

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
#: A whole character of two or more bytes in UTF-8; text in Windows-1252 hardly ever looks so.
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NO_TEXT = "the file is not readable as text; save it as CSV (UTF-8), or name its encoding"

#: What is said of a file that was read as Windows-1252.
GUESSED_1252 = "The file is not UTF-8; it was read as Windows-1252. Look at a name with an accent."


def decode(path: Path, data: bytes, encoding: str = "auto") -> tuple[str, str]:
    """Return the text of a file, and what is to be known of how it was read (nothing: an empty sentence).

    Parameters
    ----------
    path
        The file, for messages.
    data
        Its content.
    encoding
        A name that Python knows, or ``auto``: by byte-order mark, else UTF-8, else Windows-1252. A file that
        is UTF-8 apart from single broken bytes is refused, with the row, because every accent in it would
        come out wrong.

    Raises
    ------
    ScenarioError
        When the file is not text, or in an encoding that must be named.
    """
    if data.startswith(_OLD_WORKBOOK):
        raise ScenarioError(
            "this is a workbook of the old kind (XLS) or with a password; save it as XLSX without one, or as "
            "CSV (UTF-8), and name that file",
            file=path,
        )
    if encoding != "auto":
        utf8 = encoding.lower().replace("_", "-") in {"utf-8", "utf8"}
        return _decoded(path, data, "utf-8-sig" if utf8 else encoding), ""
    if data.startswith(_UTF16_MARKS):
        return _decoded(path, data, "utf-16"), ""
    if b"\0" in data[:2000]:
        raise ScenarioError(_without_mark(data) or _NO_TEXT, file=path)
    try:
        return _decoded(path, data, "utf-8-sig"), ""
    except ScenarioError:
        broken = _broken_row(data)
        if broken is not None:
            raise ScenarioError(
                f"row {broken} holds a byte that is not UTF-8, though the rest of the file is; mend the "
                "row, or "
                "save the file again as CSV (UTF-8)",
                file=path,
            ) from None
    return _decoded(path, data, "cp1252"), GUESSED_1252


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except LookupError:
        raise ScenarioError(f"there is no encoding named {encoding!r}; use auto", file=path) from None
    except UnicodeError:
        raise ScenarioError(_NO_TEXT, file=path) from None
    if "\0" in text:
        raise ScenarioError(_NO_TEXT, file=path)
    return text


def _without_mark(data: bytes) -> str | None:
    start = data[:2000]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(start) > 3 and start[first::2].count(0) > 0.8 * len(start[first::2]):
            return f"the file seems to be {name} without its mark; save it as CSV (UTF-8), or name encoding"
    return None


def _broken_row(data: bytes) -> int | None:
    """Return the row of the first broken byte where whole characters of several bytes are in the majority."""
    whole = len(_SEVERAL_BYTES.findall(data))
    rest = _SEVERAL_BYTES.sub(b"", data)
    broken = sum(byte > 0x7F for byte in rest)
    if whole <= 2 * broken:
        return None
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeError:
            return number
    return None
