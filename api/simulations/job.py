"""One simulation under way."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.simulations.documents import AUTO
from api.simulations.questions import how_many, study_of
from api.store.database import Database
from api.store.images import Row
from api.store.job_rows import cancel_is_requested, change_job
from api.store.refusals import Busy
from api.store.simulation_rows import kept_in, start_scenario
from simulation.experiment import run_experiment
from simulation.fingerprint import fingerprint
from simulation.hospital_model import Run
from simulation.pilot import FoundWarmUp, find_warm_up
from simulation.study import Study

CHECK_SECONDS = 1.0
RENEW_SECONDS = 10.0
LEASE = timedelta(seconds=30)
WARM_UP = "warm-up"
AWAY = (OperationalError, InterfaceError, PoolTimeout, Busy)
"""What a database raises that is away, or too busy, for a moment."""


class Job:
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
