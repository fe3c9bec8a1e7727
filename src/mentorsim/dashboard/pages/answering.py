"""What the screens answer with: a page, a file, another address."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from mentorsim.dashboard.rendering import page_html, static_files
from mentorsim.dashboard.site import Site
from mentorsim.dashboard.states import NoStateError, StudyState
from mentorsim.dashboard.uploads import TooLargeError
from mentorsim.errors import UserError

if TYPE_CHECKING:
    from starlette.requests import Request

KINDS = {
    "html": "text/html; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def site_of(request: Request) -> Site:
    """Return the site that a request is for."""
    return cast(Site, request.app.state.site)


def page(template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """Return a page of a template."""
    return HTMLResponse(page_html(template, **context), status)


def study_page(
    request: Request, template: str, state: StudyState, *, here: str, status: int = 200, **context: object
) -> HTMLResponse:
    """Return a page about a state; `here` is which of its screens, for the navigation."""
    scenario = site_of(request).states.scenario(state)
    return page(template, status=status, state=state, scenario=scenario, here=here, **context)


def state_of(request: Request) -> StudyState:
    """Return the state that an address names.

    Raises
    ------
    NoStateError
        When there is none.
    """
    return site_of(request).states.find(request.path_params["state"])


def go_to(path: str) -> RedirectResponse:
    """Send the browser to another address, which it gets."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def download(content: bytes, name: str) -> Response:
    """Return a file that the browser keeps."""
    kind = KINDS[name.rpartition(".")[2]]
    return Response(
        content, media_type=kind, headers={"content-disposition": f"attachment; filename={quote(name)}"}
    )


def mistake_page(request: Request, problem: Exception) -> Response:
    """Say what a user can put right."""
    assert isinstance(problem, UserError)
    if isinstance(problem, NoStateError):
        status, title = 404, "Not found"
    elif isinstance(problem, TooLargeError):
        status, title = 413, "Too large"
    else:
        status, title = 400, "That did not work"
    return page("mistake.html", status=status, title=title, lines=str(problem).split("\n"))


def no_such_page(request: Request, problem: Exception) -> Response:
    """Say that there is no such page."""
    return page(
        "mistake.html",
        status=404,
        title="Not found",
        lines=["There is no such page. Begin from the start page."],
    )


def broken_page(request: Request, problem: Exception) -> Response:
    """Say that something is wrong with the page itself; the terminal shows what."""
    lines = ["This is a mistake in mentorsim, not yours. The terminal in which the page runs says more."]
    return page("mistake.html", status=500, title="Something went wrong", lines=lines)


def static_file(request: Request) -> Response:
    """Return a style sheet or script."""
    found = static_files().get(request.path_params["name"])
    if found is None:
        return no_such_page(request, Exception())
    content, kind = found
    return Response(content, media_type=kind, headers={"cache-control": "max-age=60"})
