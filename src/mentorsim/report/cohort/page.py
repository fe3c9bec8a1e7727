"""The page of an animated cohort: one file that asks for nothing and runs one script, which it names."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mentorsim.animation.cohort_weeks import CohortWeeks
from mentorsim.animation.positions import positions
from mentorsim.report.cohort.event_words import WeekWords, selection_sentence, weeks_in_words
from mentorsim.report.cohort.picture import belonging_names, still_picture
from mentorsim.report.cohort.player_data import player_data
from mentorsim.report.web.environment import render


@dataclass(frozen=True)
class CohortPlayer:
    """What ``cohort_player.html`` shows, in this page and in others.

    Attributes
    ----------
    weeks
        Number of weeks.
    selection
        Whom the picture shows.
    log
        Every week in words.
    stills
        Two pictures for those without a script, each with its week: the first with a match, and the last.
    colors
        Which belonging each color stands for.
    data
        What the script reads.
    has_matches, has_groups
        Whether there ever are matches, and groups without a mentor: what is not there has no legend.
    """

    weeks: int
    selection: str
    log: tuple[WeekWords, ...]
    stills: tuple[tuple[WeekWords, str], ...]
    colors: tuple[str, ...]
    data: str
    has_matches: bool
    has_groups: bool


def cohort_player(cohort: CohortWeeks) -> CohortPlayer:
    """Prepare what the player shows.

    Parameters
    ----------
    cohort
        The weeks.
    """
    places = positions(cohort)
    log = weeks_in_words(cohort)
    begin = min(
        [tie.first_week for tie in cohort.ties] + [span.first_week for span in cohort.groups], default=0
    )
    return CohortPlayer(
        weeks=cohort.weeks,
        selection=selection_sentence(cohort),
        log=log,
        stills=tuple((log[week], still_picture(cohort, places, log[week])) for week in (begin, cohort.weeks)),
        colors=belonging_names(),
        data=player_data(cohort, places),
        has_matches=bool(cohort.ties),
        has_groups=bool(cohort.groups),
    )


def cohort_page(cohort: CohortWeeks) -> str:
    """Return the page as HTML, the same bytes for the same weeks.

    Parameters
    ----------
    cohort
        The weeks.
    """
    script = cohort_script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return render(
        "cohort.html",
        stylesheet=None,
        report_policy=(
            f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; base-uri 'none'; "
            "form-action 'none'"
        ),
        cohort=cohort,
        player=cohort_player(cohort),
        cohort_style=cohort_style(),
        cohort_script=script,
    )


@cache
def cohort_script() -> str:
    """Return the script of the player: in the file of a cohort, or served to a page that shows one."""
    return _text("cohort.js")


@cache
def cohort_style() -> str:
    """Return the style sheet of the player, beside that of all pages."""
    return _text("cohort.css")


def _text(name: str) -> str:
    return files("mentorsim.report.web").joinpath("templates", name).read_text(encoding="utf-8")
