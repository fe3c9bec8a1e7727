"""Show with the model itself that users of help can look worse off than others while the help works.

    python experiments/selection/selection_into_help.py

Only who takes up the offer differs between the cases; every other mechanism and all random draws are the
same. Prints the three comparisons of each case with their simulation error, then what must come out as
nothing: messages without a relationship, and mentors without training.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.self_selection import ESTIMATES, SelfSelection, measure_selection
from mentorsim.evidence.validation import validate
from mentorsim.report import style
from mentorsim.scenario import load_scenario

SCENARIO = Path(__file__).with_suffix(".yaml")
CASES: dict[str, dict[str, float]] = {
    "anybody": {"take_up_need": 0.0, "take_up_motivation": 0.0, "take_up_belonging": 0.0},
    "those in need": {"take_up_need": 1.0, "take_up_motivation": 0.0, "take_up_belonging": 0.0},
    "those in need, and unmotivated": {"take_up_need": 1.0, "take_up_motivation": -4.0},
    "the motivated": {"take_up_need": 0.0, "take_up_motivation": 4.0, "take_up_belonging": 0.0},
    "by the defaults": {},
}
Found = dict[tuple[str, str], SelfSelection]


def table(found: Found) -> str:
    """Write the comparisons as a Markdown table."""
    lines = [
        f"| program | who signs up | take it up | {' | '.join(ESTIMATES)} |",
        "|---|---|---|---|---|---|",
    ]
    for (policy, case), one in found.items():
        cells = [
            f"{mean:+.3f} ± {error:.3f}".replace("-", "−")
            for mean, error in zip(one.means, one.errors, strict=True)
        ]
        lines.append(f"| {policy} | {case} | {one.taken_up.mean():.0%} | {' | '.join(cells)} |")
    return "\n".join(lines)


def nothing() -> str:
    """Write what must come out as nothing, from the studies of C08 and C10, as a Markdown table."""
    lines = ["| | simulated | band |", "|---|---|---|"]
    facts = [fact for fact in read_facts() if fact.id in ("C08", "C10")]
    messages, tutors = validate(facts, replications=80).results
    for name, one in (
        ("messages: grades (C08), SD", messages.main),
        ("untrained tutors: own skill (C10), SD", tutors.further[0]),
        ("trained tutors: own skill (C10), SD", tutors.main),
    ):
        lines.append(
            f"| {name} | {one.simulated:+.3f} ± {one.error:.3f} | {one.target.low:g} to {one.target.high:g} |"
        )
    return "\n".join(lines).replace("-0", "−0")


def figure(found: Found, target: Path) -> None:
    """Draw the three comparisons of every case, one panel for each program."""
    policies = list(dict.fromkeys(policy for policy, _ in found))
    colors = (style.MIDDLE, style.PALETTE[4], style.BETTER)
    with style.styled():
        picture = style.new_picture(8.6, 3.4)
        every: Any = picture.subplots(1, len(policies), sharex=True, sharey=True)
        for axes, policy in zip(every, policies, strict=True):
            for row, case in enumerate(CASES):
                one = found[policy, case]
                for place, (label, color) in enumerate(zip(ESTIMATES, colors, strict=True)):
                    at = row + 0.22 * (place - 1)
                    reach = 2.0 * one.errors[place]
                    axes.plot(
                        [one.means[place] - reach, one.means[place] + reach], [at, at], color=color, lw=1.5
                    )
                    axes.plot(
                        one.means[place], at, "o", color=color, markersize=4.5, label=None if row else label
                    )
            axes.axvline(0.0, color=style.DARK, linewidth=0.8)
            axes.set_title(policy)
            axes.set_yticks(range(len(CASES)), list(CASES))
            axes.set_ylim(len(CASES) - 0.5, -0.5)
            axes.tick_params(axis="y", length=0)
            axes.set_xlabel("GPA, SD of those not offered a place")
        handles, labels = every[0].get_legend_handles_labels()
        picture.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
        picture.set_layout_engine("constrained")
        style.save(picture, target)


def main() -> None:
    """Measure, print and draw."""
    arguments = argparse.ArgumentParser(description="Selection into help and the effect of help.")
    arguments.add_argument("--replications", type=int, default=20)
    arguments.add_argument("--figure", type=Path, help="write the figure here")
    chosen = arguments.parse_args()
    scenario = load_scenario(SCENARIO)
    found = {
        (policy, case): measure_selection(scenario.with_parameters(values), policy, chosen.replications)
        for policy in scenario.policies
        if scenario.policy(policy) is not None
        for case, values in CASES.items()
    }
    print(table(found), nothing(), sep="\n\n")
    if chosen.figure is not None:
        figure(found, chosen.figure)


if __name__ == "__main__":
    main()
