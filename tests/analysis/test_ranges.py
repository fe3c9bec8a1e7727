"""A gap over several groups in a sweep is the range of means over replications, not a mean range of noise."""

import numpy as np
import pytest

import mentorsim as ms
from mentorsim.analysis.cells import read_cells
from mentorsim.analysis.furthest_groups import furthest_apart
from mentorsim.analysis.subject import subject_of
from mentorsim.experiment.sweep_results import read_results
from mentorsim.outcomes.worthwhile import default_worthwhile
from mentorsim.report.layout import as_text
from mentorsim.report.sweep_page import results_page

GAP = "equity_gap_gpa_color"
STUDY = {
    "title": "Colors that make no difference",
    "calendar": {"terms": 1, "weeks_per_term": 6},
    "cohort": {
        "first_years": 60,
        "upper_years": 10,
        "attributes": {
            "color": {"categories": ["red", "green", "blue", "gray"], "shares": [0.3, 0.3, 0.3, 0.1]}
        },
    },
    "program": {"mentors": 5},
    "policies": {"no program": "none", "as planned": {}},
    "outcomes": ["gpa", GAP],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("ranges") / "made"
    ms.sweep(STUDY, {"program.mentors": [2, 5]}, replications=40, out=out, workers=1)
    return out


def test_every_analysis_sees_the_range_of_the_means_over_replications(folder):
    results = read_results(folder)
    cells = read_cells(results, subject_of(results, of="level"))
    runs = results.runs()
    means = [f"gpa[color={color}]" for color in ("red", "green", "blue")]  # gray has fewer than 10
    for policy in results.policies:
        for point in (0, 1):
            there = runs[(runs["policy"] == policy) & (runs["point"] == point)]
            expected = np.ptp(there[means].mean().to_numpy())
            seen = cells.of(GAP, policy)[point]
            assert seen.mean() == pytest.approx(expected)
            assert seen.mean() < 0.6 * there[GAP].mean()
    assert any(GAP in note for note in cells.notes())


def test_the_page_of_a_sweep_shows_the_same(folder):
    results = read_results(folder)
    cells = read_cells(results, subject_of(results, of="level"))
    page = as_text(list(results_page(results, 120)), 120, color=False)
    for policy in results.policies:
        assert f"{cells.of(GAP, policy)[0].mean():.4g}" in page


def test_rankings_know_the_smallest_worthwhile_differences_that_compare_knows(folder):
    results = read_results(folder)
    known = subject_of(results).worthwhile
    for measure in results.measures:
        assert known[measure.name] == default_worthwhile(measure, 4.0)
    ranking = ms.analyze(folder, ["ranking"]).table("ranking")
    assert (ranking.loc[ranking["outcome"] == "gpa", "worthwhile"] == known["gpa"]).all()


def test_small_groups_and_missing_values_are_left_out():
    values = [np.full((1, 1, 3), mean) for mean in (0.1, 0.4, 0.9, 0.2)]
    values[1][0, 0, 2] = np.nan
    out = np.empty((1, 1, 3))
    furthest_apart(values, [20, 20, 3, 20], np.array([[True, True, False]]), out)
    np.testing.assert_allclose(out[0, 0], [0.3, 0.3, np.nan])
    furthest_apart(values, [20, 3, 3, 3], np.array([[True, True, True]]), out)
    assert np.isnan(out).all()
