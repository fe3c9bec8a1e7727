"""From templates to pages: the report's environment, with the page's own templates before it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from mentorsim.report.cohort.page import cohort_script, cohort_style
from mentorsim.report.web.environment import environment, style_sheet

if TYPE_CHECKING:
    from jinja2 import Environment

STYLESHEET = "/static/style.css"
_OWN = "mentorsim.dashboard"


def page_html(template: str, **context: object) -> str:
    """Return a page.

    Parameters
    ----------
    template
        A file of `templates/`.
    context
        What it names.
    """
    return templates().get_template(template).render(stylesheet=STYLESHEET, **context)


@cache
def templates() -> Environment:
    """Return the environment of the page's templates, which extend and import the report's."""
    from jinja2 import ChoiceLoader, PackageLoader

    shared = environment()
    assert shared.loader is not None
    return shared.overlay(loader=ChoiceLoader([PackageLoader(_OWN, "templates"), shared.loader]))


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """Return the content and the type of every file that pages link, by its name."""
    folder = files(_OWN).joinpath("static")
    own = {
        name: (folder.joinpath(name).read_bytes(), kind)
        for name, kind in (
            ("page.css", "text/css"),
            ("page.js", "text/javascript"),
            ("icon.svg", "image/svg+xml"),
        )
    }
    shared = {
        "style.css": (style_sheet().encode(), "text/css"),
        "cohort.css": (cohort_style().encode(), "text/css"),
        "cohort.js": (cohort_script().encode(), "text/javascript"),
    }
    return {**shared, **own}
