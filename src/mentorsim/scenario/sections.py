"""Sections, residences or teams: where first-years are placed before any program begins."""

from __future__ import annotations

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.settings import Settings, problems_error, setting

#: Ways of placing students that are not attributes.
RANDOM = "random"
PRIOR_GRADE = "prior_grade"


class Sections(Settings):
    """Sections of first-years: they meet there, and are taught there."""

    size: int = setting(25, "Most first-years in a section", unit="first-years", low=2, high=2000, example=25)
    placed_by: str = setting(
        RANDOM,
        "random; prior_grade, in tracks of about the same level; or the name of an attribute, whose values "
        "do not share a section",
        min_length=1,
        max_length=100,
        example="prior_grade",
    )
    tracks: int | None = setting(
        None,
        "For prior_grade: how many tracks there are; within a track, at random",
        unit="tracks",
        low=2,
        high=60,
    )

    @model_validator(mode="after")
    def _check(self) -> Sections:
        problems: list[tuple[Path, str]] = []
        if self.placed_by == PRIOR_GRADE and self.tracks is None:
            problems.append(
                (("tracks",), "must say how many tracks there are, such as 2, for placed_by: prior_grade")
            )
        if self.placed_by != PRIOR_GRADE and self.tracks is not None:
            problems.append((("tracks",), f"belongs to placed_by: prior_grade, not to {self.placed_by}"))
        if problems:
            raise problems_error(problems)
        return self
