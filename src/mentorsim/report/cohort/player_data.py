"""What the script of an animated cohort reads: numbers alone, as compact JSON."""

from __future__ import annotations

import json

from mentorsim.animation.cohort_weeks import CohortWeeks
from mentorsim.animation.positions import PictureLayout
from mentorsim.report.cohort.event_words import who
from mentorsim.report.cohort.picture import BELONGING_STEPS, belonging_names


def player_data(cohort: CohortWeeks, places: PictureLayout) -> str:
    """Return the data as JSON that may stand in an HTML script element.

    ``students``: x, y, name, 1 for a mentor, the week of leaving or 0, belonging in percent by week.
    ``ties``: places of mentor and mentee, first week, week of the end or 0, rapport in percent by week.
    ``friends``: two places, first and last week. ``hubs``: number, x, y of groups without a mentor;
    ``members``: place, number of the group, first and last week.

    Parameters
    ----------
    cohort
        The weeks.
    places
        Where students are drawn.
    """
    data = {
        "weeks": cohort.weeks,
        "steps": BELONGING_STEPS,
        "names": belonging_names(),
        "students": [
            [
                *places.students[number],
                who(cohort, number),
                int(one.is_mentor),
                one.left_week or 0,
                one.belonging,
            ]
            for number, one in enumerate(cohort.students)
        ],
        "ties": [
            [tie.mentor, tie.mentee, tie.first_week, tie.end_week or 0, tie.rapport] for tie in cohort.ties
        ],
        "friends": [[one.first, one.second, one.first_week, one.last_week] for one in cohort.friendships],
        "hubs": [[number, *place] for number, place in places.groups.items()],
        "members": [[one.first, one.second, one.first_week, one.last_week] for one in cohort.groups],
    }
    # "</script>" must not end the element early.
    return json.dumps(data, separators=(",", ":"), ensure_ascii=True).replace("<", "\\u003c")
