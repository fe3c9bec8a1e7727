"""Settings of the documentation site; ``make docs`` builds it into ``build/site``."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS / "_extensions"))
os.environ["PYTHONPATH"] = str(DOCS / "_extensions")  # for the kernels of the notebooks

import mentorsim  # noqa: E402

project = "mentorsim"
author = "mentorsim contributors"
version = release = mentorsim.__version__
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "generated_pages",
]
exclude_patterns = ["_build", "issue_templates", "paper", "**.ipynb", "**/.ipynb_checkpoints"]
source_suffix = {".md": "myst-nb", ".rst": "restructuredtext"}
nitpicky = True
show_warning_types = True
suppress_warnings = [
    "misc.highlighting_failure",  # a notebook that writes a file shows that file, which is not Python
    "myst.header",
]

# --- pages ------------------------------------------------------------------------------------------------

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4

nb_execution_mode = "cache"
# What notebooks print is kept for as long as the package stays the same.
_package = sorted((DOCS.parent / "src").rglob("*.py")) + sorted((DOCS.parent / "src").rglob("*.csv"))
_digest = hashlib.sha256(b"".join(path.read_bytes() for path in _package)).hexdigest()
nb_execution_cache_path = str(DOCS.parent / "build" / "notebooks" / _digest[:12])
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 1800  # a cell that is the first to run the model compiles it, on a busy machine
nb_execution_show_tb = True
nb_merge_streams = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # the site asks nothing of other servers

# --- docstrings -------------------------------------------------------------------------------------------

autodoc_default_options = {"members": True, "show-inheritance": False}
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
default_role = "code"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
# Types in signatures are those of other libraries as often as of this one, and have no page here.
nitpick_ignore_regex = [("py:.*", r".*")]

# --- looks ------------------------------------------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_title = "mentorsim"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False  # summaries are fetched, which a page opened from a folder may not do
html_domain_indices = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "show_prev_next": True,
    "collapse_navigation": True,  # the theme gives the buttons that unfold it no names
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
copyright = "mentorsim contributors, MIT license"


def setup(app: object) -> None:
    """Name the blocks of CSV that pages show."""
    from pygments.lexers.special import TextLexer

    app.add_lexer("csv", TextLexer)  # type: ignore[attr-defined]
