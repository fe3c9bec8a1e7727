"""Why a pair: in words, what the two share by each criterion and what not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.cohort.roster_columns import slot_of_part
from mentorsim.pairing.compiling import compile_match
from mentorsim.pairing.criteria import Part
from mentorsim.pairing.problem import MatchingProblem
from mentorsim.pairing.words import criterion_words, field_words
from mentorsim.roster.times import said_times
from mentorsim.roster_match.raw_cells import RawCells

if TYPE_CHECKING:
    from mentorsim.scenario.match import MatchSettings

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = ("morning", "afternoon", "evening")
_SLOT_NAMES = {
    slot_of_part(day, part): f"{_DAYS[day]} {_PARTS[part]}" for day in range(7) for part in range(3)
}
_PLACES = ("1st", "2nd", "3rd")
#: From so many thousandths on, numbers count as close.
_CLOSE = 750


class Reasons:
    """Says in words what pairs share.

    Parameters
    ----------
    match
        The match specification.
    problem
        The problem.
    cells
        What the roster says.
    """

    def __init__(self, match: MatchSettings, problem: MatchingProblem, cells: RawCells) -> None:
        criteria = compile_match(match, problem)
        # What must be first, then by weight: the order in which a reader looks.
        self._parts = sorted(criteria.parts, key=lambda part: (part.weight > 0, -part.most_weight))
        self._cells = cells

    def why(self, mentee: int, mentor: int) -> str:
        """Say what a pair shares, and what not."""
        said = [self._said(part, mentee, mentor) for part in self._parts]
        return "; ".join(dict.fromkeys(filter(None, said)))

    def unknown(self, mentee: int, mentor: int) -> str:
        """Name the mandatory criteria that a pair meets only because an answer is missing."""
        one, other = np.array([mentee]), np.array([mentor])
        found = [
            criterion_words(part.criterion)
            for part in self._parts
            if part.is_mandatory and part.passes_unknown(one, other)[0]
        ]
        return f"not known: {'; '.join(found)}" if found else ""

    def _said(self, part: Part, mentee: int, mentor: int) -> str:
        asked = mentor if part.is_mentors else mentee
        if part.concerned is not None and not part.concerned[asked]:
            return ""
        one, other = np.array([mentee]), np.array([mentor])
        rule = part.criterion.rule
        name = field_words(part.field.name)
        if part.field.name in ("earlier pair", "new pair"):
            together = bool(part.rule.holds(part.field, part.criterion, one, other)[0])
            together = together if part.field.name == "earlier pair" else not together
            return "together before" if together else ""
        gone = part.unknown(one, other)
        if gone is not None and gone[0]:
            return f"{name} not known of {self._who_is_missing(part, mentee, mentor)}"
        words: dict[str, Callable[[Part, int, int], str]] = {
            "same": self._alike,
            "different": self._alike,
            "overlap": self._overlap,
            "closest": self._numbers,
            "gap": self._numbers,
            "preference": self._preference,
        }
        if rule in words:
            return words[rule](part, mentee, mentor)
        holds = bool(part.rule.holds(part.field, part.criterion, one, other)[0])
        if rule == "wished":
            if part.rule.asked is not None and not self._wishes(part, one, other):
                return ""
            return f"{name} {'as wished' if holds else 'not as wished'}"
        own, others = self._values(part, mentee, mentor)
        verb = "go together" if holds else "do not go together"
        return f"{name} {own} and {others} {verb}"

    @staticmethod
    def _wishes(part: Part, mentee: np.ndarray, mentor: np.ndarray) -> bool:
        asked = part.rule.asked
        assert asked is not None
        of_mentee = part.criterion.side != "mentor" and asked.concerned(mentee, as_mentor=False)[0]
        of_mentor = part.criterion.side != "mentee" and asked.concerned(mentor, as_mentor=True)[0]
        return bool(of_mentee or of_mentor)

    @staticmethod
    def _who_is_missing(part: Part, mentee: int, mentor: int) -> str:
        own = part.field.missing is not None and bool(part.field.missing[mentee])
        gone = part.field.missing_of_mentors
        others = gone is not None and bool(gone[mentor])
        return "both" if own and others else "the mentee" if own else "the mentor"

    @staticmethod
    def _values(part: Part, mentee: int, mentor: int) -> tuple[str, str]:
        names = part.field.categories
        codes = int(part.field.columns[0][mentee]), int(part.field.of_mentors[0][mentor])
        own, others = (names[code] if 0 <= code < len(names) else "not known" for code in codes)
        return own, others

    def _alike(self, part: Part, mentee: int, mentor: int) -> str:
        name = field_words(part.field.name)
        if part.field.kind != "categories":
            own, others = self._raw(part, mentee, mentor)
            return f"both {name} {own}" if own == others else f"{name} {own} and {others}"
        own, others = self._values(part, mentee, mentor)
        if own != others:
            return f"different {name} ({own}, {others})"
        if part.field.categories[:2] == ("no", "yes"):
            return f"both {name}" if own == "yes" else f"neither {name}"
        return f"both {own}"

    def _overlap(self, part: Part, mentee: int, mentor: int) -> str:
        shared = [
            int(own[mentee] & others[mentor])
            for own, others in zip(part.field.columns, part.field.of_mentors, strict=True)
        ]
        bits = sum(word << (64 * place) for place, word in enumerate(shared))
        name = field_words(part.field.name)
        if part.field.kind == "slots":
            if not bits:
                return "no free time in common"
            if part.field.has_hours:
                return f"both free {said_times(bits)}"
            return f"both free {_listed([_SLOT_NAMES[slot] for slot in _set_bits(bits)])}"
        names = [part.field.categories[place] for place in _set_bits(bits)]
        return f"{name} in common: {_listed(names)}" if names else f"no {name} in common"

    def _numbers(self, part: Part, mentee: int, mentor: int) -> str:
        name = field_words(part.field.name)
        if part.field.kind == "answers":
            share = float(
                part.rule.share(part.field, part.criterion, np.array([mentee]), np.array([mentor]))[0]
            )
            return "like answers" if round(1000 * share) >= _CLOSE else "unlike answers"
        own, others = self._raw(part, mentee, mentor)
        return f"{name} {own} and {others}" if own != others else f"both {name} {own}"

    def _raw(self, part: Part, mentee: int, mentor: int) -> tuple[str, str]:
        name = part.field.name
        if name == "friends":
            return "of the mentee", "of the mentor"
        return (
            self._cells.of(name, mentee, "mentee") or "not known",
            self._cells.of(name, mentor, "mentor") or "not known",
        )

    def _preference(self, part: Part, mentee: int, mentor: int) -> str:
        if part.field.kind != "list":
            own, others = self._values(part, mentee, mentor)
            return f"mentor: {others}" if part.criterion.side == "mentor" else f"{own} and {others}"
        said = []
        if part.criterion.side != "mentor":
            said.append(_choice(part.field.columns, mentee, mentor, "the mentee"))
        if part.criterion.side != "mentee":
            said.append(_choice(part.field.of_mentors, mentor, mentee, "the mentor"))
        known = [text for text in said if text]
        return ", ".join(known) if known else "on nobody's list"


def _choice(columns: Sequence[np.ndarray], owner: int, partner: int, who: str) -> str:
    for place, column in enumerate(columns):
        if int(column[owner]) == partner:
            ordinal = _PLACES[place] if place < len(_PLACES) else f"{place + 1}th"
            return f"{who}'s {ordinal} choice"
    return ""


def _set_bits(bits: int) -> list[int]:
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def _listed(names: Sequence[str], most: int = 6) -> str:
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
