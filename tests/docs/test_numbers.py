"""Numbers in sentences are those of the program, where a page binds them (see ``docs/make_numbers.py``)."""

from __future__ import annotations

import runpy
from typing import Any

import pytest

from tests.docs.pages import DOCS, name_of, page_paths, text_of

MAKER: dict[str, Any] = runpy.run_path(str(DOCS / "make_numbers.py"))
BOUND = [
    (name_of(path), *bound)
    for path in page_paths()
    for bound in MAKER["BOUND"].findall(text_of(name_of(path)))
]


@pytest.mark.parametrize(("page", "number", "what"), BOUND)
def test_a_bound_number_is_the_number_of_now(page: str, number: str, what: str) -> None:
    bound = f"{number}<!-- ={what} -->"
    assert MAKER["renewed"](bound) == bound, f"{page}: renew it: python docs/make_numbers.py"


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
def test_a_number_is_renewed_in_its_own_form(written: str, renewed: str) -> None:
    assert MAKER["renewed"](written) == renewed
