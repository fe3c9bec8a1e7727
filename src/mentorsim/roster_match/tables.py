"""The list and what explains it as tables of text and numbers, ready for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mentorsim.pairing import explain_unmatched
from mentorsim.roster.reading import ReadingReport
from mentorsim.roster_match.draft import RUNNERS_UP, Draft, percent
from mentorsim.roster_match.equity import SMALL, services
from mentorsim.roster_match.locked import GROUP, MENTEE, MENTOR, REASON
from mentorsim.roster_match.raw_cells import RawCells
from mentorsim.roster_match.reasons import Reasons
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
    """Return the list itself, then those without a mentor, a row per mentor and per mentee, and more.

    The others are how groups are served, what scores are made of, and how the roster was read.

    Parameters
    ----------
    draft
        The draft.
    program
        The program that it was made for.
    cells
        What the roster says of the students, to explain pairs with.
    """
    reasons = Reasons(program.match, draft.problem, cells)
    first = _group_table(draft, program, reasons) if draft.groups is not None else _pair_table(draft, reasons)
    return (
        first,
        _unmatched_table(draft, program),
        _mentor_table(draft),
        _mentee_table(draft),
        _equity_table(draft),
        _score_table(draft),
        reading_table(draft.students.roster.report),
    )


def _shown_header(draft: Draft, who: str) -> tuple[str, ...]:
    return tuple(f"{who} {name}" for name in draft.students.roster.shown)


def _shown(draft: Draft, row: int | None) -> tuple[str, ...]:
    columns = draft.students.roster.shown.values()
    return tuple("" if row is None else cells[row] for cells in columns)


def _pair_table(draft: Draft, reasons: Reasons) -> SheetTable:
    runners = [f"runner-up {place}" for place in range(1, RUNNERS_UP + 1)]
    header = (
        MENTEE,
        MENTOR,
        *_shown_header(draft, MENTEE),
        *_shown_header(draft, MENTOR),
        "score",
        "why",
        "note",
        *runners,
        "free places of runners-up",
        "locked",
        REASON,
    )
    name = draft.students.name
    place_of = {row: place for place, row in enumerate(draft.problem.mentees.tolist())}
    free_of = _free_places(draft)
    rows: list[tuple[Cell, ...]] = []
    for pair, (mentee, mentor) in enumerate(draft.matching.pairs.tolist()):
        best = [row for row in draft.runners_up[place_of[mentee]].tolist() if row >= 0]
        others = [name(row) for row in best] + [""] * (RUNNERS_UP - len(best))
        rows.append(
            (
                name(mentee),
                name(mentor),
                *_shown(draft, mentee),
                *_shown(draft, mentor),
                draft.score(pair),
                reasons.why(mentee, mentor),
                reasons.unknown(mentee, mentor),
                *others,
                ", ".join(str(free_of[row]) for row in best),
                "yes" if mentee in draft.locked else "",
                "",
            )
        )
    return SheetTable("pairs", header, tuple(rows))


def _free_places(draft: Draft) -> dict[int, int]:
    return {
        mentor: max(0, places - load)
        for mentor, places, load in zip(
            draft.problem.mentors.tolist(), draft.problem.capacity.tolist(), draft.loads.tolist(), strict=True
        )
    }


def _group_table(draft: Draft, program: Program, reasons: Reasons) -> SheetTable:
    assert draft.groups is not None
    many = program.mentors_per_group
    mentors = tuple(MENTOR if place == 0 else f"{MENTOR} {place + 1}" for place in range(many))
    shown = tuple(f"{name} {column}" for name in mentors for column in draft.students.roster.shown)
    header = (
        GROUP,
        MENTEE,
        *mentors,
        *_shown_header(draft, MENTEE),
        *shown,
        *(("score", "why") if many == 1 else ("score",) if many else ()),
        "locked",
        REASON,
    )
    pairs_of: dict[int, list[int]] = {}
    for pair, mentee in enumerate(draft.matching.pairs[:, 0].tolist()):
        pairs_of.setdefault(mentee, []).append(pair)
    rows: list[tuple[Cell, ...]] = []
    for group in draft.groups.groups:
        leaders = [draft.students.name(row) for row in group.mentors]
        of_leaders = [cell for row in group.mentors for cell in _shown(draft, row)]
        for mentee in group.members:
            pairs = pairs_of.get(mentee, [])
            scores = [score for score in map(draft.score, pairs) if score is not None]
            score: list[Cell] = [round(sum(scores) / len(scores)) if scores else None] if many else []
            why: list[Cell] = [reasons.why(mentee, group.mentors[0])] if many == 1 else []
            locked = "yes" if mentee in draft.locked else ""
            rows.append(
                (
                    group.name,
                    draft.students.name(mentee),
                    *leaders,
                    *_shown(draft, mentee),
                    *of_leaders,
                    *score,
                    *why,
                    locked,
                    "",
                )
            )
    return SheetTable("groups", header, tuple(rows))


def unmatched_reasons(draft: Draft, program: Program) -> Iterator[UnmatchedReason]:
    """Yield each mentee without a mentor or group, by row, with the constraint that binds."""
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
    header = (
        MENTEE,
        *_shown_header(draft, MENTEE),
        "reason",
        *(f"would suit {place}" for place in range(1, runners + 1)),
    )
    place_of = {row: place for place, row in enumerate(draft.problem.mentees.tolist())}
    name = draft.students.name
    rows = []
    for reason in unmatched_reasons(draft, program):
        best = draft.runners_up[place_of[reason.row]].tolist()
        others = [name(mentor) if mentor >= 0 else "" for mentor in best]
        rows.append((name(reason.row), *_shown(draft, reason.row), reason.sentence, *others))
    return SheetTable("unmatched", header, tuple(rows))


def _mentor_table(draft: Draft) -> SheetTable:
    """Return one row per mentor with all of his or her mentees, as a mail merge wants it."""
    mentees_of: dict[int, list[int]] = {}
    for mentee, mentor in draft.matching.pairs.tolist():
        mentees_of.setdefault(mentor, []).append(mentee)
    most = max(map(len, mentees_of.values()), default=0)
    further: list[str] = []
    for place in range(1, most + 1):
        further += [f"{MENTEE} {place}", *_shown_header(draft, f"{MENTEE} {place}")]
    header = (MENTOR, *_shown_header(draft, MENTOR), "places", "mentees", "free places", *further)
    name = draft.students.name
    rows: list[tuple[Cell, ...]] = []
    for mentor, places, load in zip(
        draft.problem.mentors.tolist(), draft.problem.capacity.tolist(), draft.loads.tolist(), strict=True
    ):
        own: list[Cell] = []
        for mentee in mentees_of.get(mentor, []):
            own += [name(mentee), *_shown(draft, mentee)]
        own += [""] * (len(further) - len(own))
        rows.append((name(mentor), *_shown(draft, mentor), places, load, max(0, places - load), *own))
    return SheetTable("mentors", header, tuple(rows))


def _mentee_table(draft: Draft) -> SheetTable:
    """Return one row per mentee, with or without a mentor, as a mail merge wants it."""
    mentors_of: dict[int, list[int]] = {}
    for mentee, mentor in draft.matching.pairs.tolist():
        mentors_of.setdefault(mentee, []).append(mentor)
    most = max(map(len, mentors_of.values()), default=0)
    further: list[str] = []
    for place in range(1, most + 1):
        who = MENTOR if place == 1 else f"{MENTOR} {place}"
        further += [who, *_shown_header(draft, who)]
    in_groups = draft.groups is not None
    groups = draft.groups.name_of if draft.groups is not None else {}
    header = (MENTEE, *_shown_header(draft, MENTEE), *((GROUP,) if in_groups else ()), *further)
    name = draft.students.name
    rows: list[tuple[Cell, ...]] = []
    for mentee in draft.problem.mentees.tolist():
        own: list[Cell] = [groups.get(mentee, "")] if in_groups else []
        for mentor in mentors_of.get(mentee, []):
            own += [name(mentor), *_shown(draft, mentor)]
        own += [""] * (len(further) + int(in_groups) - len(own))
        rows.append((name(mentee), *_shown(draft, mentee), *own))
    return SheetTable("mentees", header, tuple(rows))


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


def _score_table(draft: Draft) -> SheetTable:
    """Return the score of every criterion, of 100 in all, and the most that it could be."""
    parts = draft.parts
    labels = () if parts is None else parts.labels
    header = (MENTEE, MENTOR, "score", *(text for label in labels for text in (label, f"{label}, at most")))
    rows: list[tuple[Cell, ...]] = []
    name = draft.students.name
    for pair, (mentee, mentor) in enumerate(draft.matching.pairs.tolist()):
        cells: list[Cell] = []
        if parts is not None:
            total = int(parts.best[pair].sum())
            for place in range(len(labels)):
                cells.append(percent(int(parts.scores[pair, place]), total))
                cells.append(percent(int(parts.best[pair, place]), total))
        rows.append((name(mentee), name(mentor), draft.score(pair), *cells))
    return SheetTable("scores", header, tuple(rows))


def reading_table(report: ReadingReport) -> SheetTable:
    """Return how the roster was read."""
    header = ("what", "column", "value", "count", "read as")
    return SheetTable("reading", header, tuple(report.rows()))
