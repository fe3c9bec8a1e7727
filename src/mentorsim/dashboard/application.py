"""The application: which address is answered by which screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mentorsim.dashboard.pages import (
    answering,
    pairing,
    programming,
    running,
    schooling,
    starting,
    studying,
    watching,
)
from mentorsim.dashboard.security import Guard
from mentorsim.dashboard.site import Site
from mentorsim.errors import UserError

_POST = ["POST"]
_STUDY, _POLICY, _RUN = "/study/{state}", "/study/{state}/policy/{number:int}", "/run/{run}"
_ROSTER, _LIST = "/study/{state}/pair/{roster}", "/list/{list}"


def make_application(site: Site) -> Guard:
    """Return the application of a site, behind its door: answers about a problem of its own pass it, too.

    Parameters
    ----------
    site
        What its screens share; it is closed when the application ends.
    """

    @asynccontextmanager
    async def lifespan(application: Starlette) -> AsyncIterator[None]:
        yield
        site.close()

    application = Starlette(
        routes=_routes(),
        exception_handlers={
            UserError: answering.mistake_page,
            HTTPException: answering.no_such_page,
            Exception: answering.broken_page,
        },
        lifespan=lifespan,
    )
    application.state.site = site
    return Guard(application, site.door)


def _let_in(request: Request) -> Response:
    """Set the cookie of the browser that followed the start link."""
    site = answering.site_of(request)
    answer = answering.go_to(site.first)
    answer.set_cookie(site.door.cookie, site.door.token, httponly=True, samesite="strict", path="/")
    return answer


def _routes() -> list[Route]:
    return [
        Route("/start/{token}", _let_in),
        Route("/static/{name}", answering.static_file),
        Route("/", starting.start),
        Route("/open", starting.open_shipped, methods=_POST),
        Route("/open/file", starting.open_text, methods=_POST),
        Route("/open/roster", starting.bring_roster, methods=_POST),
        Route(_STUDY, studying.policies),
        Route(f"{_STUDY}/add", studying.add_policy, methods=_POST),
        Route(f"{_STUDY}/compare", studying.compare, methods=_POST),
        Route(f"{_STUDY}/school", schooling.edit_school),
        Route(f"{_STUDY}/school", schooling.save_school, methods=_POST),
        Route(f"{_STUDY}/yaml", studying.text),
        Route(f"{_STUDY}/yaml", studying.save_text, methods=_POST),
        Route(f"{_STUDY}/scenario.yaml", studying.download_text),
        Route(f"{_STUDY}/program", programming.edit),
        Route(f"{_STUDY}/program", programming.save, methods=_POST),
        Route(f"{_STUDY}/program/preview", programming.preview, methods=_POST),
        Route(_POLICY, programming.edit),
        Route(_POLICY, programming.save, methods=_POST),
        Route(f"{_POLICY}/preview", programming.preview, methods=_POST),
        Route(f"{_POLICY}/rename", studying.rename_policy, methods=_POST),
        Route(f"{_POLICY}/drop", studying.drop_policy, methods=_POST),
        Route(f"{_STUDY}/watch", watching.watch),
        Route(f"{_STUDY}/pair", pairing.choose_roster),
        Route(f"{_STUDY}/pair", pairing.take_roster, methods=_POST),
        Route(_ROSTER, pairing.show_reading),
        Route(_ROSTER, pairing.pair, methods=_POST),
        Route(f"{_ROSTER}/save", pairing.save_roster, methods=_POST),
        Route(_LIST, pairing.show_list),
        Route(_LIST, pairing.pair_again, methods=_POST),
        Route(f"{_LIST}/pairs.{{ending}}", pairing.download_list),
        Route(_RUN, running.show_run),
        Route(f"{_RUN}/groups", running.show_groups),
        Route(f"{_RUN}/events", running.events),
        Route(f"{_RUN}/stop", running.stop, methods=_POST),
        Route(f"{_RUN}/continue", running.resume, methods=_POST),
        Route(f"{_RUN}/delete", running.remove, methods=_POST),
        Route(f"{_RUN}/report.html", running.download_report),
        Route(f"{_RUN}/scenario.yaml", running.download_scenario),
        Route(f"{_RUN}/results.zip", running.download_results),
    ]
