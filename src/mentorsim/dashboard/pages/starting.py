"""The first screen: a shipped scenario, a scenario or a roster of one's own, or an earlier comparison."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.dashboard.forms.program import program_form
from mentorsim.dashboard.forms.school import school_form
from mentorsim.dashboard.pages.answering import go_to, page, site_of
from mentorsim.dashboard.rendering import templates
from mentorsim.dashboard.site import Site
from mentorsim.dashboard.uploads import MOST_ROSTER, MOST_YAML, Posted, posting
from mentorsim.documents.reading import read_text
from mentorsim.errors import ScenarioError
from mentorsim.scenario.loading import load_scenario
from mentorsim.scenario.shipped import find_scenario, shipped_names

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_LONGEST = 170
_MOST_RUNS = 20
_FIRST = "first_year_university"


@dataclass(frozen=True)
class ShippedScenario:
    """A scenario that comes with mentorsim, in a few words."""

    name: str
    title: str
    about: str
    students: str
    policies: int


def start(request: Request) -> Response:
    """Show what to begin with."""
    return page("start.html", shipped=shipped_scenarios(), runs=site_of(request).runs.latest(_MOST_RUNS))


@posting
def open_shipped(request: Request, posted: Posted) -> Response:
    """Open a shipped scenario."""
    name = posted.text("name")
    if name not in shipped_names():
        raise ScenarioError("There is no such shipped scenario.")
    return go_to(open_scenario_file(site_of(request), find_scenario(name)))


@posting
def open_text(request: Request, posted: Posted) -> Response:
    """Open a YAML file that was brought."""
    content = posted.file("scenario", MOST_YAML)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError("The file is not in UTF-8; save it in that encoding.") from None
    site = site_of(request)
    refuse_other_folders(text)
    state = site.states.keep(text, site.folder, "Opened a file")
    return go_to(f"/study/{state.id}")


@posting
def bring_roster(request: Request, posted: Posted) -> Response:
    """Make a scenario for a roster that was brought, and show how the roster is read."""
    from mentorsim.dashboard.pairing.work import scenario_text_for

    site = site_of(request)
    mentors = posted.file("mentors", MOST_ROSTER) if posted.files.get("mentors") else b""
    roster = site.rosters.hold(posted.file("roster", MOST_ROSTER), mentors)
    text = site.helper.do(scenario_text_for, roster.files)
    state = site.states.keep(text, site.folder, "Made a scenario for a roster")
    return go_to(f"/study/{state.id}/pair/{roster.id}")


def open_scenario_file(site: Site, file: Path) -> str:
    """Open a file of this computer; return the address of its first screen.

    Raises
    ------
    ScenarioError
        When it is not a valid scenario.
    """
    scenario = load_scenario(file)
    text = file.read_text("utf-8-sig")
    state = site.states.keep(text, scenario.folder, f"Opened {file.stem.replace('_', ' ')}")
    return f"/study/{state.id}"


def get_ready() -> None:
    """Do what would make the first page slow: describe scenarios, make forms, compile templates."""
    shipped_scenarios()
    scenario = load_scenario(_FIRST)
    program_form(scenario, scenario.program)
    school_form(scenario)
    for name in templates().list_templates(extensions=["html"]):
        templates().get_template(name)


def refuse_other_folders(text: str) -> None:
    """Refuse text that names files outside the page's folder.

    Raises
    ------
    ScenarioError
        When it does, or is not plain YAML.
    """
    document = read_text(text, "scenario.yaml")
    for path, value in _texts(document.value):
        if path in ("file", "mentors_file", "pairs_file") and (
            Path(value).is_absolute() or ".." in Path(value).parts or ":" in value or "\\" in value
        ):
            raise ScenarioError(
                f"{path}: {value!r:.80} is outside the page's folder; name the file alone, or start "
                "mentorsim dashboard with the scenario's path"
            )


def _texts(value: object, key: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [found for name, inner in value.items() for found in _texts(inner, str(name))]
    if isinstance(value, list):
        return [found for inner in value for found in _texts(inner, key)]
    return [(key, value)] if isinstance(value, str) else []


@cache
def shipped_scenarios() -> list[ShippedScenario]:
    """Describe the shipped scenarios, the one to begin with first."""
    found = []
    for name in sorted(shipped_names(), key=lambda name: (name != _FIRST, name)):
        scenario = load_scenario(name)
        cohort = scenario.cohort
        students = "a roster" if cohort.roster is not None else f"{cohort.first_years:,} first-years"
        about = textwrap.shorten(
            " ".join(scenario.description.split()).partition(". ")[0], _LONGEST, placeholder=" ..."
        )
        found.append(ShippedScenario(name, scenario.title, about, students, len(scenario.policies)))
    return found
