"""Templates to HTML: one Jinja2 environment for the report and for the local page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Content security policy that a report states for itself: nothing is fetched, and no script runs."""


def render(template: str, /, **context: object) -> str:
    """Return a template as HTML.

    Parameters
    ----------
    template
        A file of `templates/`.
    context
        What the template names; a name that is missing is an error (`StrictUndefined`), and text is escaped.
        Templates that extend ``base.html`` need `stylesheet`: the address of `style_sheet`, or None to write
        it into the page, together with `REPORT_POLICY`.
    """
    return environment().get_template(template).render(**context)


@cache
def environment() -> Environment:
    """Return the environment: escaping on, names strict, blocks trimmed.

    Every template may use ``style_sheet()`` and ``report_policy``; the macros are in ``macros.html``.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("mentorsim.report.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    made.globals["style_sheet"] = style_sheet
    made.globals["report_policy"] = REPORT_POLICY
    return made


@cache
def style_sheet() -> str:
    """Return the style sheet of all pages: served by the local page, written into a report."""
    return files("mentorsim.report.web").joinpath("templates/style.css").read_text(encoding="utf-8")
