"""The screen of one cohort, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.dashboard.pages.answering import site_of, state_of, study_page
from mentorsim.dashboard.watching import MOST_REPLICATION
from mentorsim.errors import UserError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def watch(request: Request) -> Response:
    """Ask which cohort, and show it."""
    site, state = site_of(request), state_of(request)
    scenario = site.states.scenario(state)
    policy = request.query_params.get("policy", "")
    typed = request.query_params.get("replication", "0").strip()
    player, mistake = "", ""
    if policy:
        try:
            scenario.policy(policy)
            if not typed.isdecimal() or int(typed[:9]) > MOST_REPLICATION:
                raise UserError(f"The replication must be a whole number from 0 to {MOST_REPLICATION:,}.")
            player = site.cohorts.part(state, policy, int(typed), site.helper)
        except UserError as problem:
            mistake = str(problem)
    names = list(scenario.policies)
    return study_page(
        request,
        "watch.html",
        state,
        here="watch",
        status=422 if mistake else 200,
        policies=names,
        policy=policy or names[-1],
        replication=typed,
        player=player,
        mistake=mistake,
    )
