"""Required, forbidden and earlier pairs: from lists of mentorsim's or hand-made ones, or the roster."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.documents.spreadsheet_cells import plain_cell
from mentorsim.documents.table_file import RowNumber, Table, file_version, read_table
from mentorsim.errors import ScenarioError
from mentorsim.pairing.problem import Rows, no_pairs
from mentorsim.roster.words import folded, plain_name

if TYPE_CHECKING:
    from mentorsim.scenario.match import PairsFile

COLUMNS = ("mentee", "mentor")
_GROUP = frozenset({"group", "gruppe", "groupe", "team", "grupo", "table", "pod"})
_ALIKE = frozenset(
    {"person", "member", "participant", "partner", "name", "student", "colleague", "email", "id"}
)
_NUMBERED = re.compile(r"(.*?)\s*\d*\Z")


@dataclass(frozen=True, eq=False)
class ListedPairs:
    """Pairs of rows (mentee, mentor), and how many people of the lists are not there any more."""

    pairs: Rows
    skipped: int = 0


def listed_pairs(
    listed: PairsFile | None,
    file: Callable[[str], Path],
    names: tuple[str, ...],
    lists: Mapping[str, NDArray[np.int32]],
    *,
    may_be_gone: bool,
) -> ListedPairs:
    """Read the pairs of a setting, each file once per process and version of the file.

    A file is a CSV or a sheet: the columns ``mentee`` and ``mentor`` (further ones ``mentor 2``, or
    ``mentee 2``), as `mentorsim match` writes them; ``group`` and its members; or columns such as ``person
    1`` and ``person 2``, all of whom met.

    Parameters
    ----------
    listed
        The setting; None: no pairs.
    file
        Gives the path of a file that the scenario names.
    names
        The id of each row.
    lists
        The roster's lists of people.
    may_be_gone
        Whether people who are not there are left out with a count, unless the setting says otherwise.

    Raises
    ------
    ScenarioError
        When a file cannot be read or an id is unknown and must not be; the row of the file is named, the
        person is not.
    """
    if listed is None:
        return ListedPairs(no_pairs())
    skip = listed.unknown == "skip" if "unknown" in listed.model_fields_set else may_be_gone
    found = [_read_version(file(name), names, skip, file_version(file(name))) for name in listed.pairs_file]
    pairs = [one.pairs for one in found]
    if listed.list_ is not None:
        if listed.list_ not in lists:
            raise ScenarioError(
                f"there is no list {listed.list_!r} in the roster; name its column in cohort.roster.lists"
            )
        pairs.append(_from_lists(lists[listed.list_], names))
    return ListedPairs(np.concatenate(pairs) if pairs else no_pairs(), sum(one.skipped for one in found))


def _from_lists(listed: NDArray[np.int32], names: tuple[str, ...]) -> Rows:
    owner = np.broadcast_to(np.arange(listed.shape[1]), listed.shape)[listed >= 0]
    other = listed[listed >= 0].astype(np.int64)
    # It holds whichever of the two has written it.
    both = np.concatenate([np.stack([owner, other], axis=1), np.stack([other, owner], axis=1)])
    return np.unique(both[both.max(axis=1) < len(names)], axis=0) if len(both) else no_pairs()


@dataclass(frozen=True)
class _Layout:
    """Which columns of a list name whom."""

    mentees: tuple[int, ...]
    mentors: tuple[int, ...]
    alike: tuple[int, ...]
    group: int | None


def _layout(table: Table) -> _Layout:
    names = [plain_name(cell) for cell in table.rows[0]]
    bases = [_stem(name) for name in names]
    mentees = tuple(
        place for place, base in enumerate(bases) if base in ("mentee", "mentees", "little", "tutee")
    )
    mentors = tuple(
        place for place, base in enumerate(bases) if base in ("mentor", "mentors", "big", "tutor")
    )
    group = next((place for place, name in enumerate(names) if name in _GROUP), None)
    alike = tuple(place for place, base in enumerate(bases) if base in _ALIKE)
    if mentees and mentors:
        return _Layout(mentees, mentors, (), None)
    if group is not None and (mentees or alike):
        return _Layout((), (), mentees or alike, group)
    if not mentees and not mentors and len(alike) > 1:
        return _Layout((), (), alike, None)
    missing = "mentor" if mentees else "mentee"
    raise ScenarioError(
        f"no column {missing!r}; the first row must name mentee and mentor, or group and its members, or "
        "person 1, person 2 and so on",
        file=table.path,
    )


def _stem(name: str) -> str:
    found = _NUMBERED.match(name)
    return name if found is None else found[1]


@lru_cache(maxsize=16)
def _read_version(path: Path, names: tuple[str, ...], skip: bool, version: tuple[int, int]) -> ListedPairs:
    table = read_table(path)
    layout = _layout(table)
    finder = _NamedRows(table, names, skip)
    pairs: list[tuple[int, int]] = []
    members: dict[str, list[int]] = {}
    for number, cells in zip(table.numbers[1:], table.rows[1:], strict=True):
        if layout.group is not None:
            key = cells[layout.group] if layout.group < len(cells) else ""
            members.setdefault(key, []).extend(finder.people(number, cells, layout.alike, "member"))
        elif layout.alike:
            pairs += _all_of(finder.people(number, cells, layout.alike, "person", many=True))
        else:
            mentees = finder.people(number, cells, layout.mentees, "mentee")
            mentors = finder.people(number, cells, layout.mentors, "mentor")
            pairs += [(mentee, mentor) for mentee in mentees for mentor in mentors]
    for group in members.values():
        pairs += _all_of(group)
    found = np.array(pairs, np.int64).reshape(-1, 2)
    found.flags.writeable = False
    return ListedPairs(found, len(finder.gone))


def _all_of(people: Sequence[int]) -> list[tuple[int, int]]:
    return [pair for one, other in combinations(people, 2) for pair in ((one, other), (other, one))]


class _NamedRows:
    """Finds people by id, also where case or blanks differ."""

    def __init__(self, table: Table, names: tuple[str, ...], skip: bool) -> None:
        self._path = table.path
        self._skip = skip
        self._row_of = {name: row for row, name in enumerate(names)}
        loose: dict[str, int | None] = {}
        for row, name in enumerate(names):
            loose[folded(name)] = None if folded(name) in loose else row
        self._loose = loose
        self.gone: set[str] = set()

    def people(
        self, number: RowNumber, cells: Sequence[str], places: Sequence[int], who: str, *, many: bool = False
    ) -> list[int]:
        """Return the rows of those whom a row of the list names."""
        found: list[int] = []
        for position, place in enumerate(places):
            name = plain_cell(cells[place]) if place < len(cells) else ""
            row = self._row_of.get(name)
            row = self._loose.get(folded(name)) if row is None else row
            if row is not None:
                found.append(row)
            elif name and self._skip:
                self.gone.add(folded(name))
            elif name or not (many or position or self._skip):
                raise ScenarioError(
                    f"row {number}: the {who} is not a student of the cohort; use the roster's ids, or "
                    "first-year 1, upper-year 1, ... for synthesized students",
                    file=self._path,
                )
        return found
