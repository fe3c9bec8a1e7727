"""Draw how time per student and week grows with the number of students: ``docs/images/growth.png``."""

from __future__ import annotations

from pathlib import Path

from growth import SIZES, year_of

PROJECT = Path(__file__).resolve().parents[2]


def draw(target: Path) -> None:
    """Measure every size in a process of its own, print it, and draw it."""
    from matplotlib.figure import Figure

    years = [year_of(students) for students in SIZES]
    for year in years:
        print({name: round(value, 2) for name, value in year.items()})
    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    axes = figure.subplots()
    for name, label in (
        ("ns_per_student_week_all", "with people, friendships and matching"),
        ("ns_per_student_week", "weeks alone"),
    ):
        axes.plot(SIZES, [year[name] for year in years], marker="o", label=label)
    axes.set(xscale="log", xlabel="students", ylabel="ns per student and week", ylim=(0, None))
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(target, dpi=150)


if __name__ == "__main__":
    draw(PROJECT / "docs" / "images" / "growth.png")
