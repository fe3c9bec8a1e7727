"""From YAML text to plain values and their lines: safe, limited, without what hides what a file says."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from mentorsim.documents.places import Path, Place, Places
from mentorsim.documents.scalars import scalar_value
from mentorsim.errors import ScenarioError

_log = logging.getLogger(__name__)

#: Largest file, deepest nesting and most parts (keys, values, brackets) that are read.
MOST_BYTES = 256_000
MOST_DEPTH = 20
MOST_EVENTS = 20_000

_TAB_INDENT = re.compile(r"^[ ]*\t\s*[^\s#]", re.MULTILINE)
# What YAML does not allow in a file, except the byte order mark at its beginning.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What an escape such as "\0" may still bring in, and no name or title can hold.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """What a YAML file says.

    Parameters
    ----------
    value
        Its content: mappings with text keys, lists, text, numbers, truths and None.
    places
        The line of each value.
    """

    value: Any
    places: Places


def read_file(path: FilePath, name: str | None = None) -> Document:
    """Read a YAML file.

    Parameters
    ----------
    path
        The file.
    name
        How messages call it; its path, where not given.

    Raises
    ------
    ScenarioError
        When it cannot be read, is too large, is not UTF-8, or is not plain YAML.
    """
    name = name or str(path)
    _log.debug("reading %s", path)
    try:
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except IsADirectoryError:
        raise ScenarioError("is a folder; name a YAML file", file=name) from None
    except FileNotFoundError:
        raise ScenarioError("there is no such file", file=name) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(f"cannot be read: {reason}", file=name) from None
    if len(content) > MOST_BYTES:
        raise ScenarioError(f"is larger than {MOST_BYTES // 1000} kB; a scenario is a short text", file=name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ScenarioError("is not in UTF-8; save it in that encoding", file=name, line=line) from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Document:
    """Read YAML text.

    Parameters
    ----------
    text
        One YAML document.
    name
        How messages call it.

    Raises
    ------
    ScenarioError
        When it is empty or too large, or has tabs as indentation, anchors, aliases, tags, directives, a
        second document, a key twice in one mapping, or anything else that is not plain YAML.
    """
    if len(text) > MOST_BYTES:
        raise ScenarioError(f"is larger than {MOST_BYTES // 1000} kB; a scenario is a short text", file=name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for pattern, sentence in (
        (_TAB_INDENT, "is indented with a tab; use spaces"),
        (_UNPRINTABLE, "has a character that cannot be printed; remove it"),
    ):
        if found := pattern.search(text):
            raise ScenarioError(sentence, file=name, line=text.count("\n", 0, found.start()) + 1)
    return _Composer(name).compose(_events(text, name))


def _events(text: str, name: str) -> Iterator[Any]:
    # Imported here because it takes longer than everything else in this file.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    line = 1
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.start_mark.line + 1
            yield event
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = line if mark is None else mark.line + 1
        raise ScenarioError(_in_words(error, text, line), file=name, line=line) from None
    except ScenarioError:
        raise
    except Exception as error:
        # The parser meets some malformed texts with other errors (an escape beyond Unicode: OverflowError).
        raise ScenarioError(f"is not YAML ({type(error).__name__})", file=name, line=line) from None


def _in_words(error: Any, text: str, line: int) -> str:
    """Say in words of the page, not of the parser, what is wrong with a line."""
    said = f"{error.problem or ''} {error.context or ''}"
    lines = text.split("\n")
    own = lines[line - 1] if line <= len(lines) else ""
    before = next((other for other in reversed(lines[: line - 1]) if other.strip()), "")
    indent, other = len(own) - len(own.lstrip()), len(before) - len(before.lstrip())
    if "quoted scalar" in said:
        return "has a quotation mark that is opened and not closed, or stands inside the text"
    if "flow" in said or "expected ',' or" in said:
        return "has a bracket that is opened and not closed, or a comma too few: look at [ ] and { }"
    if "tab" in said.lower() or "\\t" in said:
        return "is indented with a tab; use spaces"
    if "mapping values are not allowed" in said:
        if indent > other and own.strip() and before.strip() and not before.rstrip().endswith(":"):
            return "is indented more than the line before, which has a value already; begin both alike"
        if before.strip() and ":" not in before:
            return "follows a line that has no colon; write that line as key: value"
        return "has a second colon in one line; put text that holds a colon into quotes"
    if "block end" in said or "block mapping" in said or "block collection" in said:
        if indent != other:
            how = "less" if indent < other else "more"
            return f"is indented {how} than its neighbors; lines of one section begin at the same place"
        return "is not a key with a value; write it as key: value"
    if "could not find expected ':'" in said:
        return "has no colon after its key; write it as key: value"
    if "cannot start any token" in said:
        return "begins with a sign that has a meaning in YAML (such as % or @); put the text into quotes"
    return f"is not YAML: {error.problem or error.context}"


@dataclass
class _Composer:
    name: str
    known: dict[Path, Place] = field(default_factory=dict)
    events: int = 0
    line: int = 1

    def compose(self, events: Iterator[Any]) -> Document:
        stream = self._checked(events)
        next(stream)  # the stream's start
        if _kind(next(stream)) != "DocumentStart":
            raise self._error("is empty; `mentorsim new` writes a scenario to start from")
        value = self._value(next(stream), stream, ())
        next(stream)  # the document's end
        if _kind(next(stream)) != "StreamEnd":
            raise self._error("has a second document (after ---); put it into another file")
        return Document(value, Places(self.name, self.known))

    def _checked(self, events: Iterator[Any]) -> Iterator[Any]:
        for event in events:
            self.events += 1
            self.line = event.start_mark.line + 1
            if self.events > MOST_EVENTS:
                raise self._error(f"has more than {MOST_EVENTS} keys and values; a scenario is a short text")
            self._refuse_what_hides(event)
            yield event

    def _refuse_what_hides(self, event: Any) -> None:
        kind = _kind(event)
        if kind == "Alias":
            raise self._error(f"has an alias (*{event.anchor:.40}); write the value out")
        if getattr(event, "anchor", None) is not None:
            raise self._error(f"has an anchor (&{event.anchor:.40}); write the value out where it is needed")
        if getattr(event, "tag", None) is not None:
            raise self._error(f"has a tag ({event.tag!s:.80}); plain values need none")
        if kind == "DocumentStart" and (event.version or event.tags):
            raise self._error("has a directive (%); leave it out")

    def _value(self, event: Any, stream: Iterator[Any], path: Path) -> Any:
        if path:
            self.known.setdefault(path, Place(line=self.line))
        kind = _kind(event)
        if kind == "Scalar":
            text = self._text(event)
            return scalar_value(text) if event.implicit[0] else text
        if len(path) >= MOST_DEPTH:
            raise self._error(f"is nested deeper than {MOST_DEPTH} levels")
        return self._list(stream, path) if kind == "SequenceStart" else self._mapping(stream, path)

    def _list(self, stream: Iterator[Any], path: Path) -> list[Any]:
        items: list[Any] = []
        while _kind(event := next(stream)) != "SequenceEnd":
            items.append(self._value(event, stream, (*path, len(items))))
        return items

    def _mapping(self, stream: Iterator[Any], path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while _kind(event := next(stream)) != "MappingEnd":
            if _kind(event) != "Scalar":
                raise self._error("has a list or a mapping as a key; keys are words")
            key = self._text(event)
            own = (*path, key)
            if key in mapping:
                raise self._error(f"has the key {key!r:.80} twice, first in {self.known[own]}")
            # The key's line, not the value's, is where a reader looks.
            self.known[own] = Place(line=self.line)
            mapping[key] = self._value(next(stream), stream, own)
        return mapping

    def _text(self, event: Any) -> str:
        text = str(event.value)
        if _CONTROL.search(text):
            raise self._error("has a control character in a text; remove it")
        return text

    def _error(self, sentence: str) -> ScenarioError:
        return ScenarioError(sentence, file=self.name, line=self.line)


def _kind(event: Any) -> str:
    return type(event).__name__.removesuffix("Event")
