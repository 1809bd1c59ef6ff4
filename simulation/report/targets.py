"""Simulated measures against the hospital's own targets, with what the interval allows to say."""

import numpy as np
import polars as pl

from scenarios.kpis.targets import TARGETS, Target, TargetBasis
from simulation.experiment import ExperimentResult
from simulation.intervals import Interval, Values, mean_interval, t_interval
from simulation.measure_words import ASSUMED
from simulation.replications import measure_values

MET, MISSED, UNCERTAIN, ASSUMPTION = "met", "missed", "not certain", "assumed"
NEGLIGIBLE_MINUTES = 0.05


def target_table(result: ExperimentResult) -> pl.DataFrame:
    """Return each target that a simulated measure answers, for every option.

    A target counts as met (or missed) only when both ends of the 95% interval say so, and as assumed when every
    replication only repeats the value that the model assumes. Changes are taken from the first
    option, replication by replication.

    Returns
    -------
    polars.DataFrame
        Columns ``option``, ``area``, ``target``, ``measure``, ``basis``, ``mean``, ``low``, ``high``, ``verdict``.
    """
    base = next(iter(result.replications.values())).results
    rows = []
    for option, run in result.replications.items():
        for target in TARGETS:
            own = measure_values(run.results, target.kpi)
            before = measure_values(base, target.kpi)[: own.size]
            value = target.basis is TargetBasis.VALUE
            interval = mean_interval(run.results, target.kpi) if value else _change(target, own, before)
            if interval.count == 0 or (not value and run.results is base):
                continue
            rows.append(
                {
                    "option": option,
                    "area": target.area,
                    "target": target.statement,
                    "measure": target.kpi,
                    "basis": target.basis.value,
                    "mean": interval.mean,
                    "low": interval.low,
                    "high": interval.high,
                    "verdict": ASSUMPTION if repeats_assumption(target.kpi, own) else verdict(target, interval),
                }
            )
    return pl.DataFrame(rows)


def repeats_assumption(measure: str, values: Values) -> bool:
    """Return whether all values of a measure are only what the model assumes."""
    assumed = ASSUMED.get(measure)
    return assumed is not None and bool(np.all(np.abs(values - assumed) < NEGLIGIBLE_MINUTES))


def verdict(target: Target, interval: Interval) -> str:
    """Return whether an interval meets a target, misses it, or leaves it open."""
    least = float("-inf") if target.least is None else target.least
    most = float("inf") if target.most is None else target.most
    if interval.low >= least and interval.high <= most:
        return MET
    if interval.high < least or interval.low > most:
        return MISSED
    return UNCERTAIN


def _change(target: Target, own: Values, before: Values) -> Interval:
    gap = own[: before.size] - before
    if target.basis is TargetBasis.CHANGE:
        return t_interval(gap)
    return t_interval(gap / np.abs(np.where(before == 0, np.nan, before)))
