"""Common random numbers: how much tighter the difference of two options is than with independent seeds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.report import Row
from scenarios.generate import generate
from simulation.demand import demand_of
from simulation.hospital_model import Run
from simulation.kept import Tables
from simulation.policies import POLICIES
from simulation.replications import measure_values, process_pool, run_replications
from simulation.settings import HospitalSettings

MEASURES = ("bed_wait_mean", "boarding_hours_mean", "surgery_wait_days", "occupancy", "alos")


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield the variance of the difference with independent seeds over that with the same seed."""
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
        yield _row(measure, results, count, days)


def _row(measure: str, results: Sequence[Sequence[Tables]], count: int, days: int) -> Row:
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
