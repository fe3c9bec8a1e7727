"""Two real files are fitted: a polytechnic (UCI dataset 697) and two secondary schools (UCI dataset 320).

The data are those of Realinho, Vieira Martins, Machado and Baptista (2021), doi 10.24432/C5MC89, and of
Cortez (2014), doi 10.24432/C5TG7T, and are not part of this project.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from mentorsim.errors import ScenarioError
from mentorsim.evidence.institution.fit import fit_institution
from mentorsim.evidence.institution.reading import read_institution
from mentorsim.scenario import Scenario, parse_scenario

PROJECT = Path(__file__).resolve().parents[3]
FOLDER = PROJECT.parent / "shared" / "data"
POLYTECHNIC, SCHOOLS = "uci_predict_dropout.csv", "uci_student_mat.csv"

pytestmark = pytest.mark.skipif(
    not all((FOLDER / name).is_file() for name in (POLYTECHNIC, SCHOOLS)),
    reason="needs two UCI files (datasets 697 and 320), which are not part of the project",
)


def documented(file: str) -> Scenario:
    """The scenario of a file as the documentation shows it."""
    page = (PROJECT / "docs" / "how_to" / "your_institution.md").read_text(encoding="utf-8")
    (text,) = (block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if file in block)
    return parse_scenario(text, name="your_institution.md", folder=FOLDER)


def test_the_polytechnics_records_are_read_as_documented() -> None:
    found = read_institution(documented(POLYTECHNIC)).observed
    assert found.size == 4424
    assert int(found.retained.sum()) == 4424 - 1421
    assert int(np.isnan(found.gpa).sum()) == 180
    assert np.nanmean(found.gpa) == pytest.approx(9.104, abs=0.001)


def test_the_polytechnics_levels_and_gaps_are_met() -> None:
    few = {"woman": {"column": "Gender", "yes": ["0"]}}
    scenario = documented(POLYTECHNIC).with_changes(
        {"cohort.roster.attributes": few, "cohort.upper_years": 100}
    )
    fit = fit_institution(scenario, replications=2)
    rows = {(row.statistic.name, row.statistic.group): row for row in fit.rows}
    for name, group, limit in (
        ("retention", "all", 0.02),
        ("GPA", "all", 0.25),
        ("gap in retention", "woman: yes", 0.05),
        ("gap in GPA", "woman: yes", 0.5),
    ):
        row = rows[name, group]
        assert row.simulated == pytest.approx(row.observed, abs=limit)
        assert row.held_out == pytest.approx(row.held_out_observed, abs=1.5 * limit)


def test_a_cell_that_is_no_number_is_named_by_row_and_column() -> None:
    with pytest.raises(ScenarioError, match="row 267, column 'G1': the cell is not a number"):
        read_institution(documented(SCHOOLS))


def test_the_schools_levels_and_gaps_are_met(tmp_path: Path) -> None:
    text = (FOLDER / SCHOOLS).read_text(encoding="utf-8")
    (tmp_path / SCHOOLS).write_text(text.replace("17',17,17", "17,17,17"), encoding="utf-8")
    scenario = documented(SCHOOLS)
    scenario._folder = tmp_path
    fit = fit_institution(scenario, replications=4)
    agreeing = [row.agrees for row in fit.rows]
    assert sum(1 for agrees in agreeing if agrees) >= 0.85 * len(agreeing)
    assert all("retention" not in row.statistic.name for row in fit.rows)
