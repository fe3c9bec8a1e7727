"""Pages in the system's Chromium: opened, watched for requests and errors, and checked by axe-core.

Whatever uses these fixtures is skipped where Playwright or a browser is missing, and says so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_SECONDS = 1000.0


@dataclass
class Watched:
    """A page, with what it asked for and what it complained of."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def foreign_requests(self, *allowed: str) -> list[str]:
        """Requests beside those to addresses that begin like one of these."""
        return [address for address in self.requests if not address.startswith(allowed)]

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA and its own advice: a line per rule, with the places."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        found = axe.Axe().run(self.page, options={"runOnly": list(AXE_RULES)}).response["violations"]
        return [
            f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
            for one in found
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wide: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright; one per test file, so that its event loop ends there."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is missing: pip install -e '.[browser]'"
    )
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(f"no browser is here (looked for {', '.join(BROWSERS)}): apt-get install chromium")
    with playwright.sync_playwright() as driver:
        # As root, Chromium needs to be told that it may run without its sandbox.
        options = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
        browser = driver.chromium.launch(executable_path=executable, args=[*options, "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Watched]]:
    """Return a function that opens an address or a file in a fresh context and watches the page.

    Keyword arguments: `width` and `height` of the window, `dark`, `javascript`, `reduced_motion`, `scale`
    (2.0 is a zoom of 200 %: half the pixels of the window), `timeout` in seconds.
    """
    contexts = []

    def opened(
        address: str | Path,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        javascript: bool = True,
        reduced_motion: bool = False,
        scale: float = 1.0,
        timeout: float = 30.0,
    ) -> Watched:
        context = chromium.new_context(
            viewport={"width": round(width / scale), "height": round(height / scale)},
            device_scale_factor=scale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if reduced_motion else "no-preference",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        context.set_default_timeout(timeout * _SECONDS)
        page = context.new_page()
        watched = Watched(page)
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("pageerror", lambda error: watched.complaints.append(f"error: {error}"))
        page.on("console", lambda message: _complain(watched, message))
        page.goto(address.resolve().as_uri() if isinstance(address, Path) else address)
        return watched

    yield opened
    for context in contexts:
        context.close()


def _complain(watched: Watched, message: Any) -> None:
    if message.type in ("error", "warning"):
        watched.complaints.append(f"{message.type}: {message.text} {message.location.get('url', '')}")
