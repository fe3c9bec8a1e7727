"""Where the students study: grades, courses, attendance and how many leave."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.population import POPULATION_ROWS
from mentorsim.scenario.sections import Sections
from mentorsim.scenario.settings import Settings, population_setting, problems_error, setting

_ON_THE_SCALE = ("pass_grade", "good_grade", "typical_grade")


class InstitutionSettings(Settings):
    """The institution; grades that are not given keep their place on a scale of 0 to ``grade_scale``."""

    grade_scale: float = population_setting("grade_scale", above=0, high=1000)
    pass_grade: float = population_setting("pass_grade", low=0)
    good_grade: float = population_setting("good_grade", low=0)
    courses_per_term: int = population_setting("courses_per_term", low=1, high=12, whole=True)
    typical_grade: float = population_setting("typical_grade", above=0)
    grade_slope: float = population_setting("grade_slope", low=0, high=4)
    grade_spread: float = population_setting("grade_spread", low=0, high=4)
    grade_width: float = population_setting("grade_width", above=0, high=5)
    unfinished_share: float = population_setting("unfinished_share", low=0, high=0.9)
    teaching_level: float = population_setting("teaching_level", low=-4, high=4)
    attendance: float = population_setting("attendance", low=0.01, high=0.99)
    weekly_departure: float = population_setting("weekly_departure", low=0, high=0.5)
    term_departure: float = population_setting("term_departure", low=0, high=0.95)
    summer_departure: float = population_setting("summer_departure", low=0, high=0.95)
    upper_year_departure: float = population_setting("upper_year_departure", low=0, high=10)
    departure_timing: float = population_setting("departure_timing", low=-5, high=5)
    departure_trend: float = population_setting("departure_trend", low=-5, high=5)
    staying_on_prior_grade: float = population_setting("staying_on_prior_grade", low=-5, high=5)
    unfinished_marks: float = population_setting("unfinished_marks", low=0, high=1)
    failed_marks: float = population_setting("failed_marks", low=0, high=1)
    top_grade_at: float = population_setting("top_grade_at", low=0.5, high=1.5)
    dropped_at_midterm: float = population_setting("dropped_at_midterm", low=0, high=0.9)
    dropped_before_exams: float = population_setting("dropped_before_exams", low=0, high=0.9)
    sections: Sections | None = setting(
        None,
        "Sections, residences or teams of first-years, made before any program; none without it",
        example={"size": 25, "placed_by": "random"},
    )

    @model_validator(mode="before")
    @classmethod
    def _put_defaults_on_the_scale(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        usual = POPULATION_ROWS["grade_scale"].value
        scale = data.get("grade_scale", usual)
        if isinstance(scale, bool) or not isinstance(scale, int | float) or not scale > 0:
            return data
        defaults = {name: POPULATION_ROWS[name].value / usual * scale for name in _ON_THE_SCALE}
        return {**defaults, **data}

    @model_validator(mode="after")
    def _check(self) -> InstitutionSettings:
        problems: list[tuple[Path, str]] = [
            (
                (name,),
                f"must be below the grade_scale of {self.grade_scale:g}, not {getattr(self, name):g}",
            )
            for name in _ON_THE_SCALE
            if getattr(self, name) >= self.grade_scale
        ]
        if problems:
            raise problems_error(problems)
        return self
