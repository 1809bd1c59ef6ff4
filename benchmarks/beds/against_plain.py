"""Against the plain formulation: a boolean for each request and bed, the same rules, CP-SAT alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.beds.child import child, report_progress
from benchmarks.beds.clock import Clock
from benchmarks.beds.size import QUICK, Size
from benchmarks.beds.solve_once import Solve, solve_once
from benchmarks.report import Row, peak_memory_mib
from benchmarks.suites import Settings
from optimizer.beds import BedProblem
from optimizer.beds.plain import allocate_plainly
from optimizer.solution import Status
from optimizer.solve import Budget

TABLE = "against the plain formulation"
SEEDS = 3
LIMIT_SECONDS = {Size(2_000, 60): 60.0, Size(10_000, 60): 60.0, Size(10_000, 200): 120.0}
"""Time the plain formulation gets; where it runs out, it would have taken longer than shown."""
TARGET_TIMES_FASTER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plain:
    """What the plain formulation reaches."""

    seconds: float
    cpu_seconds: float
    objective: float
    bound: float
    proven: bool
    peak_memory_mib: float


def rows(settings: Settings) -> Iterator[Row]:
    """Solve the same hospitals both ways in one process; ratio is our seconds over the plain ones."""
    limits = {QUICK: 10.0} if settings.quick else LIMIT_SECONDS
    for size, limit in limits.items():
        for seed in range(1 if settings.quick else SEEDS):
            with child() as executor:
                solve = executor.submit(solve_once, size, seed).result()
                plain = executor.submit(_solved_plainly, size, seed, limit).result()
            report_progress(f"{size}, seed {seed}: {solve.seconds:.2f} s, plain {plain.seconds:.2f} s")
            yield _row(size, solve, plain)


def _solved_plainly(size: Size, seed: int, limit: float) -> _Plain:
    scenario = size.scenario(seed)
    with Clock() as clock:
        solution = allocate_plainly(BedProblem(scenario), Budget(seconds=limit))
    return _Plain(
        seconds=clock.seconds,
        cpu_seconds=clock.cpu_seconds,
        objective=solution.objective,
        bound=solution.bound,
        proven=solution.status is Status.OPTIMAL,
        peak_memory_mib=peak_memory_mib(),
    )


def _row(size: Size, solve: Solve, plain: _Plain) -> Row:
    return Row(
        table=TABLE,
        instance=str(size),
        size=f"seed {solve.seed}",
        method="onebed",
        seconds=solve.seconds,
        objective=solve.objective,
        bound=solve.bound,
        gap=solve.gap,
        ratio=solve.seconds / plain.seconds,
        baseline="plain formulation",
        peak_memory_mib=solve.peak_memory_mib,
        extra={
            "plain s": plain.seconds,
            "plain objective": plain.objective,
            "plain bound": plain.bound,
            "plain ends": "proven" if plain.proven else "out of time",
            "times faster": plain.seconds / solve.seconds,
            "never worse": "yes" if solve.objective <= plain.objective else "NO",
            "cpu s": solve.cpu_seconds,
            "plain cpu s": plain.cpu_seconds,
            "plain peak MiB": plain.peak_memory_mib,
        },
    )
