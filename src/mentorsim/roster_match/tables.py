"""The list and what explains it as tables of text and numbers, ready for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mentorsim.pairing import explain_unmatched
from mentorsim.roster_match.draft import RUNNERS_UP, Draft, percent
from mentorsim.roster_match.equity import SMALL, services
from mentorsim.roster_match.locked import GROUP, MENTEE, MENTOR, REASON
from mentorsim.scenario import Program

Cell = str | int | float | None


@dataclass(frozen=True)
class SheetTable:
    """A table: its name, the names of its columns, and rows of cells."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def draft_tables(draft: Draft, program: Program) -> tuple[SheetTable, ...]:
    """Give the list itself, then those without a mentor, the mentors' loads, and groups' scores."""
    first = _group_table(draft, program) if draft.groups is not None else _pair_table(draft)
    return first, _unmatched_table(draft, program), _mentor_table(draft), _equity_table(draft)


def _pair_table(draft: Draft) -> SheetTable:
    runners = [f"runner-up {place}" for place in range(1, RUNNERS_UP + 1)]
    header = (MENTEE, MENTOR, "score", "why", *runners, "locked", REASON)
    name = draft.students.name
    place_of = {row: place for place, row in enumerate(draft.problem.mentees.tolist())}
    rows: list[tuple[Cell, ...]] = []
    for pair, (mentee, mentor) in enumerate(draft.matching.pairs.tolist()):
        others = [name(row) if row >= 0 else "" for row in draft.runners_up[place_of[mentee]].tolist()]
        locked = "yes" if mentee in draft.locked else ""
        rows.append((name(mentee), name(mentor), draft.score(pair), _why(draft, pair), *others, locked, ""))
    return SheetTable("pairs", header, tuple(rows))


def _group_table(draft: Draft, program: Program) -> SheetTable:
    assert draft.groups is not None
    many = program.mentors_per_group
    mentors = tuple(MENTOR if place == 0 else f"{MENTOR} {place + 1}" for place in range(many))
    header = (GROUP, MENTEE, *mentors, *(("score", "why") if many == 1 else ("score",) if many else ()))
    header = (*header, "locked", REASON)
    pairs_of: dict[int, list[int]] = {}
    for pair, mentee in enumerate(draft.matching.pairs[:, 0].tolist()):
        pairs_of.setdefault(mentee, []).append(pair)
    rows: list[tuple[Cell, ...]] = []
    for group in draft.groups.groups:
        for mentee in group.members:
            pairs = pairs_of.get(mentee, [])
            scores = [score for score in map(draft.score, pairs) if score is not None]
            score: list[Cell] = [round(sum(scores) / len(scores)) if scores else None] if many else []
            why: list[Cell] = [_why(draft, pairs[0])] if many == 1 else []
            leaders = [draft.students.name(row) for row in group.mentors]
            locked = "yes" if mentee in draft.locked else ""
            rows.append((group.name, draft.students.name(mentee), *leaders, *score, *why, locked, ""))
    return SheetTable("groups", header, tuple(rows))


def _why(draft: Draft, pair: int) -> str:
    """Say what the score is made of: the parts add up to it, each with the most that it could give."""
    if draft.parts is None:
        return ""
    total = int(draft.parts.best[pair].sum()) or 1
    numbers = zip(
        draft.parts.labels, draft.parts.points[pair].tolist(), draft.parts.best[pair].tolist(), strict=True
    )
    return "; ".join(
        f"{label} {percent(points, total)} of {percent(best, total)}" for label, points, best in numbers
    )


def unmatched_reasons(draft: Draft, program: Program) -> Iterator[tuple[int, str]]:
    """Give each mentee without a mentor or group, by row, with the constraint that binds."""
    if draft.groups is not None and not program.mentors_per_group:
        for row in draft.matching.unmatched.tolist():
            yield row, "No group with a free seat can take this student."
        return
    for reason in explain_unmatched(program.match, draft.problem, draft.matching):
        if draft.groups is not None and reason.row in draft.groups.name_of:
            continue
        sentence = reason.sentence
        if draft.groups is not None and reason.reason == "not_chosen":
            sentence = (
                "No group with a free seat can take this student, and no mentor has places for another group."
            )
        yield reason.row, sentence


def _unmatched_table(draft: Draft, program: Program) -> SheetTable:
    runners = draft.runners_up.shape[1]
    header = (MENTEE, "reason", *(f"would suit {place}" for place in range(1, runners + 1)))
    place_of = {row: place for place, row in enumerate(draft.problem.mentees.tolist())}
    name = draft.students.name
    rows = []
    for row, sentence in unmatched_reasons(draft, program):
        others = [name(mentor) if mentor >= 0 else "" for mentor in draft.runners_up[place_of[row]].tolist()]
        rows.append((name(row), sentence, *others))
    return SheetTable("unmatched", header, tuple(rows))


def _mentor_table(draft: Draft) -> SheetTable:
    rows = [
        (draft.students.name(mentor), places, load, max(0, places - load))
        for mentor, places, load in zip(
            draft.problem.mentors.tolist(), draft.problem.capacity.tolist(), draft.loads.tolist(), strict=True
        )
    ]
    return SheetTable("mentors", (MENTOR, "places", "mentees", "free places"), tuple(rows))


def _equity_table(draft: Draft) -> SheetTable:
    header = ("attribute", "category", "mentees", "matched", "share matched", "mean score", "note")
    rows = [
        (
            service.attribute,
            service.category,
            service.mentees,
            service.matched,
            round(service.share_matched, 3),
            None if service.mean_score is None else round(service.mean_score, 1),
            f"fewer than {SMALL} mentees: mostly chance" if service.is_small else "",
        )
        for service in services(draft)
    ]
    return SheetTable("equity", header, tuple(rows))
