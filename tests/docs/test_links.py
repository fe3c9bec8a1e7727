"""No link leads nowhere: every file and every heading that a page links to is there."""

from __future__ import annotations

import re
import runpy

import pytest

from tests.docs.pages import PROJECT, anchors_of, links_of, name_of, page_paths

PAGES = [name_of(path) for path in page_paths()]
GENERATED = ("reference/generated/", "evidence/generated/", "generated/")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    assert [link for link in links_of(page) if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize(
    ("link", "leads"), [("no_such_page.md", False), ("README.md", True), ("#no-such", False)]
)
def test_a_dead_link_is_noticed(link: str, leads: bool) -> None:
    assert leads_somewhere("README.md", link) is leads


def test_every_page_of_the_site_is_in_a_table_of_contents() -> None:
    listed = set()
    for page in PAGES:
        folder = (PROJECT / page).parent
        for names in re.findall(r"```\{toctree\}\n(.*?)```", (PROJECT / page).read_text("utf-8"), re.DOTALL):
            lines = (line.strip() for line in names.splitlines())
            listed |= {(folder / f"{line}.md") for line in lines if line and not line.startswith(":")}
    site = {PROJECT / page for page in PAGES if page.startswith("docs/") and not _not_in_the_site(page)}
    assert {name_of(path) for path in site - listed} == {"docs/index.md"}


def leads_somewhere(page: str, link: str) -> bool:
    """Whether a link's file and heading are there; other sites are not asked, for a test needs no network."""
    if link.startswith(("http://", "https://", "mailto:")):
        return True
    target, _, anchor = link.partition("#")
    path = (PROJECT / page).parent / target if target else PROJECT / page
    if any(part in target for part in GENERATED):
        return path.stem in _generated()
    return path.exists() and (not anchor or anchor in anchors_of(path))


def _generated() -> set[str]:
    made = runpy.run_path(str(PROJECT / "docs" / "_extensions" / "reference_pages.py"))
    return {*made["PAGES"], "paper"}


def _not_in_the_site(page: str) -> bool:
    return page.startswith(("docs/issue_templates/", "docs/paper/"))
