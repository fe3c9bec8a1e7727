"""Who the students are: how many, their attributes and traits, or the roster that lists them."""

from __future__ import annotations

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.attributes import (
    RESERVED_NAMES,
    TRAITS,
    Attribute,
    CategoricalAttribute,
    YesNoAttribute,
    explained_variance,
)
from mentorsim.scenario.identity import Identity
from mentorsim.scenario.roster import RosterSettings
from mentorsim.scenario.settings import Settings, population_setting, problems_error, setting


class Correlations(Settings):
    """Correlations of traits at entry; those not named are 0."""

    skill_motivation: float = population_setting("skill_motivation", low=-0.95, high=0.95)
    skill_belonging: float = population_setting("skill_belonging", low=-0.95, high=0.95)
    motivation_belonging: float = population_setting("motivation_belonging", low=-0.95, high=0.95)
    communication_belonging: float = population_setting("communication_belonging", low=-0.95, high=0.95)

    @model_validator(mode="after")
    def _check(self) -> Correlations:
        # Determinants, worked out by hand: of skill, motivation and belonging; of these and communication.
        three = (
            1.0
            - self.skill_motivation**2
            - self.skill_belonging**2
            - self.motivation_belonging**2
            + 2.0 * self.skill_motivation * self.skill_belonging * self.motivation_belonging
        )
        four = three - self.communication_belonging**2 * (1.0 - self.skill_motivation**2)
        if min(three, four) <= 1e-6:
            raise problems_error([((), "cannot all hold together: bring at least one of them closer to 0")])
        return self


class _Spread(Settings):
    mean: float
    sd: float

    @model_validator(mode="after")
    def _check(self) -> _Spread:
        if self.sd**2 >= self.mean * (1.0 - self.mean):
            raise problems_error([(("sd",), f"is too large for values of 0 to 1 with mean {self.mean:g}")])
        return self


class BelongingAtEntry(_Spread):
    """Belonging of first-years at entry, 0 to 1."""

    mean: float = population_setting("belonging_mean", low=0.02, high=0.98)
    sd: float = population_setting("belonging_sd", above=0, high=0.5)


class MotivationAtEntry(_Spread):
    """Motivation of first-years at entry, 0 to 1."""

    mean: float = population_setting("motivation_mean", low=0.02, high=0.98)
    sd: float = population_setting("motivation_sd", above=0, high=0.5)


class CommunicationAtEntry(_Spread):
    """Communication of first-years at entry, 0 to 1."""

    mean: float = population_setting("communication_mean", low=0.02, high=0.98)
    sd: float = population_setting("communication_sd", above=0, high=0.5)


class PriorGrade(Settings):
    """The grade that students bring, in SD: skill as far as the grade shows it."""

    reliability: float = population_setting("prior_grade_reliability", above=0, high=1)


class Values(Settings):
    """What matters to students, which likeness of values and friendship rest on."""

    background: float = population_setting("values_background", low=0, high=0.9)


class Survey(Settings):
    """The survey about values that students answer at entry."""

    noise: float = population_setting("survey_noise", low=0, high=5)
    non_response: float = population_setting("survey_non_response", low=0, high=1)


class CohortSettings(Settings):
    """The students of the study, synthesized or from a roster."""

    first_years: int = setting(
        0,
        "First-years; left out where a roster lists them",
        unit="students",
        low=0,
        high=1_000_000,
        example=400,
    )
    upper_years: int = setting(
        0,
        "Upper-years, the pool that mentors are recruited from",
        unit="students",
        low=0,
        high=1_000_000,
        example=300,
    )
    upper_year_skill: float = population_setting("upper_year_skill", low=-2, high=3)
    attributes: dict[str, Attribute] = setting(
        {},
        "Attributes by name; major is special only in that classes and friendships know it",
        example={"first_generation": {"share": 0.35, "gaps": {"skill": -0.5, "belonging": -0.4}}},
    )
    identity: dict[str, Identity] = setting(
        {},
        "Attributes that matter for who feels at home with whom; others count for rapport, showing up and "
        "length, not for belonging",
        example={"first_generation": {"belonging": 1}},
    )
    correlations: Correlations = setting(Correlations, "Correlations of traits at entry")
    belonging: BelongingAtEntry = setting(BelongingAtEntry, "Belonging at entry")
    motivation: MotivationAtEntry = setting(MotivationAtEntry, "Motivation at entry")
    communication: CommunicationAtEntry = setting(CommunicationAtEntry, "Communication at entry")
    prior_grade: PriorGrade = setting(PriorGrade, "The grade that students bring")
    values: Values = setting(Values, "What matters to students")
    survey: Survey = setting(Survey, "The survey about values")
    roster: RosterSettings | None = setting(
        None, "The list of real students, in place of synthesized first-years"
    )

    @property
    def attribute_names(self) -> tuple[str, ...]:
        """The names of all attributes, of the cohort first, then those that only the roster has."""
        names = dict.fromkeys(self.attributes)
        if self.roster is not None:
            names.update(dict.fromkeys(self.roster.attributes))
        return tuple(names)

    def categories_of(self, name: str) -> tuple[str, ...] | None:
        """Return an attribute's categories, or None where only the roster's file tells them."""
        column = None if self.roster is None else self.roster.attributes.get(name)
        if column is not None:
            return ("no", "yes") if column.is_yes_no else None
        return self.attributes[name].categories

    @model_validator(mode="after")
    def _check(self) -> CohortSettings:
        problems = [*self._size_problems(), *self._attribute_problems(), *self._variance_problems()]
        if problems:
            raise problems_error(problems)
        return self

    def _size_problems(self) -> list[tuple[Path, str]]:
        problems: list[tuple[Path, str]] = []
        if self.roster is None:
            if self.first_years < 1:
                problems.append((("first_years",), "must be at least 1, unless a roster lists the students"))
            return problems
        if self.first_years:
            problems.append((("first_years",), "cannot stand beside a roster, which lists the first-years"))
        if self.upper_years and self.roster.role is not None:
            problems.append((("upper_years",), "cannot stand beside roster.role, which names the mentors"))
        if self.upper_years and self.roster.mentors_file is not None:
            problems.append(
                (("upper_years",), "cannot stand beside roster.mentors_file, which lists the mentors")
            )
        return problems

    def _attribute_problems(self) -> list[tuple[Path, str]]:
        problems: list[tuple[Path, str]] = []
        major = self.attributes.get("major")
        majors = major.categories if isinstance(major, CategoricalAttribute) else ()
        for name, attribute in self.attributes.items():
            path: Path = ("attributes", name)
            if name in RESERVED_NAMES:
                problems.append((path, "is the name of a field that every student has: give it another name"))
            if isinstance(attribute, YesNoAttribute):
                problems += [
                    ((*path, "share_by_major", other), "is not among the categories of the attribute major")
                    for other in attribute.share_by_major
                    if other not in majors
                ]
        return problems

    def _variance_problems(self) -> list[tuple[Path, str]]:
        problems: list[tuple[Path, str]] = []
        for trait in TRAITS:
            explained = {name: explained_variance(one, trait) for name, one in self.attributes.items()}
            total = sum(explained.values())
            if total >= 1.0:
                widest = max(explained, key=lambda name: explained[name])
                others = " and those of other attributes" if len(self.attributes) > 1 else ""
                sentence = f"{others} explain {total:.0%} of the variance of {trait}: make them smaller"
                problems.append((("attributes", widest, "gaps"), sentence.strip()))
        return problems
