"""The rows of a form that say what makes a good pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mentorsim.dashboard.forms.fields import FormField, field_of
from mentorsim.dashboard.forms.sections import observed_numbers
from mentorsim.dashboard.forms.values import read_value, shown_text
from mentorsim.dashboard.uploads import Posted
from mentorsim.scenario import Scenario
from mentorsim.scenario.match import Criterion

_KEYS = ("field", "rule", "importance", "at", "width")
_EMPTY_ROWS = 1
_MOST_ROWS = 50


@dataclass(frozen=True)
class CriterionRow:
    """One row: its number in the list, and the text of each cell."""

    number: int
    texts: Mapping[str, str]


@dataclass(frozen=True)
class CriteriaForm:
    """The fields of each row, by key; names are followed by the number of the row."""

    fields: Mapping[str, FormField]

    def rows(self, criteria: Sequence[Criterion]) -> list[CriterionRow]:
        """Return a row for each criterion, and an empty one to add another."""
        written = [criterion.model_dump(by_alias=True) for criterion in criteria]
        rows = [{key: shown_text(one[key]) for key in _KEYS} for one in written]
        empty = [{**dict.fromkeys(_KEYS, ""), "importance": "medium"}] * _EMPTY_ROWS
        return [CriterionRow(number, texts) for number, texts in enumerate([*rows, *empty])]

    def sent(self, posted: Posted) -> list[CriterionRow]:
        """Return the rows that were sent, to be shown again."""
        count = sum(f"match.criteria.field.{number}" in posted.values for number in range(_MOST_ROWS))
        return [
            CriterionRow(number, {key: posted.text(f"match.criteria.{key}.{number}") for key in _KEYS})
            for number in range(count)
        ]

    def read(self, posted: Posted, before: Sequence[Criterion]) -> list[dict[str, Any]]:
        """Return the criteria that were sent; what a row does not show stays as it was.

        Raises
        ------
        FieldMistakeError
            When a number cannot be read.
        """
        found: list[dict[str, Any]] = []
        for row in self.sent(posted):
            if not row.texts["field"] or posted.text(f"match.criteria.remove.{row.number}"):
                continue
            old = (
                before[row.number].model_dump(by_alias=True, exclude_unset=True)
                if row.number < len(before)
                else {}
            )
            if old and shown_text(old.get("rule")) != row.texts["rule"]:
                old = {}  # what belongs to one rule says nothing of another
            entry = {**old, "field": row.texts["field"], "rule": row.texts["rule"] or "same"}
            entry["importance"] = _importance(row.texts["importance"])
            for key in ("at", "width"):
                value = read_value(self.fields[key], (row.texts[key].strip(),))
                if value is None:
                    entry.pop(key, None)
                else:
                    entry[key] = value
            found.append(entry)
        return found


def criteria_form(scenario: Scenario) -> CriteriaForm:
    """Return the form of a scenario's criteria: any field that its students have."""
    names = ("values", "slots", *observed_numbers(scenario), *scenario.cohort.attribute_names)
    fields = {key: field_of(Criterion, (key,)) for key in _KEYS}
    fields["field"] = fields["field"].with_choices(tuple(dict.fromkeys(names)))
    return CriteriaForm(fields)


def _importance(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text or "medium"
