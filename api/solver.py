"""Solver processes beside the server: for quick questions, whole plans, coming weeks; a crash costs one retry."""

import asyncio
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, ParamSpec, TypeVar

from api import worker
from api.metrics import Metrics
from api.operating_rooms import worker as rooms_worker

P = ParamSpec("P")
T = TypeVar("T")


QUICK_SECONDS = 30.0
"""A recommendation takes milliseconds; a worker may be starting, which takes seconds."""


class SolverUnavailable(Exception):  # noqa: N818  an answer to a client
    """The worker died twice over one question, or hung."""


class Lane:
    """A pool of solver processes that is made anew when one of them dies.

    Parameters
    ----------
    url : str
        Database that workers follow.
    kind : str
        Name in the metrics.
    processes : int
        How many.
    metrics : Metrics
        Times and crashes.
    start : callable
        Prepares each process; given the database's URL.
    limit_seconds : float, optional
        A worker that takes longer hangs, and is replaced; without it the question says how long.
    """

    def __init__(
        self,
        url: str,
        kind: str,
        processes: int,
        metrics: Metrics,
        start: Callable[[str], None] = worker.start,
        limit_seconds: float | None = None,
    ) -> None:
        self.kind = kind
        self.limit_seconds = limit_seconds
        self._start = start
        self._url = url
        self._processes = processes
        self._metrics = metrics
        self._pool = self._new_pool()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in a worker and return its answer; a worker that dies is replaced and asked once more.

        Raises
        ------
        SolverUnavailable
            It died twice, or has not answered within the lane's limit.
        """
        return await self.run_within(self.limit_seconds, work, *args, **kwargs)

    async def run_within(self, limit: float | None, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function like :meth:`run`, with a limit in seconds of its own."""
        started = time.perf_counter()
        self._metrics.solving.labels(self.kind).inc()
        try:
            for last_chance in (False, True):
                pool = self._pool
                try:
                    return await asyncio.wait_for(asyncio.wrap_future(pool.submit(work, *args, **kwargs)), limit)
                except TimeoutError as error:
                    self._replace(pool)
                    raise SolverUnavailable(f"The solver did not answer within {limit:.0f} s") from error
                except BrokenProcessPool as error:
                    self._replace(pool)
                    if last_chance:
                        raise SolverUnavailable("The solver died twice over this question") from error
            raise AssertionError
        finally:
            self._metrics.solving.labels(self.kind).dec()
            self._metrics.solve_seconds.labels(self.kind).observe(time.perf_counter() - started)

    def processes(self) -> list[int]:
        """Return the process ids of the workers."""
        return list(self._pool._processes or {})  # the executor offers no other way to name its workers

    def close(self) -> None:
        """End the workers at once, whatever they are at; when this returns they have let go of all they shared.

        The server may end by the signal that told it to, without another chance to clear their semaphores away.
        """
        _kill(self._pool)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self._pool is broken:
            self._metrics.worker_crashes.inc()
            _kill(broken)  # one that hangs does not end by itself
            broken.shutdown(wait=False, cancel_futures=True)
            self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        # Forking a server with threads and database connections is not safe; spawned workers open their own.
        context = multiprocessing.get_context("spawn")
        arguments: dict[str, Any] = {"mp_context": context, "initializer": self._start, "initargs": (self._url,)}
        return ProcessPoolExecutor(self._processes, **arguments)


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()


class Solver:
    """The lanes: a whole plan may take long, and one of weeks longer; a recommendation must not wait behind them.

    The operating rooms have three of their own: rescheduling during the day, which nobody's question may delay,
    explanations, and runs for a coming day. Runs start their process when the first one is asked for.
    """

    def __init__(self, url: str, metrics: Metrics) -> None:
        self.quick = Lane(url, "recommendation", 1, metrics, limit_seconds=QUICK_SECONDS)
        self.plans = Lane(url, "plan", 1, metrics)
        self.weeks = Lane(url, "weeks", 1, metrics)
        self.rooms = Lane(url, "operating rooms", 1, metrics, rooms_worker.start)
        self.reasons = Lane(url, "operating-room reasons", 1, metrics, rooms_worker.start, limit_seconds=QUICK_SECONDS)
        self.lists = Lane(url, "operating-room list", 1, metrics, rooms_worker.start)

    async def warm_up(self) -> None:
        """Start the processes before the first question comes."""
        await asyncio.gather(
            self.quick.run(worker.ready),
            self.plans.run(worker.ready),
            self.rooms.run(rooms_worker.warm_up),
            self.reasons.run(rooms_worker.warm_up),
        )

    def close(self) -> None:
        """End all workers."""
        for lane in (self.quick, self.plans, self.weeks, self.rooms, self.reasons, self.lists):
            lane.close()
