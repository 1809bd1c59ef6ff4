"""Paired differences and choices between options, each with its interval."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from simulation.intervals import Interval, Values, mean_interval, t_interval
from simulation.kept import Tables
from simulation.replications import MEASURES, measure_values


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


RANKING = {
    "option": pl.String,
    "mean": pl.Float64,
    "worse_by": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "may_be_best": pl.Boolean,
}


def best_options(options: Mapping[str, Sequence[Tables]], measure: str, *, smaller_is_better: bool) -> pl.DataFrame:
    """Tell which options may be the best of many, and which are not (multiple comparisons with the best).

    Each option's paired difference to the best mean of the others gets a Bonferroni interval, so that with 95%
    confidence no option is wrongly struck out. With common random numbers this needs far fewer runs than procedures
    for independent samples; sim-tools' OCBA and KN assume those. Options without the measure are left out.

    Returns
    -------
    polars.DataFrame
        Columns ``option``, ``mean``, ``worse_by`` (than the best of the others), ``low``, ``high``, ``may_be_best``;
        best first.
    """
    count = min(len(results) for results in options.values())
    sign = 1 if smaller_is_better else -1
    every = {option: sign * measure_values(results[:count], measure) for option, results in options.items()}
    values = {option: own for option, own in every.items() if not np.isnan(own).all()}
    confidence = 1 - 0.05 / max(len(values) - 1, 1)
    rows = []
    for option, own in values.items():
        rivals = [rival for rival in values if rival != option]
        best = min(rivals, key=lambda rival: float(np.nanmean(values[rival]))) if rivals else option
        gap = t_interval(own - values[best], confidence)
        rows.append(
            {
                "option": option,
                "mean": sign * float(np.nanmean(own)),
                "worse_by": gap.mean,
                "low": gap.low,
                "high": gap.high,
                "may_be_best": not gap.low > 0,
            }
        )
    return pl.DataFrame(rows, schema=RANKING).sort("worse_by")


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
