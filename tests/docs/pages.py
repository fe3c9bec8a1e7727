"""The pages of the project, and what can be told of their text without a site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
_FENCE = re.compile(r"^( *)(```+)([^\n`]*)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    kind: str
    text: str

    @property
    def place(self) -> str:
        """Where it is, for a message."""
        return f"{self.page}:{self.line}"


def page_paths() -> list[Path]:
    """List the pages that are written by hand; the others are made at build."""
    docs = (path for path in DOCS.rglob("*.md") if "generated" not in path.parts)
    return sorted([*docs, PROJECT / "README.md", PROJECT / "experiments" / "README.md"])


def name_of(path: Path) -> str:
    """Return a page's path within the project."""
    return path.relative_to(PROJECT).as_posix()


def text_of(page: str) -> str:
    """Return the text of a page."""
    return (PROJECT / page).read_text(encoding="utf-8")


def is_notebook(page: str) -> bool:
    """Whether a page is run at build."""
    return "file_format: mystnb" in text_of(page)[:200]


def blocks_of(page: str) -> list[Block]:
    """List the fenced blocks of a page, their indentation taken off."""
    text = text_of(page)
    found = []
    for block in _FENCE.finditer(text):
        inside = re.sub(rf"^{block[1]}", "", block[4], flags=re.MULTILINE)
        found.append(Block(page, text.count("\n", 0, block.start()) + 1, block[3].strip(), inside))
    return found


def prose_of(page: str) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", text_of(page))


def links_of(page: str) -> list[str]:
    """List the targets of all links and images of a page."""
    return [link or image for link, image in _LINK.findall(prose_of(page))]


def anchors_of(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and MyST make them."""
    seen: dict[str, int] = {}
    found = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *$", _FENCE.sub("", path.read_text("utf-8")), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = seen.get(slug, 0)
        seen[slug] = number + 1
        found.add(f"{slug}-{number}" if number else slug)
    return found
