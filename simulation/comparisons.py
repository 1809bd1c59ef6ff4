"""Means, paired differences and choices between options, each with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isnan, sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import t as student

from simulation.kept import Tables
from simulation.measure_words import measure_words
from simulation.replications import MEASURES, measure_values

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


def measure_matrix(results: Sequence[Tables]) -> tuple[list[str], Values]:
    """Return the measures' names, and their values with shape (replications, measures)."""
    names = results[0][MEASURES]["measure"].to_list()
    columns = [dict(zip(t[MEASURES]["measure"], t[MEASURES]["value"], strict=True)) for t in results]
    return names, np.array([[_number(row.get(name)) for name in names] for row in columns])


def summary_table(results: Sequence[Tables]) -> pl.DataFrame:
    """Return mean, 95% interval and count of every measure.

    Returns
    -------
    polars.DataFrame
        Columns ``measure``, ``mean``, ``low``, ``high``, ``replications``.
    """
    names, _ = measure_matrix(results)
    intervals = [mean_interval(results, name) for name in names]
    return pl.DataFrame(
        {
            "measure": names,
            "mean": [interval.mean for interval in intervals],
            "low": [interval.low for interval in intervals],
            "high": [interval.high for interval in intervals],
            "replications": [interval.count for interval in intervals],
        }
    )


def paired_differences(base: Sequence[Tables], other: Sequence[Tables]) -> pl.DataFrame:
    """Return ``other - base`` of every measure, replication by replication, with 95% t-intervals.

    Both must come from the same seed; the common replications are compared.

    Returns
    -------
    polars.DataFrame
        Columns ``measure``, ``base``, ``other``, ``difference``, ``low``, ``high``, ``known`` (interval without 0).
    """
    count = min(len(base), len(other))
    names, base_values = measure_matrix(base[:count])
    other_names, other_values = measure_matrix(other[:count])
    common = [name for name in names if name in set(other_names)]
    rows = []
    for name in common:
        left, right = base_values[:, names.index(name)], other_values[:, other_names.index(name)]
        interval = t_interval(right - left)
        rows.append(
            {
                "measure": name,
                "base": t_interval(left).mean,
                "other": t_interval(right).mean,
                "difference": interval.mean,
                "low": interval.low,
                "high": interval.high,
                "known": interval.excludes_zero,
            }
        )
    return pl.DataFrame(rows)


def paired_interval(base: Sequence[Tables], other: Sequence[Tables], measure: str) -> Interval:
    """Return ``other - base`` of one measure over the replications that both have, with its 95% t-interval."""
    count = min(len(base), len(other))
    return t_interval(measure_values(other[:count], measure) - measure_values(base[:count], measure))


def best_options(options: Mapping[str, Sequence[Tables]], measure: str, *, smaller_is_better: bool) -> pl.DataFrame:
    """Tell which options may be the best of many, and which are not (multiple comparisons with the best).

    Each option's paired difference to the best mean of the others gets a Bonferroni interval, so that with 95%
    confidence no option is wrongly struck out. With common random numbers this needs far fewer runs than procedures
    for independent samples; sim-tools' OCBA and KN assume those.

    Returns
    -------
    polars.DataFrame
        Columns ``option``, ``mean``, ``worse_by`` (than the best of the others), ``low``, ``high``, ``may_be_best``;
        best first.
    """
    count = min(len(results) for results in options.values())
    values = {}
    for option, results in options.items():
        names, matrix = measure_matrix(results[:count])
        values[option] = matrix[:, names.index(measure)] * (1 if smaller_is_better else -1)
    confidence = 1 - 0.05 / max(len(values) - 1, 1)
    rows = []
    for option, own in values.items():
        rivals = [rival for rival in values if rival != option]
        best = min(rivals, key=lambda rival: float(np.nanmean(values[rival]))) if rivals else option
        gap = t_interval(own - values[best], confidence)
        rows.append(
            {
                "option": option,
                "mean": float(np.nanmean(own)) * (1 if smaller_is_better else -1),
                "worse_by": gap.mean,
                "low": gap.low,
                "high": gap.high,
                "may_be_best": not gap.low > 0,
            }
        )
    return pl.DataFrame(rows).sort("worse_by")


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
