"""Replications on one worker, two workers and a Dask cluster on this machine: the same numbers, how much faster."""

import time
from collections.abc import Iterator
from concurrent.futures import Executor

from benchmarks.report import Row
from benchmarks.simulation.full_hospital import run_of
from simulation.executors import dask_cluster, process_pool
from simulation.hospital_model import Run
from simulation.output import gather
from simulation.replications import MEASURES, run_replications


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield the wall clock of each way: the best of some turns, one worker and two taking turns.

    Pools are warmed up with one short replication a worker.
    """
    count, days, turns = (2, 5, 1) if quick else (8, 60, 3)
    run = run_of(days, clinics=False)
    best: dict[int, float] = {}
    found: dict[int, str] = {}
    with process_pool(1) as one, process_pool(2) as two:
        for _ in range(turns):
            for workers, pool in ((1, one), (2, two)):
                seconds, found[workers] = _timed(run, count, pool, workers)
                best[workers] = min(seconds, best.get(workers, seconds))
    for workers, seconds in best.items():
        yield _row(f"{workers} worker(s)", count, days, seconds, best[1], found[workers] == found[1])
    if not quick:
        seconds, table = _on_dask(run, count)
        yield _row("Dask, 2 workers", count, days, seconds, best[1], table == found[1])


def _timed(run: Run, count: int, pool: Executor, workers: int) -> tuple[float, str]:
    warm = run_of(2, clinics=False)
    for future in [pool.submit(warm, i) for i in range(workers)]:
        future.result()
    started = time.perf_counter()
    results = run_replications(run, count, executor=pool, workers=workers).results
    return time.perf_counter() - started, gather({"base": results}, run.seed)[MEASURES].write_csv()


def _on_dask(run: Run, count: int) -> tuple[float, str]:
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,  # type: ignore[no-untyped-call]
        dask_cluster(cluster.scheduler_address) as pool,
    ):
        return _timed(run, count, pool, 2)


def _row(method: str, count: int, days: int, seconds: float, baseline: float, same: bool) -> Row:
    return Row(
        instance="full hospital, parallel",
        size=f"{count} replications of {days} days",
        method=method,
        seconds=seconds,
        ratio=seconds / baseline,
        baseline="1 worker, wall clock",
        extra={"times faster": baseline / seconds, "same numbers": "yes" if same else "no"},
    )
