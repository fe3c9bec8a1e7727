"""Blocks of a design: the complete ones, and standard errors by drawing them, replications, or both anew."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.findings import NotPossibleError
from mentorsim.analysis.point_means import RESAMPLES, PointMeans
from mentorsim.statistics.intervals import BoolArray, FloatArray

_MOST_BYTES = 64 * 1024**2
HALF_WIDTH = 1.959963984540054
"""Standard errors in half of a normal 95 % interval."""

_SEED = 7  # any fixed number: the same runs must give the same intervals


def counts_of_blocks(block_of_point: NDArray[np.int64], resamples: int) -> FloatArray:
    """Draw blocks with replacement, and return how often each point is drawn, shape (resamples, points)."""
    generator = np.random.default_rng(_SEED)
    _, block = np.unique(block_of_point, return_inverse=True)
    number = int(block.max()) + 1
    drawn = generator.integers(number, size=(resamples, number))
    counts = np.stack([np.bincount(row, minlength=number) for row in drawn])
    return counts[:, block].astype(np.float64)


def complete_blocks(
    found: PointMeans, blocks: NDArray[np.int64], fewest: int, *, name: str, method: str
) -> BoolArray:
    """Tell which blocks of a design may be analyzed: SALib cannot take missing values, so blocks go whole.

    Parameters
    ----------
    found
        The outcome at every point.
    blocks
        Number of the point of each sample, shape (blocks, samples in a block).
    fewest
        How many complete blocks are needed.
    name, method
        What blocks are called, and what is made of them; for messages.

    Raises
    ------
    NotPossibleError
        When fewer are complete, or the outcome is the same at all their points.
    """
    complete: BoolArray = np.all(found.there[blocks], axis=1)
    count = int(np.count_nonzero(complete))
    if count < fewest:
        raise NotPossibleError(
            f"only {count} of the {len(blocks)} {name} are complete; {fewest} are the fewest for {method}"
        )
    if float(np.ptp(found.mean[blocks[complete]])) == 0.0:
        raise NotPossibleError("the outcome is the same at all design points")
    return complete


def redrawn(
    found: PointMeans, blocks: NDArray[np.int64], indices: Callable[[FloatArray], FloatArray]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the standard errors of indices with blocks and replications drawn again, and with each alone.

    Blocks (Saltelli's, or Morris's trajectories) are what a design draws independently; replications are
    drawn the same for all points, because all points meet them.

    Parameters
    ----------
    found
        The outcome at every point.
    blocks
        Number of the point of each sample, shape (blocks, samples in a block).
    indices
        Gives indices of shape (indices, outcomes) for outcomes of shape (blocks, samples, outcomes).
    """
    generator = np.random.default_rng(_SEED)
    many = max(1, min(RESAMPLES, _MOST_BYTES // (blocks.size * 8)))
    drawn: tuple[list[FloatArray], list[FloatArray], list[FloatArray]] = ([], [], [])
    means = found.drawn_again(RESAMPLES)
    done = 0
    while done < RESAMPLES:
        of_replications = np.stack(list(islice(means, min(many, RESAMPLES - done))), axis=-1)[blocks]
        count = of_replications.shape[-1]
        rows = generator.integers(len(blocks), size=(len(blocks), count))
        both = np.take_along_axis(of_replications, rows[:, None, :], axis=0)
        design = found.mean[blocks[rows]].transpose(0, 2, 1)
        for kept, values in zip(drawn, (both, design, of_replications), strict=True):
            kept.append(indices(values))
        done += count
    both_error, design_error, replications_error = (
        np.concatenate(kept, axis=1).std(axis=1, ddof=1) for kept in drawn
    )
    if found.values.shape[1] < 2:
        replications_error = np.full_like(replications_error, np.nan)
    return both_error, design_error, replications_error
