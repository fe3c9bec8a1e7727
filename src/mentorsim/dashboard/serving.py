"""Starting the page: on this computer alone, at a link that only its user is shown."""

from __future__ import annotations

import errno
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe

from mentorsim.errors import UserError

HOST = "127.0.0.1"
USUAL_PORT = 8642
_TOKEN_BYTES = 24
_SECONDS_TO_CLOSE = 2
_QUEUE = 128


def serve(
    scenario: str | Path | None,
    folder: Path,
    port: int | None,
    tell: Callable[[str], None],
    *,
    open_browser: bool,
) -> None:
    """Serve the page until Ctrl-C.

    Parameters
    ----------
    scenario
        A YAML file or the name of a shipped scenario to begin with; None: the start page.
    folder
        Where scenarios and results are kept; it is made when there is something to keep.
    port
        None: the usual one, or any that is free.
    tell
        Is told the link.
    open_browser
        Whether to open the link in a browser.

    Raises
    ------
    UserError
        When a package is missing, the port is taken, or the scenario is wrong.
    """
    refuse_missing_packages()
    import uvicorn

    from mentorsim.dashboard.application import make_application
    from mentorsim.dashboard.pages.starting import get_ready, open_scenario_file
    from mentorsim.dashboard.security import Door
    from mentorsim.dashboard.site import make_site
    from mentorsim.scenario.shipped import find_scenario

    listening = _listening(port)
    try:
        door = Door(listening.getsockname()[1], token_urlsafe(_TOKEN_BYTES))
        site = make_site(folder.resolve(), door)
        if scenario is not None:
            site = replace(site, first=open_scenario_file(site, find_scenario(scenario)))
        get_ready()
        link = f"http://{HOST}:{door.port}{door.start_path}"
        tell(f"The page is at {link}")
        tell(f"What you do is kept in {folder}. Ctrl-C ends the page; comparisons can be continued later.")
        if open_browser:
            webbrowser.open(link)
        config = uvicorn.Config(
            make_application(site),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=_SECONDS_TO_CLOSE,
        )
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def refuse_missing_packages() -> None:
    """Refuse to start without the packages of the extra ``dashboard``.

    Raises
    ------
    UserError
        With the way out.
    """
    try:
        import jinja2  # noqa: F401
        import python_multipart  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as missing:
        raise UserError(
            f"the page needs the package {missing.name}: install it with pip install 'mentorsim[dashboard]'"
        ) from None


def _listening(port: int | None) -> socket.socket:
    """Return a socket that listens on this computer alone."""
    for number in (USUAL_PORT, 0) if port is None else (port,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, number))
            # From now on nobody is turned away: who follows the link at once waits until the page is ready.
            listening.listen(_QUEUE)
            return listening
        except (OSError, OverflowError) as problem:
            listening.close()
            if port is not None:
                taken = getattr(problem, "errno", None) == errno.EADDRINUSE
                reason = "another program uses it" if taken else str(problem)
                raise UserError(f"port {port} cannot be used ({reason}): choose another one") from None
    raise UserError("no port of this computer is free")
