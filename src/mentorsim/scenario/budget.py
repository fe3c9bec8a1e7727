"""What there is to spend on a program."""

from __future__ import annotations

from pydantic import model_validator

from mentorsim.scenario.settings import Settings, problems_error, setting
from mentorsim.scenario.shorthand import Shorthand


class Budget(Settings):
    """What a program may use at most: it is never cut to that, but a design that needs more is flagged."""

    amount: float | None = setting(
        None, "Most that the program may cost", unit="currency of the program's costs", low=0, example=10_000
    )
    mentors: int | None = setting(
        None, "Most mentors that can be found", unit="mentors", low=0, high=1_000_000, example=40
    )

    @model_validator(mode="after")
    def _check(self) -> Budget:
        if self.amount is None and self.mentors is None:
            raise problems_error([((), "needs an amount, mentors, or both: {amount: 10000, mentors: 40}")])
        return self


def expand_budget(value: object) -> object:
    """Return the long form of ``budget: 10000``, and anything else unchanged."""
    return {"amount": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


BUDGET = Shorthand(
    expand_budget, ({"type": "number", "minimum": 0, "description": "Most that the program may cost."},)
)
