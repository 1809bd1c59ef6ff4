"""What growth costs: seconds and memory by beds and by waiting requests."""

from collections.abc import Iterator

import numpy as np

from benchmarks.beds.child import child, report_progress
from benchmarks.beds.size import QUICK, Size
from benchmarks.beds.solve_once import solve_once
from benchmarks.report import Row
from benchmarks.suites import Settings

TABLE = "cost of growth"
SEEDS = 5
SIZES = tuple(Size(beds, waiting) for beds in (500, 2_000, 10_000) for waiting in (20, 60, 200))
PLOT = "growth.png"


def rows(settings: Settings) -> Iterator[Row]:
    """Solve every size for five seeds; a plots folder gets ``growth.png``."""
    seconds: dict[Size, list[float]] = {}
    for size in (QUICK,) if settings.quick else SIZES:
        with child() as executor:
            solves = [
                executor.submit(solve_once, size, seed).result() for seed in range(1 if settings.quick else SEEDS)
            ]
        seconds[size] = [solve.seconds for solve in solves]
        median = float(np.median(seconds[size]))
        report_progress(f"{size}: median {median:.2f} s")
        yield Row(
            table=TABLE,
            instance=str(size),
            size=f"{len(solves)} seeds",
            method="onebed",
            seconds=median,
            gap=max(solve.gap for solve in solves),
            peak_memory_mib=max(solve.peak_memory_mib for solve in solves),
            extra={
                "min s": min(seconds[size]),
                "median s": median,
                "max s": max(seconds[size]),
                "cpu median s": float(np.median([solve.cpu_seconds for solve in solves])),
                "proven": f"{sum(solve.proven for solve in solves)} of {len(solves)}",
            },
        )
    if settings.plots:
        # Only here: the measured children import this package, and a plotting library is not part of their memory.
        from benchmarks.beds.growth_plot import draw_growth

        draw_growth(settings.plots / PLOT, seconds)
