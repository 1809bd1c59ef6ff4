"""Simulated measures against the hospital's own targets, with what the interval allows to say."""

import numpy as np
import polars as pl

from scenarios.kpis.targets import TARGETS, Target, TargetBasis
from simulation.comparisons import Interval, Values, mean_interval, t_interval
from simulation.experiment import ExperimentResult
from simulation.replications import measure_values

MET, MISSED, UNCERTAIN = "met", "missed", "not certain"


def target_table(result: ExperimentResult) -> pl.DataFrame:
    """Return each target that a simulated measure answers, for every option.

    A target counts as met (or missed) only when both ends of the 95% interval say so. Changes are taken from the first
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
                    "verdict": verdict(target, interval),
                }
            )
    return pl.DataFrame(rows)


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
