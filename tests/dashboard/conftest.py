"""A page in a folder of its own, and a browser that has followed its link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the page needs its packages: pip install -e '.[dashboard]'")
pytest.importorskip("httpx2", reason="Starlette's test client needs httpx2: pip install -e '.[dev]'")

from starlette.testclient import TestClient

from mentorsim.dashboard.application import make_application
from mentorsim.dashboard.security import Door
from mentorsim.dashboard.site import Site, make_site

PORT, TOKEN = 8642, "a-random-token"
ORIGIN = f"http://127.0.0.1:{PORT}"

TINY = """\
title: A tiny school
calendar: {terms: 1, weeks_per_term: 4, break_weeks: 0}
cohort:
  first_years: 24
  upper_years: 12
  attributes: {first_generation: {share: 0.4}}
program: {mentors: 4, mentees_per_mentor: 2, costs: {value_per_retained: 1000}}
policies: {no program: none, as planned: {}, lighter load: {mentors: 8, mentees_per_mentor: 1}}
outcomes: [retention, gpa]
run: {seed: 3, replications: 6}
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = make_site(tmp_path / "page", Door(PORT, TOKEN))
    yield made
    made.close()


@pytest.fixture
def stranger(site: Site) -> Any:
    """A browser that has not followed the link."""
    return TestClient(make_application(site), base_url=ORIGIN, headers={"origin": ORIGIN})


@pytest.fixture
def browser(stranger: Any) -> Any:
    """A browser that has."""
    assert stranger.get(f"/start/{TOKEN}").status_code == 200
    return stranger


@pytest.fixture
def study(site: Site, browser: Any) -> str:
    """The address of a tiny study."""
    return f"/study/{site.states.keep(TINY, site.folder, 'Opened it').id}"
