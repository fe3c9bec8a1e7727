"""The population parameters that are fitted: where they stand in a scenario, and how far they may go."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mentorsim.cohort.groups import MEASURES, group_differences
from mentorsim.cohort.shares import asked_gaps
from mentorsim.evidence.institution.records import Floats, Institution
from mentorsim.evidence.institution.statistics import Statistic
from mentorsim.scenario.settings import plain

if TYPE_CHECKING:
    from mentorsim.cohort.people import Category
    from mentorsim.scenario import Scenario

MOST_EXPLAINED = 0.6
"""Gaps that explain more than this share of a trait's variance are held back by the fit."""

_LIMIT = (
    0.85  # gaps are made smaller where together they would explain more: somebody must differ within groups
)

_DEPARTURES = {
    "weekly departure": ("weekly_departure",),
    "term departure": ("term_departure",),
    "summer departure": ("summer_departure",),
    "departure": ("weekly_departure", "term_departure", "summer_departure"),
}
_GAPS = {"gap in skill": ("skill",), "gap in belonging and motivation": ("belonging", "motivation")}
_CORRELATED = (
    ("skill", "motivation"),
    ("skill", "belonging"),
    ("motivation", "belonging"),
    ("communication", "belonging"),
)


#: Settings of the institution that are fitted as they are: lowest, highest, and a step that is plainly seen.
_PLAIN = {
    "departure timing": (-3.0, 3.0, 0.5),
    "departure trend": (-3.0, 3.0, 0.5),
    "staying on prior grade": (-1.0, 3.0, 0.2),
    "grade width": (0.02, 3.0, 0.15),
    "unfinished marks": (0.0, 0.95, 0.1),
    "top grade at": (0.7, 1.45, 0.05),
}

_SHAPE = ("unfinished marks", "top grade at")

#: Gaps by attribute and category, and by trait, in total SD.
Gaps = dict[tuple[str, str], dict[str, float]]


@dataclass(frozen=True)
class FittedSetting:
    """One number that is fitted.

    Attributes
    ----------
    name
        As the statistics name it.
    start, low, high
        Where the fit begins and how far it may go. Departures are shifts in log-odds; the unfinished share is
        in log-odds; the prior-grade validity is the square root of the reliability; gaps are in total SD.
    step
        A change that is plainly seen in its statistic, for slopes.
    attribute, category
        Of a gap.
    """

    name: str
    start: float
    low: float
    high: float
    step: float
    attribute: str = ""
    category: str = ""

    @property
    def is_shape(self) -> bool:
        """Whether it is about the ends of the grade scale alone."""
        return self.name in _SHAPE

    @property
    def is_gap(self) -> bool:
        """Whether it is a gap between groups."""
        return self.name in _GAPS


def fitted_settings(institution: Institution, statistics: Sequence[Statistic]) -> tuple[FittedSetting, ...]:
    """List the parameters that the fitted statistics set, one each, in their order."""
    return tuple(_fitted_setting(institution, statistic) for statistic in statistics if statistic.setting)


def fitted_scenario(institution: Institution, settings: Sequence[FittedSetting], values: Floats) -> Scenario:
    """Return the scenario in which the parameters have these values; mechanism parameters are as they were.

    Raises
    ------
    ScenarioError
        When the scenario cannot have them.
    """
    return institution.scenario.with_changes(changes(institution, settings, values))


def changes(institution: Institution, settings: Sequence[FittedSetting], values: Floats) -> dict[str, object]:
    """Return the parameters as changes to the scenario, by their paths."""
    scenario = institution.scenario
    school, scale = scenario.institution, scenario.institution.grade_scale
    found: dict[str, object] = {}
    for setting, value in zip(settings, values.tolist(), strict=True):
        if setting.name in _DEPARTURES:
            for name in _DEPARTURES[setting.name]:
                found[f"institution.{name}"] = _shifted(getattr(school, name), value)
        elif setting.name == "unfinished share":
            found["institution.unfinished_share"] = _digits(_share(value))
        elif setting.name == "typical grade":
            found["institution.typical_grade"] = _digits(value * scale)
        elif setting.name == "prior-grade validity":
            found["cohort.roster.prior_grade.reliability"] = _digits(value**2)
        elif not setting.is_gap:
            found[f"institution.{setting.name.replace(' ', '_')}"] = _digits(value)
    gaps = _gaps_of(settings, values)
    if gaps:
        smaller = _within_reach(institution, gaps)
        found["cohort.attributes"] = _with_gaps(institution, smaller)
        found.update(_correlations(institution, smaller))
    return found


def beyond_most_explained(
    institution: Institution, settings: Sequence[FittedSetting], values: Floats
) -> Floats:
    """Return by how much the gaps explain more of each trait's variance than they should, shape (traits,)."""
    return np.maximum(_explained(institution, _gaps_of(settings, values)) - MOST_EXPLAINED, 0.0)


def _gaps_of(settings: Sequence[FittedSetting], values: Floats) -> Gaps:
    gaps: Gaps = {}
    for setting, value in zip(settings, values.tolist(), strict=True):
        if setting.is_gap:
            own = gaps.setdefault((setting.attribute, setting.category), {})
            own.update(dict.fromkeys(_GAPS[setting.name], value))
    return gaps


def _fitted_setting(institution: Institution, statistic: Statistic) -> FittedSetting:
    school = institution.scenario.institution
    name = statistic.setting
    if name in _DEPARTURES:
        return FittedSetting(name, 0.0, -6.0, 6.0, 0.3)
    if name == "typical grade":
        return FittedSetting(name, school.typical_grade / school.grade_scale, 0.05, 0.98, 0.02)
    if name == "grade slope":
        return FittedSetting(name, school.grade_slope, 0.0, 2.5, 0.08)
    if name == "grade spread":
        return FittedSetting(name, school.grade_spread, 0.02, 2.0, 0.1)
    if name == "unfinished share":
        return FittedSetting(name, _log_odds(school.unfinished_share), _log_odds(1e-5), _log_odds(0.8), 0.3)
    if name == "prior-grade validity":
        reliability = _reliability(institution.scenario)
        return FittedSetting(name, math.sqrt(reliability), 0.03, 0.997, 0.05)
    if name in _PLAIN:
        low, high, step = _PLAIN[name]
        return FittedSetting(name, getattr(school, name.replace(" ", "_")), low, high, step)
    start = _start_of_gap(institution.scenario, statistic, _GAPS[name][0])
    return FittedSetting(name, start, -2.5, 2.5, 0.2, statistic.attribute, statistic.category)


def _reliability(scenario: Scenario) -> float:
    if scenario.cohort.roster is None or scenario.cohort.roster.prior_grade is None:
        raise ValueError("the scenario has no roster with a prior grade")
    return scenario.cohort.roster.prior_grade.reliability


def _start_of_gap(scenario: Scenario, statistic: Statistic, trait: str) -> float:
    stated = scenario.cohort.attributes.get(statistic.attribute)
    if stated is None:
        return 0.0
    gaps = stated.gaps.get(statistic.category) if isinstance(stated.gaps, Mapping) else stated.gaps
    return 0.0 if gaps is None else float(getattr(gaps, trait))


def _with_gaps(institution: Institution, gaps: Gaps) -> dict[str, Any]:
    """The scenario's attributes with these gaps."""
    attributes: dict[str, Any] = plain(institution.scenario.cohort.attributes)
    for (attribute, category), own in gaps.items():
        stated = attributes.setdefault(attribute, _stated(institution.groups[attribute]))
        known = stated.setdefault("gaps", {})
        if "categories" in stated:
            known = known.setdefault(category, {})
        known.update({trait: _digits(value) for trait, value in own.items()})
    return attributes


def _stated(category: Category) -> dict[str, Any]:
    counts = np.bincount(category.codes, minlength=len(category.categories))
    shares = counts / counts.sum()
    if category.categories[:2] == ("no", "yes"):
        return {"share": round(float(counts[1] / counts[:2].sum()), 4)}
    return {"categories": list(category.categories), "shares": shares.tolist()}


def _within_reach(institution: Institution, gaps: Gaps) -> Gaps:
    """Make the gaps in a trait smaller where together they explain nearly all of it."""
    explained = dict(zip(MEASURES, _explained(institution, gaps).tolist(), strict=True))
    smaller = {trait: math.sqrt(_LIMIT / max(share, _LIMIT)) for trait, share in explained.items()}
    return {
        group: {trait: value * smaller[trait] for trait, value in own.items()} for group, own in gaps.items()
    }


def _correlations(institution: Institution, gaps: Gaps) -> dict[str, object]:
    """Correlations over all students, such that those within groups are what the scenario states."""
    stated = institution.scenario.cohort.correlations
    between = _between(institution, gaps)
    found: dict[str, object] = {}
    for one, other in _CORRELATED:
        name, first, second = f"{one}_{other}", MEASURES.index(one), MEASURES.index(other)
        within = math.sqrt((1.0 - between[first, first]) * (1.0 - between[second, second]))
        total = getattr(stated, name) * within + between[first, second]
        found[f"cohort.correlations.{name}"] = _digits(min(max(total, -0.95), 0.95))
    return found


def _explained(institution: Institution, gaps: Gaps) -> Floats:
    """Share of each trait's variance that lies between groups, shape (traits,): the larger of two counts."""
    apart = _asked(institution, gaps)
    shares = institution.shares
    # As the scenario is checked: attribute by attribute, as if they had nothing to do with one another.
    majors = shares.shares[shares.major, 0, 0] if shares.major >= 0 else np.ones(1)
    overall = np.einsum("m,amc->ac", majors[: shares.shares.shape[2]], shares.shares[:, 0])
    mean = np.einsum("ac,act->at", overall, apart)
    single: Floats = np.einsum("ac,act->t", overall, (apart - mean[:, None]) ** 2)
    return np.maximum(single, np.diagonal(_between(institution, gaps)))


def _between(institution: Institution, gaps: Gaps) -> Floats:
    """Covariance of the traits between groups, as the model's cohort will have it."""
    return group_differences(institution.shares, _asked(institution, gaps)).covariance


def _asked(institution: Institution, gaps: Gaps) -> Floats:
    """The gaps of every category, the scenario's own included, shape (attributes, categories, traits)."""
    shares = institution.shares
    asked = asked_gaps(institution.scenario.cohort, shares, MEASURES)
    for (attribute, category), own in gaps.items():
        place = shares.names.index(attribute)
        for trait, value in own.items():
            asked[place, shares.categories[place].index(category), MEASURES.index(trait)] = value
    return asked


def _shifted(share: float, shift: float) -> float:
    return _digits(_share(_log_odds(max(share, 1e-6)) + shift))


def _log_odds(share: float) -> float:
    return math.log(share / (1.0 - share))


def _share(log_odds: float) -> float:
    return min(1.0 / (1.0 + math.exp(-log_odds)), 0.89)


def _digits(value: float) -> float:
    return float(f"{value:.6g}")
