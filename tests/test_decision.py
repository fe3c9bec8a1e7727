"""Every decision point keeps a number of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mentorsim.numerics.decision import Decision, named_decision

ROOMS = [range(1, 40), range(40, 70), range(70, 120)]


def test_every_decision_has_a_number_of_its_own_in_its_room() -> None:
    numbers = [int(member) for member in Decision.__members__.values()]
    assert len(set(numbers)) == len(numbers)
    assert all(any(number in room for room in ROOMS) for number in numbers)


@given(st.text(), st.text())
def test_named_decisions_are_none_of_the_plain_ones(name: str, other: str) -> None:
    number = named_decision(Decision.ATTRIBUTE, name)
    assert 256 <= number < 2**63
    assert number % 256 == Decision.ATTRIBUTE
    assert number != named_decision(Decision.USER, name)
    assert (number == named_decision(Decision.ATTRIBUTE, other)) == (name == other)
