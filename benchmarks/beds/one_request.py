"""How long the best beds for one request take, against a census that is already loaded."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.beds.child import child, report_progress
from benchmarks.beds.clock import Clock
from benchmarks.beds.size import Size
from benchmarks.report import Row, peak_memory_mib
from benchmarks.suites import Settings
from optimizer.beds import Recommender

TABLE = "one request"
TARGET_MS = 50.0
"""Most that the 99th percentile may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recommended:
    """Seconds of every recommendation in one hospital, and of what is prepared once."""

    preparing: float
    seconds: list[float]
    cpu_seconds: list[float]
    answered: int
    peak_memory_mib: float


def rows(settings: Settings) -> Iterator[Row]:
    """Recommend beds to each waiting request of two hospitals, one by one."""
    size = Size(500, 20) if settings.quick else Size(10_000, 200)
    with child() as executor:
        runs = [executor.submit(_recommended, size, seed).result() for seed in range(2)]
    wall = 1_000 * np.array([second for run in runs for second in run.seconds])
    cpu = 1_000 * np.array([second for run in runs for second in run.cpu_seconds])
    report_progress(f"{size}: one request p99 {np.percentile(wall, 99):.1f} ms")
    yield Row(
        table=TABLE,
        instance=f"{size.beds:,} beds",
        size=f"{len(wall)} requests, one by one",
        method="recommend",
        seconds=float(np.percentile(wall, 99)) / 1_000,
        peak_memory_mib=max(run.peak_memory_mib for run in runs),
        extra={
            "p50 ms": float(np.median(wall)),
            "p99 ms": float(np.percentile(wall, 99)),
            "max ms": float(wall.max()),
            "target p99 ms": TARGET_MS,
            "cpu p50 ms": float(np.median(cpu)),
            "cpu p99 ms": float(np.percentile(cpu, 99)),
            "prepared once s": max(run.preparing for run in runs),
            "with a bed": sum(run.answered for run in runs),
        },
    )


def _recommended(size: Size, seed: int) -> _Recommended:
    scenario = size.scenario(seed)
    with Clock() as preparing:
        recommender = Recommender(scenario)
    recommender.recommend(scenario.requests[0])
    clocks, answered = [], 0
    for request in scenario.requests:
        with Clock() as clock:
            options = recommender.recommend(request)
        clocks.append(clock)
        answered += bool(options)
    return _Recommended(
        preparing=preparing.seconds,
        seconds=[clock.seconds for clock in clocks],
        cpu_seconds=[clock.cpu_seconds for clock in clocks],
        answered=answered,
        peak_memory_mib=peak_memory_mib(),
    )
