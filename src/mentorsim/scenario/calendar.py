"""When the study takes place: terms, breaks and the weeks in which grades are given."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.settings import Items, Settings, problems_error, setting


class Calendar(Settings):
    """Terms and breaks; weeks count from 1, over all weeks of the calendar."""

    terms: int = setting(2, "Number of terms", unit="terms", low=1, high=12)
    weeks_per_term: int = setting(15, "Length of a term", unit="weeks", low=2, high=60)
    break_weeks: int = setting(4, "Length of the break between two terms", unit="weeks", low=0, high=30)
    summer_weeks: int = setting(
        0, "Weeks after the last term, simulated as a break", unit="weeks", low=0, high=30
    )
    assessment_weeks: Items[int] = setting(
        (8, 15),
        "Weeks of each term in which grades are given, from 1; by default the middle week and the last",
        unit="weeks of a term, increasing",
        min_length=1,
        example=[8, 15],
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_in_assessment_weeks(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("assessment_weeks") is not None:
            return data
        weeks = data.get("weeks_per_term", cls.model_fields["weeks_per_term"].default)
        if isinstance(weeks, bool) or not isinstance(weeks, int):
            weeks = 2
        return {**data, "assessment_weeks": sorted({(weeks + 1) // 2, weeks})}

    @model_validator(mode="after")
    def _check(self) -> Calendar:
        weeks = self.assessment_weeks
        problems: list[tuple[Path, str]] = [
            (
                ("assessment_weeks", number),
                f"must be a week of the term, 1 to {self.weeks_per_term}, not {week}",
            )
            for number, week in enumerate(weeks)
            if not 1 <= week <= self.weeks_per_term
        ]
        if list(weeks) != sorted(set(weeks)):
            problems.append((("assessment_weeks",), "must name each week once, in increasing order"))
        if problems:
            raise problems_error(problems)
        return self

    @property
    def total_weeks(self) -> int:
        """All weeks of the calendar: terms, the breaks between them and the summer."""
        return self.terms * self.weeks_per_term + (self.terms - 1) * self.break_weeks + self.summer_weeks
