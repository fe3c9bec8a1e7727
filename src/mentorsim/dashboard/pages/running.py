"""The screens of a run: its progress, then the comparison, its groups, and what can be downloaded."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from mentorsim.dashboard.pages.answering import download, go_to, page, site_of
from mentorsim.dashboard.rendering import page_html
from mentorsim.dashboard.runs.events import progress_events
from mentorsim.dashboard.runs.manager import FoundRun
from mentorsim.dashboard.runs.pages import ANSWER, GROUPS, REPORT
from mentorsim.dashboard.runs.words import how_far
from mentorsim.dashboard.states import NoStateError
from mentorsim.dashboard.uploads import Posted, posting

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response, StreamingResponse


def show_run(request: Request) -> Response:
    """Show how far a run is, and its comparison once there is one."""
    run = _run(request)
    return page(
        "run.html",
        run=run,
        state=run.state,
        scenario=site_of(request).states.scenario(run.state),
        here="comparison",
        told=run.told,
        sentence=how_far(run.told),
        answer=_part(run, ANSWER),
    )


def show_groups(request: Request) -> Response:
    """Show how groups of students do under each policy."""
    run = _run(request)
    return page(
        "groups.html",
        run=run,
        state=run.state,
        scenario=site_of(request).states.scenario(run.state),
        here="comparison",
        groups=_part(run, GROUPS),
    )


def events(request: Request) -> StreamingResponse:
    """Tell how far a run is, as long as it is under way."""
    from starlette.responses import StreamingResponse

    site, name = site_of(request), request.path_params["run"]
    site.runs.find(name)

    def live(told: object) -> str:
        return page_html("live.html", told=told)

    return StreamingResponse(
        progress_events(lambda: site.runs.told(name), live), media_type="text/event-stream"
    )


@posting
def stop(request: Request, posted: Posted) -> Response:
    """Stop a run; what is done is kept."""
    name = request.path_params["run"]
    site_of(request).runs.stop(name)
    return go_to(f"/run/{name}")


@posting
def resume(request: Request, posted: Posted) -> Response:
    """Continue a run."""
    name = request.path_params["run"]
    site_of(request).runs.resume(name)
    return go_to(f"/run/{name}")


@posting
def remove(request: Request, posted: Posted) -> Response:
    """Delete a run and its results."""
    site_of(request).runs.remove(request.path_params["run"])
    return go_to("/")


def download_report(request: Request) -> Response:
    """Return the report."""
    run = _run(request)
    try:
        return download((run.folder / REPORT).read_bytes(), "report.html")
    except OSError:
        raise NoStateError("There is no report yet: it is written when the comparison ends.") from None


def download_scenario(request: Request) -> Response:
    """Return the scenario that was compared."""
    return download(_run(request).state.text.encode(), "scenario.yaml")


def download_results(request: Request) -> Response:
    """Return the results folder as a ZIP archive."""
    run = _run(request)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(run.results.rglob("*")):
            if path.is_file():
                archive.write(path, f"results/{path.relative_to(run.results).as_posix()}")
    return download(buffer.getvalue(), "results.zip")


def _run(request: Request) -> FoundRun:
    return site_of(request).runs.find(request.path_params["run"])


def _part(run: FoundRun, name: str) -> str:
    """Return a part of a page that the run has written; empty before."""
    if run.under_way:
        return ""
    try:
        return (run.folder / name).read_text("utf-8")
    except OSError:
        return ""
