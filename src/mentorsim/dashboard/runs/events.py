"""Server-sent events about a run, until it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from mentorsim.dashboard.runs.told import Told
from mentorsim.dashboard.runs.words import how_far

_EVERY = 0.7  # seconds
_UNDER_WAY = ("starting", "running")
#: A comment now and then, so that a connection whose browser has gone is noticed.
_ALIVE_AFTER = 20


async def progress_events(read: Callable[[], Told], live: Callable[[Told], str]) -> AsyncIterator[str]:
    """Yield an event whenever a run has told something new, and one at its end.

    Parameters
    ----------
    read
        Returns what the run has told last.
    live
        Returns the part of the page that shows what is known by now.
    """
    last: Told | None = None
    quiet = 0
    while True:
        told = await asyncio.to_thread(read)
        if told != last:
            last, quiet = told, 0
            html = await asyncio.to_thread(live, told)  # rendering is not for the event loop
            data = {
                "done": told.done,
                "expected": told.expected,
                "sentence": how_far(told),
                "html": html,
            }
            yield f"event: progress\ndata: {json.dumps(data)}\n\n"
        if told.stage not in _UNDER_WAY:
            yield "event: end\ndata: {}\n\n"
            return
        quiet += 1
        if quiet % _ALIVE_AFTER == 0:
            yield ": still here\n\n"
        await asyncio.sleep(_EVERY)
