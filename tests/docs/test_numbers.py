"""Numbers in sentences are those of the program, where a page binds them (see ``docs/make_numbers.py``)."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from typing import Any

import pytest

from tests.docs.pages import DOCS, name_of, page_paths, text_of

MAKER: dict[str, Any] = runpy.run_path(str(DOCS / "make_numbers.py"))
BOUND = [
    (name_of(path), *bound)
    for path in page_paths()
    for bound in MAKER["BOUND"].findall(text_of(name_of(path)))
]


@pytest.fixture(scope="module")
def numbers() -> dict[str, int]:
    """In a process of its own: other tests register outcomes and methods."""
    command = [sys.executable, str(DOCS / "make_numbers.py"), "--json"]
    found: dict[str, int] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


@pytest.mark.parametrize(("page", "number", "what"), BOUND)
def test_a_bound_number_is_the_number_of_now(
    page: str, number: str, what: str, numbers: dict[str, int]
) -> None:
    bound = f"{number}<!-- ={what} -->"
    assert MAKER["renewed"](bound, numbers) == bound, f"{page}: renew it: python docs/make_numbers.py"


def test_many_numbers_are_bound() -> None:
    assert len({what for _, _, what in BOUND}) >= 20


@pytest.mark.parametrize(
    ("written", "renewed"),
    [
        ("1<!-- =stages -->", "13<!-- =stages -->"),
        ("Twelve<!-- =stages --> stages", "Thirteen<!-- =stages --> stages"),
        ("forty<!-- =stages -->", "thirteen<!-- =stages -->"),
        ("1<!-- =most design points -->", "1,000,000<!-- =most design points -->"),
    ],
)
def test_a_number_is_renewed_in_its_own_form(written: str, renewed: str, numbers: dict[str, int]) -> None:
    assert MAKER["renewed"](written, numbers) == renewed
