"""The real roster of how_to/own_students.md: five programs for 4,424 students of a polytechnic, to the end.

The data are those of Realinho, Vieira Martins, Machado and Baptista (2021), UCI Machine Learning Repository,
doi 10.24432/C5MC89, and are not part of this project.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mentorsim.api.compare import compare
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario, parse_scenario
from mentorsim.world import make_world

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT.parent / "shared" / "data"
FILE = "uci_predict_dropout.csv"
STUDENTS = 4424
REPLICATIONS = 3

pytestmark = pytest.mark.skipif(
    not (FOLDER / FILE).is_file(), reason=f"needs {FILE} (UCI dataset 697), which is not part of the project"
)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    page = (PROJECT / "docs" / "how_to" / "own_students.md").read_text(encoding="utf-8")
    (text,) = (block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if FILE in block)
    return parse_scenario(text, name="own_students.md", folder=FOLDER)


@pytest.fixture(scope="module")
def listed() -> list[dict[str, str]]:
    with (FOLDER / FILE).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_every_student_of_the_file_is_a_first_year_with_his_or_her_own_attributes(
    scenario: Scenario, listed: list[dict[str, str]]
) -> None:
    cohort = make_world(scenario, scenario.run.seed, 0).cohort
    first_years = cohort.role == 0
    assert np.count_nonzero(first_years) == len(listed) == STUDENTS
    yes: dict[str, Callable[[dict[str, str]], bool]] = {
        "woman": lambda row: row["Gender"] == "0",
        "scholarship": lambda row: row["Scholarship holder"] == "1",
        "displaced": lambda row: row["Displaced"] == "1",
        "debtor": lambda row: row["Debtor"] == "1",
        "international": lambda row: row["International"] == "1",
        "adult": lambda row: int(row["Age at enrollment"]) >= 23,
    }
    for name, is_yes in yes.items():
        attribute = cohort.observed.attributes[name]
        assert attribute.categories == ("no", "yes")
        np.testing.assert_array_equal(attribute.codes[first_years], [is_yes(row) for row in listed])
    major = cohort.observed.attributes["major"]
    found = Counter(major.categories[code] for code in major.codes[first_years])
    assert found == Counter(row["Course"] for row in listed)
    grades = np.array([float(row["Admission grade"]) for row in listed])
    expected = (grades - grades.mean()) / grades.std()
    np.testing.assert_allclose(cohort.observed.prior_grade[first_years], expected, atol=1e-9)


def test_five_programs_are_compared_on_all_students_to_the_end(scenario: Scenario) -> None:
    comparison = compare(scenario, replications=REPLICATIONS, workers=1)
    programs = [name for name, program in scenario.policies.items() if program is not None]
    assert len(programs) == 5
    assert comparison.replications == REPLICATIONS
    assert comparison.failures == 0
    runs = comparison.runs
    assert len(runs) == REPLICATIONS * len(scenario.policies)
    retained = runs["retention"] * STUDENTS
    np.testing.assert_allclose(retained, retained.round(), atol=1e-6)
    assert retained.between(1, STUDENTS - 1).all()
    assert (runs.loc[runs["policy"].isin(programs), "participants"] > 100).all()
    differences = comparison.differences()
    assert set(differences.loc[differences["outcome"] == "retention", "policy"]) == set(programs)


def test_the_weeks_run_to_the_horizon_and_a_program_for_debtors_reaches_only_them(scenario: Scenario) -> None:
    model = MentoringModel(scenario, "debtors only").run()
    assert model.week == scenario.calendar.total_weeks
    attribute = model.world.cohort.observed.attributes["debtor"]
    mentees = np.unique(model.ties.mentee)
    assert len(mentees) > 100
    assert (attribute.codes[mentees] == attribute.categories.index("yes")).all()
