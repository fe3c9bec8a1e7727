"""What one scenario's cohorts have in common: everything that does not differ between replications."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import synthesis
from mentorsim.cohort.entry import Entry, entry_population
from mentorsim.cohort.filled_friendships import PartlyKnown, share_missing
from mentorsim.cohort.friendship_plan import FriendshipPlan, friendship_plan
from mentorsim.cohort.people import (
    FIRST_YEAR,
    UPPER_YEAR,
    VALUE_DIMENSIONS,
    FriendshipPairs,
    Options,
    WeekTimes,
    student_names,
)
from mentorsim.cohort.shares import AttributeShares, attribute_shares, cumulative_shares
from mentorsim.cohort.value_means import value_means
from mentorsim.documents.table_file import file_version
from mentorsim.errors import ScenarioError
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import Decision, named_decision, student_key

if TYPE_CHECKING:
    from mentorsim.cohort.roster import Roster
    from mentorsim.scenario import Scenario

_KEPT_PLANS = 8


@dataclass(frozen=True, eq=False)
class CohortPlan:
    """The constants of a scenario's cohorts; arrays with one entry per student are in the order of the rows.

    ``given_codes`` has shape ``(attributes, n)`` (``synthesis.DRAWN``: drawn in every replication),
    ``given_answers`` shape ``(3, n)`` (NaN: none); of a roster's further questions, ``further_answers``.
    ``questions`` is how many were asked, ``listed`` how many students the roster lists. ``options`` and
    ``times`` are a roster's; of synthesized students
    nothing is known in ``options``. ``friendships`` is how to generate them, or those of a file, and
    ``friendship_notes`` are sentences about how that file was read.
    """

    key: NDArray[np.uint64]
    role: NDArray[np.uint8]
    attributes: AttributeShares
    cumulative: NDArray[np.float64]
    decisions: NDArray[np.uint64]
    given_codes: NDArray[np.int32]
    entry: Entry
    reliability: float
    grade_source: NDArray[np.uint8]
    given_grade: NDArray[np.float64]
    value_means: NDArray[np.float64]
    value_background: float
    survey_noise: float
    non_response: float
    given_answers: NDArray[np.float64]
    asked: NDArray[np.bool_]
    given_slots: NDArray[np.uint32]
    numbers: dict[str, NDArray[np.float64]]
    identifiers: tuple[str, ...] | None
    lists: dict[str, NDArray[np.int32]]
    options: dict[str, Options]
    times: WeekTimes | None
    further_answers: NDArray[np.float64]
    questions: int
    listed: int
    low_is_best: frozenset[str]
    friendships: FriendshipPlan | PartlyKnown | FriendshipPairs
    friendship_notes: tuple[str, ...]


# The last scenarios by identity, which is quick, and the last plans by what they were made from: a scenario
# that another process has sent anew for every replication still finds its plan. A scenario never changes.
_by_scenario: OrderedDict[int, tuple[Scenario, CohortPlan]] = OrderedDict()
_by_content: OrderedDict[tuple[object, ...], CohortPlan] = OrderedDict()


def cohort_plan(scenario: Scenario) -> CohortPlan:
    """Return a scenario's plan, made once; a roster or network file is read when the plan is made.

    Raises
    ------
    ScenarioError
        When a roster or a network cannot be read, or gaps and correlations contradict each other.
    """
    known = _by_scenario.get(id(scenario))
    if known is not None and known[0] is scenario:
        return known[1]
    content = _content(scenario)
    plan = _by_content.get(content)
    if plan is None:
        plan = _make_plan(scenario)
        _by_content[content] = plan
        if len(_by_content) > _KEPT_PLANS:
            _by_content.popitem(last=False)
    _by_scenario[id(scenario)] = (scenario, plan)
    if len(_by_scenario) > _KEPT_PLANS:
        _by_scenario.popitem(last=False)
    return plan


def _content(scenario: Scenario) -> tuple[object, ...]:
    roster = scenario.cohort.roster
    names = (*((None,) if roster is None else (roster.file, roster.mentors_file)), scenario.friendships.file)
    files = [_version(scenario.file(name)) for name in names if name is not None]
    return scenario.cohort.model_dump_json(), scenario.friendships.model_dump_json(), *files


def _version(path: Path) -> tuple[str, int, int]:
    return str(path), *file_version(path)


def _make_plan(scenario: Scenario) -> CohortPlan:
    settings = scenario.cohort
    roster = None
    if settings.roster is not None:
        from mentorsim.cohort.roster_files import read_roster  # much to import, and most studies have none

        roster = read_roster(settings.roster, scenario.file(settings.roster.file))
    listed = 0 if roster is None else roster.size
    first_years = settings.first_years if roster is None else 0
    key, role = _people(roster, first_years, settings.upper_years)
    n = len(key)
    from_roster = {} if roster is None else roster.attributes
    attributes = attribute_shares(settings, from_roster)
    try:
        entry = entry_population(settings, attributes)
    except ScenarioError as problem:
        raise _placed(problem, scenario, "cohort", "attributes") from None
    given_codes = np.full((len(attributes.names), n), synthesis.DRAWN, dtype=np.int32)
    grade_source = np.full(n, synthesis.GRADE_DRAWN, dtype=np.uint8)
    given_grade = np.full(n, np.nan)
    given_answers = np.full((VALUE_DIMENSIONS, n), np.nan)
    asked = np.zeros(n, dtype=np.bool_)
    given_slots = np.zeros(n, dtype=np.uint32)
    numbers = {}
    lists = {}
    options: dict[str, Options] = {}
    times = None
    further_answers = np.empty((0, n))
    questions = VALUE_DIMENSIONS
    low_is_best: frozenset[str] = frozenset()
    identifiers = None
    reliability = settings.prior_grade.reliability
    if roster is not None and settings.roster is not None:
        for place, name in enumerate(attributes.names):
            if name in from_roster:
                given_codes[place, :listed] = from_roster[name].codes
        if settings.roster.prior_grade is not None:
            grade_source[:listed] = np.where(
                roster.grade_is_known, np.uint8(synthesis.GRADE_KNOWN), np.uint8(synthesis.GRADE_FILLED_IN)
            )
            given_grade[:listed] = roster.prior_grade
            reliability = settings.roster.prior_grade.reliability
        asked[:listed] = settings.roster.values is not None
        if settings.roster.values is not None:
            questions = len(roster.values)
            known = min(questions, VALUE_DIMENSIONS)
            given_answers[:known, :listed] = roster.values[:known]
            further_answers = _padded(roster.values[known:], n, np.nan)
        if roster.slots is not None:
            given_slots[:listed] = roster.slots
        numbers = {
            name: np.append(column, np.full(n - listed, np.nan)) for name, column in roster.numbers.items()
        }
        lists = {
            name: np.pad(rows, ((0, 0), (0, n - listed)), constant_values=-1)
            for name, rows in roster.lists.items()
        }
        options = {
            name: Options(
                one.names, _padded(one.words, n, 0), np.append(one.is_known, np.zeros(n - listed, np.bool_))
            )
            for name, one in roster.observed.options.items()
        }
        if roster.observed.times is not None:
            given = roster.observed.times
            known_times = np.append(given.is_known, np.ones(n - listed, np.bool_))
            times = WeekTimes(_padded(given.words, n, 0), known_times, given.in_parts)
        low_is_best = roster.observed.low_is_best
        identifiers = (*roster.identifiers, *student_names(role[listed:]))
    friendships, notes = _friendships(scenario, attributes, roster, role, identifiers)
    return CohortPlan(
        key=key,
        role=role,
        attributes=attributes,
        cumulative=cumulative_shares(attributes),
        decisions=np.array(
            [named_decision(Decision.ATTRIBUTE, name) for name in attributes.names], dtype=np.uint64
        ),
        given_codes=given_codes,
        entry=entry,
        reliability=reliability,
        grade_source=grade_source,
        given_grade=given_grade,
        value_means=value_means(attributes.names, attributes.categories, settings.values.background),
        value_background=settings.values.background if attributes.names else 0.0,
        survey_noise=settings.survey.noise,
        non_response=settings.survey.non_response,
        given_answers=given_answers,
        asked=asked,
        given_slots=given_slots,
        numbers=numbers,
        identifiers=identifiers,
        lists=lists,
        options=options,
        times=times,
        further_answers=further_answers,
        questions=questions,
        listed=listed,
        low_is_best=low_is_best,
        friendships=friendships,
        friendship_notes=notes,
    )


def _padded(columns: NDArray[Any], size: int, value: float) -> NDArray[Any]:
    """Return columns, the last axis the students, with a value for those whom the roster does not list."""
    return np.pad(columns, ((0, 0), (0, size - columns.shape[1])), constant_values=value)


def _people(
    roster: Roster | None, first_years: int, upper_years: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    keys = [_student_keys(FIRST_YEAR, first_years), _student_keys(UPPER_YEAR, upper_years)]
    roles = [np.full(first_years, FIRST_YEAR, np.uint8), np.full(upper_years, UPPER_YEAR, np.uint8)]
    if roster is not None:
        keys.insert(0, roster.key)
        roles.insert(0, roster.role)
    return np.concatenate(keys), np.concatenate(roles)


@kernel
def _student_keys(role: int, count: int) -> NDArray[np.uint64]:
    keys = np.empty(count, np.uint64)
    for ordinal in range(count):
        keys[ordinal] = student_key(role, ordinal)
    return keys


def _friendships(
    scenario: Scenario,
    attributes: AttributeShares,
    roster: Roster | None,
    role: NDArray[np.uint8],
    identifiers: tuple[str, ...] | None,
) -> tuple[FriendshipPlan | PartlyKnown | FriendshipPairs, tuple[str, ...]]:
    settings = scenario.friendships
    given = None
    if settings.file is not None:
        names = student_names(role) if identifiers is None else identifiers
        from mentorsim.cohort.network_files import read_friendships

        given = read_friendships(scenario.file(settings.file), names, settings)
        fill = settings.not_listed == "generate" and not given.listed.all()
        missing = share_missing(given.listed, settings.file, generated=fill)
        notes = (*given.notes, *([missing] if missing else []))
        if not fill:
            return given.pairs, notes
    try:
        plan = friendship_plan(settings, attributes, {} if roster is None else roster.attributes)
    except ScenarioError as problem:
        raise _placed(problem, scenario, "friendships", "homophily") from None
    return (plan, ()) if given is None else (PartlyKnown(given.pairs, given.listed, plan), notes)


def _placed(problem: ScenarioError, scenario: Scenario, *path: str) -> ScenarioError:
    # Say where in the scenario the section stands that the problem speaks of.
    place = scenario.places.of(path)
    return ScenarioError(problem.message, file=scenario.name, line=None if place is None else place.line)
