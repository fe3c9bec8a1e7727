"""A small network side by side at two times: who is tied to whom, and who has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorsim.report.web.charts.chart import Chart
from mentorsim.report.web.svg import Drawing, shortened
from mentorsim.report.web.tables import HtmlTable

MOST_PEOPLE = 150
_GAP = 16.0
_HEADING = 22.0
_KEY_ROW = 20.0
_KINDS = ("first-year", "mentor", "left")


@dataclass(frozen=True)
class NetworkAt:
    """The network at one time.

    Parameters
    ----------
    heading
        Such as "week 1".
    people
        Kinds by person: ``first-year``, ``mentor`` or ``left``.
    ties
        Pairs of persons by kind of tie: ``friend`` or ``pair``.
    """

    heading: str
    people: Mapping[int, str]
    ties: Mapping[str, Sequence[tuple[int, int]]]


def network_chart(
    drawing: Drawing,
    moments: Sequence[NetworkAt],
    places: Mapping[int, tuple[float, float]],
    names: Mapping[str, str],
    table: HtmlTable,
    *,
    note: str = "",
) -> Chart:
    """Draw the same persons at the same places at several times, next to one another.

    Parameters
    ----------
    drawing
        Where to; its height is set.
    moments
        From left to right.
    places
        Of persons, both coordinates from 0 to 1.
    names
        What kinds of persons and ties are called in the key; a kind that is not named is left out of it.
    table
        Counts of what is drawn.
    note
        How to read it.

    Raises
    ------
    ValueError
        For more than `MOST_PEOPLE` persons.
    """
    if len(places) > MOST_PEOPLE:
        raise ValueError(f"{len(places)} persons in one network; at most {MOST_PEOPLE}")
    side = (drawing.width - _GAP * (len(moments) - 1)) / len(moments)
    for number, moment in enumerate(moments):
        left = number * (side + _GAP)
        at = {
            person: (left + 5.0 + x * (side - 10.0), _HEADING + 5.0 + y * (side - 10.0))
            for person, (x, y) in places.items()
        }
        drawing.text(left, 14.0, shortened(moment.heading, side), "name")
        for kind, ties in moment.ties.items():
            drawing.segments(((at[a], at[b]) for a, b in ties), f"tie {kind}")
        for kind in _KINDS:
            own = [person for person, its in moment.people.items() if its == kind]
            drawing.points((at[person] for person in own), f"person {kind}")
    top = _HEADING + side + 14.0
    for number, (kind, words) in enumerate(names.items()):
        y = top + _KEY_ROW * number
        if kind in _KINDS:
            drawing.points([(17.0, y)], f"person {kind}")
        else:
            drawing.segments([((0.0, y), (34.0, y))], f"tie {kind}")
        drawing.text(44.0, y + 4.5, words, "tick")
    drawing.height = top + _KEY_ROW * len(names)
    return Chart(drawing, table, note)
