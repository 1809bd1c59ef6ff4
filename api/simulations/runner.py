"""Runs the simulations that are asked for, one after the other, in processes of their own.

A job belongs to the server that renews its lease; one whose server is gone is taken up by another, or by the same one
after a restart, and goes on from its finished replications.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.clock import Clock
from api.simulations import workers
from api.simulations.documents import AUTO
from api.simulations.questions import how_many, study_of
from api.store.database import Database
from api.store.images import Row
from api.store.job_rows import (
    CANCELLED,
    DONE,
    FAILED,
    SIMULATION,
    cancel_is_requested,
    change_job,
    claim_job,
)
from api.store.refusals import Busy, Refusal
from api.store.simulation_rows import kept_in, start_scenario
from scenarios.input_problems import InputError
from simulation.executors import ProcessPool
from simulation.experiment import run_experiment
from simulation.fingerprint import fingerprint
from simulation.hospital_model import Run
from simulation.pilot import FoundWarmUp, find_warm_up
from simulation.study import Study

log = logging.getLogger("onebed")
LOOK_SECONDS = 5.0
"""How often a server looks for jobs that another one left."""
CHECK_SECONDS = 1.0
RENEW_SECONDS = 10.0
LEASE = timedelta(seconds=30)
STOP_SECONDS = 5.0
WARM_UP = "warm-up"
AWAY = (OperationalError, InterfaceError, PoolTimeout, Busy)
"""What a database raises that is away, or too busy, for a moment."""


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
        job = _Job(self._database, row, self._server, self._stopping)
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

    def _simulated(self, job: "_Job") -> bool:
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


class _Job:
    """One simulation under way: says how far it is, renews its lease, notices that it is to stop."""

    def __init__(self, database: Database, row: Row, server: str, stopping: threading.Event) -> None:
        self._database = database
        self._id = row["id"]
        self._settings: dict[str, Any] = row["settings"]
        self._server = server
        self._stopping = stopping
        self._progress: dict[str, Any] = {"phase": "starting"}
        self._checked_at = self._renewed_at = 0.0
        self._cancelled = False

    def simulate(self, pool: Executor, processes: int) -> bool:
        """Simulate; return whether it was stopped before it was finished."""
        study = study_of(self._settings, start_scenario(self._database, self._settings["start"]))
        kept_of, is_stopped = kept_in(self._database), self._is_stopped
        found = None
        if self._settings["warm_up"] == AUTO:
            found = find_warm_up(
                study.as_it_is(),
                executor=pool,
                workers=processes,
                kept_of=kept_of,
                on_progress=lambda done, expected: self._tell(done, expected, phase=WARM_UP),
                is_cancelled=is_stopped,
            )
            if found is None:
                return True
            study.refuse_what_is_not_seen(found.days)
        runs = study.runs(found.days if found else self._settings["warm_up"])
        result = result_document(study, runs, found)
        change_job(self._database, self._id, result=result)
        experiment = run_experiment(
            runs,
            how_many(self._settings),
            executor=pool,
            workers=processes,
            kept_of=kept_of,
            on_progress=self._on_progress(list(runs)),
            is_cancelled=is_stopped,
        )
        counts = {option: len(run.results) for option, run in experiment.replications.items()}
        change_job(self._database, self._id, result={**result, "counts": counts})
        return experiment.cancelled

    def _on_progress(self, options: list[str]) -> Callable[[str, float, int], None]:
        def on_progress(option: str, done: float, expected: int) -> None:
            place = {"option": option, "number": options.index(option) + 1, "options": len(options)}
            self._tell(done, expected, phase="replications", **place)

        return on_progress

    def _tell(self, done: float, expected: int, **place: object) -> None:
        """Say how far it is, once a second at most while nothing else has changed."""
        told = {**place, "done": int(done), "expected": expected}
        moved = any(self._progress.get(name) != value for name, value in told.items())
        if moved or time.monotonic() - self._renewed_at >= CHECK_SECONDS:
            self._say(**told, share=round(done / expected, 3))

    def leave(self) -> None:
        """Let whoever comes next take this up at once; without a database, when the lease ends."""
        with suppress(*AWAY):
            change_job(self._database, self._id, progress=self._progress)

    def _is_stopped(self) -> bool:
        now = time.monotonic()
        if now - self._checked_at >= CHECK_SECONDS:
            self._checked_at = now
            self._cancelled = self._cancelled or cancel_is_requested(self._database, self._id)
            if now - self._renewed_at >= RENEW_SECONDS:
                self._say()
        return self._cancelled or self._stopping.is_set()

    def _say(self, **progress: object) -> None:
        self._renewed_at = time.monotonic()
        self._progress = {**self._progress, **progress}
        lease = {"server": self._server, "until": (datetime.now(UTC) + LEASE).isoformat()}
        change_job(self._database, self._id, progress={**self._progress, "lease": lease})


def result_document(study: Study, runs: dict[str, Run], found: FoundWarmUp | None) -> dict[str, Any]:
    """Return what is known before the first replication: where the results of each option are, and the warm-up."""
    warm_up_days = next(iter(runs.values())).warm_up_days
    return {
        "runs": {option: fingerprint(run) for option, run in runs.items()},
        "warm_up_days": 0 if study.from_now else warm_up_days,
        "version": version("onebed"),
        "pilot": None if found is None else found.daily,
    }
