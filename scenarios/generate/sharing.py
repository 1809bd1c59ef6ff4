"""Sharing a whole number out by weights, and drawing with probabilities."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def shared_out(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Return whole numbers in the ratio of the weights that sum to ``total`` (largest remainder).

    Each part gets at least ``least``; the total must allow it.
    """
    free = total - least * len(weights)
    quotas = np.asarray(weights, dtype=float) / sum(weights) * free
    parts = np.floor(quotas).astype(int)
    for index in np.argsort(parts - quotas, kind="stable")[: free - int(parts.sum())]:
        parts[index] += 1
    return [int(part) + least for part in parts]


def chosen(uniform: Floats, weights: Sequence[float]) -> Ints:
    """Return, for each uniform number, the index drawn with these weights."""
    cumulative = np.cumsum(np.asarray(weights, dtype=float))
    return np.minimum(np.searchsorted(cumulative / cumulative[-1], uniform, side="right"), len(weights) - 1)


def picked(uniform: float, weights: Sequence[float]) -> int:
    """Return the index drawn by one uniform number with these weights."""
    cumulative = list(accumulate(weights))
    return min(bisect_right(cumulative, uniform * cumulative[-1]), len(weights) - 1)
