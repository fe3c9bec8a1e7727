"""The report in a real browser: no request, its content policy, axe-core, phones, zoom, print, no script."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from mentorsim.api.compare import compare
from tests.experiment.studies import study

OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a report of ten policies, so that tables are as long as they may be."""
    policies = {"nothing": "none"} | {
        f"a plan with a name {number}": {"mentors": 5 + number} for number in range(1, 10)
    }
    scenario = study(policies=policies, outcomes=["retention", "gpa", "belonging", "isolates", "cost"])
    found = compare(scenario, replications=8, workers=1, by=["major"])
    return found.report().write(tmp_path_factory.mktemp("report") / "report.html")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_report_is_accessible_and_asks_for_nothing(
    page: Path, open_page: Callable[..., Any], dark: bool
) -> None:
    watched = open_page(page, dark=dark)
    watched.page.evaluate(OPEN)
    assert watched.violations() == []
    assert watched.complaints == []
    assert watched.foreign_requests(page.as_uri()) == []


@pytest.mark.parametrize(("width", "scale"), [(320, 1.0), (1280, 2.0)], ids=["phone", "200 %"])
def test_a_report_is_never_wider_than_the_window(
    page: Path, open_page: Callable[..., Any], width: int, scale: float
) -> None:
    watched = open_page(page, width=width, scale=scale)
    watched.page.evaluate(OPEN)
    assert watched.overflow() == 0


def test_the_policy_of_the_page_stops_scripts_and_requests(page: Path, open_page: Callable[..., Any]) -> None:
    watched = open_page(page)
    ran = watched.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script);
            const image = document.createElement('img');
            image.src = 'http://127.0.0.1:9/picture.png';
            document.body.append(image);
            return window.ran === true;
        }"""
    )
    watched.page.wait_for_timeout(200)
    assert ran is False
    assert any("Content Security Policy" in one for one in watched.complaints)


def test_everything_is_there_without_javascript(page: Path, open_page: Callable[..., Any]) -> None:
    watched = open_page(page, javascript=False)
    assert watched.page.locator("h1").inner_text() == "A small college"
    summary = watched.page.locator("summary").first
    summary.focus()
    watched.page.keyboard.press("Enter")
    assert watched.page.locator("details[open]").count() == 1


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_answer_and_the_options_are_on_the_first_sheet(
    page: Path, open_page: Callable[..., Any], paper: str
) -> None:
    pypdf = pytest.importorskip("pypdf")
    content = open_page(page).page.pdf(format=paper, prefer_css_page_size=False)
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    # Ligatures of the font come out of a PDF as single characters.
    sheets = [" ".join(normalize("NFKC", sheet.extract_text()).split()) for sheet in pages]
    assert "A small college" in sheets[0]
    assert "a plan with a name 9" in sheets[0]
    assert "How large the differences are" not in sheets[0]
    assert sheets[1].startswith("How large the differences are")
