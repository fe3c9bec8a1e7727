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


def harmed_sentence(one: Harmed, students: float, under: str) -> str:
    """Return how many students are worse and better off in their own year.

    Parameters
    ----------
    one
        The policy.
    students
        How many first-years there are.
    under
        What they would have had otherwise: "without it", "under as planned".
    """
    leave = _who(one.only_without, "leave", "leaves")
    lower = _who(one.lower_grades, "have", "has")
    stay = _who(one.only_with, "stay", "stays")
    return (
        f"With {one.policy}, of {students:,.0f} first-years {leave} who would have stayed {under}, and "
        f"{lower} clearly lower grades; {stay} who would have left."
    )


def mentor_sentence(label: str, change: str, *, falls: bool) -> str:
    """Return what mentors pay: in which outcome they are surely worse off, and by how much."""
    return f"Mentors pay for it: {label} {'falls' if falls else 'rises'} by {change}."


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
            if of_100(most.change) == of_100(least.change):
                how = of_100(most.change)
                alike = "no group gains or loses" if how == "0.0" else f"all groups gain alike: {how} of 100"
                sentences.append(f"With {policy}, by {_words(attribute)}, {alike}.")
            else:
                sentences.append(
                    f"By {_words(attribute)}, {policy} does most for \u201c{most.group}\u201d "
                    f"({of_100(most.change)} of 100 students) and least for \u201c{least.group}\u201d "
                    f"({of_100(least.change)})."
                )
        if small:
            sentences.append(f"{capital(_words(attribute))}: too few students to judge {in_a_row(small)}.")
    return sentences


NO_GROUPS = (
    "A program may help some and not others. Groups of students were not looked at: the option "
    "--by ATTRIBUTE does it."
)


def places_sentence(policy: str, applied: float, waiting: float) -> str:
    """Return how many apply and get no place."""
    if waiting < _NOBODY:
        return f"Everybody who applies for {policy} gets a place ({people(applied)} first-years)."
    get = _who(waiting, "get", "gets")
    return f"Of {people(applied)} first-years who apply for {policy}, {get} no place."


def _who(count: float, many: str, one: str) -> str:
    """Write how many do something: "nobody leaves", "fewer than one leaves", "1.5 leave"."""
    if count < _NOBODY:
        return f"nobody {one}"
    if count < 0.95:
        return f"fewer than one {one}"
    return f"{people(count)} {one if people(count) == '1' else many}"


def of_100(change: float) -> str:
    """Write a change with its sign and one decimal."""
    text = f"{change:+.1f}".replace("-", "−")
    return "0.0" if float(text[1:]) == 0.0 else text


def _words(name: str) -> str:
    return name.replace("_", " ")
