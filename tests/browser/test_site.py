"""The documentation site as a reader opens it: from a folder, without a network, with search, for everybody.

``make docs`` builds it; where it has not been built, these tests are skipped and say so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.docs.pages import PROJECT

if TYPE_CHECKING:
    from tests.browser.conftest import Watched

SITE = PROJECT / "build" / "site"
PAGES = (
    "index.html",
    "tutorials/which_program.html",
    "concepts/glossary.html",
    "how_to/read_uncertainty.html",
    "reference/generated/command_line.html",
)
GRAVE = ("serious", "critical")

pytestmark = pytest.mark.skipif(
    not (SITE / "index.html").is_file(), reason="the site has not been built: make docs"
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    page: str, open_page: Callable[..., Watched]
) -> None:
    watched = open_page(SITE / page)
    assert watched.foreign_requests("file://", "data:") == []
    assert watched.complaints == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_keeps_nobody_out(page: str, dark: bool, open_page: Callable[..., Watched]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    response: Any = axe.Axe().run(open_page(SITE / page, dark=dark).page).response
    grave = [
        f"{found['id']}: {found['help']}: {[node['html'][:160] for node in found['nodes'][:3]]}"
        for found in response["violations"]
        if found["impact"] in GRAVE
    ]
    assert grave == []


@pytest.mark.parametrize("page", PAGES)
def test_a_narrow_window_shows_a_page_without_scrolling_sideways(
    page: str, open_page: Callable[..., Watched]
) -> None:
    assert open_page(SITE / page, width=400).overflow() <= 1


def test_the_search_finds_a_page_from_a_folder(open_page: Callable[..., Watched]) -> None:
    watched = open_page(f"{(SITE / 'search.html').as_uri()}?q=closeness")
    watched.page.wait_for_selector("#search-results li a")
    titles = watched.page.locator("#search-results li a").all_inner_texts()
    assert any("Closeness" in title for title in titles)
    assert watched.foreign_requests("file://", "data:") == []
