"""Means with their intervals, by control variates where they pay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isnan, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from simulation.kept import Tables
from simulation.measure_words import measure_words
from simulation.replications import measure_values

Values = NDArray[np.float64]

CONTROLS = "controls"
"""Table of a replication: ``control`` and ``value``, of expectation 0."""

CONTROLLED = {"alos": ("stay_surplus_days",)}
"""Measures whose mean control variates make more precise, and which. Others gain little, and paired differences
nothing: common random numbers have taken out already what the drawn stays explain."""

LEAST_CONTROLLED = 8
"""Fewer replications lose more by the estimated coefficient than they gain."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with a t-interval; NaN half width with fewer than two values.

    Attributes
    ----------
    mean, half_width : float
        Of the values.
    count : int
        How many values.
    least, most : float
        What is possible; the ends of the interval do not go beyond.
    """

    mean: float
    half_width: float
    count: int
    least: float = -inf
    most: float = inf

    @property
    def low(self) -> float:
        """Lower end."""
        return self._possible(self.mean - self.half_width)

    @property
    def high(self) -> float:
        """Upper end."""
        return self._possible(self.mean + self.half_width)

    def _possible(self, end: float) -> float:
        # A mean beyond the limits by rounding stays inside its own interval; NaN stays NaN.
        return end if isnan(end) else min(max(end, min(self.least, self.mean)), max(self.most, self.mean))

    @property
    def excludes_zero(self) -> bool:
        """Whether the sign is known."""
        return self.low > 0 or self.high < 0


def t_interval(values: Values, confidence: float = 0.95) -> Interval:
    """Return the mean of independent values with its t-interval; NaN values are left out."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return Interval(float("nan"), float("nan"), 0)
    if known.size == 1:
        return Interval(float(known[0]), float("nan"), 1)
    half_width = student.ppf((1 + confidence) / 2, known.size - 1) * np.std(known, ddof=1) / sqrt(known.size)
    return Interval(float(np.mean(known)), float(half_width), int(known.size))


def with_control_variates(values: Values, controls: Values, expected: Values) -> Interval:
    """Return the mean of ``values``, made more precise by controls whose expectation is known.

    Parameters
    ----------
    values : ndarray, shape (replications,)
        What is wanted.
    controls : ndarray, shape (replications, controls)
        Means of inputs in the same replications: arrivals per day, drawn length of stay.
    expected : ndarray, shape (controls,)
        Their true means.

    Notes
    -----
    Linear regression estimator of Lavenberg & Welch (1981): intercept of ``values`` on ``controls - expected``.
    """
    count, number = controls.shape
    if count <= number + 2:
        return t_interval(values)
    design = np.column_stack((np.ones(count), controls - expected))
    coefficients, *_ = np.linalg.lstsq(design, values, rcond=None)
    residuals = values - design @ coefficients
    freedom = count - number - 1
    variance = residuals @ residuals / freedom
    leverage = np.linalg.pinv(design.T @ design)[0, 0]
    half_width = student.ppf(0.975, freedom) * sqrt(variance * leverage)
    return Interval(float(coefficients[0]), float(half_width), count)


def mean_interval(results: Sequence[Tables], measure: str) -> Interval:
    """Return the mean of a measure over replications with its 95% interval, by control variates where they pay.

    The interval does not go beyond what the measure can be.

    Parameters
    ----------
    results : sequence of Tables
        Replications.
    measure : str
        A measure of them.
    """
    least, most = measure_words(measure).limits
    return replace(_mean(results, measure), least=least, most=most)


def _mean(results: Sequence[Tables], measure: str) -> Interval:
    values = measure_values(results, measure)
    names = CONTROLLED.get(measure, ())
    known = ~np.isnan(values)
    if not names or known.sum() < LEAST_CONTROLLED or any(CONTROLS not in tables for tables in results):
        return t_interval(values)
    columns = [dict(tables[CONTROLS].iter_rows()) for tables in results]
    controls = np.array([[row[name] for name in names] for row in columns])
    return with_control_variates(values[known], controls[known], np.zeros(len(names)))
