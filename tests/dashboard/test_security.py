"""Only its user may come in, from this computer; and a browser may do nothing else with the answers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mentorsim.dashboard.security import CONTENT_POLICY
from mentorsim.dashboard.serving import HOST, _listening

from .conftest import ORIGIN, PORT, TOKEN

SCREENS = ["/", "/static/page.css", "/nothing", "/run/nothing", "/study/nothing"]


def test_the_page_listens_on_this_computer_alone():
    listening = _listening(None)
    assert listening.getsockname()[0] == HOST == "127.0.0.1"
    listening.close()


@pytest.mark.parametrize(
    "host", ["mentorsim.example", f"192.168.0.7:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""]
)
def test_a_foreign_host_is_refused(browser: Any, host: str):
    assert browser.get("/", headers={"host": host}).status_code == 421


def test_the_name_localhost_is_the_same_computer(browser: Any):
    cookie = {"cookie": f"mentorsim_{PORT}={TOKEN}"}
    answer = browser.get(
        "/", headers={"host": f"localhost:{PORT}", "origin": f"http://localhost:{PORT}", **cookie}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", f"http://127.0.0.1:{PORT + 1}"])
def test_a_form_from_elsewhere_is_refused(browser: Any, origin: str):
    answer = browser.post("/open", data={"name": "few_places"}, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_form_from_nowhere_is_refused(stranger: Any):
    stranger.get(f"/start/{TOKEN}")
    del stranger.headers["origin"]
    assert stranger.get("/").status_code == 200
    assert stranger.post("/open", data={"name": "few_places"}).status_code == 403


@pytest.mark.parametrize("path", [*SCREENS, "/start/guessed"])
def test_nothing_is_shown_without_the_token(stranger: Any, path: str):
    for cookies in ({}, {f"mentorsim_{PORT}": "guessed"}, {"mentorsim_1": TOKEN}):
        stranger.cookies.clear()
        stranger.cookies.update(cookies)
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "not signed in" in answer.text


def test_the_link_gives_a_cookie_that_no_script_and_no_other_page_can_use(stranger: Any):
    answer = stranger.get(f"/start/{TOKEN}", follow_redirects=False)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize("path", [*SCREENS, f"/start/{TOKEN}"])
def test_every_answer_states_the_policy(browser: Any, path: str):
    answer = browser.get(path, follow_redirects=False)
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_refusals_state_the_policy_too(stranger: Any):
    assert stranger.get("/").headers["content-security-policy"] == CONTENT_POLICY


def test_the_policy_allows_nothing_unsafe():
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
                 "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'"):  # fmt: skip
        assert part in CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY


def test_no_screen_needs_more_than_the_policy_allows(browser: Any, study: str):
    for path in (
        "/",
        study,
        f"{study}/policy/1",
        f"{study}/school",
        f"{study}/yaml",
        f"{study}/pair",
        f"{study}/watch",
    ):
        html = browser.get(path).text
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", html), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html)), path
        addresses = re.findall(r'(?:src|href|action)="([^"]+)"', html)
        assert all(address.startswith(("/", "#")) for address in addresses), path


def test_a_problem_of_the_page_shows_no_traceback(site: Any, browser: Any, monkeypatch: Any):
    from starlette.testclient import TestClient

    from mentorsim.dashboard.application import make_application

    def broken(name: str) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(site.states, "find", broken)
    careless = TestClient(make_application(site), base_url=ORIGIN, raise_server_exceptions=False)
    careless.cookies.update({f"mentorsim_{PORT}": TOKEN})
    answer = careless.get("/study/any")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
