"""Which replications and policies are compared when runs fail or outcomes are undefined."""

import numpy as np
import pytest

from mentorsim.statistics.common_replications import absences, common_replications, failed_runs

NAN = float("nan")


def none_failed(values: np.ndarray) -> np.ndarray:
    return np.zeros(values.shape, dtype=bool)


def test_a_failed_run_takes_its_replication_from_every_policy():
    values = np.array([[1.0, NAN], [1.0, 2.0], [NAN, 2.0], [1.0, 2.0]])
    common = common_replications(values, np.isnan(values))
    assert common.replications.tolist() == [False, True, False, True]
    assert common.policies.tolist() == [True, True]


def test_a_failed_replication_is_out_even_for_an_outcome_that_has_values_there():
    values = np.ones((3, 2))
    failed = none_failed(values)
    failed[1, 0] = True
    assert common_replications(values, failed).replications.tolist() == [True, False, True]


def test_a_policy_that_always_fails_does_not_take_the_others_with_it():
    values = np.array([[1.0, NAN, 3.0], [1.0, NAN, 3.0]])
    common = common_replications(values, np.isnan(values))
    assert common.replications.all()
    assert common.policies.tolist() == [True, False, True]
    assert absences(common, np.isnan(values)) == [None, "every run of the policy failed", None]


def test_a_policy_that_never_has_the_outcome_is_set_aside():
    values = np.array([[NAN, 2.0, 3.0], [NAN, 2.0, 3.0]])
    common = common_replications(values)
    assert common.replications.all()
    assert absences(common, none_failed(values))[0] == "the policy has the outcome in no replication"


def test_a_policy_that_rarely_has_the_outcome_is_set_aside_and_one_that_mostly_has_it_is_not():
    values = np.ones((10, 3))
    values[:6, 1] = NAN
    values[:5, 2] = NAN
    common = common_replications(values)
    assert common.policies.tolist() == [True, False, True]
    assert common.replications.sum() == 5
    assert (
        absences(common, none_failed(values))[1] == "the policy has the outcome in only 4 of 10 replications"
    )


def test_an_outcome_undefined_in_a_replication_for_all_policies_takes_that_replication_only():
    values = np.ones((10, 2))
    values[:8] = NAN
    common = common_replications(values)
    assert common.policies.all()
    assert common.replications.sum() == 2


def test_everything_failed_leaves_nothing_and_says_so():
    values = np.full((3, 2), NAN)
    common = common_replications(values, np.ones((3, 2), dtype=bool))
    assert not common.replications.any()
    assert not common.policies.any()
    assert absences(common, np.ones((3, 2), dtype=bool)) == ["every run of the policy failed"] * 2
    alternating = np.array([[True, False], [False, True]])
    common = common_replications(np.where(alternating, NAN, 1.0), alternating)
    assert absences(common, alternating) == ["no replication is without a failed run"] * 2


def test_a_run_without_any_outcome_is_taken_to_have_failed():
    first = np.array([[1.0, NAN, NAN], [1.0, 2.0, NAN]])
    second = np.array([[1.0, NAN, NAN], [NAN, 2.0, NAN]])
    # The last policy never has a value: undefined, not failed.
    np.testing.assert_array_equal(failed_runs([first, second]), [[False, True, False], [False, False, False]])


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="shape"):
        common_replications(np.zeros(3))
    with pytest.raises(ValueError, match="shape"):
        common_replications(np.zeros((3, 2)), np.zeros((2, 2), dtype=bool))
