"""The events of a cohort's weeks in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mentorsim.animation.cohort_weeks import CohortWeeks
from mentorsim.animation.events import Began, Ended, MembershipChange, Standing, WeekEvents, week_events
from mentorsim.dynamics.endings import EndSide
from mentorsim.report.numbers import count_of


@dataclass(frozen=True)
class WeekWords:
    """One week in words.

    Attributes
    ----------
    week
        From 1; 0 is the start.
    name
        Such as ``Week 6`` or ``Week 17, a break``.
    standing
        How things stand at its end, in a sentence.
    events
        What happened, a sentence each.
    """

    week: int
    name: str
    standing: str
    events: tuple[str, ...]


def weeks_in_words(cohort: CohortWeeks) -> tuple[WeekWords, ...]:
    """Tell every week, the start first."""
    return tuple(
        WeekWords(
            events.week,
            _name(events),
            _standing(events.standing, with_matches=bool(cohort.ties)),
            tuple(_sentences(cohort, events)),
        )
        for events in week_events(cohort)
    )


def text_log(cohort: CohortWeeks) -> str:
    """Return everything that happened as text, a line per sentence, each led by its week."""
    lines = []
    for week in weeks_in_words(cohort):
        lines += [f"{week.name}: {sentence}" for sentence in (*week.events, week.standing)]
    return "".join(f"{line}\n" for line in lines)


def who(cohort: CohortWeeks, place: int) -> str:
    """Name a student: ``student 14``, ``mentor 203``."""
    student = cohort.students[place]
    return f"{'mentor' if student.is_mentor else 'student'} {student.number}"


def selection_sentence(cohort: CohortWeeks) -> str:
    """Say whom the picture shows, and who is left out."""
    selection, shown = cohort.selection, len(cohort.students)
    mentors = sum(student.is_mentor for student in cohort.students)
    groups = len({span.second for span in cohort.groups})
    if selection.is_cut:
        core = [f"{count_of(mentors, 'mentor')} and students whom they mentored"] if mentors else []
        core += [f"{count_of(groups, 'group')} without a mentor"] if groups else []
        near = ", and ".join([*core, "friends of these" if core else "students who are friends"])
        return (
            f"Shown are {shown:,} of {selection.taking_part:,} students, because one picture holds no more: "
            f"{near}. Every number on this page counts only those shown."
        )
    rest = selection.everybody - shown
    left_out = f" Left out: {count_of(rest, 'upper-year student')} who mentored nobody." if rest else ""
    with_mentors = f" and {count_of(mentors, 'mentor')}" if mentors else ""
    return f"Shown are {count_of(shown - mentors, 'student')}{with_mentors}.{left_out}"


def _name(events: WeekEvents) -> str:
    if events.week == 0:
        return "Start"
    return f"Week {events.week}" if events.in_term else f"Week {events.week}, a break"


def _standing(standing: Standing, *, with_matches: bool) -> str:
    parts = [f"{standing.enrolled:,} enrolled"]
    if with_matches:
        matches = count_of(standing.matches, "match", "matches")
        rapport = "" if standing.rapport is None else f" with a mean rapport of {standing.rapport:.2f}"
        parts.append(f"{matches}{rapport}")
    if standing.belonging is not None:
        parts.append(f"mean belonging of students {standing.belonging:.2f}")
    return f"{'; '.join(parts)}."


def _sentences(cohort: CohortWeeks, events: WeekEvents) -> Iterator[str]:
    for began in events.began:
        yield _capital(_began(cohort, began))
    for change in events.groups_began:
        yield _capital(f"{_many(cohort, change.members)} joined group {change.group}, which has no mentor.")
    quitting = set(events.quit)
    for ended in events.ended:
        quitting.discard(ended.mentor if ended.cause == "mentor quit" else -1)
        yield _capital(_ended(cohort, ended))
    for place in sorted(quitting):
        yield _capital(f"{who(cohort, place)} stopped mentoring.")
    for change in events.groups_ended:
        yield _group_ended(cohort, change, events.week)
    told = {place for ended in events.ended if ended.cause == "left" for place in _leavers(ended)}
    told |= {place for change in events.groups_ended for place in change.members}
    if leavers := [place for place in events.left if place not in told]:
        yield _capital(f"{_many(cohort, leavers)} left school.")
    if events.friendships_formed or events.friendships_faded:
        yield _friendships(events)


def _began(cohort: CohortWeeks, began: Began) -> str:
    mentors, mentees = _many(cohort, began.mentors), _many(cohort, began.mentees)
    if began.group is not None:
        return f"{mentees} joined group {began.group} with {mentors}."
    return f"{mentors} was matched with {mentees}."


def _ended(cohort: CohortWeeks, ended: Ended) -> str:
    mentor, mentees = who(cohort, ended.mentor), _many(cohort, ended.mentees)
    ended_match = f"{mentees} and {mentor} ended their match"
    was = "matches" if len(ended.mentees) > 1 else "match"
    end = f"the {was} of {mentor} with {mentees} ended"
    ender = "mentor" if ended.by is EndSide.MENTOR else "student"
    match ended.cause:
        case "mentor" | "mentee":
            return f"{ended_match} (the {ender} stopped)."
        case "no show":
            return f"{ended_match} after three or more missed meetings (the {ender} stopped)."
        case "planned":
            return f"{end} as planned."
        case "stopped":
            return f"the program stopped, and {end}."
        case "closed":
            return f"{end} at a check-in."
        case "rematched":
            return f"{end} at a check-in, for a new mentor to be found."
        case "mentor quit":
            return f"{mentor} stopped mentoring, and the {was} with {mentees} ended."
        case "left":
            if ended.by is EndSide.MENTOR:
                return f"{mentor} left school, and the {was} with {mentees} ended."
            return f"{mentees} left school, and the {was} with {mentor} ended."


def _leavers(ended: Ended) -> tuple[int, ...]:
    return (ended.mentor,) if ended.by is EndSide.MENTOR else ended.mentees


def _group_ended(cohort: CohortWeeks, change: MembershipChange, week: int) -> str:
    gone = [place for place in change.members if cohort.students[place].left_week == week]
    stayed = [place for place in change.members if place not in gone]
    sentences = [_capital(f"{_many(cohort, gone)} left school and group {change.group}.")] if gone else []
    if stayed:
        sentences.append(f"Group {change.group} ended for {_many(cohort, stayed)}.")
    return " ".join(sentences)


def _friendships(events: WeekEvents) -> str:
    formed, faded = events.friendships_formed, events.friendships_faded
    parts = [f"{count_of(formed, 'friendship')} formed"] if formed else []
    parts += [f"{count_of(faded, 'friendship')} faded"] if faded else []
    return f"{' and '.join(parts)}."


def _many(cohort: CohortWeeks, places: Sequence[int]) -> str:
    """Name some: ``student 14``, ``students 14, 22 and 31``; mentors and students each by their word."""
    parts = []
    for word, mentor in (("mentor", True), ("student", False)):
        numbers = [
            str(cohort.students[place].number)
            for place in places
            if cohort.students[place].is_mentor is mentor
        ]
        if numbers:
            parts.append(f"{word}{'s' if len(numbers) > 1 else ''} {_listed(numbers)}")
    return " and ".join(parts)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
