"""What a program costs."""

from __future__ import annotations

from mentorsim.scenario.settings import Settings, setting


class Costs(Settings):
    """Prices; all in one currency."""

    currency: str = setting("USD", "Currency of all prices", min_length=1, max_length=12, example="USD")
    mentor_hour: float = setting(15.0, "An hour of a mentor's time", unit="currency an hour", low=0)
    training_hour: float = setting(
        20.0, "An hour of training, for each who is trained", unit="currency an hour", low=0
    )
    coordinator_hour: float = setting(35.0, "An hour of a coordinator's time", unit="currency an hour", low=0)
    minutes_per_match: float = setting(
        15.0, "Coordinator's time for bringing a mentor and a mentee together", unit="minutes", low=0
    )
    minutes_per_check_in: float = setting(
        5.0, "Coordinator's time for checking in with a pair once", unit="minutes", low=0
    )
    minutes_per_action: float = setting(
        30.0, "Coordinator's time for coaching, rematching or closing a pair", unit="minutes", low=0
    )
    per_mentor: float = setting(0.0, "For each mentor, once", unit="currency", low=0)
    fixed: float = setting(0.0, "For the whole program, once", unit="currency", low=0)
    value_per_retained: float | None = setting(
        None, "What one more student retained is worth, for the net benefit", unit="currency", low=0
    )
