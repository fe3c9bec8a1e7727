"""Write the example reports of docs/reports: four comparisons with different outcomes.

python experiments/make_example_reports.py [NAME ...]
"""

import sys
from datetime import date
from pathlib import Path

import mentorsim as ms

PLACE = Path(__file__).parents[1] / "docs" / "reports"
DAY = date(2026, 11, 26)


def clear_winner() -> ms.Comparison:
    """All programs of the first scenario, without parameter uncertainty."""
    return ms.compare("first_year_university", replications=60, by=["first_generation"], workers=1)


def not_known_yet() -> ms.Comparison:
    """Parameter uncertainty over few samples, groups, a value of a student."""
    scenario = ms.load_scenario("first_year_university").with_changes(
        {"program.costs.value_per_retained": 12_000.0}
    )
    return ms.compare(
        scenario, uncertainty="parameters", samples=40, replications=2, by=["first_generation"], workers=1
    )


def not_distinguishable() -> ms.Comparison:
    """Ways of pairing that hardly differ."""
    return ms.compare(
        "first_year_university",
        policies=["as planned", "random pairs", "lighter load"],
        replications=60,
        by=["first_generation"],
        workers=1,
    )


def nothing_worth_doing() -> ms.Comparison:
    """Too few meetings for too few students to matter, and a budget."""
    scenario = ms.load_scenario("first_year_university").with_changes(
        {
            "policies": {
                "no program": "none",
                "ten mentors": {"mentors": 10},
                "a note a week": {"contact": "one_way", "mentors": 10},
            },
            "budget": {"amount": 10_000.0},
        }
    )
    return ms.compare(scenario, replications=100, workers=1)


MAKERS = {
    "clear_winner": clear_winner,
    "not_known_yet": not_known_yet,
    "not_distinguishable": not_distinguishable,
    "nothing_worth_doing": nothing_worth_doing,
}


def main() -> None:
    for name in sys.argv[1:] or MAKERS:
        file = MAKERS[name]().report(DAY).write(PLACE / f"{name}.html")
        print(f"{file.stat().st_size / 1000:.0f} kB: {file}")


if __name__ == "__main__":
    main()
