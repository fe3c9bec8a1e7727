"""What each figure means, what it should be, and whether it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One figure: what it measures and, where there is a target, the least or the most that it should be."""

    meaning: str
    least: float | None = None
    most: float | None = None

    @property
    def wanted(self) -> str:
        """The target in words."""
        if self.least is not None:
            return f"at least {self.least:g}"
        return "report" if self.most is None else f"at most {self.most:g}"

    def verdict(self, value: float | None) -> str:
        """Whether a value meets the target."""
        if value is None:
            return "not measured"
        if self.least is None and self.most is None:
            return ""
        met = (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        return "met" if met else "NOT MET"


TARGETS = {
    "twin_ratio_week": Target("week loop, times faster than the plain Mesa model, 500 students", least=100),
    "twin_ratio_week_keyed_draws": Target("the same, with keyed draws in the plain model"),
    "twin_ratio_run": Target("whole run, world and outcomes included, random pairing", least=60),
    "twin_ratio_run_best_score": Target("the same with best-score pairing (the plain model pairs at random)"),
    "nanoseconds_per_student_week": Target("week loop, 500 students, one core"),
    "twin_microseconds_per_student_week": Target("plain Mesa model with Mesa's random numbers"),
    "c_ratio": Target("our time over C's, three mechanisms, -O3 -march=native", most=1.3),
    "c_ratio_vectorized": Target("the same where C may forget errno and floating-point exceptions"),
    "kernel_share": Target("share of compare that is kernels or pairing, two workers", least=0.5),
    "growth_1m_over_5k": Target("time per student-week, 1,000,000 over 5,000, world included", most=2),
    "weeks_growth_1m_over_5k": Target("the same, weeks alone"),
    "ns_per_student_week_5k": Target("weeks alone, 5,000 students"),
    "bytes_per_student": Target("a policy's own columns after creation", most=300),
    "bytes_per_friendship": Target("a policy's own friendships after creation", most=24),
    "copy_peak_over_size": Target("most memory while a copy is made, over its size", most=2),
    "year_1m_seconds": Target("one year of 1,000,000 students, random pairing within major"),
    "first_year_1m_seconds": Target("the same in memory that the process touches for the first time"),
    "world_1m_seconds": Target("of these, people and friendships"),
    "matching_1m_seconds": Target("of these, matching"),
    "weeks_1m_seconds": Target("of these, weeks"),
    "year_1m_megabytes": Target("most memory of the process"),
    "two_worker_speedup": Target("two workers against one, start-up excluded", least=1.8),
    "two_process_speedup": Target("the same for processes that only count: this machine's limit"),
    "sharing_ratio": Target("one policy at 20 program settings over points that share nothing", most=0.65),
    "compile_seconds": Target("first run after installation, over a warm one", most=20),
    "warm_start_seconds": Target("a process from its start to its first run's end", most=2.5),
    "best_score_10k_seconds": Target("best total score, 10,000 mentees, 2,500 mentors, one pool", most=35),
    "best_score_100k_in_majors_seconds": Target("the same, 100,000 mentees within majors of 500"),
    "best_score_growth": Target("power of the number of mentees by which its time grows, one pool"),
    "best_score_growth_in_majors": Target("the same within majors"),
    "best_score_megabytes": Target("most memory of the process that did this", most=4096),
    "help_seconds": Target("mentorsim --help, whole process"),
    "check_seconds": Target("mentorsim check, whole process"),
}


def in_words(value: float | None) -> str:
    """Write a figure with three digits."""
    if value is None:
        return "-"
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def markdown(figures: Mapping[str, float | None]) -> str:
    """Lay the figures out as a table in Markdown."""
    lines = ["| what | measured | target | |", "|---|---|---|---|"]
    for name, target in TARGETS.items():
        value = figures.get(name)
        if name.endswith("_seconds") and value is not None:
            measured = f"{in_words(value)} s"
        elif name.endswith("megabytes") and value is not None:
            measured = f"{in_words(value)} MB"
        else:
            measured = in_words(value)
        wanted = "" if target.wanted == "report" else target.wanted
        verdict = target.verdict(value).lower()
        lines.append(f"| {target.meaning} (`{name}`) | {measured} | {wanted} | {verdict} |")
    return "\n".join(lines)


def table(figures: Mapping[str, float | None]) -> str:
    """Lay the figures out beside their targets."""
    lines = []
    for name, value in figures.items():
        target = TARGETS[name]
        number = in_words(value)
        verdict = f"{target.wanted:14s}{target.verdict(value):14s}"
        lines.append(f"{name:36s}{number:>9s}  {verdict}{target.meaning}")
    return "\n".join(lines)
