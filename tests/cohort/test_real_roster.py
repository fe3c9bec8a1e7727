"""The real roster of 4,424 students, with a byte-order mark, semicolons and a quoted column name."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from mentorsim.cohort import make_cohort
from tests.cohort.studies import homophily, network, study

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "data"
FILE = "uci_predict_dropout.csv"


@pytest.mark.skipif(not (FOLDER / FILE).exists(), reason=f"the data folder with {FILE} is not here")
def test_the_real_roster_becomes_a_cohort() -> None:
    roster = {
        "file": FILE,
        "prior_grade": "Admission grade",
        "numbers": {"age": "Age at enrollment"},
        "attributes": {
            "woman": {"column": "Gender", "yes": ["0"]},
            "scholarship": {"column": "Scholarship holder", "yes": ["1"]},
            "displaced": {"column": "Displaced", "yes": ["1"]},
            "debtor": {"column": "Debtor", "yes": ["1"]},
            "international": {"column": "International", "yes": ["1"]},
            "adult": {"column": "Age at enrollment", "at_least": 23},
            "evening": {"column": "Daytime/evening attendance", "yes": ["0"]},
            "major": "Course",
        },
    }
    alike = {"major": 0.5, "adult": 0.3}
    scenario = study({"upper_years": 500, "roster": roster}, {"homophily": alike}, FOLDER)
    cohort = make_cohort(scenario, 2026, 0)
    listed = cohort.role == 0
    assert listed.sum() == 4424
    assert cohort.observed.identifiers[0] == "2"
    assert len(cohort.attributes["major"].categories) == 17
    shares = {
        name: cohort.attributes[name].codes[listed].mean() for name in ("woman", "scholarship", "debtor")
    }
    assert shares == pytest.approx({"woman": 2868 / 4424, "scholarship": 1099 / 4424, "debtor": 503 / 4424})
    assert cohort.observed.prior_grade[listed].mean() == pytest.approx(0, abs=1e-9)
    assert cohort.observed.prior_grade[listed].std() == pytest.approx(1)
    assert cohort.skill[listed].std() == pytest.approx(1, abs=0.05)
    for name, index in alike.items():
        assert homophily(cohort, name) == pytest.approx(index, abs=0.06)
    assert nx.transitivity(network(cohort)) == pytest.approx(0.3, abs=0.05)
    assert np.all(np.isfinite(cohort.observed.numbers["age"][listed]))
    assert np.all(np.isnan(cohort.observed.numbers["age"][~listed]))
