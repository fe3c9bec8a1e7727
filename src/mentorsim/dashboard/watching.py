"""One cohort, run in the helper's process: the player of `mentorsim animate` as part of a page."""

from __future__ import annotations

from pathlib import Path

MOST_REPLICATION = 9_999


def cohort_part(text: str, folder: Path, policy: str, replication: int) -> str:
    """Run a policy in one replication, and return the player as HTML.

    Parameters
    ----------
    text, folder
        The scenario, and where its files are.
    policy
        The policy.
    replication
        Which replication of the scenario's seed, from 0.

    Raises
    ------
    UserError
        When the scenario cannot be run.
    """
    from mentorsim.api.animate import animate
    from mentorsim.dashboard.rendering import page_html
    from mentorsim.report.cohort.page import cohort_player
    from mentorsim.scenario.loading import parse_scenario

    scenario = parse_scenario(text, "scenario.yaml", folder=folder)
    found = animate(scenario, policy, replication=replication)
    return page_html("cohort_player.html", player=cohort_player(found.cohort))
