"""Records that the model itself makes, with population parameters that are known."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario, parse_scenario
from mentorsim.world import make_world

STUDY = """
title: A college with records
calendar: {terms: 2, weeks_per_term: 6, break_weeks: 2, summer_weeks: 3}
institution: {courses_per_term: 5}
cohort:
  roster:
    file: records.csv
    id: id
    prior_grade: prior grade
    attributes:
      commuter: {column: commuter, yes: ["1"]}
      major: {column: major}
    records:
      retained: {column: stayed, no: ["0"]}
      results:
        - {grade: grade 1, courses: courses 1}
        - {grade: grade 2, courses: courses 2}
      left_week: left
friendships: {mean_degree: 4}
program: {mentors: {from: none}, format: group, group_size: 4}
"""

TRUTH = {
    "institution.typical_grade": 2.7,
    "institution.grade_slope": 0.6,
    "institution.unfinished_share": 0.1,
    "institution.grade_spread": 0.9,
    "institution.weekly_departure": 0.004,
    "institution.term_departure": 0.05,
    "institution.summer_departure": 0.08,
    "cohort.roster.prior_grade.reliability": 0.45,
    "cohort.attributes": {
        "commuter": {
            "share": 0.3,
            "gaps": {"skill": -0.5, "belonging": -0.7, "motivation": -0.7},
        }
    },
}


def study(folder: Path) -> Scenario:
    """Return the study, whose population is not that of the records."""
    return parse_scenario(STUDY, name="study.yaml", folder=folder)


def write_records(folder: Path, students: int, *, seed: int = 5) -> list[dict[str, object]]:
    """Write records.csv: students drawn at random, and what the model makes of them under `TRUTH`."""
    generator = np.random.default_rng(seed)
    rows: list[dict[str, object]] = [
        {
            "id": f"s{number}",
            "prior grade": f"{generator.normal(120.0, 15.0):.2f}",
            "commuter": int(generator.uniform() < 0.3),
            "major": str(generator.choice(["arts", "law"])),
            "stayed": 1,
            "grade 1": "",
            "courses 1": "",
            "grade 2": "",
            "courses 2": "",
            "left": "",
        }
        for number in range(students)
    ]
    rows[0]["stayed"] = 0  # so that the value occurs before anybody has lived
    _write(folder, rows)
    scenario = study(folder).with_changes(TRUTH)
    model = MentoringModel(scenario, policy="none", world=make_world(scenario, 777, 0))
    points, courses = np.zeros(students), np.zeros(students)
    for term, week in ((1, 6), (2, 14)):
        while model.week < week:
            model.step()
        gained = model.students.grade_points[:students] - points
        taken = model.students.courses_attempted[:students] - courses
        for row, more, count in zip(rows, gained, taken, strict=True):
            row[f"courses {term}"] = int(count)
            row[f"grade {term}"] = f"{more / count:.4f}" if count else ""
        points, courses = points + gained, courses + taken
    model.run()
    for row, enrolled, left in zip(rows, model.students.enrolled, model.students.left_week, strict=False):
        row["stayed"] = int(enrolled)
        row["left"] = "" if enrolled else int(left) + 1
    _write(folder, rows)
    return rows


def _write(folder: Path, rows: list[dict[str, object]]) -> None:
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
