"""Allocations at fixed deterministic time and one worker, whose objective and bound must not get worse."""

from collections.abc import Iterator
from functools import partial

from benchmarks.beds.size import Size
from benchmarks.suites import GuardCase
from optimizer.beds import allocate
from optimizer.solve import Budget

CASES = (
    (Size(500, 20), 0),
    (Size(500, 60), 1),
    (Size(2_000, 60), 0),
    (Size(2_000, 60), 1),
    (Size(10_000, 60), 0),
    (Size(10_000, 200), 4),
)
BUDGET = Budget(seconds=600.0, workers=1, deterministic_time=5.0)
"""The wall clock only ends a solve that hangs."""


def guard_cases() -> Iterator[GuardCase]:
    """Yield small, usual and large hospitals, one of them short of beds."""
    for size, seed in CASES:
        yield GuardCase(f"{size.beds} beds, {size.waiting} waiting, seed {seed}", partial(_solve, size, seed))


def _solve(size: Size, seed: int) -> tuple[float, float]:
    solution = allocate(size.scenario(seed), BUDGET)
    return solution.objective, solution.bound
