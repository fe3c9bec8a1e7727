"""Which replications and policies are compared: the rule for failed runs and undefined outcomes.

Policies are compared over the same replications, or a difference would mix the policy with the randomness of
the replications that happen to be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.intervals import BoolArray, FloatArray

RARELY_DEFINED = 0.5
"""A policy needs an outcome in this share of the best-covered policy's replications to be compared on it."""


@dataclass(frozen=True)
class CommonReplications:
    """The replications and policies that one outcome is compared over.

    Attributes
    ----------
    replications
        Shape (replications,): replications without a failed run in which every compared policy has a value.
    policies
        Shape (policies,): whether the policy is compared.
    defined
        Shape (policies,): number of replications without a failed run in which the policy has a value.
    whole
        Shape (replications,): replications without a failed run.
    """

    replications: BoolArray
    policies: BoolArray
    defined: NDArray[np.int64]
    whole: BoolArray


def failed_runs(outcomes: Sequence[FloatArray]) -> BoolArray:
    """Guess which runs failed, shape (replications, policies): those without a value in any outcome.

    A policy that never has a value is taken to be undefined, not failed, so that it does not empty the
    comparison of the others. Pass the runner's own record where there is one; this is for bare arrays.
    """
    present = np.isfinite(np.stack([np.asarray(values, dtype=np.float64) for values in outcomes]))
    missing: BoolArray = np.logical_not(np.any(present, axis=0))
    sometimes: BoolArray = np.logical_not(np.all(missing, axis=0))
    return missing & sometimes


def common_replications(values: FloatArray, failed: BoolArray | None = None) -> CommonReplications:
    """Choose the replications over which an outcome is compared.

    A replication with a failed run of any policy is out for all policies and outcomes; only a policy that
    failed in every replication does not take the others with it. Among the remaining replications, a policy
    without the outcome (mentors' grades under no program) is set aside if it has a value in fewer than half
    as many replications as the best-covered policy; the rest are compared over the replications in which each
    of them has a value.

    Parameters
    ----------
    values
        Shape (replications, policies), NaN where missing.
    failed
        Same shape; which runs failed. None: none did.

    Raises
    ------
    ValueError
        If the shapes are wrong.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2:
        raise ValueError(f"expected an array of shape (replications, policies), not {array.shape}")
    broken: BoolArray = np.zeros(array.shape, dtype=np.bool_)
    if failed is not None:
        broken = np.asarray(failed, dtype=np.bool_)
    if broken.shape != array.shape:
        raise ValueError(f"failed has shape {broken.shape}, the values have {array.shape}")
    sometimes: BoolArray = np.logical_not(np.all(broken, axis=0))
    whole: BoolArray = np.logical_not(np.any(broken[:, sometimes], axis=1))
    present: BoolArray = np.isfinite(array) & ~broken & whole[:, None]
    defined = present.sum(axis=0)
    most = int(defined.max(initial=0))
    compared: BoolArray = (defined > 0) & (defined >= RARELY_DEFINED * most)
    shared: BoolArray = np.all(present[:, compared], axis=1) & bool(np.any(compared))
    return CommonReplications(shared, compared, defined.astype(np.int64), whole)


def absences(common: CommonReplications, failed: BoolArray) -> list[str | None]:
    """Why each policy is not compared, in column order; None where it is."""
    available = int(common.whole.sum())
    reasons: list[str | None] = []
    for policy, compared in enumerate(common.policies):
        count = int(common.defined[policy])
        if compared:
            reasons.append(None)
        elif len(failed) and np.asarray(failed)[:, policy].all():
            reasons.append("every run of the policy failed")
        elif available == 0:
            reasons.append("no replication is without a failed run")
        elif count == 0:
            reasons.append("the policy has the outcome in no replication")
        else:
            reasons.append(f"the policy has the outcome in only {count} of {available} replications")
    return reasons
