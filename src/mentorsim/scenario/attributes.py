"""Named attributes of students: yes/no or with categories, their shares and the gaps between groups."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.settings import Items, Settings, problems_error, setting, shares_problem

_YES_NO = "<yes/no>"
_CATEGORICAL = "<categories>"
#: Marks that pydantic puts into the locations of errors; they are not keys.
TAGS = frozenset({_YES_NO, _CATEGORICAL})

#: What attributes may not be called: fields that every student has.
RESERVED_NAMES = frozenset(
    {"id", "key", "role", "year", "gpa", "attendance", "prior_grade", "values", "slots"}
    | {"skill", "belonging", "motivation", "communication"}
)

Share = Annotated[float, Field(ge=0, le=1)]

_GAP = "total SD"


class Gaps(Settings):
    """Differences of a group's mean, in SD of all entering students."""

    skill: float = setting(
        0.0,
        "Difference in skill at entry; in a roster, among students with the same prior grade",
        unit=_GAP,
        low=-3,
        high=3,
    )
    belonging: float = setting(0.0, "Difference in belonging at entry", unit=_GAP, low=-3, high=3)
    motivation: float = setting(0.0, "Difference in motivation at entry", unit=_GAP, low=-3, high=3)
    communication: float = setting(0.0, "Difference in communication at entry", unit=_GAP, low=-3, high=3)


#: What gaps can be given in.
TRAITS = tuple(Gaps.model_fields)


class YesNoAttribute(Settings):
    """An attribute that a student has or has not."""

    share: float = setting(..., "Share of students that have it", unit="share", low=0, high=1, example=0.35)
    upper_year_share: float | None = setting(
        None,
        "The same among upper-years; like first-years where it is not given",
        unit="share",
        low=0,
        high=1,
    )
    share_by_major: dict[str, Share] = setting(
        {},
        "Share within a major, for the majors in which it differs",
        unit="share, 0 to 1",
        example={"arts": 0.5},
    )
    gaps: Gaps = setting(Gaps, "Mean of those who have it minus mean of those who have not", unit=_GAP)

    @property
    def categories(self) -> tuple[str, ...]:
        """The two answers, ``no`` first."""
        return ("no", "yes")


class CategoricalAttribute(Settings):
    """An attribute with one of several categories, such as the major."""

    categories: Items[str] = setting(
        ..., "Its categories", min_length=2, max_length=1000, example=["engineering", "nursing", "arts"]
    )
    shares: Items[Share] = setting(
        ..., "Share of students in each category; they add up to 1", example=[0.3, 0.3, 0.4]
    )
    upper_year_shares: Items[Share] | None = setting(
        None, "The same among upper-years; like first-years where they are not given"
    )
    gaps: dict[str, Gaps] = setting(
        {},
        "Mean of a category minus mean of the categories that are not named here",
        unit=_GAP,
        example={"nursing": {"skill": 0.2}},
    )

    @model_validator(mode="after")
    def _check(self) -> CategoricalAttribute:
        problems: list[tuple[Path, str]] = []
        if len(set(self.categories)) != len(self.categories):
            problems.append((("categories",), "must name each category once"))
        for name in ("shares", "upper_year_shares"):
            shares = getattr(self, name)
            if shares is None:
                continue
            if len(shares) != len(self.categories):
                sentence = f"must be {len(self.categories)}, one for each category, not {len(shares)}"
                problems.append(((name,), sentence))
            elif problem := shares_problem(shares):
                problems.append(((name,), problem))
        problems += [
            (("gaps", category), f"is not among the categories: {', '.join(self.categories)}")
            for category in self.gaps
            if category not in self.categories
        ]
        if problems:
            raise problems_error(problems)
        return self


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return _CATEGORICAL if {"categories", "shares", "upper_year_shares"} & set(value) else _YES_NO
    return _CATEGORICAL if isinstance(value, CategoricalAttribute) else _YES_NO


Attribute = Annotated[
    Annotated[YesNoAttribute, Tag(_YES_NO)] | Annotated[CategoricalAttribute, Tag(_CATEGORICAL)],
    Discriminator(_kind),
]


def explained_variance(attribute: YesNoAttribute | CategoricalAttribute, trait: str) -> float:
    """Return the share of a trait's variance that lies between the attribute's groups.

    Parameters
    ----------
    attribute
        The attribute with its shares and gaps.
    trait
        One of ``TRAITS``.
    """
    if isinstance(attribute, YesNoAttribute):
        shares: tuple[float, ...] = (1.0 - attribute.share, attribute.share)
        gaps: tuple[float, ...] = (0.0, getattr(attribute.gaps, trait))
    else:
        shares = attribute.shares
        none = Gaps()
        gaps = tuple(getattr(attribute.gaps.get(category, none), trait) for category in attribute.categories)
    mean = sum(share * gap for share, gap in zip(shares, gaps, strict=True))
    return sum(share * (gap - mean) ** 2 for share, gap in zip(shares, gaps, strict=True))
