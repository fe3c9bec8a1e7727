"""Who gains and who loses: students harmed, groups, mentors, those without a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.words.phrases import capital, in_a_row, people

_NOBODY = 0.05


@dataclass(frozen=True)
class Harmed:
    """First-years of one policy whose own year differs from the one under the baseline, in students."""

    policy: str
    only_with: float
    only_without: float
    lower_grades: float


@dataclass(frozen=True)
class GroupEffect:
    """A policy's effect on one group, per 100 of its students; `small`: too few to judge."""

    attribute: str
    group: str
    students: float
    change: float
    small: bool


def harmed_sentence(one: Harmed, baseline: str) -> str:
    """Return how many students are better and worse off in their own year."""
    counts = (_how_many(one.only_with), _how_many(one.only_without), _how_many(one.lower_grades))
    return (
        f"Beside {baseline}, students who stay only with {one.policy}: {counts[0]}; who stay only without "
        f"it: "
        f"{counts[1]}; with clearly lower grades: {counts[2]}."
    )


def groups_sentences(policy: str, changes: Sequence[GroupEffect]) -> list[str]:
    """Return how much groups differ in what a policy does for them; small groups are named, not judged."""
    sentences = []
    attributes = list(dict.fromkeys(one.attribute for one in changes))
    for attribute in attributes:
        judged = [one for one in changes if one.attribute == attribute and not one.small]
        small = [one.group for one in changes if one.attribute == attribute and one.small]
        if len(judged) > 1:
            most = max(judged, key=lambda one: one.change)
            least = min(judged, key=lambda one: one.change)
            if _of_100(most.change) == _of_100(least.change):
                sentences.append(
                    f"With {policy}, all groups by {_words(attribute)} gain alike: {_of_100(most.change)} "
                    "of 100."
                )
            else:
                sentences.append(
                    f"With {policy}, by {_words(attribute)}: most for {most.group} "
                    f"({_of_100(most.change)} of 100), least for {least.group} ({_of_100(least.change)})."
                )
        if small:
            sentences.append(f"{capital(_words(attribute))}: too few students to judge in {in_a_row(small)}.")
    return sentences


NO_GROUPS = (
    "Groups of students were not looked at. `--by ATTRIBUTE` shows them: a program may help some and not "
    "others."
)


def places_sentence(policy: str, applied: float, placed: float, waiting: float) -> str:
    """Return how many apply, get a place, and do not."""
    if waiting < 0.5:
        return f"Everybody who applies for {policy} gets a place ({people(applied)} first-years)."
    return (
        f"Of {people(applied)} first-years who apply for {policy}, {people(placed)} get a place and "
        f"{people(waiting)} wait in vain."
    )


def _how_many(count: float) -> str:
    return "none" if count < _NOBODY else "fewer than one" if count < 1.0 else people(count)


def _of_100(change: float) -> str:
    text = f"{change:+.1f}".replace("-", "−")
    return "0.0" if float(text[1:]) == 0.0 else text


def _words(name: str) -> str:
    return name.replace("_", " ")
