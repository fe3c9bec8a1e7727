"""Numbers in sentences are those of the program, where a page binds them.

A number, in digits or as a word, is bound by a remark right behind it that names what it counts::

    It compares twenty-five<!-- =facts --> published facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.docs.pages import name_of, page_paths, text_of

_BOUND = re.compile(r"([\w-]+|\d[\d,]*)<!-- =([\w ]+?) -->")
_WORDS = (
    *[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
    ],
    *["sixteen", "seventeen", "eighteen", "nineteen", "twenty"],
)


def facts() -> int:
    from mentorsim.evidence.facts import read_facts

    return len(read_facts())


def uncertain_parameters() -> int:
    from mentorsim.scenario import prior

    return len(prior.uncertain_parameters())


def parameters() -> int:
    from mentorsim.scenario.parameter_table import built_in_parameters

    return len(built_in_parameters())


def stages() -> int:
    from mentorsim.mechanisms.built_in import STAGE_NAMES

    return len(STAGE_NAMES)


def shipped_scenarios() -> int:
    from mentorsim.scenario.shipped import shipped_names

    return len(shipped_names())


COUNTED: dict[str, Callable[[], int]] = {
    "facts": facts,
    "parameters": parameters,
    "uncertain parameters": uncertain_parameters,
    "stages": stages,
    "shipped scenarios": shipped_scenarios,
}
BOUND = [(name_of(path), *bound) for path in page_paths() for bound in _BOUND.findall(text_of(name_of(path)))]


@pytest.mark.parametrize(("page", "number", "what"), BOUND)
def test_a_bound_number_is_the_number_of_now(page: str, number: str, what: str) -> None:
    assert value_of(number) == COUNTED[what](), f"{page}: {number} {what}"


def test_numbers_are_bound() -> None:
    assert {what for _, _, what in BOUND} == COUNTED.keys()


@pytest.mark.parametrize(
    ("text", "value"), [("14", 14), ("1,234", 1234), ("Fourteen", 14), ("twenty-five", 25)]
)
def test_numbers_are_read_in_digits_and_in_words(text: str, value: int) -> None:
    assert value_of(text) == value


def value_of(text: str) -> int:
    """Return the number that digits or a word below thirty say."""
    if text[0].isdigit():
        return int(text.replace(",", ""))
    tens, _, ones = text.lower().partition("-")
    return _WORDS.index(tens) + (_WORDS.index(ones) if ones else 0)
