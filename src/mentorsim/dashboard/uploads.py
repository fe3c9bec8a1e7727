"""What a browser sends: forms and files, read into memory and never further than a limit."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mentorsim.errors import UserError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

MOST_YAML = 256_000
MOST_ROSTER = 10_000_000
_MOST_FIELDS = 2_000
_MOST_FORM = MOST_ROSTER + 1_000_000
#: So much of what is too large is still taken off the line, so that the browser shows the answer.
_MOST_DRAINED = 1_000_000_000


class TooLargeError(UserError):
    """More was sent than is read."""


@dataclass(frozen=True)
class Posted:
    """A form as it was sent.

    Attributes
    ----------
    values
        Texts by the name of a field.
    files
        Contents of files by the name of a field; what a browser calls a file is not kept.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return the last text of a field."""
        found = self.values.get(name)
        return found[-1] if found else default

    def texts(self, name: str) -> list[str]:
        """Return all texts of a field, such as boxes that are ticked."""
        return self.values.get(name, [])

    def file(self, name: str, most: int) -> bytes:
        """Return a file.

        Raises
        ------
        UserError
            When none was chosen, or it is larger than ``most`` bytes.
        """
        content = self.files.get(name, b"")
        if not content:
            raise UserError("Choose a file first.")
        if len(content) > most:
            raise TooLargeError(f"The file is larger than {_size(most)}, and was not read.")
        return content


def posting(answer: Callable[[Request, Posted], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Read the form of a request, then answer it in another thread, so that other pages do not wait."""

    async def read_and_answer(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        return await run_in_threadpool(answer, request, await _posted(request))

    return read_and_answer


async def _posted(request: Request) -> Posted:
    """Read a form into memory.

    Raises
    ------
    UserError
        When it is larger than is read, or is not a form.
    """
    from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

    class InMemoryParser(MultiPartParser):
        spool_max_size = 2 * _MOST_FORM  # a part never reaches a disk

    body = await _body(request)

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    kind = request.headers.get("content-type", "")
    values: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    try:
        if kind.startswith("multipart/form-data"):
            form = await InMemoryParser(
                request.headers,
                stream(),
                max_files=4,
                max_fields=_MOST_FIELDS,
                max_part_size=_MOST_FORM,
            ).parse()
        elif kind.startswith("application/x-www-form-urlencoded"):
            form = await FormParser(request.headers, stream(), max_fields=_MOST_FIELDS).parse()
        else:
            return Posted()
        for name, value in form.multi_items():
            if isinstance(value, str):
                values.setdefault(name, []).append(value.replace("\r\n", "\n"))
            else:
                files[name] = await value.read()
        await form.close()
    except (MultiPartException, KeyError, ValueError):
        raise UserError("The form could not be read. Go back, reload the page, and send it again.") from None
    return Posted(values, files)


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MOST_FORM:
            parts.clear()
        else:
            parts.append(chunk)
        if size > _MOST_DRAINED:
            break
    if size > _MOST_FORM:
        raise TooLargeError(f"The file is larger than {_size(MOST_ROSTER)}, and was not read.")
    return b"".join(parts)


def _size(size: int) -> str:
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1000} kB"
