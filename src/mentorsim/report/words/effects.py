"""One option's effect in a clause: in people where the outcome is counted in them, else in its unit."""

from __future__ import annotations

from mentorsim.report.words.finding import Amount, Finding
from mentorsim.report.words.phrases import from_to, more_or_fewer, people


def than(finding: Finding) -> str:
    """Return what an option is compared with: "than without a program"."""
    return "than without a program" if finding.baseline_is_control else f"than under {finding.baseline}"


def of_students(finding: Finding) -> str:
    """Return whom the students are counted among: "of 400 first-years"."""
    return f"of {finding.students:,.0f} first-years"


def effect_clause(finding: Finding, effect: Amount) -> str:
    """Return an effect as a clause: "of 400 first-years, 14 more stay enrolled than without a program"."""
    if finding.main.does is not None:
        word = "more" if effect.mean >= 0.0 else "fewer"
        return f"{of_students(finding)}, {people(effect.mean)} {word} {finding.main.does} {than(finding)}"
    word = "higher" if effect.mean >= 0.0 else "lower"
    return f"{finding.main.label} is {number(finding, effect.mean)} {word} {than(finding)}"


def between(finding: Finding, low: float, high: float, *, joined: str = "to") -> str:
    """Return from where to where an effect lies: "8 to 22 more", "0.1 lower to 0.2 higher"."""
    if finding.main.does is not None:
        return more_or_fewer(low, high, joined=joined)
    if low < 0.0 < high:
        return f"{plain(finding, low)} lower {joined} {number(finding, high)} higher"
    small, large = sorted((abs(low), abs(high)))
    written = from_to(plain(finding, small), plain(finding, large), joined=joined)
    return f"{written}{_unit(finding)} {'higher' if low + high >= 0.0 else 'lower'}"


def in_years(finding: Finding, year: tuple[float, float] | None) -> str:
    """Return how single years differ: "; in 95 of 100 years, between 8 and 22 more"."""
    if year is None:
        return ""
    return f"; in 95 of 100 years, between {between(finding, *year, joined='and')}"


def number(finding: Finding, value: float) -> str:
    """Write a number of an outcome that is not counted in people, without its sign."""
    return f"{plain(finding, value)}{_unit(finding)}"


def plain(finding: Finding, value: float) -> str:
    """Write the same without the unit."""
    return f"{abs(value):,.{finding.main.decimals}f}"


def _unit(finding: Finding) -> str:
    return f" {finding.main.unit}" if finding.main.unit else ""
