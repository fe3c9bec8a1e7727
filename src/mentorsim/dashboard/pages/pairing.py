"""The screens of a real roster: how it was read, who is paired with whom, and the list as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.dashboard import edits
from mentorsim.dashboard.pages.answering import download, go_to, site_of, state_of, study_page
from mentorsim.dashboard.pages.studying import kept
from mentorsim.dashboard.pairing.lists import MadeList
from mentorsim.dashboard.pairing.work import PairingOrder, list_file, pair_roster, read_roster
from mentorsim.dashboard.uploads import MOST_ROSTER, Posted, posting
from mentorsim.errors import DiskError, UserError
from mentorsim.files import write_atomically
from mentorsim.scenario.overrides import Override

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

#: Columns of a list that a box, or nothing, stands for in the page.
_NOT_SHOWN = ("locked", "reason for change")


def choose_roster(request: Request) -> Response:
    """Ask for a roster."""
    state = state_of(request)
    return study_page(request, "roster.html", state, here="pair")


@posting
def take_roster(request: Request, posted: Posted) -> Response:
    """Take a roster, and show how it is read."""
    state = state_of(request)
    mentors = posted.file("mentors", MOST_ROSTER) if posted.files.get("mentors") else b""
    roster = site_of(request).rosters.hold(posted.file("roster", MOST_ROSTER), mentors)
    return go_to(f"/study/{state.id}/pair/{roster.id}")


def show_reading(request: Request) -> Response:
    """Show how a roster is read by a policy."""
    state, site = state_of(request), site_of(request)
    scenario = site.states.scenario(state)
    programs = [name for name, program in scenario.policies.items() if program is not None]
    policy = request.query_params.get("policy", programs[0])
    order = _order(request, policy if policy in programs else programs[0])
    read, mistake = None, ""
    try:
        read = site.helper.do(read_roster, order)
    except UserError as problem:
        mistake = str(problem)
    return study_page(
        request,
        "reading.html",
        state,
        here="pair",
        status=422 if mistake else 200,
        roster=request.path_params["roster"],
        programs=programs,
        policy=order.policy,
        read=read,
        mistake=mistake,
    )


@posting
def pair(request: Request, posted: Posted) -> Response:
    """Pair a roster."""
    site = site_of(request)
    order = _order(request, posted.text("policy"))
    paired = site.helper.do(pair_roster, order)
    made = site.lists.hold(state_of(request).id, request.path_params["roster"], order, paired)
    return go_to(f"/list/{made.id}")


@posting
def save_roster(request: Request, posted: Posted) -> Response:
    """Save a roster in the page's folder, so that its students can be simulated."""
    site, state = site_of(request), state_of(request)
    scenario = site.states.scenario(state)
    roster = site.rosters.find(request.path_params["roster"])
    keys = ("file", "mentors_file")
    overrides = []
    try:
        for key, (name, content) in zip(keys, roster.files, strict=False):
            path = Path(name)
            saved = f"{path.stem}-{roster.id}{path.suffix}"
            state.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(state.folder / saved, content, mode=0o600)
            overrides.append(Override(("cohort", "roster", key), saved, "The roster"))
    except OSError as problem:
        raise DiskError(f"cannot be written: {problem.strerror or problem}", file=state.folder) from None
    changed = edits.with_values(scenario, overrides)
    return go_to(f"/study/{kept(request, state, changed, 'Saved the roster').id}")


def show_list(request: Request) -> Response:
    """Show a list of pairs."""
    made = _made(request)
    state = site_of(request).states.find(made.state)
    table = made.rows
    shown = [place for place, name in enumerate(table.header) if name not in _NOT_SHOWN]
    locked = table.header.index("locked") if "locked" in table.header else None
    return study_page(
        request, "list.html", state, here="pair", made=made, table=table, shown=shown, locked=locked
    )


@posting
def pair_again(request: Request, posted: Posted) -> Response:
    """Pair once more, around the rows that were locked."""
    site, made = site_of(request), _made(request)
    numbers = {int(text) for text in posted.texts("lock") if text.isdecimal()}
    order = made.locking(numbers)
    again = site.lists.hold(made.state, made.roster, order, site.helper.do(pair_roster, order))
    return go_to(f"/list/{again.id}")


def download_list(request: Request) -> Response:
    """Return a list as a CSV file or a workbook."""
    made, ending = _made(request), request.path_params["ending"]
    name = "pairs.xlsx" if ending == "xlsx" else "pairs.csv"
    return download(list_file(made.paired.tables, name), name)


def _made(request: Request) -> MadeList:
    return site_of(request).lists.find(request.path_params["list"])


def _order(request: Request, policy: str) -> PairingOrder:
    state = state_of(request)
    roster = site_of(request).rosters.find(request.path_params["roster"])
    return PairingOrder(state.text, state.folder, policy, roster.files)
