"""The local page in a real browser: all of it by keyboard, without a script, on a phone, enlarged, dark."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is missing: pip install -e '.[browser]'")
pytest.importorskip("uvicorn", reason="the page needs its packages: pip install -e '.[dashboard]'")

import uvicorn

from mentorsim.dashboard.application import make_application
from mentorsim.dashboard.security import Door
from mentorsim.dashboard.site import Site, make_site

SCENARIO = """\
title: A tiny school
calendar: {terms: 1, weeks_per_term: 4, break_weeks: 0}
cohort:
  first_years: 40
  upper_years: 20
  attributes: {first_generation: {share: 0.4}, major: {categories: [art, law], shares: [0.5, 0.5]}}
program: {mentors: 6, mentees_per_mentor: 2, match: {method: score, criteria: [{field: major, rule: same}]}}
policies: {no program: none, as planned: {}, lighter load: {mentors: 12, mentees_per_mentor: 1}}
outcomes: [retention, gpa, belonging, cost]
run: {seed: 3, replications: 8}
"""
ROSTER_SCENARIO = """\
title: Our list
cohort:
  roster:
    file: roster.csv
    id: id
    role: {column: role, mentors: [mentor], mentees: [mentee]}
    attributes: {major: major}
program:
  mentors: 3
  mentees_per_mentor: 2
  match: {method: score, criteria: [{field: major, rule: same}]}
"""
ROSTER = "id,role,major\n" + "".join(
    f"{role}{number},{role},{'art' if number % 2 else 'law'}\n"
    for role, count in (("mentor", 3), ("mentee", 6))
    for number in range(count)
)
_SECONDS = 1500.0  # the model may have to be compiled first, on a busy machine


class Served:
    """A page that is being served."""

    def __init__(self, folder: Path) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        port = self._socket.getsockname()[1]
        self.site: Site = make_site(folder, Door(port, "token"))
        self.base = f"http://127.0.0.1:{port}"
        config = uvicorn.Config(
            make_application(self.site), log_level="error", access_log=False, timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def study(self, text: str = SCENARIO) -> str:
        """Return the address of a study."""
        return f"/study/{self.site.states.keep(text, self.site.folder, 'Opened it').id}"

    def finished_run(self) -> str:
        """Return the address of a comparison that has ended."""
        for run in self.site.runs.latest(9):
            if run.told.stage == "finished":
                return f"/run/{run.name}"
        name = self.site.runs.start(self.site.states.find(self.study().removeprefix("/study/")))
        ends = time.monotonic() + _SECONDS
        while self.site.runs.find(name).under_way and time.monotonic() < ends:
            time.sleep(0.2)
        assert self.site.runs.told(name).stage == "finished", self.site.runs.told(name)
        return f"/run/{name}"

    def read_roster(self) -> str:
        """Return the address of the page that shows how a roster is read."""
        roster = self.site.rosters.hold(ROSTER.encode())
        return f"{self.study(ROSTER_SCENARIO)}/pair/{roster.id}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Served(tmp_path_factory.mktemp("page"))
    yield made
    made.close()


@pytest.fixture
def visit(served: Served, open_page: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that opens an address of the page in a browser that has followed the link."""

    def visited(path: str, **options: Any) -> Any:
        watched = open_page(f"{served.base}/start/token", timeout=_SECONDS, **options)
        watched.refused = []
        watched.page.on(
            "response", lambda it: watched.refused.append((it.status, it.url)) if it.status >= 400 else None
        )
        watched.page.goto(served.base + path)
        return watched

    return visited


def tab_to(page: Any, name: str) -> None:
    """Press Tab until the focus is on what has this name."""
    for _ in range(200):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
              const it = document.activeElement;
              const labels = it.labels && it.labels.length ? it.labels[0].innerText : "";
              return (it.getAttribute("aria-label") || labels || it.textContent || "").trim();
            }"""
        )
        if re.fullmatch(name, " ".join(found.split())):
            return
    raise AssertionError(f"no Tab leads to {name}")


def test_the_whole_way_by_keyboard(served: Served, visit: Callable[..., Any], tmp_path: Path):
    watched = visit(served.study())
    page = watched.page
    press = page.keyboard.press

    tab_to(page, "Edit as planned")
    press("Enter")
    page.wait_for_url("**/policy/1")
    tab_to(page, "Mentors")
    press("Control+A")
    page.wait_for_selector("#at-once:has-text('12 for 40')")
    page.keyboard.type("7")
    page.wait_for_selector("#at-once:has-text('14 for 40')")
    press("Enter")
    page.wait_for_selector("text=Last change: as planned: Mentors 6 to 7")

    tab_to(page, "Undo")
    press("Enter")
    page.wait_for_selector("text=Last change: Opened it")
    tab_to(page, "Name")
    page.keyboard.type("more mentors")
    press("Enter")
    page.wait_for_url("**/policy/3")
    tab_to(page, "Mentors")
    press("Control+A")
    page.keyboard.type("nine")
    press("Enter")
    page.wait_for_selector("text=Nothing was saved")
    assert page.evaluate("document.activeElement.id") == "mistakes"
    tab_to(page, "Mentors")
    press("Enter")
    assert page.evaluate("location.hash") == "#f-mentors-count"
    press("Control+A")
    page.locator("#f-mentors-count").focus()
    press("Control+A")
    page.keyboard.type("9")
    press("Enter")
    page.wait_for_selector("text=Mentors 6 to 9")

    tab_to(page, "Replications")
    press("Control+A")
    page.keyboard.type("8")
    press("Enter")
    page.wait_for_selector("#run:not([data-events])")
    assert page.locator("#sentence").inner_text() == "Finished: 8 replications."
    assert page.locator("text=more mentors").count() > 0
    tab_to(page, "Download the report")
    with page.expect_download() as report:
        press("Enter")
    report.value.save_as(tmp_path / "report.html")
    assert "more mentors" in (tmp_path / "report.html").read_text("utf-8")
    tab_to(page, "Look at groups")
    press("Enter")
    page.wait_for_selector("h1:has-text('Groups of students')")

    page.goto(served.base + served.read_roster())
    tab_to(page, "Pair with program")
    press("Enter")
    page.wait_for_selector("h1:has-text('The list')")
    tab_to(page, "Lock row 1")
    press("Space")
    tab_to(page, "Pair again around the locked rows")
    press("Enter")
    page.wait_for_selector("text=1 mentee locked")
    tab_to(page, "Download as CSV")
    with page.expect_download() as pairs:
        press("Enter")
    assert pairs.value.suggested_filename == "pairs.csv"

    # The form with a mistake is answered with 422, which browsers report as a failed load.
    assert [one for one in watched.refused if one[0] != 422] == []
    assert [one for one in watched.complaints if "422" not in one] == []
    assert watched.foreign_requests(served.base) == []


def test_the_same_without_a_script(served: Served, visit: Callable[..., Any]):
    watched = visit(served.study(), javascript=False)
    page = watched.page
    page.get_by_role("link", name="Edit as planned").click()
    page.get_by_label("Mentors", exact=True).fill("7")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Undo").click()
    page.get_by_label("Replications").fill("6")
    page.get_by_role("button", name="Compare 3 policies").click()
    # Until the answer is there, the page before it would be searched, which has no run under way.
    page.wait_for_url("**/run/*")
    ends = time.monotonic() + _SECONDS
    while page.locator("[data-events]").count() and time.monotonic() < ends:
        time.sleep(0.5)
        page.reload()
    assert page.get_by_role("link", name="Download the report").count() == 1
    page.goto(f"{served.base}{served.read_roster()}")
    page.get_by_role("button", name="Pair with program").click()
    page.wait_for_selector("h1:has-text('The list')")
    page.goto(f"{served.base}{served.study()}/watch?policy=as+planned")
    assert page.locator("[data-stills] svg").count() == 2
    assert watched.complaints == []
    assert watched.foreign_requests(served.base) == []


def test_from_nothing_to_a_downloaded_report(served: Served, visit: Callable[..., Any], tmp_path: Path):
    watched = visit("/")
    page = watched.page
    page.get_by_role("button", name="Open First-year university, near-peer mentors").click()
    for name in ("random pairs", "lighter load", "monthly check-ins", "everyone assigned"):
        page.get_by_role("button", name=f"Drop {name}").click()
    page.get_by_label("Name").fill("two mentees each")
    page.get_by_role("button", name="Add it and edit").click()
    page.get_by_label("Mentees per mentor").fill("2")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("text=Last change: two mentees each: Mentees per mentor")
    page.get_by_label("Replications").fill("6")
    page.get_by_role("button", name="Compare 3 policies").click()
    page.wait_for_selector("text=Finished: 6 replications.")
    with page.expect_download() as report:
        page.get_by_role("link", name="Download the report").click()
    report.value.save_as(tmp_path / "report.html")
    assert "two mentees each" in (tmp_path / "report.html").read_text("utf-8")
    assert watched.complaints == []
    assert watched.foreign_requests(served.base) == []


def test_a_page_whose_server_is_gone_says_so(tmp_path: Path, open_page: Callable[..., Any]):
    served = Served(tmp_path)
    try:
        page = open_page(f"{served.base}/start/token").page
        page.goto(f"{served.base}{served.study()}/policy/1")
    finally:
        served.close()
    page.get_by_label("Mentors", exact=True).fill("9")
    page.wait_for_selector("#at-once >> text=The page gets no answer")


def test_a_cohort_is_stepped_through(served: Served, visit: Callable[..., Any]):
    watched = visit(f"{served.study()}/watch?policy=as+planned")
    page = watched.page
    assert page.locator("[data-stills]").is_hidden()
    page.get_by_role("button", name="Next week").click()
    page.get_by_role("button", name="Next week").click()
    assert page.locator("[data-slider]").input_value() == "2"
    assert watched.complaints == []


def problems_of(watched: Any) -> list[str]:
    wide = watched.overflow()
    return [*watched.violations(), *([f"{wide} pixels too wide"] if wide > 0 else [])]


def wrong_form(served: Served, page: Any) -> None:
    page.goto(f"{served.base}{served.study()}/policy/1")
    page.get_by_label("Mentors", exact=True).fill("many")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("#mistakes")


def made_list(served: Served, page: Any) -> None:
    page.goto(served.base + served.read_roster())
    page.get_by_role("button", name="Pair with program").click()
    page.wait_for_selector("h1:has-text('The list')")


def run_under_way(served: Served, page: Any) -> None:
    text = SCENARIO.replace("replications: 8", "replications: 100000")
    page.goto(served.base + served.study(text))
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("#so-far")


def stopped_run(served: Served, page: Any) -> None:
    page.goto(f"{served.base}/run/{served.site.runs.latest(1)[0].name}")
    if page.get_by_role("button", name="Stop").count():
        page.get_by_role("button", name="Stop").click()
    page.wait_for_selector("text=Stopped.")


SCREENS: dict[str, Callable[[Served], str]] = {
    "start": lambda served: "/",
    "policies": lambda served: served.study(),
    "program": lambda served: f"{served.study()}/policy/1",
    "shared program": lambda served: f"{served.study()}/program",
    "school": lambda served: f"{served.study()}/school",
    "yaml": lambda served: f"{served.study()}/yaml",
    "roster": lambda served: f"{served.study()}/pair",
    "reading": lambda served: served.read_roster(),
    "watch": lambda served: f"{served.study()}/watch?policy=as+planned",
    "comparison": lambda served: served.finished_run(),
    "groups": lambda served: served.finished_run() + "/groups",
    "not found": lambda served: "/nothing",
}
STATES: dict[str, Callable[[Served, Any], None]] = {
    "mistakes": wrong_form,
    "list": made_list,
    "under way": run_under_way,
    "stopped": stopped_run,
}


@pytest.mark.parametrize(
    "options",
    [{"width": 320, "height": 700}, {"width": 1280, "scale": 2.0, "dark": True}],
    ids=["phone", "zoomed and dark"],
)
def test_every_screen_is_accessible(served: Served, visit: Callable[..., Any], options: Any):
    watched = visit("/", **options)
    page = watched.page
    found = {}
    for name, address in SCREENS.items():
        page.goto(served.base + address(served))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found[name] = problems_of(watched)
    for name, act in STATES.items():
        act(served, page)
        found[name] = problems_of(watched)
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert [one for one in watched.complaints if "422" not in one and "404" not in one] == []
    assert watched.foreign_requests(served.base) == []
