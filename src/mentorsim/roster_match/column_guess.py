"""Which column is what: as the scenario says, else guessed from names and cells, to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mentorsim.cohort.roster_people import ROLE_COLUMN
from mentorsim.documents.nearest import nearest
from mentorsim.documents.table_file import Table
from mentorsim.documents.yaml_text import yaml_text
from mentorsim.roster_match import column_words as words
from mentorsim.scenario.attributes import YesNoAttribute
from mentorsim.scenario.cohort import CohortSettings
from mentorsim.scenario.match import NUMERIC_RULES
from mentorsim.scenario.program import Program
from mentorsim.scenario.roster import RosterSettings

#: Beyond so many different values a column is hardly a category.
_MOST_GROUPS = 60
#: What a guessed number of places is called.
PLACES = "places"


@dataclass(frozen=True)
class Guess:
    """One guessed column.

    ``key`` is the setting under ``cohort.roster``; ``setting`` what a scenario would say.
    ``is_certain`` is True where the name is one that is usual for this and the cells fit.
    """

    key: tuple[str, ...]
    column: str
    setting: Any
    is_certain: bool


@dataclass(frozen=True)
class ColumnMapping:
    """What the columns of a roster mean: settings, and which of them were guessed."""

    settings: RosterSettings
    guesses: tuple[Guess, ...]

    @property
    def is_certain(self) -> bool:
        """Whether nothing needs a person's eye."""
        return all(guess.is_certain for guess in self.guesses)

    @property
    def has_places(self) -> bool:
        """Whether a column with mentors' places was guessed, of which the scenario does not speak."""
        return any(guess.key == ("numbers", PLACES) for guess in self.guesses)

    def yaml(self) -> str:
        """Write the mapping as it would stand in a scenario."""
        said: dict[str, Any] = {"cohort": {"roster": _written(self.settings)}}
        if self.has_places:
            said["program"] = {"match": {"places": {"most": PLACES}}}
        return yaml_text(said)


def map_columns(
    table: Table, cohort: CohortSettings, program: Program, attributes: Iterable[str], file: str
) -> ColumnMapping:
    """Say what a roster's columns mean.

    What the scenario's ``cohort.roster`` says is taken as it is. Guessed is the rest: where there is no such
    section everything, else only the role and mentors' places, because the section says what it wants to say
    of the students themselves.

    Parameters
    ----------
    table
        The roster.
    cohort
        The scenario's cohort.
    program
        The program whose pairs are to be made.
    attributes
        Names of the attributes to look for.
    file
        The roster's name.
    """
    own = cohort.roster
    columns = _Columns(table)
    guesses: list[Guess | None] = []
    mapping: dict[str, Any] = {} if own is None else own.model_dump(exclude_unset=True, by_alias=True)
    mapping["file"] = file
    if ROLE_COLUMN in table.rows[0]:
        mapping.pop("role", None)
    elif own is None or own.role is None:
        guesses.append(columns.role())
    if program.match.places.most is None and PLACES not in mapping.get("numbers", {}):
        guesses.append(columns.places())
    if own is None:
        guesses += [columns.id(), columns.numeric("prior_grade", words.GRADES), columns.slots()]
        guesses += columns.values(any(rule.field == "values" for rule in program.match.criteria))
        numeric = _numeric_fields(program)
        guesses += [
            columns.number(name) if name in numeric else columns.attribute(name, cohort)
            for name in dict.fromkeys(attributes)
        ]
        mapping["missing"] = "middle"
    found = [guess for guess in guesses if guess is not None]
    for guess in found:
        section, *rest = guess.key
        if rest:
            mapping.setdefault(section, {})[rest[0]] = guess.setting
        else:
            mapping[section] = guess.setting
    return ColumnMapping(RosterSettings.model_validate(mapping), tuple(found))


def _numeric_fields(program: Program) -> set[str]:
    fields = {rule.field for rule in program.match.criteria if rule.rule in NUMERIC_RULES}
    if program.eligibility.at_risk is not None:
        fields.add(program.eligibility.at_risk.by)
    return fields | set(program.match.maximum_gaps)


def _written(settings: RosterSettings) -> dict[str, Any]:
    written: dict[str, Any] = settings.model_dump(mode="json", exclude_unset=True, by_alias=True)
    role = written.get("role")
    if role is not None and role["column"] == ROLE_COLUMN:
        del written["role"]
    if "prior_grade" in written:
        written["prior_grade"] = _short(written["prior_grade"])
    if "attributes" in written:
        written["attributes"] = {name: _short(column) for name, column in written["attributes"].items()}
    return written


def _short(column: dict[str, Any]) -> object:
    return column["column"] if list(column) == ["column"] else column


class _Columns:
    """Looks for columns in a table."""

    def __init__(self, table: Table) -> None:
        self.header = table.rows[0]
        self.rows = table.rows[1:]

    def cells(self, column: str) -> list[str]:
        place = self.header.index(column)
        return [row[place] if place < len(row) else "" for row in self.rows]

    def id(self) -> Guess | None:
        column = words.found_header(self.header, words.IDS)
        if column is None:
            return None
        cells = self.cells(column)
        return Guess(("id",), column, column, is_certain=len(set(cells)) == len(cells) and all(cells))

    def role(self) -> Guess | None:
        for name in words.ROLES:
            column = words.found_header(self.header, (name,))
            mentors = None if column is None else words.mentor_cells(self.cells(column))
            if column is not None and mentors:
                return Guess(("role",), column, _role(column, mentors), is_certain=True)
        column = words.found_header(self.header, words.MENTORS)
        yes = None if column is None else words.yes_cells(self.cells(column))
        if column is not None and yes:
            return Guess(("role",), column, _role(column, yes), is_certain=True)
        return None

    def numeric(self, key: str, names: tuple[str, ...]) -> Guess | None:
        for name in names:
            column = words.found_header(self.header, (name,))
            if column is not None and words.are_numbers(self.cells(column)):
                return Guess((key,), column, column, is_certain=True)
        return None

    def places(self) -> Guess | None:
        found = self.numeric(PLACES, words.CAPACITIES)
        if found is None:
            return None
        return Guess(("numbers", PLACES), found.column, found.column, is_certain=True)

    def slots(self) -> Guess | None:
        column = words.found_header(self.header, words.SLOTS)
        return None if column is None else Guess(("slots",), column, column, is_certain=True)

    def values(self, wanted: bool) -> list[Guess | None]:
        if wanted:
            for names in words.ANSWERS:
                columns = [words.found_header(self.header, (name,)) for name in names]
                if all(column is not None for column in columns):
                    listed = ", ".join(map(str, columns))
                    return [Guess(("values",), listed, columns, is_certain=False)]
        return []

    def number(self, name: str) -> Guess | None:
        column, exact = self._named(name)
        if column is None or not words.are_numbers(self.cells(column)):
            return None
        return Guess(("numbers", name), column, column, is_certain=exact)

    def attribute(self, name: str, cohort: CohortSettings) -> Guess | None:
        column, exact = self._named(name)
        if column is None:
            return None
        cells = self.cells(column)
        declared = cohort.attributes.get(name)
        yes = words.yes_cells(cells)
        if isinstance(declared, YesNoAttribute) or (declared is None and yes is not None):
            if yes is None:
                return None
            return Guess(("attributes", name), column, {"column": column, "yes": list(yes)}, is_certain=exact)
        few = len(set(cells)) <= max(_MOST_GROUPS, len(() if declared is None else declared.categories))
        return Guess(("attributes", name), column, column, is_certain=exact and few)

    def _named(self, name: str) -> tuple[str | None, bool]:
        wanted = words.plain_header(name)
        exact = words.found_header(self.header, (wanted,))
        if exact is not None:
            return exact, True
        plain = {words.plain_header(column): column for column in reversed(self.header) if column}
        guess = nearest(wanted, plain)
        return (None if guess is None else plain[guess]), False


def _role(column: str, mentors: tuple[str, ...]) -> dict[str, Any]:
    return {"column": column, "upper_years": list(mentors)}
