import re

import pytest
from rich.cells import cell_len

from mentorsim.api.compare import compare
from mentorsim.report.layout import blocks
from mentorsim.report.page import comparison_page
from tests.experiment.studies import study


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_page(comparison, width):
    page = comparison_page(comparison, width)
    assert max(map(cell_len, page.splitlines())) <= width
    assert not re.search(r"[ \t]$", page, re.MULTILINE)
    assert "…" not in page  # nothing is cut off


def test_the_page_states_the_numbers_of_the_comparison(comparison):
    page = comparison_page(comparison, 100)
    own = comparison.summary.outcomes["retention"].policies["random"]
    assert f"{100 * own.mean:.1f} ± {50 * (own.high - own.low):.1f}" in page
    difference = comparison.summary.outcomes["mentor_gpa"].differences["gap"]
    assert f"{difference.mean:+.2f}" in page
    assert "3 policies in the same 9 simulated replications, 3 of them with a failed run; seed 11." in page


def test_the_page_says_which_uncertainty_each_interval_shows(comparison):
    page = " ".join(comparison_page(comparison, 100).split())
    assert "95% intervals of simulation error" in page
    assert "95% of single replications lie in this range" in page
    assert "No interval holds the uncertainty about the model's parameters" in page
    assert "GPA 0.50 grade points" in page


def test_the_page_has_groups_costs_warnings_and_reasons(comparison):
    page = " ".join(comparison_page(comparison, 100).split())
    assert "retention by major (%; differences in percentage points)" in page
    assert "Costs" in page
    assert "! gap: failed in 3 of 9" in page
    for warning in comparison.warnings:
        assert " ".join(warning.split()) in page


def test_color_marks_and_changes_no_text(comparison):
    colored = comparison_page(comparison, 90, color=True)
    assert "\x1b[" in colored
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == comparison_page(comparison, 90).splitlines()


def test_names_are_shown_as_they_are(tmp_path):
    named = study(policies={"none [red]": "none", ":smile: [/x]": {}}, outcomes=["gpa"])
    page = comparison_page(compare(named, replications=2, workers=1), 80)
    assert "none [red]" in page
    assert ":smile: [/x]" in page


def test_a_policy_that_always_fails_leaves_a_page(broken):
    page = comparison_page(broken, 80)
    assert "! gap: failed in every replication" in " ".join(page.split())
    assert "–" in page


def test_a_cost_per_effect_that_is_not_defined_says_why():
    page = comparison_page(compare(study(), replications=1, workers=1), 100)
    assert "not defined" in page
    text = " ".join(page.split())
    assert "! random, gap: cost per additional student retained is not defined: " in text


def test_one_replication_gives_means_without_intervals():
    page = comparison_page(compare(study(), replications=1, workers=1, policies=["none"]), 80)
    assert "±" not in page.split("How to read this")[0]
    assert "1 policy in the same 1 simulated replication; seed 11." in page


def test_columns_are_divided_into_as_few_tables_as_fit():
    assert blocks([], 10) == []
    assert blocks([4, 4, 4], 18) == [range(3)]
    assert blocks([4, 4, 4], 17) == [range(2), range(2, 3)]
    assert blocks([30, 4], 10) == [range(1), range(1, 2)]
