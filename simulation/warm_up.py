"""How long a model takes to forget that it started empty."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BATCH = 5


@dataclass(frozen=True, slots=True)
class WarmUp:
    """A truncation point.

    Attributes
    ----------
    observations : int
        Observations to leave out, a multiple of 5.
    statistic : ndarray
        MSER at each candidate: what the picture shows, with its minimum at the truncation.
    reached : bool
        False when the minimum lies in the second half: the run is too short to tell.
    """

    observations: int
    statistic: NDArray[np.float64]
    reached: bool


def mser5(series: ArrayLike) -> WarmUp:
    """Return where to truncate a series, by MSER-5 (White, Cobb & Spratt 2000).

    Averages of 5 observations are taken; of the candidates d in the first half, that with the smallest
    ``sum((y_i - mean)²) / (n - d)²`` over the rest is chosen: the narrowest interval that the data can give.

    Parameters
    ----------
    series : array_like, shape (observations,)
        Mean over replications of one output over time; at least 20 observations.

    Raises
    ------
    ValueError
        When the series is too short.
    """
    values = np.asarray(series, dtype=np.float64)
    if values.size < 4 * BATCH:
        raise ValueError(f"series has {values.size} observations, expected at least {4 * BATCH}")
    batches = values[: values.size // BATCH * BATCH].reshape(-1, BATCH).mean(axis=1)
    left = batches.size - np.arange(batches.size)
    tail_sum = np.cumsum(batches[::-1])[::-1]
    tail_squares = np.cumsum(batches[::-1] ** 2)[::-1]
    spread = np.maximum(tail_squares - tail_sum**2 / left, 0.0)
    statistic = (spread / left.astype(np.float64) ** 2)[: batches.size - BATCH]
    half = batches.size // 2
    best = int(np.argmin(statistic))
    return WarmUp(min(best, half) * BATCH, statistic, best < half)


def welch_average(series: ArrayLike, window: int) -> NDArray[np.float64]:
    """Return Welch's moving average for the picture: window ``2 w + 1``, shorter at the start.

    Parameters
    ----------
    series : array_like, shape (observations,)
        Mean over replications.
    window : int
        w.

    Returns
    -------
    ndarray, shape (observations - w,)
    """
    values = np.asarray(series, dtype=np.float64)
    sums = np.concatenate(([0.0], np.cumsum(values)))
    index = np.arange(values.size - window)
    reach = np.minimum(index, window)
    averages: NDArray[np.float64] = (sums[index + reach + 1] - sums[index - reach]) / (2 * reach + 1)
    return averages
