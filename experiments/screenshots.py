"""Take the screenshots of docs/images: a report, the page, and a cohort that is watched.

python experiments/screenshots.py [NAME ...]

runs a small comparison of the first scenario, serves the page in a folder of its own, opens what they show
in the system's Chromium (Playwright drives it: ``pip install -e '.[browser,dashboard]'``), and writes PNG
files of few colors, each under 150 kB. Nothing in them is retouched.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import mentorsim as ms

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SCENARIO = "first_year_university"
DAY = date(2026, 11, 26)
REPLICATIONS = 60
WEEK = 20
COLORS = 64
SECONDS = 300.0  # the model may have to be compiled first
MOST_BYTES = 150_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def report(browser: Any, folder: Path) -> bytes:
    """Return the first screen of a report."""
    comparison = ms.compare(SCENARIO, replications=REPLICATIONS, by=["first_generation"], workers=1)
    page = _opened(browser, comparison.report(DAY).write(folder / "report.html").as_uri(), 1000, 946)
    return page.screenshot()


def page(browser: Any, folder: Path) -> bytes:
    """Return the page's form of a policy, with what it costs and how many places there are."""
    with _served(folder / "page") as link:
        shown = _opened(browser, link, 1000, 860)
        shown.get_by_role("link", name="Edit as planned").click()
        shown.get_by_label("Mentors", exact=True).fill("60")
        shown.get_by_label("Mentees per mentor").fill("3")
        shown.wait_for_selector("#at-once:has-text('180 for 400')")
        return shown.screenshot()


def cohort(browser: Any, folder: Path) -> bytes:
    """Return a cohort in the middle of its year."""
    animation = ms.animate(SCENARIO, policy="as planned")
    shown = _opened(browser, animation.write(folder / "cohort.html").as_uri(), 1000, 900)
    slider = shown.locator("[data-slider]")
    slider.fill(str(WEEK))
    slider.dispatch_event("input")
    return shown.locator(".cohort-figure").screenshot()


SHOTS: dict[str, Callable[[Any, Path], bytes]] = {"report": report, "page": page, "cohort": cohort}


def main() -> None:
    """Take those that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {list(SHOTS)}; none: all")
    names = parser.parse_args().names or list(SHOTS)
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    # As root, Chromium needs to be told that it may run without its sandbox.
    arguments = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=arguments)
        for name in names:
            content = _small(SHOTS[name](browser, Path(folder)))
            if len(content) >= MOST_BYTES:
                sys.exit(f"{name}.png would have {len(content):,} bytes: show less of it")
            file = IMAGES / f"screenshot_{name}.png"
            file.write_bytes(content)
            print(f"{len(content) / 1000:.0f} kB: {file}")
        browser.close()


def _opened(browser: Any, address: str, width: int, height: int) -> Any:
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    context.set_default_timeout(1000.0 * SECONDS)
    shown = context.new_page()
    shown.goto(address)
    return shown


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the page as users do, and give its link."""
    command = [sys.executable, "-m", "mentorsim", "dashboard", SCENARIO, "--no-browser"]
    server = subprocess.Popen([*command, "--folder", str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.wait()


def _small(content: bytes) -> bytes:
    """Return a PNG file with few colors."""
    from PIL import Image

    picture = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    main()
