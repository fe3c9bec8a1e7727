"""Checks between the sections of a scenario: weeks within the calendar, names that exist, enough people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mentorsim.documents.nearest import nearest
from mentorsim.documents.places import Path
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.mechanisms.registry import find_mechanism, own_mechanisms, own_parameters
from mentorsim.plugins import load_installed
from mentorsim.scenario.calendar import Calendar
from mentorsim.scenario.cohort import CohortSettings
from mentorsim.scenario.match import (
    NUMERIC_RULES,
    OBSERVED_FIELDS,
    PAIR_RULES,
    SLOT_RULES,
    Criterion,
    MatchSettings,
)
from mentorsim.scenario.program import GROUP_SETTINGS, Program
from mentorsim.scenario.sections import PRIOR_GRADE, RANDOM, Sections

if TYPE_CHECKING:
    from mentorsim.scenario.study import Scenario

Problem = tuple[Path, str]


def problems_between_sections(scenario: Scenario, table: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield each mistake as its path and a sentence.

    Parameters
    ----------
    scenario
        A scenario whose sections are valid by themselves.
    table
        The parameter table.
    """
    yield from _friendship_problems(scenario)
    yield from _identity_problems(scenario.cohort)
    yield from _record_problems(scenario)
    for inner, sentence in _section_problems(scenario.institution.sections, scenario.cohort):
        yield ("institution", "sections", *inner), sentence
    programs: list[tuple[Path, Program]] = [(("program",), scenario.program)]
    programs += [
        (("policies", name), program) for name, program in scenario.policies.items() if program is not None
    ]
    for path, program in programs:
        yield from _program_problems(path, program, scenario)
    yield from _unused_group_problems(programs)
    yield from _outcome_problems(scenario)
    yield from _mechanism_problems(scenario.mechanisms)
    yield from _parameter_problems(scenario.parameters, table)


def _friendship_problems(scenario: Scenario) -> Iterator[Problem]:
    cohort, friendships = scenario.cohort, scenario.friendships
    for name in friendships.homophily:
        if name not in cohort.attribute_names:
            yield ("friendships", "homophily", name), _no_such_attribute(name, cohort)
    students = cohort.first_years + cohort.upper_years
    if cohort.roster is None and friendships.file is None and friendships.mean_degree > students - 1:
        yield (
            ("friendships", "mean_degree"),
            f"is {friendships.mean_degree:g}, more than {students} students can have among themselves",
        )


def _identity_problems(cohort: CohortSettings) -> Iterator[Problem]:
    for name in cohort.identity:
        if name not in cohort.attribute_names:
            yield ("cohort", "identity", name), _no_such_attribute(name, cohort)


def _record_problems(scenario: Scenario) -> Iterator[Problem]:
    roster, terms = scenario.cohort.roster, scenario.calendar.terms
    records = None if roster is None else roster.records
    if records is not None and records.results and len(records.results) != terms:
        count = len(records.results)
        sentence = f"must be one for each of the {terms} terms of the calendar, not {count}"
        yield ("cohort", "roster", "records", "results"), sentence


def _section_problems(sections: Sections | None, cohort: CohortSettings) -> Iterator[Problem]:
    if sections is None or sections.placed_by in (RANDOM, PRIOR_GRADE, *cohort.attribute_names):
        return
    known = (RANDOM, PRIOR_GRADE, *cohort.attribute_names)
    guess = nearest(sections.placed_by, known)
    hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(known)}"
    yield ("placed_by",), f"is {sections.placed_by!r}, which is not a way of placing students; {hint}"


def _program_problems(path: Path, program: Program, scenario: Scenario) -> Iterator[Problem]:
    for inner, sentence in (
        *_week_problems(program, scenario.calendar),
        *_eligibility_problems(program, scenario.cohort),
        *_pool_problems(program, scenario.cohort),
    ):
        yield (*path, *inner), sentence
    for inner, sentence in _section_problems(program.placement, scenario.cohort):
        yield (*path, "placement", *inner), sentence
    for number, criterion in enumerate(program.match.criteria):
        for inner, sentence in _criterion_problems(criterion, scenario.cohort):
            yield (*path, "match", "criteria", number, *inner), sentence
    for inner, sentence in _match_field_problems(program.match, scenario.cohort):
        yield (*path, "match", *inner), sentence


def _week_problems(program: Program, calendar: Calendar) -> Iterator[Problem]:
    weeks = calendar.total_weeks
    if program.starts_week > weeks:
        yield ("starts_week",), f"is {program.starts_week}, after the end of the calendar in week {weeks}"
        return
    last_wave = program.starts_week + (program.waves - 1) * program.weeks_between_waves
    if last_wave > weeks:
        yield (
            ("waves",),
            f"need week {last_wave} for the last round, after the end of the calendar in week {weeks}",
        )
    if program.stop_week is not None and program.stop_week > weeks:
        yield ("stop_week",), f"is {program.stop_week}, after the end of the calendar in week {weeks}"
    late = program.late_joiners
    if late.share > 0 and program.starts_week + late.weeks_late > weeks:
        yield (
            ("late_joiners", "weeks_late"),
            f"is {late.weeks_late}: they would join after the end of the calendar",
        )


def _eligibility_problems(program: Program, cohort: CohortSettings) -> Iterator[Problem]:
    eligibility = program.eligibility
    if eligibility.at_risk is not None:
        numbers = _number_fields(cohort)
        if eligibility.at_risk.by not in numbers:
            yield ("eligibility", "at_risk", "by"), f"must be an observed number: {', '.join(numbers)}"
    if eligibility.attribute is not None:
        name = eligibility.attribute
        if name not in cohort.attribute_names:
            yield ("eligibility", "attribute"), _no_such_attribute(name, cohort)
            return
        categories = cohort.categories_of(name)
        if categories is not None and eligibility.is_ not in categories:
            yield (
                ("eligibility", "is"),
                f"must be a value of {name}: {', '.join(categories)}; not {eligibility.is_!r}",
            )


def _pool_problems(program: Program, cohort: CohortSettings) -> Iterator[Problem]:
    if cohort.roster is not None and (program.mentors.from_ == "cohort" or not cohort.upper_years):
        return  # Only the roster's files tell how many there are.
    if program.mentors.from_ == "upper_years" and program.mentors.count > cohort.upper_years:
        yield (
            ("mentors",),
            f"are {program.mentors.count} from upper_years, but cohort.upper_years is {cohort.upper_years}",
        )
    if program.mentors.from_ == "cohort" and program.mentors.count >= cohort.first_years:
        yield (
            ("mentors",),
            f"are {program.mentors.count} of {cohort.first_years} first-years, which leaves no mentee",
        )


def _match_field_problems(match: MatchSettings, cohort: CohortSettings) -> Iterator[Problem]:
    if match.boost is not None and match.boost.by not in cohort.attribute_names:
        yield ("boost", "by"), _no_such_attribute(match.boost.by, cohort)
    numbers = _number_fields(cohort)
    asked = [(("maximum_gaps", name), name) for name in match.maximum_gaps]
    asked += [
        (("places", key), name)
        for key, name in (("most", match.places.most), ("fewest_by", match.places.fewest_by))
        if name is not None
    ]
    for inner, name in asked:
        if name not in numbers or (inner[0] == "places" and name == "prior_grade"):
            known = ", ".join(numbers) if inner[0] == "maximum_gaps" else ", ".join(numbers[1:]) or "none yet"
            yield (
                inner,
                f"needs a number that students have, not {name!r}: there are {known}; "
                "cohort.roster.numbers adds columns",
            )


def _criterion_problems(criterion: Criterion, cohort: CohortSettings) -> Iterator[Problem]:
    name = criterion.field
    if cohort.roster is not None and name in cohort.roster.lists:
        if criterion.rule != "preference":
            yield ("rule",), f"{criterion.rule} does not fit {name}, which lists students; preference does"
        elif criterion.values is not None:
            yield ("values",), f"have no meaning for {name}, which lists students; leave them out"
        return
    yield from _named_by_criterion_problems(criterion, cohort)
    if name in cohort.attribute_names:
        column = None if cohort.roster is None else cohort.roster.attributes.get(name)
        # Whether a roster's column holds several answers only its cells tell.
        may_be_list = column is not None and not column.is_yes_no
        if criterion.rule in NUMERIC_RULES or (criterion.rule in SLOT_RULES and not may_be_list):
            yield ("rule",), f"{criterion.rule} does not fit the attribute {name}; same and different do"
        categories = cohort.categories_of(name)
        for value in criterion.values or ():
            if categories is not None and value not in categories:
                yield ("values",), f"has {value!r}, which is not a value of {name}: {', '.join(categories)}"
        return
    fields = _criterion_fields(cohort)
    if name not in fields:
        guess = nearest(name, fields)
        if criterion.rule == "preference" and criterion.values is None and not guess:
            hint = "lists of preferred students come from a roster's columns, named in cohort.roster.lists"
            yield ("field",), f"has no observed field {name!r} to look at; {hint}"
            return
        hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(fields)}"
        yield ("field",), f"has no observed field {name!r} to look at; {hint}"
    elif criterion.rule in SLOT_RULES and name != "slots":
        yield ("rule",), f"{criterion.rule} compares slots, not {name}"
    elif name == "slots" and criterion.rule not in SLOT_RULES:
        yield ("rule",), f"{criterion.rule} does not fit slots; overlap does"


def _named_by_criterion_problems(criterion: Criterion, cohort: CohortSettings) -> Iterator[Problem]:
    """Look at the further fields that a criterion names."""
    names = cohort.attribute_names
    if criterion.wish is not None and criterion.wish not in names:
        yield ("wish",), _no_such_attribute(criterion.wish, cohort)
    for name in criterion.only_if:
        if name not in names:
            yield ("only_if", name), _no_such_attribute(name, cohort)
    numbers = _number_fields(cohort)[1:]
    if criterion.importance_by is not None and criterion.importance_by not in numbers:
        yield (
            ("importance_by",),
            f"needs a number of the roster, not {criterion.importance_by!r}; cohort.roster.numbers adds "
            "columns",
        )
    if criterion.rule in {"wished", *PAIR_RULES} and criterion.field not in names:
        yield ("field",), _no_such_attribute(criterion.field, cohort)


def _unused_group_problems(programs: list[tuple[Path, Program]]) -> Iterator[Problem]:
    base = programs[0][1]
    some_groups = any(program.format == "group" for _, program in programs)
    for key in GROUP_SETTINGS:
        if key in base.model_fields_set and not some_groups:
            yield ("program", key), "has no effect: neither the program nor a policy has format: group"
        for path, program in programs[1:]:
            if program.format != "group" and getattr(program, key) != getattr(base, key):
                yield (*path, key), "has no effect without format: group"


def _outcome_problems(scenario: Scenario) -> Iterator[Problem]:
    outcomes = scenario.outcomes
    if len(set(outcomes)) != len(outcomes):
        yield ("outcomes",), "must name each outcome once"
    if "over_budget" in outcomes and scenario.budget is None:
        yield (
            ("outcomes", outcomes.index("over_budget")),
            "is over_budget, but there is no budget: state one, such as budget: {amount: 10000, mentors: 40}",
        )
    watched = scenario.run.until.outcome
    if "until" in scenario.run.model_fields_set and watched not in outcomes:
        yield ("run", "until", "outcome"), _no_such_outcome(watched, outcomes)


def _mechanism_problems(names: tuple[str, ...]) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if names.index(name) != number:
            yield ("mechanisms", number), f"names {name!r} a second time"
        elif find_mechanism(name) is None:
            guess = nearest(name, own_mechanisms())
            hint = f"did you mean {guess!r}?" if guess else "load the module that defines it: --plugin MODULE"
            yield ("mechanisms", number), f"names {name!r}, which no loaded plugin defines; {hint}"


def _parameter_problems(overrides: Mapping[str, float], table: Mapping[str, Parameter]) -> Iterator[Problem]:
    mechanisms = [row.name for row in table.values() if row.tag == "mechanism"]
    for name, value in overrides.items():
        row = table.get(name) or _installed_parameter(name)
        if row is None:
            guess = nearest(name, mechanisms)
            hint = (
                f"did you mean {guess!r}?"
                if guess
                else "`mentorsim show --parameters` lists them all, and --plugin loads those of your own"
            )
            yield ("parameters", name), f"is not in the parameter table; {hint}"
        elif row.tag != "mechanism":
            yield (
                ("parameters", name),
                "describes the population: set it in institution, cohort or friendships",
            )
        elif not row.low <= value <= row.high:
            yield (
                ("parameters", name),
                f"must be between {row.low:g} and {row.high:g} ({row.unit}), not {value:g}",
            )


def _installed_parameter(name: str) -> Parameter | None:
    load_installed()
    row, _ = own_parameters().get(name, (None, ""))
    return row


def _no_such_attribute(name: str, cohort: CohortSettings) -> str:
    guess = nearest(name, cohort.attribute_names)
    return f"names no attribute of the cohort: {name!r}" + (f"; did you mean {guess!r}?" if guess else "")


def _no_such_outcome(name: str, outcomes: tuple[str, ...]) -> str:
    guess = nearest(name, outcomes)
    return f"names {name!r}, which outcomes does not list" + (f"; did you mean {guess!r}?" if guess else "")


def _number_fields(cohort: CohortSettings) -> tuple[str, ...]:
    return ("prior_grade", *(cohort.roster.numbers if cohort.roster is not None else ()))


def _criterion_fields(cohort: CohortSettings) -> tuple[str, ...]:
    roster = cohort.roster
    further = () if roster is None else (*roster.numbers, *roster.lists)
    return (*OBSERVED_FIELDS, *cohort.attribute_names, *further)
