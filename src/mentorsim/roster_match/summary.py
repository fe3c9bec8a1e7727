"""What the screen says before and after the matching: sentences with counts, never with names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from mentorsim.pairing import MatchingProblem, preflight
from mentorsim.roster_match.draft import Draft
from mentorsim.roster_match.equity import GroupService, services
from mentorsim.roster_match.roster_students import RosterStudents
from mentorsim.roster_match.sources import Sources
from mentorsim.roster_match.tables import unmatched_reasons
from mentorsim.scenario import Program
from mentorsim.scenario.roster_columns import said_columns

#: So many categories of an attribute, and so many shortages, are shown.
_MOST_CATEGORIES = 6
_MOST_SHORT = 8


def assumptions(sources: Sources, students: RosterStudents) -> Iterator[str]:
    """Say what was assumed of the roster: who counts as what, and with how many places."""
    program, roster = sources.program, students.roster
    first_years = roster.size - int((roster.role == 1).sum()) + int(roster.is_both.sum())
    if students.skipped:
        yield f"{_count(students.skipped, 'person')} of the lists of pairs not on this roster: left out."
    if roster.is_both.any():
        yield f"{_count(int(roster.is_both.sum()), 'person')} both: a mentee and a mentor."
    if sources.mapping.settings.id is None:
        yield "The roster has no ids, so that rows count as ids: do not sort or change the file afterwards."
    if len(students.mentees) < first_years:
        yield f"{len(students.mentees):,} of {_count(first_years, 'mentee')} are eligible under this policy."
    else:
        yield f"{_count(first_years, 'mentee')} to be matched: all who are listed."
    if not program.has_mentors:
        yield "This policy makes groups without mentors."
        return
    planned = program.mentors.count
    differs = f"; the scenario plans with {planned:,}" if planned != len(students.mentors) else ""
    yield f"{_count(len(students.mentors), 'mentor')}: all who are listed{differs}."
    most = program.match.places.most
    if most is None:
        why = "the size of a group" if program.format == "group" else "mentees_per_mentor"
        why = "mentees_per_mentor" if program.places_per_mentor != program.group_size else why
        yield f"Each mentor has {_count(program.places_per_mentor, 'place')} ({why})."
    else:
        empty = int(np.isnan(roster.numbers[most][students.mentors]).sum())
        rest = f"; {empty:,} without a number have {program.places_per_mentor}" if empty else ""
        column = said_columns(sources.mapping.settings.numbers[most].column)
        yield f"Places are as in the column {column!r}{rest}."


def preflight_lines(program: Program, problem: MatchingProblem) -> tuple[str, ...]:
    """Say whether there are places for all and whom constraints shut out."""
    if not program.has_mentors:
        return (f"{_count(len(problem.mentees), 'mentee')} for groups of up to {program.group_size}.",)
    if program.format == "group":
        return (_group_places(program, problem), *_shortages(program, problem))
    return (*preflight(program.match, problem).sentences(), *_shortages(program, problem))


def _group_places(program: Program, problem: MatchingProblem) -> str:
    """Say how many groups the mentors can lead; a group needs a place of each of its mentors per member."""
    per_group = min(program.group_size, max(problem.capacity.tolist(), default=0))
    seats = int(problem.capacity.sum() // max(1, program.mentors_per_group))
    mentees = len(problem.mentees)
    said = (
        f"{_count(mentees, 'mentee')}; {_count(len(problem.mentors), 'mentor')}, "
        f"{program.mentors_per_group} to a group: places for {seats:,} in groups of up to {per_group}."
    )
    if seats < mentees:
        said += f" {_count(mentees - seats, 'mentee')} cannot have a place: recruit more mentors."
    return said


def _shortages(program: Program, problem: MatchingProblem) -> Iterator[str]:
    """Say in which categories places are short, where a mandatory criterion keeps categories apart."""
    for criterion in program.match.criteria:
        category = problem.observed.attributes.get(criterion.field)
        if criterion.importance != "mandatory" or criterion.rule != "same" or category is None:
            continue
        count = len(category.categories)
        # A missing category (-1) is not a shortage of any.
        of_mentees, of_mentors = category.codes[problem.mentees], category.codes[problem.mentors]
        wanted = np.bincount(of_mentees[of_mentees >= 0], minlength=count)
        places = np.zeros(count, np.int64)
        np.add.at(places, of_mentors[of_mentors >= 0], problem.capacity[of_mentors >= 0])
        short = wanted - places
        order = [code for code in np.argsort(-short, kind="stable").tolist() if short[code] > 0]
        if order:
            listed = ", ".join(f"{category.categories[code]} ({short[code]})" for code in order[:_MOST_SHORT])
            more = f", and {len(order) - _MOST_SHORT} more" if len(order) > _MOST_SHORT else ""
            yield f"Places missing by {criterion.field.replace('_', ' ')}: {listed}{more}."


def result_lines(draft: Draft, program: Program) -> Iterator[str]:
    """Say what came out: how many are matched, why others are not, loads, scores."""
    mentees = len(draft.problem.mentees)
    left = len(draft.matching.unmatched)
    if draft.groups is not None:
        sizes = Counter(len(group.members) for group in draft.groups.groups)
        listed = ", ".join(f"{number} of {size}" for size, number in sorted(sizes.items(), reverse=True))
        yield f"{_count(len(draft.groups.groups), 'group')} ({listed})." if sizes else "No group."
    yield f"{mentees - left:,} of {_count(mentees, 'mentee')} matched; {left:,} not."
    if draft.locked:
        yield f"{_count(len(draft.locked), 'mentee')} locked where they were."
    reasons = Counter(reason.short for reason in unmatched_reasons(draft, program))
    for sentence, number in reasons.most_common():
        yield f"  {number:,}: {sentence}"
    if draft.parts is not None and len(draft.matching.pairs):
        scores = sorted(draft.score(pair) or 0 for pair in range(len(draft.matching.pairs)))
        middle = scores[len(scores) // 2]
        yield f"Scores, of 100: from {scores[0]} to {scores[-1]}, the middle pair {middle}."
    if program.has_mentors:
        yield f"Mentors by number of mentees: {_loads(draft)}."


def equity_lines(draft: Draft) -> Iterator[str]:
    """Say where groups of students are served differently; small groups are left to the file."""
    found: dict[str, list[str]] = {}
    small = 0
    for service in services(draft):
        if service.is_small:
            small += 1
            continue
        score = "" if service.mean_score is None else f", score {service.mean_score:.0f}"
        found.setdefault(service.attribute, []).append(f"{service.category} {_share(service)}{score}")
    for attribute, said in found.items():
        if len(said) <= _MOST_CATEGORIES:
            yield f"{attribute.replace('_', ' ')}: {'; '.join(said)}"
        else:
            yield f"{attribute.replace('_', ' ')}: {len(said)} groups, see the file"
    if small:
        yield f"{_count(small, 'group')} with fewer than 10 mentees only in the file."


def _share(service: GroupService) -> str:
    """Say a share in percent; all and nobody are said only where it is so."""
    if 0 < service.matched < service.mentees:
        return f"{min(max(round(100 * service.share_matched), 1), 99)}%"
    return "100%" if service.matched else "0%"


def _loads(draft: Draft) -> str:
    counts = Counter(draft.loads.tolist())
    return ", ".join(f"{mentors:,} with {load}" for load, mentors in sorted(counts.items()))


def _count(number: int, word: str) -> str:
    if word == "person":
        return f"{number:,} {'person' if number == 1 else 'people'}"
    return f"{number:,} {word}" + ("" if number == 1 else "s")
