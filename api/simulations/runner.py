"""Runs the simulations that are asked for, one after the other, in processes of their own.

A job belongs to the server that renews its lease; one whose server is gone is taken up by another, or by the same one
after a restart, and goes on from its finished replications.
"""

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from uuid import uuid4

from api.clock import Clock
from api.simulations import workers
from api.simulations.job import AWAY, LEASE, Job
from api.store.database import Database
from api.store.images import Row
from api.store.job_rows import (
    CANCELLED,
    DONE,
    FAILED,
    SIMULATION,
    change_job,
    claim_job,
)
from api.store.refusals import Refusal
from scenarios.input_problems import InputError
from simulation.executors import ProcessPool

log = logging.getLogger("onebed")
LOOK_SECONDS = 5.0
"""How often a server looks for jobs that another one left."""
STOP_SECONDS = 5.0


def process_pool(processes: int) -> Executor:
    """Open a pool of processes that give way to the server and end with it."""
    return ProcessPool(processes, workers.start)


class Simulations:
    """The simulations of one server.

    Parameters
    ----------
    database : Database
        Where jobs and results are.
    clock : Clock
        The hospital's time.
    processes : int
        How many simulate at once; 0 for one a core.
    new_pool : callable
        Opens an executor with so many workers.
    """

    def __init__(
        self, database: Database, clock: Clock, processes: int, new_pool: Callable[[int], Executor] = process_pool
    ) -> None:
        self._database = database
        self._clock = clock
        self._processes = processes or len(os.sched_getaffinity(0))
        self._server = str(uuid4())
        self._asked = asyncio.Event()
        self._stopping = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._new_pool = new_pool
        self._pool: Executor | None = None

    def look(self) -> None:
        """Look for jobs now; call it in the server's loop."""
        self._asked.set()

    async def run(self) -> None:
        """Work until the server stops."""
        try:
            while True:
                self._asked.clear()
                await asyncio.to_thread(self._work_off_or_later)
                try:
                    await asyncio.wait_for(self._asked.wait(), LOOK_SECONDS)
                except TimeoutError:
                    continue
        finally:
            self._stopping.set()
            if not await asyncio.to_thread(self._idle.wait, STOP_SECONDS):
                self._end_processes()

    def _work_off_or_later(self) -> None:
        try:
            self.work_off()
        except Exception as error:
            # Jobs must go on when a database that was away for a moment is back; their words may name patients.
            log.error("simulations are taken up later: %s", type(error).__name__)

    def work_off(self) -> None:
        """Carry out every job that is open."""
        self._idle.clear()
        try:
            while row := self._claimed():
                self._work(row)
        finally:
            self._idle.set()

    def _end_processes(self) -> None:
        """End a replication that does not end by itself; those finished before are kept."""
        pool = self._pool
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
        if isinstance(pool, ProcessPoolExecutor):
            for process in list((pool._processes or {}).values()):  # the executor offers no other way to end them
                process.terminate()

    def _claimed(self) -> Row | None:
        if self._stopping.is_set():
            return None
        now = datetime.now(UTC)
        return claim_job(self._database, SIMULATION, self._server, now, now + LEASE)

    def _work(self, row: Row) -> None:
        job = Job(self._database, row, self._server, self._stopping)
        try:
            cancelled = self._simulated(job)
        except Exception as error:
            if self._stopping.is_set():
                job.leave()
                return
            if isinstance(error, AWAY):
                job.leave()
                raise
            # Whatever went wrong belongs into the job, where whoever asked will look; the server goes on. The words
            # of an unknown error may name patients.
            known = isinstance(error, InputError | Refusal)
            if not known:
                log.error("simulation %s failed: %s", row["id"], type(error).__name__)
            text = str(error) if known else type(error).__name__
            change_job(self._database, row["id"], status=FAILED, error=text, finished_at=self._clock.now())
        else:
            if self._stopping.is_set():
                job.leave()
                return
            status = CANCELLED if cancelled else DONE
            change_job(self._database, row["id"], status=status, finished_at=self._clock.now())
        finally:
            self._pool = None

    def _simulated(self, job: "Job") -> bool:
        """Simulate, once more when a process died; return whether it was stopped before it was finished."""
        for last_chance in (False, True):
            try:
                self._pool = self._new_pool(self._processes)
                with self._pool as pool:
                    return job.simulate(pool, self._processes)
            except BrokenProcessPool:
                if last_chance or self._stopping.is_set():
                    raise
        raise AssertionError
