"""How groups of entering students differ: offsets of the group means, and the spread that they explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.shares import AttributeShares
from mentorsim.errors import ScenarioError
from mentorsim.numerics.kernel import array_maker, inner_kernel, kernel

MEASURES = ("skill", "belonging", "motivation", "communication")


@dataclass(frozen=True, eq=False)
class GroupDifferences:
    """What each category adds to a student's measures, in total SD of the entering students.

    ``offsets`` has shape ``(attributes, categories, 4)``; ``mean`` (4) and ``covariance`` (4, 4) are those of
    the sum of a first-year's offsets over the population that the shares describe.
    """

    offsets: NDArray[np.float64]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]


def group_differences(attributes: AttributeShares, gaps: NDArray[np.float64]) -> GroupDifferences:
    """Find the offsets that put the asked gaps between the group means of first-years.

    Given the major, attributes are independent of one another. Where shares depend on the major, the groups
    of one attribute also differ by their majors; the offsets make up for it, so that every gap that is asked
    for holds between the plain group means. Groups whose attribute asks for no gap of a measure are left to
    differ as the others make them.

    Parameters
    ----------
    attributes
        Shares of the categories.
    gaps
        Shape ``(attributes, categories, 4)``: asked group means, up to a constant per attribute and measure,
        in total SD.

    Raises
    ------
    ScenarioError
        When two attributes so nearly determine one another that their gaps cannot both hold.
    """
    shares = attributes.shares[:, 0]
    majors = _major_shares(attributes)
    offsets = gaps.copy()
    if attributes.depends_on_major:
        for measure, name in enumerate(MEASURES):
            asked = np.array(
                [bool(np.any(gaps[a, :, measure] != 0.0)) for a in range(len(gaps))], dtype=np.bool_
            )
            solved = _solve_offsets(gaps[:, :, measure].copy(), asked, shares, majors, attributes.major)
            if not np.all(np.isfinite(solved)):
                raise ScenarioError(
                    f"the gaps of {name} in cohort.attributes cannot all hold, because one attribute nearly "
                    "decides another (share_by_major); leave out one of the gaps"
                )
            offsets[:, :, measure] = solved
    mean, covariance = _moments(offsets, shares, majors, attributes.major)
    return GroupDifferences(offsets, mean, covariance)


def _major_shares(attributes: AttributeShares) -> NDArray[np.float64]:
    if attributes.major < 0:
        return np.ones(1)
    return attributes.shares[attributes.major, 0, 0, : attributes.shares.shape[2]].copy()


@inner_kernel
def _offset_in_major(
    offsets: NDArray[np.float64],
    shares: NDArray[np.float64],
    attribute: int,
    major: int,
    major_attribute: int,
) -> float:
    # Mean offset that an attribute gives to the students of a major.
    if attribute == major_attribute:
        return float(offsets[attribute, major])
    total = 0.0
    for category in range(offsets.shape[1]):
        total += shares[attribute, major, category] * offsets[attribute, category]
    return total


@kernel
def _moments(
    offsets: NDArray[np.float64],
    shares: NDArray[np.float64],
    majors: NDArray[np.float64],
    major_attribute: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # Mean and covariance of the summed offsets: within majors the attributes are independent, so that their
    # covariances add up; between majors it is that of the majors' means.
    attributes, categories, measures = offsets.shape
    by_major = np.zeros((len(majors), measures))
    mean = np.zeros(measures)
    covariance = np.zeros((measures, measures))
    for major in range(len(majors)):
        for attribute in range(attributes):
            for one in range(measures):
                own = _offset_in_major(offsets[:, :, one], shares, attribute, major, major_attribute)
                by_major[major, one] += own
                if attribute == major_attribute:
                    continue
                for other in range(measures):
                    crossed = 0.0
                    for category in range(categories):
                        share = shares[attribute, major, category]
                        crossed += (
                            share * offsets[attribute, category, one] * offsets[attribute, category, other]
                        )
                    theirs = _offset_in_major(offsets[:, :, other], shares, attribute, major, major_attribute)
                    covariance[one, other] += majors[major] * (crossed - own * theirs)
        for one in range(measures):
            mean[one] += majors[major] * by_major[major, one]
    for major in range(len(majors)):
        for one in range(measures):
            for other in range(measures):
                apart = (by_major[major, one] - mean[one]) * (by_major[major, other] - mean[other])
                covariance[one, other] += majors[major] * apart
    return mean, covariance


@kernel
def _solve_offsets(
    gaps: NDArray[np.float64],
    asked: NDArray[np.bool_],
    shares: NDArray[np.float64],
    majors: NDArray[np.float64],
    major_attribute: int,
) -> NDArray[np.float64]:
    # One equation per category that exists, beyond the first, of each attribute with gaps: the difference of
    # the two group means is the asked one. NaN where the equations do not determine the offsets.
    attributes, categories = gaps.shape
    total = np.zeros((attributes, categories))
    for attribute in range(attributes):
        for category in range(categories):
            for major in range(len(majors)):
                total[attribute, category] += majors[major] * _share(
                    shares, attribute, major, category, major_attribute
                )
    reference = np.full(attributes, -1)
    unknown = np.full((attributes, categories), -1)
    count = 0
    for attribute in range(attributes):
        for category in range(categories):
            if asked[attribute] and total[attribute, category] > 0.0:
                if reference[attribute] < 0:
                    reference[attribute] = category
                else:
                    unknown[attribute, category] = count
                    count += 1
    matrix = np.zeros((count, count + 1))
    for attribute in range(attributes):
        for category in range(categories):
            row = unknown[attribute, category]
            if row < 0:
                continue
            base = reference[attribute]
            matrix[row, row] += 1.0
            matrix[row, count] = gaps[attribute, category] - gaps[attribute, base]
            for major in range(len(majors)):
                here = (
                    _share(shares, attribute, major, category, major_attribute) / total[attribute, category]
                )
                there = _share(shares, attribute, major, base, major_attribute) / total[attribute, base]
                weight = majors[major] * (here - there)
                for other in range(attributes):
                    if other == attribute:
                        continue
                    for group in range(categories):
                        column = unknown[other, group]
                        if column >= 0:
                            matrix[row, column] += weight * _share(
                                shares, other, major, group, major_attribute
                            )
    solution = _eliminate(matrix)
    offsets = gaps.copy()
    for attribute in range(attributes):
        for category in range(categories):
            if reference[attribute] >= 0:
                if unknown[attribute, category] >= 0:
                    offsets[attribute, category] = solution[unknown[attribute, category]]
                else:
                    offsets[attribute, category] -= gaps[attribute, reference[attribute]]
    return offsets


@inner_kernel
def _share(
    shares: NDArray[np.float64], attribute: int, major: int, category: int, major_attribute: int
) -> float:
    # Share of a category among the students of a major; the major itself is certain.
    if attribute == major_attribute:
        return 1.0 if category == major else 0.0
    return float(shares[attribute, major, category])


@array_maker
def _eliminate(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    # Gaussian elimination with row pivoting; the last column is the right side. NaN where it is singular.
    count = len(matrix)
    for column in range(count):
        best = column
        for row in range(column + 1, count):
            if abs(matrix[row, column]) > abs(matrix[best, column]):
                best = row
        if abs(matrix[best, column]) < 1e-6:
            return np.full(count, np.nan)
        for place in range(count + 1):
            kept = matrix[column, place]
            matrix[column, place] = matrix[best, place]
            matrix[best, place] = kept
        for row in range(count):
            if row != column:
                factor = matrix[row, column] / matrix[column, column]
                for place in range(column, count + 1):
                    matrix[row, place] -= factor * matrix[column, place]
    solution = np.empty(count)
    for row in range(count):
        solution[row] = matrix[row, count] / matrix[row, row]
    return solution
