"""From files to students: the roster's table, its mapping, and everybody who is to be matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mentorsim.cohort.roster import Roster
from mentorsim.cohort.roster_files import roster_of, roster_table
from mentorsim.documents.table_file import Table
from mentorsim.errors import UserError
from mentorsim.roster_match.column_guess import PLACES, ColumnMapping, map_columns
from mentorsim.roster_match.needed_fields import needed_attributes
from mentorsim.roster_match.roster_students import RosterStudents, policy_to_match, students_to_match
from mentorsim.scenario import Program, Scenario


@dataclass(frozen=True, eq=False)
class Sources:
    """What a list is made from, before anybody is matched."""

    scenario: Scenario
    policy: str
    program: Program
    roster_file: Path
    mentors_file: Path | None
    table: Table
    mapping: ColumnMapping
    without: tuple[str, ...] = ()

    def students(self) -> RosterStudents:
        """Read the roster by its mapping and find out who is to be matched.

        Raises
        ------
        UserError
            When the roster cannot be right, or lacks what the policy looks at.
        """
        return students_to_match(self.scenario, self.program, self.mapping.settings, self.roster())

    def roster(self) -> Roster:
        """Read the roster by its mapping.

        Raises
        ------
        UserError
            When it cannot be right.
        """
        if self.mentors_file is not None and self.mapping.settings.id is None:
            raise UserError(
                "two files need a column with the people's ids; name it in cohort.roster.id, as {mentee: "
                "COLUMN, mentor: COLUMN} where it has another name in each",
                file=self.table.path,
            )
        return roster_of(self.mapping.settings, self.table, may_be_few=True, without=self.without)


def read_sources(
    scenario: Scenario,
    policy: str | None,
    roster_file: Path,
    mentors_file: Path | None,
    without: Sequence[str] = (),
) -> Sources:
    """Read the files and say what their columns mean.

    ``without`` are ids or rows of people who are left out.

    Raises
    ------
    UserError
        When a file cannot be read, or the policy is not clear.
    """
    name, program = policy_to_match(scenario, policy)
    own = scenario.cohort.roster
    if mentors_file is None and own is not None and own.mentors_file is not None:
        mentors_file = scenario.file(own.mentors_file)
    table = roster_table(own, roster_file, mentors_file)
    attributes = dict.fromkeys([*scenario.cohort.attribute_names, *needed_attributes(program)])
    mapping = map_columns(table, scenario.cohort, program, attributes, roster_file.name)
    if mapping.has_places:
        places = program.match.places.model_copy(update={"most": PLACES})
        match = program.match.model_copy(update={"places": places})
        program = program.model_copy(update={"match": match})
    return Sources(scenario, name, program, roster_file, mentors_file, table, mapping, tuple(without))
