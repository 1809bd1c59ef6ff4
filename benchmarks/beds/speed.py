"""How long an allocation takes from the scenario to the proven plan, and how much memory."""

from collections.abc import Iterator

import numpy as np

from benchmarks.beds.child import child, report_progress
from benchmarks.beds.size import QUICK, Size
from benchmarks.beds.solve_once import Solve, solve_once
from benchmarks.report import Row
from benchmarks.suites import Settings

TABLE = "speed"
SEEDS = 20
TARGET_SECONDS = {Size(2_000, 60): 0.5, Size(10_000, 60): 1.0, Size(10_000, 200): 3.0}
"""Most that the 95th percentile may take, building the problem included."""
TARGET_MIB = 1024


def rows(settings: Settings) -> Iterator[Row]:
    """Solve every size for 20 seeds; seeds that are not proven or break a rule get rows of their own."""
    targets = {QUICK: 0.5} if settings.quick else TARGET_SECONDS
    for size, target in targets.items():
        solves = _solved(size, range(2 if settings.quick else SEEDS))
        yield _summary(size, solves, target)
        for solve in solves:
            if not solve.proven or solve.broken:
                yield _failure(size, solve)


def _solved(size: Size, seeds: range) -> list[Solve]:
    solves = []
    with child() as executor:
        for seed in seeds:
            solve = executor.submit(solve_once, size, seed).result()
            report_progress(
                f"{size}, seed {seed}: {solve.seconds:.2f} s, processor {solve.cpu_seconds:.2f} s, "
                f"objective {solve.objective:,.0f}, bound {solve.bound:,.0f}, {solve.broken} rules broken"
            )
            solves.append(solve)
    return solves


def _summary(size: Size, solves: list[Solve], target: float) -> Row:
    wall = [solve.seconds for solve in solves]
    cpu = [solve.cpu_seconds for solve in solves]
    p95 = float(np.percentile(wall, 95))
    return Row(
        table=TABLE,
        instance=str(size),
        size=f"{len(solves)} seeds",
        method="onebed",
        seconds=p95,
        gap=max(solve.gap for solve in solves),
        peak_memory_mib=max(solve.peak_memory_mib for solve in solves),
        extra={
            "proven": f"{sum(solve.proven for solve in solves)} of {len(solves)}",
            "rules broken": sum(solve.broken for solve in solves),
            "p50 s": float(np.median(wall)),
            "p95 s": p95,
            "max s": max(wall),
            "target p95 s": target,
            "cpu p50 s": float(np.median(cpu)),
            "cpu p95 s": float(np.percentile(cpu, 95)),
            "cpu max s": max(cpu),
            "target MiB": TARGET_MIB,
            "seeds over target": ", ".join(str(solve.seed) for solve in solves if solve.seconds > target) or "none",
        },
    )


def _failure(size: Size, solve: Solve) -> Row:
    return Row(
        table=TABLE,
        instance=str(size),
        size=f"seed {solve.seed}",
        method="onebed",
        seconds=solve.seconds,
        objective=solve.objective,
        bound=solve.bound,
        gap=solve.gap,
        peak_memory_mib=solve.peak_memory_mib,
        extra={
            "proven": "yes" if solve.proven else "no",
            "rules broken": solve.broken,
            "cpu max s": solve.cpu_seconds,
        },
    )
