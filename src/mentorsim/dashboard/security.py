"""Who may talk to the page, and what a browser may do with its answers."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Sent with every answer: no script, style, picture or request but the page's own, and nothing inline.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not "no-referrer": browsers would then say `Origin: null` when they send a form.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

_START = "/start/"
_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Door:
    """What a request must show to be let in.

    Attributes
    ----------
    port
        The port of this computer on which the page is served.
    token
        Random text that the start link carries, and a cookie from then on.
    """

    port: int
    token: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names by which a browser may call the page; any other is a foreign name that leads here."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies do not know ports, so that the port is in it."""
        return f"mentorsim_{self.port}"

    @property
    def start_path(self) -> str:
        """The path of the start link."""
        return _START + self.token

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the sentence with which a request is refused, or None.

        Parameters
        ----------
        scope
            The request as ASGI describes it.
        """
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if host not in self.hosts:
            return 421, "This page answers only to 127.0.0.1. Use the link that mentorsim dashboard printed."
        origin = headers.get(b"origin")
        changes = scope["method"] not in _SAFE
        if origin != f"http://{host}" and (changes or origin is not None):
            return 403, "This request came from another page and is refused."
        if scope["path"] == self.start_path:
            return None
        if scope["path"].startswith(_START) or not self._has_token(headers.get(b"cookie", "")):
            return 403, ("This browser is not signed in. Open the link that mentorsim dashboard printed.")
        return None

    def _has_token(self, cookies: str) -> bool:
        try:
            shown = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return False
        return shown is not None and hmac.compare_digest(shown.value.encode(), self.token.encode())


class Guard:
    """Refuses who may not come in, and adds the policy to every answer.

    Parameters
    ----------
    app
        What answers those who may.
    door
        What they must show.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":  # no WebSockets here
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message.get("headers", ())}
                message["headers"] = [
                    *message.get("headers", ()),
                    *(header for header in HEADERS if header[0] not in there),
                    *([] if b"cache-control" in there else [(b"cache-control", b"no-store")]),
                ]
            await send(message)

        refused = self._door.refusal(scope)
        if refused is None:
            await self._app(scope, receive, sending)
            return
        from starlette.responses import PlainTextResponse

        status, sentence = refused
        await PlainTextResponse(sentence, status)(scope, receive, sending)
