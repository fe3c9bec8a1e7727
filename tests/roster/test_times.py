"""Free times as people write them, in several languages, in parts of days, hours and time zones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.roster.time_zones import read_zone
from mentorsim.roster.times import (
    ANY_TIME,
    WEEK,
    NotUnderstoodError,
    is_parts,
    part_bits,
    read_times,
    said_times,
    shifted,
)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Mon am; Tue pm", "Mon morning; Tue afternoon"),
        ("Monday evening, Saturday morning", "Mon evening; Sat morning"),
        ("Mon 9-11, 14:00-16:00", "Mon 9:00-11:00; Mon 14:00-16:00"),
        ("Mon, Wed 9-11", "Mon 9:00-11:00; Wed 9:00-11:00"),
        ("Mon & Wed after 5", "Mon evening; Wed evening"),
        ("Fri 10am-12pm", "Fri 10:00-12:00"),
        ("Thu 6-9pm", "Thu 18:00-21:00"),
        ("Tue 10-1pm", "Tue 10:00-13:00"),
        ("Sat 2-4", "Sat 14:00-16:00"),
        ("Mon 9:00", "Mon 9:00-10:00"),
        ("Mon 8:15-9:45", "Mon 8:30-9:30"),
        ("Mo vormittags; Do nachmittags", "Mon morning; Thu afternoon"),
        ("Montagvormittag", "Mon morning"),
        ("Mo 10-12 Uhr", "Mon 10:00-12:00"),
        ("lundi matin; mardi après-midi", "Mon morning; Tue afternoon"),
        ("lunes 9h-11h", "Mon 9:00-11:00"),
        ("sexta-feira manhã", "Fri morning"),
        ("maandag ochtend", "Mon morning"),
        ("Mon-Wed evenings", "Mon evening; Tue evening; Wed evening"),
        ("weekend mornings", "Sat morning; Sun morning"),
        ("flexible", "any time"),
        ("Any day", "any time"),
        ("Mon 22:00-02:00", "Mon 22:00-24:00; Tue 0:00-2:00"),
    ],
)
def test_what_people_write_is_read(cell: str, said: str) -> None:
    bits = read_times(cell)
    assert bits is not None
    assert said_times(bits, 20) == said


@pytest.mark.parametrize("cell", ["", "n/a", "k. A.", "Prefer not to say"])
def test_who_says_nothing_has_no_times(cell: str) -> None:
    assert read_times(cell) is None


@pytest.mark.parametrize("cell", ["Ada Lovelace", "Mon sometimes maybe", "5", "Mon 25:00-26:00"])
def test_what_is_no_time_is_refused(cell: str) -> None:
    with pytest.raises(NotUnderstoodError):
        read_times(cell)


def test_an_evening_is_no_afternoon() -> None:
    afternoon, evening = read_times("Mon afternoon"), read_times("Mon evening")
    assert afternoon is not None
    assert evening is not None
    assert afternoon & evening == 0


def test_parts_are_told_from_hours() -> None:
    assert is_parts(part_bits(0, 0) | part_bits(6, 2))
    bits = read_times("Mon 9-11")
    assert bits is not None
    assert not is_parts(bits)


@given(st.integers(0, (1 << WEEK) - 1), st.integers(-40, 40))
def test_moving_times_there_and_back_changes_nothing(bits: int, by: int) -> None:
    assert shifted(shifted(bits, by), -by) == bits
    assert shifted(bits, by).bit_count() == bits.bit_count()


@pytest.mark.parametrize(
    ("cell", "half_hours"),
    [
        ("EST (UTC-5)", -10),
        ("IST (UTC+5:30)", 11),
        ("GMT+1", 2),
        ("CET", 2),
        ("Europe/Berlin", 2),
        ("+2", 4),
        ("", None),
    ],
)
def test_time_zones_are_read(cell: str, half_hours: int | None) -> None:
    assert read_zone(cell) == half_hours


def test_any_time_is_every_part_of_every_day() -> None:
    assert ANY_TIME.bit_count() == 7 * 3 * 10
