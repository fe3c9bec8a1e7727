"""The page of the documentation that helps with an error: its own, or that of the room that raised it."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from mentorsim.errors import DiskError, MentorsimError, ScenarioError, UnknownNameError, UserError

#: Pages within ``docs/`` by room; a file may have one that differs from its room's.
PAGE_OF_ROOM = {
    "mentorsim.analysis": "how_to/analysis.md",
    "mentorsim.api.analyze": "how_to/analysis.md",
    "mentorsim.animation": "how_to/animation.md",
    "mentorsim.api.animate": "how_to/animation.md",
    "mentorsim.cli.analyze": "how_to/analysis.md",
    "mentorsim.cli.animate": "how_to/animation.md",
    "mentorsim.cli.approve": "how_to/matching_a_roster.md",
    "mentorsim.cli.calibrate": "evidence/facts.md",
    "mentorsim.cli.calibrate_records": "how_to/your_institution.md",
    "mentorsim.cli.dashboard": "how_to/dashboard.md",
    "mentorsim.cli.match": "how_to/matching_a_roster.md",
    "mentorsim.cli.report": "how_to/report.md",
    "mentorsim.cli.results": "how_to/rerun_and_cite.md",
    "mentorsim.cli.sweep": "how_to/sweeps.md",
    "mentorsim.cli.validate": "evidence/facts.md",
    "mentorsim.cohort.friendship_plan": "how_to/friendship_files.md",
    "mentorsim.cohort.network_files": "how_to/friendship_files.md",
    "mentorsim.dashboard": "how_to/dashboard.md",
    "mentorsim.evidence": "evidence/facts.md",
    "mentorsim.evidence.institution": "how_to/your_institution.md",
    "mentorsim.experiment.design": "how_to/sweeps.md",
    "mentorsim.experiment.execution": "how_to/sweeps.md",
    "mentorsim.experiment.execution.dask_cluster": "how_to/cluster.md",
    "mentorsim.experiment.folder": "how_to/rerun_and_cite.md",
    "mentorsim.experiment.posterior": "concepts/uncertainty.md",
    "mentorsim.experiment.posterior_samples": "concepts/uncertainty.md",
    "mentorsim.mechanisms": "how_to/extending.md",
    "mentorsim.pairing": "concepts/pairing.md",
    "mentorsim.plugins": "how_to/extending.md",
    "mentorsim.report.document": "how_to/report.md",
    "mentorsim.roster": "how_to/matching_a_roster.md",
    "mentorsim.roster_match": "how_to/matching_a_roster.md",
}
#: Kinds of errors that come from every room; the page of any other kind is more to the point than a room's.
_GENERAL = (UserError, ScenarioError, UnknownNameError, DiskError)


def page_of(error: MentorsimError) -> str | None:
    """Return the page that helps with an error, within ``docs/``, or None if there is no such page.

    An error's own page comes first, then that of the innermost room on its way; the page about a command is
    taken only if nothing else has one, for every error of that command comes through it.
    """
    if "page" in vars(error) or type(error) not in _GENERAL:
        return error.page
    rooms = list(_rooms_with_a_page(error.__traceback__))
    below = [room for room in rooms if not room.startswith("mentorsim.cli.")]
    if below:
        return PAGE_OF_ROOM[below[-1]]
    return error.page or (PAGE_OF_ROOM[rooms[-1]] if rooms else None)


def _rooms_with_a_page(trace: TracebackType | None) -> Iterator[str]:
    """Yield the rooms on the way of an error that have a page, the outermost first."""
    while trace is not None:
        room = str(trace.tb_frame.f_globals.get("__name__", ""))
        while room and room not in PAGE_OF_ROOM:
            room = room.rpartition(".")[0]
        if room:
            yield room
        trace = trace.tb_next
