"""Replications of one model: in this process, in a pool of processes or on a Dask cluster, with the same numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import sqrt
from multiprocessing import get_context

import numpy as np
import polars as pl
from scipy.stats import t as student

from simulation.kept import Kept, Tables

Task = Callable[[int], Tables]
"""Takes the number of a replication, from 0. Picklable, and its result depends on the number alone."""

MEASURES = "measures"

AHEAD = 2
"""Replications under way or queued for each worker, so that none is idle while an earlier number is unfinished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Run until the 95% intervals of some measures are narrow enough.

    Attributes
    ----------
    measures : tuple of str
        Measures that must be known so well.
    relative_half_width : float
        Half width of the interval over the absolute mean.
    minimum, maximum : int
        Replications at least and at most.
    """

    measures: tuple[str, ...]
    relative_half_width: float = 0.05
    minimum: int = 5
    maximum: int = 100

    def reached(self, results: Sequence[Tables]) -> bool:
        """Return whether these replications are enough."""
        if len(results) < self.minimum:
            return False
        return all(self._narrow(measure_values(results, measure)) for measure in self.measures)

    def _narrow(self, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bool:
        known = values[~np.isnan(values)]
        if known.size < self.minimum:
            # A measure of something that never happens cannot be known better by more runs.
            return known.size == 0
        half_width = student.ppf(0.975, known.size - 1) * np.std(known, ddof=1) / sqrt(known.size)
        return bool(half_width <= self.relative_half_width * abs(np.mean(known)))


@dataclass(slots=True)
class Replications:
    """What was run.

    Attributes
    ----------
    results : list
        Tables of replication 0, 1, 2...; without gaps.
    cancelled : bool
        Whether it was stopped before it was finished.
    resumed : int
        How many were taken from an earlier run.
    """

    results: list[Tables] = field(default_factory=list)
    cancelled: bool = False
    resumed: int = 0


def run_replications(
    task: Task,
    how_many: int | Precision,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    kept: Kept | None = None,
    on_progress: Callable[[int, int], None] = lambda done, expected: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Replications:
    """Run replications until there are enough.

    Whether there are enough is decided in the order of the replications, not of their completion, so the result
    does not depend on the number of workers; what ran ahead in vain is dropped.

    Parameters
    ----------
    task : callable
        One replication.
    how_many : int or Precision
        Number, or the precision to reach.
    executor : Executor, optional
        Where they run; None runs them here, one after the other.
    workers : int
        How many run in the executor at once.
    kept : Kept, optional
        Where finished replications are kept, and found again by the next run.
    on_progress : callable
        Called with the number finished and the number expected at most.
    is_cancelled : callable
        Asked between replications.
    """
    run = Replications()
    most = how_many if isinstance(how_many, int) else how_many.maximum
    finished = kept.finished(most) if kept else {}
    run.resumed = len(finished)
    pending: dict[int, Future[Tables]] = {}
    while len(run.results) < most and not (isinstance(how_many, Precision) and how_many.reached(run.results)):
        if is_cancelled():
            run.cancelled = True
            break
        number = len(run.results)
        if number in finished:
            run.results.append(finished.pop(number))
            on_progress(len(run.results), most)
            continue
        tables = _next(task, number, min(number + AHEAD * workers, most), executor, pending, finished, is_cancelled)
        if tables is None:
            continue
        if kept:
            kept.keep(number, tables)
        run.results.append(tables)
        on_progress(len(run.results), most)
    for future in pending.values():
        future.cancel()
    return run


def _next(
    task: Task,
    number: int,
    end: int,
    executor: Executor | None,
    pending: dict[int, Future[Tables]],
    finished: Mapping[int, Tables],
    is_cancelled: Callable[[], bool],
) -> Tables | None:
    if executor is None:
        return task(number)
    for ahead in range(number, end):
        if ahead not in pending and ahead not in finished:
            pending[ahead] = executor.submit(task, ahead)
    while not pending[number].done():
        wait([pending[number]], timeout=0.2, return_when=FIRST_COMPLETED)
        if is_cancelled():
            return None
    return pending.pop(number).result()


@contextmanager
def process_pool(workers: int) -> Iterator[Executor]:
    """Open a pool of worker processes, started afresh so that no thread's lock is copied into them."""
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        yield pool


@contextmanager
def dask_cluster(address: str) -> Iterator[Executor]:
    """Open an executor on a Dask cluster.

    Parameters
    ----------
    address : str
        Of the scheduler, ``tcp://host:8786``.
    """
    from distributed import Client

    with Client(address) as client:  # type: ignore[no-untyped-call]
        yield client.get_executor(pure=False)


def measure_values(results: Sequence[Tables], measure: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return one measure of each replication; NaN where it has none."""
    values = [tables[MEASURES].filter(pl.col("measure") == measure)["value"] for tables in results]
    return np.array(
        [value[0] if value.len() and value[0] is not None else np.nan for value in values], dtype=np.float64
    )
