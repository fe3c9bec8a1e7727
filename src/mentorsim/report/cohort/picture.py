"""Still pictures of a cohort's network in one week, as SVG."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from mentorsim.animation.cohort_weeks import PERCENT, CohortWeeks, ShownTie
from mentorsim.animation.positions import HEIGHT, WIDTH, PictureLayout, Point
from mentorsim.report.cohort.event_words import WeekWords
from mentorsim.report.web.svg import Drawing

#: Where one color ends and the next begins, in percent of the scale of belonging.
BELONGING_STEPS = (30, 40, 50, 60, 70)
RADIUS = 8
_MENTOR = 8  # half the side of a mentor's square
_CROSS = 6
#: How wide the line of a match is, in steps: rapport 0 to 0.2, and so on.
RAPPORT_STEPS = 5


def still_picture(cohort: CohortWeeks, places: PictureLayout, week: WeekWords) -> str:
    """Draw the network as it is at the end of a week.

    Parameters
    ----------
    cohort
        The weeks.
    places
        Where students are drawn.
    week
        Which week, in words.
    """
    drawing = Drawing(
        f"cohort-week-{week.week}", f"The network: {week.name}", week.standing, float(HEIGHT), float(WIDTH)
    )
    friends = [(span.first, span.second) for span in cohort.friendships if span.lasts(week.week)]
    drawing.segments(((places.students[a], places.students[b]) for a, b in friends), "friend")
    by_width: dict[int, list[ShownTie]] = defaultdict(list)
    for tie in cohort.ties:
        if tie.lasts(week.week):
            by_width[rapport_step(tie.rapport[week.week - tie.first_week])].append(tie)
    for step, ties in sorted(by_width.items()):
        ends = ((places.students[tie.mentor], places.students[tie.mentee]) for tie in ties)
        drawing.segments(ends, f"match w{step}")
    for group, place in places.groups.items():
        members = [span.first for span in cohort.groups if span.second == group and span.lasts(week.week)]
        drawing.segments(((place, places.students[member]) for member in members), "match w1")
        if members:
            drawing.dot(*place, 4, "hub")
    for number, student in enumerate(cohort.students):
        place = places.students[number]
        kind = f"b{belonging_step(student.belonging[week.week])}" if student.enrolled(week.week) else "gone"
        if student.is_mentor:
            _square(drawing, place, kind)
        else:
            drawing.dot(*place, RADIUS, kind)
    gone = [place for place, one in enumerate(cohort.students) if not one.enrolled(week.week)]
    drawing.segments((end for place in gone for end in _cross(places.students[place])), "cross-out")
    return drawing.markup().replace('class="chart"', 'class="cohort-picture"', 1)


def belonging_step(percent: int) -> int:
    """Return the number of the color for a belonging, from 0."""
    return sum(percent >= limit for limit in BELONGING_STEPS)


def belonging_names() -> tuple[str, ...]:
    """Name the colors: which belonging each stands for."""
    limits = [f"{limit / PERCENT:.1f}" for limit in BELONGING_STEPS]
    between = [f"{low} to {high}" for low, high in pairwise(limits)]
    return (f"below {limits[0]}", *between, f"{limits[-1]} and above")


def rapport_step(percent: int) -> int:
    """Return how wide a match is drawn, from 1 (rapport below 0.2) to 5 (0.8 and above)."""
    return min(percent * RAPPORT_STEPS // PERCENT, RAPPORT_STEPS - 1) + 1


def _square(drawing: Drawing, place: Point, kind: str) -> None:
    drawing.area(place.x - _MENTOR, place.y - _MENTOR, 2 * _MENTOR, 2 * _MENTOR, kind)


def _cross(place: Point) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    x, y = place
    return [
        ((x - _CROSS, y - _CROSS), (x + _CROSS, y + _CROSS)),
        ((x - _CROSS, y + _CROSS), (x + _CROSS, y - _CROSS)),
    ]
