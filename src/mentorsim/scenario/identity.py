"""What likeness in an attribute matters for, in one place with one sort of students."""

from __future__ import annotations

from mentorsim.scenario.settings import Settings, setting


class Identity(Settings):
    """How much an attribute counts when two students compare; 1 is as much as a usual one, 0 not at all."""

    rapport: float = setting(1.0, "For rapport and friendship", unit="weight", low=0, high=10)
    showing_up: float = setting(1.0, "For coming to meetings", unit="weight", low=0, high=10)
    length: float = setting(1.0, "For how long a match lasts", unit="weight", low=0, high=10)
    belonging: float = setting(
        1.0,
        "For belonging: being few in one's field, and having one's own near",
        unit="weight",
        low=0,
        high=10,
    )


ORDINARY = Identity(belonging=0.0)
"""What an attribute counts for that a scenario does not name."""
