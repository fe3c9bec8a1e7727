"""The list and what explains it as tables of text and numbers, ready for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mentorsim.pairing import explain_unmatched
from mentorsim.roster_match.draft import RUNNERS_UP, Draft, percent
from mentorsim.roster_match.equity import SMALL, services
from mentorsim.roster_match.locked import GROUP, MENTEE, MENTOR, REASON
from mentorsim.roster_match.raw_cells import RawCells
from mentorsim.scenario import Program

Cell = str | int | float | None

_NO_SEAT = "No group with a free seat can take this student."
_ALL_FULL = "All mentors who are allowed are full."


@dataclass(frozen=True)
class SheetTable:
    """A table: its name, the names of its columns, and rows of cells."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class UnmatchedReason:
    """Why a mentee is unmatched; ``short`` is the same for all who have the same reason."""

    row: int
    sentence: str
    short: str


def draft_tables(draft: Draft, program: Program, cells: RawCells) -> tuple[SheetTable, ...]:
    """Give the list itself, then those without a mentor, the mentors' loads, and groups' scores.

    Parameters
    ----------
    draft
        The draft.
    program
        The program that it was made for.
    cells
        What the roster says of the students, to explain scores with.
    """
    reasons = _Reasons(draft, program, cells)
    first = _group_table(draft, program, reasons) if draft.groups is not None else _pair_table(draft, reasons)
    return first, _unmatched_table(draft, program), _mentor_table(draft), _equity_table(draft)


def _pair_table(draft: Draft, reasons: _Reasons) -> SheetTable:
    runners = [f"runner-up {place}" for place in range(1, RUNNERS_UP + 1)]
    header = (MENTEE, MENTOR, "score", "why", *runners, "locked", REASON)
    name = draft.students.name
    place_of = {row: place for place, row in enumerate(draft.problem.mentees.tolist())}
    rows: list[tuple[Cell, ...]] = []
    for pair, (mentee, mentor) in enumerate(draft.matching.pairs.tolist()):
        others = [name(row) if row >= 0 else "" for row in draft.runners_up[place_of[mentee]].tolist()]
        locked = "yes" if mentee in draft.locked else ""
        rows.append((name(mentee), name(mentor), draft.score(pair), reasons.why(pair), *others, locked, ""))
    return SheetTable("pairs", header, tuple(rows))


def _group_table(draft: Draft, program: Program, reasons: _Reasons) -> SheetTable:
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
            why: list[Cell] = [reasons.why(pairs[0])] if many == 1 else []
            leaders = [draft.students.name(row) for row in group.mentors]
            locked = "yes" if mentee in draft.locked else ""
            rows.append((group.name, draft.students.name(mentee), *leaders, *score, *why, locked, ""))
    return SheetTable("groups", header, tuple(rows))


class _Reasons:
    """Says what scores are made of."""

    def __init__(self, draft: Draft, program: Program, cells: RawCells) -> None:
        self._draft = draft
        self._cells = cells
        self._fields = [criterion.field for criterion in program.match.criteria]

    def why(self, pair: int) -> str:
        """Say a score's parts: they add up to it, each with the most that it could give."""
        parts = self._draft.parts
        if parts is None:
            return ""
        mentee, mentor = self._draft.matching.pairs[pair].tolist()
        total = int(parts.best[pair].sum())
        said = []
        for part, label in enumerate(parts.labels):
            cells = self._cells.pair(self._fields[parts.criteria[part]], mentee, mentor)
            points = percent(int(parts.points[pair, part]), total)
            said.append(f"{label}{cells}: {points} of {percent(int(parts.best[pair, part]), total)}")
        return "; ".join(said)


def unmatched_reasons(draft: Draft, program: Program) -> Iterator[UnmatchedReason]:
    """Give each mentee without a mentor or group, by row, with the constraint that binds."""
    if draft.groups is not None and not program.mentors_per_group:
        for row in draft.matching.unmatched.tolist():
            yield UnmatchedReason(row, _NO_SEAT, _NO_SEAT)
        return
    for reason in explain_unmatched(program.match, draft.problem, draft.matching):
        if draft.groups is not None and reason.row in draft.groups.name_of:
            continue
        if draft.groups is not None and reason.reason == "not_chosen":
            sentence = f"{_NO_SEAT[:-1]}, and no mentor has places for another group."
            yield UnmatchedReason(reason.row, sentence, sentence)
        else:
            short = _ALL_FULL if reason.reason == "mentors_full" else reason.sentence
            yield UnmatchedReason(reason.row, reason.sentence, short)


def _unmatched_table(draft: Draft, program: Program) -> SheetTable:
    runners = draft.runners_up.shape[1]
    header = (MENTEE, "reason", *(f"would suit {place}" for place in range(1, runners + 1)))
    place_of = {row: place for place, row in enumerate(draft.problem.mentees.tolist())}
    name = draft.students.name
    rows = []
    for reason in unmatched_reasons(draft, program):
        best = draft.runners_up[place_of[reason.row]].tolist()
        others = [name(mentor) if mentor >= 0 else "" for mentor in best]
        rows.append((name(reason.row), reason.sentence, *others))
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
