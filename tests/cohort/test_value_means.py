"""Values that go with attributes: to the stated degree, the same in every replication."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.cohort.make import make_cohort
from mentorsim.cohort.roster_columns import UNKNOWN
from mentorsim.cohort.value_means import value_means
from mentorsim.scenario import Scenario, parse_scenario

STUDY = """
title: Values
cohort:
  first_years: 4000
  attributes: {major: {categories: [arts, law], shares: [0.5, 0.5]}}
  values: {background: 0.3}
program: {format: group, mentors: none}
"""


def study(background: float) -> Scenario:
    return parse_scenario(STUDY).with_changes({"cohort.values.background": background})


def test_known_categories_have_mean_0_and_the_stated_variance() -> None:
    means = value_means(("major", "town"), (("arts", "law", "music", UNKNOWN), ("big", "small")), 0.4)
    assert np.all(means[0, 3] == 0.0)
    assert means[0, :3].mean(axis=0) == pytest.approx(0.0, abs=1e-12)
    assert means[0, :3].var(axis=0) == pytest.approx(0.2)
    assert means[1, :2].var(axis=0) == pytest.approx(0.2)


def test_a_category_stands_where_its_name_says() -> None:
    one = value_means(("major",), (("arts", "law"),), 0.4)
    other = value_means(("major",), (("law", "arts"),), 0.4)
    assert np.array_equal(one[0, 0], other[0, 1])
    assert not value_means(("major",), (("arts", "law"),), 0.0).any()


@pytest.mark.parametrize("background", [0.0, 0.3])
def test_majors_differ_in_values_by_the_share_of_variance_that_is_stated(background: float) -> None:
    cohort = make_cohort(study(background), 5, 0)
    codes = cohort.attributes["major"].codes
    between = [np.var([own[codes == code].mean() for code in (0, 1)]) / own.var() for own in cohort.values]
    assert between == pytest.approx([background] * 3, abs=0.05)
    assert cohort.values.var(axis=1) == pytest.approx([1.0] * 3, abs=0.1)
