"""Replications of one model: in this process, in a pool of processes or on a Dask cluster, with the same numbers."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
import polars as pl
from scipy.stats import t as student

from simulation.executors import ProcessPool
from simulation.kept import Kept, Tables
from simulation.under_way import Stopped, listening, run_in_slot

Task = Callable[[int], Tables]
"""Takes the number of a replication, from 0. Picklable, and its result depends on the number alone."""

OnProgress = Callable[[float, int], None]
"""Takes the replications done, with the parts of those under way, and the number expected at most."""

MEASURES = "measures"

AHEAD = 2
"""Replications under way or queued for each worker, so that none is idle while an earlier number is unfinished."""

LOOK_SECONDS = 0.2


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
    on_progress: OnProgress = lambda done, expected: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Replications:
    """Run replications until there are enough.

    Whether there are enough is decided in the order of the replications, not of their completion, so the result
    does not depend on the number of workers; what ran ahead in vain is ended and dropped.

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
        Called with the replications done and the number expected at most. Those under way count by how far they are,
        if they run here or in a :class:`simulation.executors.ProcessPool`.
    is_cancelled : callable
        Asked all the time. What is finished by then is kept.
    """
    most = how_many if isinstance(how_many, int) else how_many.maximum
    finished = kept.finished(most) if kept else {}
    run = Replications(resumed=len(finished))
    ahead = _Ahead(task, executor)
    try:
        while len(run.results) < most and not (isinstance(how_many, Precision) and how_many.reached(run.results)):
            number = len(run.results)
            on_progress(number, most)
            if run.cancelled or is_cancelled():
                run.cancelled = True
                break
            tables = finished.pop(number, None)
            if tables is None:
                ahead.queue(one for one in range(number, min(number + AHEAD * workers, most)) if one not in finished)
                tables = ahead.result(number, lambda share: on_progress(share, most), is_cancelled)
                run.cancelled = tables is None
                if kept and tables is not None:
                    kept.keep(number, tables)
            if tables is not None:
                run.results.append(tables)
        on_progress(len(run.results), most)
    finally:
        unused = ahead.end()
    if kept and run.cancelled:
        for number, tables in unused.items():
            kept.keep(number, tables)
    return run


class _Ahead:
    """Replications that run or are queued before their turn comes."""

    def __init__(self, task: Task, executor: Executor | None) -> None:
        self._task = task
        self._executor = executor
        self._slots = executor.slots if isinstance(executor, ProcessPool) else None
        self._futures: dict[int, Future[Tables]] = {}
        self._slot_of: dict[int, int] = {}

    def queue(self, numbers: Iterable[int]) -> None:
        """Queue replications that are not queued yet."""
        if self._executor is None:
            return
        for number in numbers:
            if number not in self._futures:
                slot = self._slot_of[number] = self._slots.take() if self._slots else 0
                self._futures[number] = self._executor.submit(run_in_slot, self._task, number, slot)

    def result(self, number: int, on_share: Callable[[float], None], is_cancelled: Callable[[], bool]) -> Tables | None:
        """Return a replication once it is finished; None when it was cancelled before."""
        if self._executor is None:
            return self._run_here(number, on_share, is_cancelled)
        future = self._futures[number]
        while not future.done():
            wait([future], timeout=LOOK_SECONDS)
            on_share(number + sum(self._share(one) for one in self._futures))
            if is_cancelled():
                return None
        del self._futures[number]
        return future.result()

    def _run_here(
        self, number: int, on_share: Callable[[float], None], is_cancelled: Callable[[], bool]
    ) -> Tables | None:
        def heard(share: float) -> None:
            if is_cancelled():
                raise Stopped
            on_share(number + share)

        try:
            with listening(heard):
                return self._task(number)
        except Stopped:
            return None

    def _share(self, number: int) -> float:
        if self._futures[number].done():
            return 1.0
        return self._slots.share(self._slot_of[number]) if self._slots else 0.0

    def end(self) -> dict[int, Tables]:
        """End whatever still runs; return what was finished before its turn came."""
        unused = {}
        for number, future in self._futures.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                unused[number] = future.result()
            elif not future.cancel() and self._slots:
                self._slots.stop(self._slot_of[number])
        return unused


def measure_values(results: Sequence[Tables], measure: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return one measure of each replication; NaN where it has none."""
    values = [tables[MEASURES].filter(pl.col("measure") == measure)["value"] for tables in results]
    return np.array(
        [value[0] if value.len() and value[0] is not None else np.nan for value in values], dtype=np.float64
    )
