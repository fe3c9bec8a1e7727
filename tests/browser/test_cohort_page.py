"""The page of a cohort in a real browser: it plays, steps, says what it shows; without a script it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mentorsim as ms
from mentorsim.report.cohort.event_words import weeks_in_words
from mentorsim.report.cohort.page import cohort_page
from tests.animation.cohorts import story

Opening = Callable[..., Any]
LAST = story().weeks


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cohort") / "cohort.html"
    path.write_text(cohort_page(story()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = ms.animate("first_year_university", "monthly check-ins")
    return found.write(tmp_path_factory.mktemp("full") / "cohort.html")


def week_shown(page: Any) -> int:
    name = page.text_content("[data-name]")
    return 0 if name.startswith("Start") else int(re.match(r"Week (\d+)", name)[1])


def go_to(page: Any, week: int) -> None:
    page.evaluate(
        "week => { const slider = document.querySelector('[data-slider]'); slider.value = week; "
        "slider.dispatchEvent(new Event('input')); }",
        week,
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_is_accessible_in_every_state_and_asks_for_nothing(
    file: Path, open_page: Opening, dark: bool
) -> None:
    watched = open_page(file, dark=dark)
    for week in (0, 2, LAST):
        go_to(watched.page, week)
        watched.page.select_option("[data-follow]", index=week + 1)
        watched.page.wait_for_timeout(400)
        assert watched.violations() == []
    assert watched.complaints == []
    assert watched.foreign_requests(file.as_uri()) == []


def test_the_full_picture_is_accessible_too(full: Path, open_page: Opening) -> None:
    watched = open_page(full)
    go_to(watched.page, 20)
    assert watched.violations() == []
    assert watched.complaints == []


@pytest.mark.parametrize(("width", "scale"), [(320, 1.0), (640, 2.0)], ids=["phone", "200 %"])
def test_nothing_is_wider_than_a_narrow_window(
    full: Path, open_page: Opening, width: int, scale: float
) -> None:
    watched = open_page(full, width=width, scale=scale)
    assert watched.overflow() == 0


def test_every_week_draws_and_says_what_the_log_says(file: Path, open_page: Opening) -> None:
    page = open_page(file).page
    cohort = story()
    for week in weeks_in_words(cohort):
        go_to(page, week.week)
        assert page.text_content("[data-name]") == f"{week.name}: {week.standing}"
        shown = page.locator("[data-now] li").all_text_contents()
        assert tuple(shown) == week.events
        visible = page.locator("[data-live] line.match:not(.ended)[visibility=visible]").count()
        members = sum(span.lasts(week.week) for span in cohort.groups)
        assert visible == sum(tie.lasts(week.week) for tie in cohort.ties) + members
        ended = page.locator("[data-live] line.ended[visibility=visible]").count()
        assert ended == sum(tie.end_week == week.week for tie in cohort.ties)
        gone = page.locator("[data-live] > .gone").count()
        assert gone == sum(not student.enrolled(week.week) for student in cohort.students)
        assert page.locator("[data-week].now").get_attribute("data-week") == str(week.week)


def test_it_waits_to_be_played_then_stops_at_the_end(file: Path, open_page: Opening) -> None:
    page = open_page(file).page
    page.wait_for_timeout(1300)
    assert week_shown(page) == 0
    page.select_option("[data-speed]", label="fast")
    page.click("[data-do=play]")
    assert page.text_content("[data-do=play]") == "Pause"
    assert page.get_attribute("[data-now]", "aria-live") == "off"
    page.locator("[data-do=play]", has_text="Play").wait_for()
    assert week_shown(page) == LAST
    assert page.get_attribute("[data-now]", "aria-live") == "polite"


def test_it_is_played_by_keyboard_alone(file: Path, open_page: Opening) -> None:
    page = open_page(file).page
    for _ in range(2):  # past "Skip to the content"
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.do") == "play"
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    assert page.text_content("[data-do=play]") == "Play"
    page.keyboard.press("Home")
    assert week_shown(page) == 0
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert week_shown(page) == 2
    page.keyboard.press("ArrowLeft")
    assert week_shown(page) == 1
    page.keyboard.press("End")
    assert week_shown(page) == LAST
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")  # the slider's own
    assert week_shown(page) == LAST - 1


def test_a_student_can_be_followed_through_the_weeks(file: Path, open_page: Opening) -> None:
    page = open_page(file).page
    page.select_option("[data-follow]", label="student 5")
    go_to(page, 2)
    assert page.text_content("[data-followed]") == (
        "student 5: belonging 0.54; matched with mentor 12, rapport 0.29."
    )
    go_to(page, 3)
    assert page.text_content("[data-followed]") == "student 5 left school in week 3."


def test_nothing_glides_where_less_motion_is_wanted(file: Path, open_page: Opening) -> None:
    duration = "getComputedStyle(document.querySelector('[data-live] circle')).transitionDuration"
    assert open_page(file, reduced_motion=True).page.evaluate(duration) == "0s"
    assert open_page(file).page.evaluate(duration) == "0.3s"


def test_without_a_script_two_pictures_and_the_text_are_there(file: Path, open_page: Opening) -> None:
    watched = open_page(file, javascript=False)
    assert watched.page.locator("[data-stills] svg").count() == 2
    assert watched.page.locator("[data-stills] svg").first.is_visible()
    assert not watched.page.locator("[data-player]").is_visible()
    assert watched.page.locator("[data-week]").count() == LAST + 1


def test_the_browser_runs_no_other_script(file: Path, tmp_path: Path, open_page: Opening) -> None:
    changed = tmp_path / "changed.html"
    text = file.read_text(encoding="utf-8")
    changed.write_text(text.replace("</main>", "<script>document.title = 'changed'</script></main>"), "utf-8")
    watched = open_page(changed)
    assert watched.page.title() != "changed"
    assert any("Content Security Policy" in complaint for complaint in watched.complaints)
