"""Write the generated pages before Sphinx reads the others, and the notebooks that can be downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paper_page import paper_page
from reference_pages import PAGES


def write_pages(app: Any) -> None:
    """Write each page whose text has changed; an unchanged file is not read again by Sphinx."""
    source = Path(app.srcdir)
    for name, page in PAGES.items():
        _write(source / "reference" / "generated" / f"{name}.md", page())
    _write(source / "evidence" / "generated" / "paper.md", paper_page())
    for tutorial in sorted((source / "tutorials").glob("*.md")):
        text = tutorial.read_text(encoding="utf-8")
        if "{code-cell}" in text:
            _write(tutorial.with_suffix(".ipynb"), notebook(text))


def notebook(text: str) -> str:
    """Return a tutorial as a Jupyter notebook."""
    import nbformat
    from myst_nb.core.read import read_myst_markdown_notebook
    from myst_parser.config.main import MdParserConfig

    found = read_myst_markdown_notebook(text, MdParserConfig())
    for number, cell in enumerate(found.cells):
        cell["id"] = f"cell-{number}"  # random ids would be new in every build
    return str(nbformat.writes(found)) + "\n"


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
