"""Who takes part in a program: who may, who is offered a place, and the mentors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.settings import Settings, problems_error, setting
from mentorsim.scenario.shorthand import ANY_SCALAR, Shorthand, word


class AtRisk(Settings):
    """The students with the lowest values of an observed number."""

    lowest_share: float = setting(..., "Share of first-years that is eligible", above=0, high=1, example=0.4)
    by: str = setting(
        "prior_grade", "Observed number that orders them: prior_grade, or a number of the roster"
    )


class Eligibility(Settings):
    """Which first-years may be mentees: everyone, those at risk, or those whose attribute has a value."""

    at_risk: AtRisk | None = setting(None, "Only the students with the lowest values of an observed number")
    attribute: str | None = setting(
        None, "Only where this attribute has the value `is`", example="first_generation"
    )
    is_: Annotated[str, ANY_SCALAR] | None = setting(None, "That value", alias="is", example="yes")

    @property
    def everyone(self) -> bool:
        """Whether all first-years are eligible."""
        return self.at_risk is None and self.attribute is None

    @model_validator(mode="after")
    def _check(self) -> Eligibility:
        problems: list[tuple[Path, str]] = []
        if (self.attribute is None) != (self.is_ is None):
            problems.append(
                ((), "needs both attribute and is, such as {attribute: first_generation, is: yes}")
            )
        if self.at_risk is not None and self.attribute is not None:
            problems.append(((), "must be at_risk or an attribute, not both"))
        if problems:
            raise problems_error(problems)
        return self


EVERYONE = word("everyone", {}, "All first-years")


class Offer(Settings):
    """Which of the eligible are offered a place (drawn at random), and how."""

    share: float = setting(1.0, "Share of the eligible that is offered a place", low=0, high=1)
    how: Literal["sign_up", "proactive"] = setting(
        "sign_up", "sign_up: students must ask for the place; proactive: it is theirs unless they decline"
    )


def expand_mentors(value: object) -> object:
    """Return the long form of ``mentors: 100`` and ``mentors: none``, and anything else unchanged."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"count": value}
    return {"from": "none"} if value == "none" else value


class Mentors(Settings):
    """How many mentors, and from where."""

    count: int = setting(0, "How many are recruited", unit="mentors", low=0, high=1_000_000, example=100)
    from_: Literal["upper_years", "cohort", "none"] = setting(
        "upper_years",
        "upper_years, cohort (first-years themselves), or none (groups without mentors)",
        alias="from",
    )

    @model_validator(mode="before")
    @classmethod
    def _forget_the_count_of_none(cls, data: object) -> object:
        # A policy `mentors: {from: none}` inherits the program's count, which then means nothing.
        if isinstance(data, Mapping) and data.get("from") == "none":
            return {**data, "count": 0}
        return data


MENTORS = Shorthand(
    expand_mentors,
    (
        {"type": "integer", "minimum": 0, "description": "So many mentors, from the upper-years."},
        {"const": "none", "description": "Groups without mentors."},
    ),
)
