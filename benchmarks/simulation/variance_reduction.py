"""Common random numbers and control variates: how much tighter differences and means become."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.report import Row
from scenarios.generate import generate
from simulation.demand_of_hospital import demand_of
from simulation.executors import process_pool
from simulation.hospital_model import Run
from simulation.intervals import CONTROLS, Values, t_interval, with_control_variates
from simulation.kept import Tables
from simulation.policies import POLICIES
from simulation.replications import measure_values, run_replications
from simulation.settings import HospitalSettings

MEASURES = ("bed_wait_mean", "boarding_hours_mean", "surgery_wait_days", "occupancy", "alos")


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield variances without over variances with: of the difference by seeds, of mean and difference by controls."""
    count, days = (4, 20) if quick else (24, 120)
    scenario = generate(beds=300, waiting=10, seed=2)
    settings = HospitalSettings(hospital=scenario.hospital, demand=demand_of(scenario.hospital, load=0.85))
    more = POLICIES["extra-staffed-beds"]().apply(settings)
    base = Run(settings=settings, start=scenario.census.at, days=days, warm_up_days=10, seed=1, state=scenario)
    other = replace(base, settings=more)
    with process_pool(2) as pool:
        results = [
            run_replications(run, count, executor=pool, workers=4).results
            for run in (base, other, replace(other, seed=2))
        ]
    for measure in MEASURES:
        yield _by_seeds(measure, results, count, days)
    for measure in MEASURES:
        yield _by_controls(measure, results, count, days)


def _by_seeds(measure: str, results: Sequence[Sequence[Tables]], count: int, days: int) -> Row:
    base, common, independent = (measure_values(run, measure) for run in results)
    tight, loose = np.nanvar(common - base, ddof=1), np.nanvar(independent - base, ddof=1)
    return Row(
        instance="common random numbers",
        size=f"{count} replications of {days} days, 300 beds",
        method=measure,
        seconds=0.0,
        extra={
            "variance, same seed": float(tight),
            "variance, independent": float(loose),
            "times smaller": float(loose / tight) if tight else float("inf"),
        },
    )


def _by_controls(measure: str, results: Sequence[Sequence[Tables]], count: int, days: int) -> Row:
    base, common, _ = (measure_values(run, measure) for run in results)
    controls = np.array([tables[CONTROLS]["value"].to_numpy() for tables in results[0]])
    return Row(
        instance="control variates",
        size=f"{count} replications of {days} days, 300 beds",
        method=measure,
        seconds=0.0,
        extra={
            "times smaller": _times_smaller(base, controls),
            "times smaller, difference": _times_smaller(common - base, controls),
        },
    )


def _times_smaller(values: Values, controls: Values) -> float:
    plain, controlled = t_interval(values), with_control_variates(values, controls, np.zeros(controls.shape[1]))
    return (plain.half_width / controlled.half_width) ** 2
