"""Keyed draws on whole columns in plain NumPy, as somebody without a compiler would write them."""

from __future__ import annotations

from typing import Any

import numpy as np

Words = Any


def mix(words: Words) -> Words:
    """Scramble words (the finalizer of splitmix64)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def bits(stage_key: Words, keys: Words) -> Words:
    """Draw for every key."""
    return mix(stage_key + keys)


def uniform(drawn: Words) -> Any:
    """Turn draws into numbers in [0, 1)."""
    return (drawn >> np.uint64(11)).astype(np.float64) * 2.0**-53


def integer_below(drawn: Words, n: Any) -> Any:
    """Turn draws into whole numbers from 0 to n - 1."""
    return (((drawn >> np.uint64(32)) * np.asarray(n).astype(np.uint64)) >> np.uint64(32)).astype(np.int64)


def logistic(x: Any) -> Any:
    """Turn log odds into probabilities."""
    return 1.0 / (1.0 + np.exp(-x))
