"""The form of what a study has beside its programs: the school, the budget, outcomes, and how it is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mentorsim.dashboard.forms.fields import FormField, field_of
from mentorsim.dashboard.forms.sections import FormSection
from mentorsim.dashboard.forms.values import (
    FieldMistakeError,
    read_value,
    shown_texts,
    typed_texts,
    value_at,
)
from mentorsim.dashboard.uploads import Posted
from mentorsim.outcomes import registered_outcomes
from mentorsim.scenario import Scenario
from mentorsim.scenario.overrides import Override

_BUDGET = "budget"


@dataclass(frozen=True)
class SchoolForm:
    """The form: its fields, texts by a field's name, and what is wrong by a field's name."""

    sections: tuple[FormSection, ...]
    shown: Mapping[str, tuple[str, ...]]
    mistakes: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, FormField]:
        """The fields by their labels."""
        return {one.label: one for section in self.sections for one in section.fields}


def school_form(scenario: Scenario) -> SchoolForm:
    """Return the form of a scenario as it is."""
    mapping = scenario.model_dump(by_alias=True)
    sections = _sections(scenario)
    shown = {
        one.name: shown_texts(one, value_at(mapping, one.path))
        for section in sections
        for one in section.fields
    }
    return SchoolForm(sections, shown)


def sent_school_again(form: SchoolForm, posted: Posted, mistakes: Mapping[str, str]) -> SchoolForm:
    """Return the form with what was typed, and what is wrong with it."""
    texts = {
        one.name: typed_texts(one, posted, form.shown[one.name])
        for section in form.sections
        for one in section.fields
    }
    return SchoolForm(form.sections, texts, mistakes)


def school_changes(
    form: SchoolForm, scenario: Scenario, posted: Posted
) -> tuple[list[Override], list[str], dict[str, str]]:
    """Return values to set, a phrase for each, and mistakes by a field's name."""
    overrides: list[Override] = []
    phrases: list[str] = []
    mistakes: dict[str, str] = {}
    budget: dict[str, object] = {}
    changed_budget = False
    for one in (one for section in form.sections for one in section.fields):
        texts = typed_texts(one, posted, form.shown[one.name])
        try:
            value = read_value(one, texts)
        except FieldMistakeError as mistake:
            mistakes[one.name] = str(mistake)
            continue
        changed = texts != form.shown[one.name]
        if one.path[0] == _BUDGET:
            budget |= {} if value is None else {one.path[-1]: value}
            changed_budget |= changed
        elif changed:
            overrides.append(
                Override(one.path, list(value) if isinstance(value, tuple) else value, one.label)
            )
        if changed:
            phrases.append(f"{one.label} {', '.join(texts) or 'nothing'}")
    if changed_budget:
        overrides.append(Override((_BUDGET,), budget or None, "Most that the program may cost"))
    return overrides, phrases, mistakes


def _sections(scenario: Scenario) -> tuple[FormSection, ...]:
    synthesized = scenario.cohort.roster is None
    students = (
        ("cohort.first_years", "First-years"),
        ("cohort.upper_years", "Upper-years"),
    )
    outcomes = tuple(dict.fromkeys((*registered_outcomes(), *scenario.outcomes)))
    return (
        FormSection("Study", (_field("title", "Title"),)),
        FormSection(
            "Students and calendar",
            (
                *(_field(name, label) for name, label in students if synthesized),
                _field("friendships.mean_degree", "Friends of a student"),
                _field("calendar.terms", "Terms"),
                _field("calendar.weeks_per_term", "Weeks of a term"),
                _field("calendar.break_weeks", "Weeks of a break"),
            ),
        ),
        FormSection(
            "Budget",
            (
                replace(_field("budget.amount", "Most that the program may cost"), optional=True),
                replace(_field("budget.mentors", "Most mentors that can be found"), optional=True),
            ),
            hint="Leave both empty where there is no limit. A policy that needs more is marked.",
        ),
        FormSection(
            "Places",
            (_field("places", "Who gets a place where there are too few"),),
        ),
        FormSection("Outcomes", (replace(_field("outcomes", "What is compared"), choices=outcomes),)),
        FormSection("Random draws", (_field("run.seed", "Seed"),)),
    )


def _field(name: str, label: str) -> FormField:
    return field_of(Scenario, tuple(name.split(".")), label)
