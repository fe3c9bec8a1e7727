"""Pair the students of a real list as a policy of a scenario would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.api.given_paths import path_or_none
from mentorsim.errors import RosterError, UserError
from mentorsim.pairing import MatchingProblem
from mentorsim.roster_match.approval import list_to_lock, refuse_overwriting
from mentorsim.roster_match.draft import Draft, make_draft, matching_problem
from mentorsim.roster_match.draft_writing import WrittenDraft, draft_paths, write_draft
from mentorsim.roster_match.leavers import Leavers, without_leavers
from mentorsim.roster_match.likely_columns import refuse_one_sided
from mentorsim.roster_match.locked import PairList
from mentorsim.roster_match.raw_cells import RawCells
from mentorsim.roster_match.roster_students import RosterStudents
from mentorsim.roster_match.sources import Sources, read_sources
from mentorsim.roster_match.tables import SheetTable, draft_tables
from mentorsim.scenario import Scenario, load_scenario
from mentorsim.scenario.accepting import ScenarioLike, as_scenario
from mentorsim.scenario.overrides import parse_override

if TYPE_CHECKING:
    import pandas as pd

_PAIRS, _UNMATCHED, _MENTORS, _MENTEES, _EQUITY = range(5)


@dataclass(frozen=True, eq=False)
class PreparedMatch:
    """A list before anybody is matched: what its columns mean, who is to be matched, and what stays.

    Attributes
    ----------
    sources
        The files, the scenario's policy, and what the columns were taken for.
    locked
        Pairs that stay as they are; None: none do.
    scenario_name, overrides
        The scenario as it was named; None where an object was given.
    """

    sources: Sources
    locked: PairList | None
    scenario_name: str | None
    overrides: tuple[str, ...]

    @cached_property
    def students(self) -> RosterStudents:
        """Who is to be matched; read when it is first asked for, with the columns as they were taken."""
        return self.sources.students()

    @cached_property
    def kept(self) -> Leavers | None:
        """The list whose pairs stay, without people who have left."""
        return None if self.locked is None else without_leavers(self.locked, self.students.row_of)

    @cached_property
    def kept_list(self) -> PairList | None:
        """That list alone."""
        return None if self.kept is None else self.kept.listed

    @cached_property
    def problem(self) -> MatchingProblem:
        """The matching problem: mentees, mentors, places, pairs that are required or ruled out."""
        sources = self.sources
        problem, _ = matching_problem(sources.scenario, sources.program, self.students, self.kept_list)
        refuse_one_sided(
            sources.program.match, problem, sources.table, sources.mapping.settings, self.students.roster
        )
        return problem

    def write(self, out: Path) -> WrittenDraft:
        """Match, and write the list with what explains it and its record.

        Raises
        ------
        UserError
            When the matching cannot be made, a file cannot be written, or the scenario has no name by which
            an approval could find it again.
        """
        if self.scenario_name is None:
            raise UserError(
                "to write a list, give the scenario as a file or a name: its approval reads it again"
            )
        return write_draft(
            out, self.sources, self.students, self.scenario_name, self.overrides, self.kept_list
        )


@dataclass(frozen=True, eq=False)
class MatchedList:
    """A list of pairs or groups, with its explanation.

    Attributes
    ----------
    prepared
        The roster, scenario and policy that it was made from.
    draft
        The matching as rows of the roster.
    files
        Files that were written, the list first and its record last; empty without ``out``.

    Examples
    --------
    >>> import mentorsim as ms
    >>> found = ms.match("roster_example.csv", "roster_example", policy="best total score")
    >>> len(found.pairs()), len(found.unmatched()), len(found.mentors())
    (150, 0, 60)
    """

    prepared: PreparedMatch
    draft: Draft
    files: tuple[Path, ...] = ()

    @cached_property
    def _tables(self) -> tuple[SheetTable, ...]:
        sources = self.prepared.sources
        cells = RawCells(sources.table, sources.mapping.settings, self.draft.students.roster)
        return draft_tables(self.draft, sources.program, cells)

    def pairs(self) -> pd.DataFrame:
        """Return the list itself: a row per mentee, with the score in words and the next best mentors."""
        return _frame(self._tables[_PAIRS])

    def unmatched(self) -> pd.DataFrame:
        """Return the mentees without a mentor, and why."""
        return _frame(self._tables[_UNMATCHED])

    def mentors(self) -> pd.DataFrame:
        """Return each mentor's places and how many are taken."""
        return _frame(self._tables[_MENTORS])

    def mentees(self) -> pd.DataFrame:
        """Return a row for every mentee, with or without a mentor."""
        return _frame(self._tables[_MENTEES])

    def equity(self) -> pd.DataFrame:
        """Return how groups of students are served."""
        return _frame(self._tables[_EQUITY])

    def __repr__(self) -> str:
        """Say how many are matched; nobody's name is shown."""
        return f"<MatchedList: {self._in_words}: .pairs(), .unmatched(), .mentors(), .equity()>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._in_words)}</p>"

    @property
    def _in_words(self) -> str:
        matched = len(self.pairs())
        sources = self.prepared.sources
        return (
            f"{matched} of {matched + len(self.unmatched())} mentees matched by policy {sources.policy!r} "
            f"({sources.program.match.method}), {len(self.draft.problem.mentors)} mentors"
        )


def prepare_match(
    roster: str | PathLike[str],
    scenario: ScenarioLike,
    *,
    policy: str | None = None,
    mentors: str | PathLike[str] | None = None,
    locked: str | PathLike[str] | None = None,
    without: Sequence[str] = (),
    overrides: Sequence[str] = (),
) -> PreparedMatch:
    """Read the files of a list and say what their columns mean; see `match` for the parameters."""
    name = None
    if isinstance(scenario, str | PathLike):
        name = fspath(scenario)
        study = load_scenario(name, overrides)
    else:
        study = _overridden(as_scenario(scenario), overrides)
    sources = read_sources(study, policy, Path(roster), path_or_none(mentors), without)
    list_file = path_or_none(locked)
    kept = None if list_file is None else list_to_lock(list_file)
    return PreparedMatch(sources, kept, name, tuple(overrides))


def match(
    roster: str | PathLike[str],
    scenario: ScenarioLike,
    *,
    policy: str | None = None,
    mentors: str | PathLike[str] | None = None,
    locked: str | PathLike[str] | None = None,
    without: Sequence[str] = (),
    overrides: Sequence[str] = (),
    out: str | PathLike[str] | None = None,
    accept_guesses: bool = False,
) -> MatchedList:
    """Pair the students on a real list with a policy of a scenario, by the simulation's own code.

    Parameters
    ----------
    roster
        The roster, CSV or XLSX, with mentees and (without `mentors`) mentors.
    scenario
        The study, whose policy pairs them.
    policy
        The policy; required if the scenario has more than one.
    mentors
        A second file with the mentors.
    locked
        A list whose pairs stay as they are; everyone else is matched around them.
    without
        Ids, or rows such as ``row 12``, of people who are left out.
    overrides
        Values to set in the scenario, such as ``program.mentees_per_mentor=2``.
    out
        The list to write, NAME.csv or NAME.xlsx, with its explanation and the record that `mentorsim
        approve` needs. None: nothing is written.
    accept_guesses
        Whether to accept uncertain guesses about columns.

    Raises
    ------
    UserError
        When a file cannot be read or written, a column is in doubt, or the matching cannot be made.

    Examples
    --------
    >>> import mentorsim as ms
    >>> from pathlib import Path
    >>> _ = Path("signups.csv").write_text('''id,role,field
    ... ann,mentee,law
    ... bob,mentor,law
    ... cy,mentor,art
    ... ''')
    >>> scenario = '''
    ... title: Two mentors
    ... cohort:
    ...   roster:
    ...     file: signups.csv
    ...     id: id
    ...     role: {column: role, mentors: [mentor]}
    ...     attributes: {field: field}
    ... program: {mentors: 2, match: {method: score, criteria: [{field: field, rule: same}]}}
    ... '''
    >>> found = ms.match("signups.csv", ms.parse_scenario(scenario))
    >>> found.pairs()[["mentee", "mentor"]].values.tolist()
    [['ann', 'bob']]
    """
    target = path_or_none(out)
    if target is not None:
        refuse_overwriting(target, draft_paths(target))
    prepared = prepare_match(
        roster,
        scenario,
        policy=policy,
        mentors=mentors,
        locked=locked,
        without=without,
        overrides=overrides,
    )
    mapping = prepared.sources.mapping
    if not accept_guesses and not mapping.is_certain:
        raise RosterError(
            "some columns were guessed without being sure; pass accept_guesses=True, or say in the scenario "
            f"what they mean, such as\n{mapping.yaml()}".rstrip()
        )
    if target is not None:
        written = prepared.write(target)
        return MatchedList(prepared, written.draft, written.files)
    sources = prepared.sources
    return MatchedList(
        prepared, make_draft(sources.scenario, sources.program, prepared.students, prepared.kept_list)
    )


def _overridden(scenario: Scenario, overrides: Sequence[str]) -> Scenario:
    return scenario.overridden(map(parse_override, overrides)) if overrides else scenario


def _frame(table: SheetTable) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(table.rows), columns=list(table.header))
