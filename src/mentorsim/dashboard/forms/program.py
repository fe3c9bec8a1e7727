"""A program's form: what it shows, and what was changed in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mentorsim.dashboard.forms.criteria import CriteriaForm, CriterionRow, criteria_form
from mentorsim.dashboard.forms.fields import FormField
from mentorsim.dashboard.forms.sections import (
    AT_RISK,
    ATTRIBUTE,
    EVERYONE,
    WHO,
    FormSection,
    program_sections,
)
from mentorsim.dashboard.forms.values import (
    FieldMistakeError,
    read_value,
    shown_texts,
    typed_texts,
    value_at,
)
from mentorsim.dashboard.uploads import Posted
from mentorsim.scenario import Program, Scenario
from mentorsim.scenario.overrides import Override

Texts = tuple[str, ...]
_OWNER = re.compile(r'(program|policies\.("[^"]*"|[^.]*))\.')
_CRITERIA = "Criteria"


@dataclass(frozen=True)
class ProgramForm:
    """The form of one program.

    Attributes
    ----------
    sections, criteria
        Its fields.
    shown
        Texts by a field's name.
    on
        By the name of a switch, whether it is on.
    rows
        The rows of the criteria.
    mistakes
        What is wrong, by a field's name; the empty name is the whole form.
    """

    sections: tuple[FormSection, ...]
    criteria: CriteriaForm
    shown: Mapping[str, Texts]
    on: Mapping[str, bool]
    rows: list[CriterionRow]
    mistakes: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, FormField]:
        """The fields by their labels."""
        return {one.label: one for section in self.sections for one in section.fields}


@dataclass(frozen=True)
class ProgramChanges:
    """What was changed in a form: values to set, a phrase for each, and mistakes by field."""

    overrides: tuple[Override, ...]
    phrases: tuple[str, ...]
    mistakes: Mapping[str, str]


def program_form(scenario: Scenario, program: Program) -> ProgramForm:
    """Return the form of a program as it is."""
    sections = program_sections(scenario)
    mapping = _as_shown(program)
    shown: dict[str, Texts] = {}
    on: dict[str, bool] = {}
    for section in sections:
        is_on = not section.switch or value_at(mapping, section.whole) is not None
        if section.switch:
            on[section.switch_name] = is_on
        for one in section.fields:
            shown[one.name] = shown_texts(one, value_at(mapping, one.path))
        for name, text in section.start:
            if shown[name] == ("",):
                shown[name] = (text,)
    criteria = criteria_form(scenario)
    return ProgramForm(sections, criteria, shown, on, criteria.rows(program.match.criteria))


def sent_again(form: ProgramForm, posted: Posted, mistakes: Mapping[str, str]) -> ProgramForm:
    """Return the form with what was typed, and what is wrong with it."""
    texts = {
        one.name: typed_texts(one, posted, form.shown[one.name])
        for section in form.sections
        for one in section.fields
    }
    on = {name: bool(posted.text(name)) for name in form.on}
    return ProgramForm(form.sections, form.criteria, texts, on, form.criteria.sent(posted), mistakes)


def program_changes(
    form: ProgramForm, program: Program, posted: Posted, prefix: tuple[str, ...]
) -> ProgramChanges:
    """Return what was changed in a form.

    Parameters
    ----------
    form
        As it was shown.
    program
        What it was made from.
    posted
        What was sent.
    prefix
        Where the program stands in the scenario.
    """
    found = _Found(prefix, _as_shown(program))
    for section in form.sections:
        typed = {one.name: typed_texts(one, posted, form.shown[one.name]) for one in section.fields}
        changed = [one for one in section.fields if typed[one.name] != form.shown[one.name]]
        if not section.whole:
            for one in changed:
                found.set_field(one, form.shown[one.name], typed[one.name])
        elif section.whole == WHO[:1]:
            found.set_eligibility(section, changed, typed)
        else:
            was_on = form.on.get(section.switch_name, True)
            found.set_whole(
                section, changed, typed, was_on, not section.switch or bool(posted.text(section.switch_name))
            )
    found.set_criteria(form.criteria, program, posted)
    return ProgramChanges(tuple(found.overrides), tuple(found.phrases), found.mistakes)


def mistakes_by_field(form: ProgramForm, message: str) -> dict[str, str]:
    """Sort the lines of an error under the fields that they begin with; others go under the empty name."""
    return mistakes_of_labels(form.labels, message)


def mistakes_of_labels(labels: Mapping[str, FormField], message: str) -> dict[str, str]:
    """Sort the lines of an error by the labels that they begin with; see `mistakes_by_field`."""
    found: dict[str, str] = {}
    for line in message.split("\n"):
        label, colon, sentence = line.partition(": ")
        one = labels.get(label) if colon else None
        name = "match.criteria" if label == _CRITERIA else "" if one is None else one.name
        text = _without_path(sentence, name) if name else line
        found[name] = f"{found[name]}; {text}" if name in found else text
    return found


def _without_path(sentence: str, name: str) -> str:
    """Take the path from the beginning of a sentence: the label takes its place."""
    return _OWNER.sub("", sentence).removeprefix(f"{name} ")


class _Found:
    """Collects changes of one form."""

    def __init__(self, prefix: tuple[str, ...], mapping: Mapping[str, Any]) -> None:
        self._prefix = prefix
        self._mapping = mapping
        self.overrides: list[Override] = []
        self.phrases: list[str] = []
        self.mistakes: dict[str, str] = {}

    def set_field(self, one: FormField, before: Texts, after: Texts) -> None:
        value = self._read(one, after)
        if one.name not in self.mistakes:
            self._set(one.path, value, one.label)
            self.phrases.append(f"{one.label} {_said(before)} to {_said(after)}")

    def set_whole(
        self,
        section: FormSection,
        changed: list[FormField],
        typed: Mapping[str, Texts],
        was_on: bool,
        is_on: bool,
    ) -> None:
        if not is_on:
            if was_on:
                self._set(section.whole, "none", section.title)
                self.phrases.append(f"{section.title} off")
            return
        if was_on and not changed:
            return
        values = {}
        for one in section.fields:
            # What nobody touched stays as exact as it was.
            there = value_at(self._mapping, one.path)
            touched = one in changed or there is None
            values[one.path[-1]] = self._read(one, typed[one.name]) if touched else there
        label = changed[0].label if changed else section.title
        self._set(section.whole, values, label)
        self.phrases.append(section.title if was_on else f"{section.title} on")

    def set_eligibility(
        self, section: FormSection, changed: list[FormField], typed: Mapping[str, Texts]
    ) -> None:
        if not changed:
            return
        who = typed[".".join(WHO)][0]
        fields = {one.name: one for one in section.fields}
        if who == EVERYONE:
            if changed[0].path != WHO:
                return  # fields that everyone leaves without a meaning
            value: Any = "everyone"
        elif who == AT_RISK:
            value = {
                "at_risk": {
                    key: self._read(fields[f"eligibility.at_risk.{key}"], typed[f"eligibility.at_risk.{key}"])
                    for key in ("lowest_share", "by")
                }
            }
        elif who == ATTRIBUTE:
            value = {
                key: self._read(fields[f"eligibility.{key}"], typed[f"eligibility.{key}"])
                for key in ("attribute", "is")
            }
        else:
            self.mistakes[".".join(WHO)] = "must be one of the three"
            return
        self._set(section.whole, value, changed[-1].label)
        self.phrases.append(f"{section.title}: {who}")

    def set_criteria(self, form: CriteriaForm, program: Program, posted: Posted) -> None:
        before = list(program.match.criteria)
        sent = form.sent(posted)
        removed = any(posted.text(f"match.criteria.remove.{row.number}") for row in sent)
        if not removed and _filled(sent) == _filled(form.rows(before)):
            return
        try:
            value = form.read(posted, before)
        except FieldMistakeError as mistake:
            self.mistakes["match.criteria"] = f"a number {mistake}"
            return
        self._set(("match", "criteria"), value, _CRITERIA)
        self.phrases.append("What makes a good pair")

    def _read(self, one: FormField, texts: Texts) -> Any:
        try:
            value = read_value(one, texts)
        except FieldMistakeError as mistake:
            self.mistakes[one.name] = str(mistake)
            return None
        return list(value) if isinstance(value, tuple) else value

    def _set(self, path: tuple[str, ...], value: object, label: str) -> None:
        self.overrides.append(Override((*self._prefix, *path), value, label))


def _as_shown(program: Program) -> dict[str, Any]:
    """Return a program's values as the form shows them."""
    mapping: dict[str, Any] = program.model_dump(by_alias=True)
    mapping["mentees_per_mentor"] = program.places_per_mentor
    eligibility = program.eligibility
    who = AT_RISK if eligibility.at_risk else ATTRIBUTE if eligibility.attribute else EVERYONE
    mapping["eligibility"]["who"] = who
    return mapping


def _filled(rows: list[CriterionRow]) -> list[Mapping[str, str]]:
    """Return the texts of rows that name a field: a row that names none says nothing."""
    return [row.texts for row in rows if row.texts["field"]]


def _said(texts: Texts) -> str:
    return ", ".join(texts) or "nothing"
