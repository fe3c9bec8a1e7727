"""Write scenarios/roster_example.csv: 210 students who do not exist, with the columns of a school's list.

Run once, from the project's folder::

    python experiments/make_roster_example.py

The numbers are assumed: a third of the students without a parent with a degree, most of traditional age, one
cell in fifty missing. Ids are running numbers; there are no names.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

FIRST_YEARS, UPPER_YEARS, SEED = 150, 60, 11
MISSING = 0.02
MAJORS = {"business": 4, "computing": 3, "nursing": 3, "psychology": 4}
HOMES = {"residence hall": 5, "with family": 3, "off campus": 2}
TIMES = [f"{day} {half}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for half in ("am", "pm")]


def main() -> None:
    random = Random(SEED)
    roster = [
        student(random, number, upper=number > FIRST_YEARS)
        for number in range(1, FIRST_YEARS + UPPER_YEARS + 1)
    ]
    path = Path(__file__).parents[1] / "scenarios" / "roster_example.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(roster[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(roster)


def student(random: Random, number: int, *, upper: bool) -> dict[str, str]:
    degree = random.random() < 0.65
    adult = random.random() < 0.12
    home = one_of(random, HOMES)
    # Who came further, and whose parents have a degree, brought better grades from school.
    average = random.gauss(3.05 + 0.2 * degree + 0.2 * upper, 0.42)
    row = {
        "student_id": f"s{number:03d}",
        "year": str(random.choice((2, 3, 3, 4))) if upper else "1",
        "school_average": f"{min(4.0, max(1.8, average)):.2f}",
        "major": one_of(random, MAJORS),
        "parents_degree": "yes" if degree else "no",
        "lives": "off campus" if adult and home == "residence hall" else home,
        "age": str((random.randint(23, 45) if adult else random.choice((18, 18, 18, 19))) + 2 * upper),
        "paid_work_hours": str(random.choice((0, 0, 5, 10, 15, 20, 30))),
    }
    answered = random.random() > 0.1
    for question in ("q_plans", "q_people", "q_ideas"):
        row[question] = str(min(5, max(1, round(random.gauss(3.2, 1.1))))) if answered else ""
    row["free_times"] = "; ".join(time for time in TIMES if random.random() < 0.35)
    for column in ("school_average", "parents_degree"):
        if random.random() < MISSING:
            row[column] = ""
    return row


def one_of(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


if __name__ == "__main__":
    main()
