"""What runs in a solver's own process: it follows the log by itself and decides on what it sees."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from api.current_scenario import current_scenario
from api.decisions import Decision, decide_all, recommend_beds, why_not
from api.store.database import Database
from api.store.job_rows import cancel_is_requested, write_progress
from api.store.live import LiveState
from api.store.refusals import NotFound
from optimizer.beds import HospitalIndex

PROGRESS_SECONDS = 0.5


class _Worker:
    """The state of this process: a database, the hospital in memory, and its index."""

    def __init__(self, url: str) -> None:
        self.live = LiveState(Database(url))
        self.live.follow()
        self.index = HospitalIndex(self.live.hospital)


_worker: _Worker | None = None


def start(url: str) -> None:
    """Prepare this process; run by the pool when it starts one."""
    global _worker
    logging.disable(logging.INFO)
    _worker = _Worker(url)


def ready() -> bool:
    """Return whether this process is prepared."""
    return _worker is not None


def recommend(now: datetime, request_id: str, count: int) -> Decision:
    """Return the best beds for one request, with reasons."""
    worker = _following()
    _expect_open(worker, request_id)
    return recommend_beds(current_scenario(worker.live, now, focus=request_id), worker.index, request_id, count)


def explain_bed(now: datetime, request_id: str, bed_id: str) -> Decision:
    """Return why a request should or should not have a bed."""
    worker = _following()
    _expect_open(worker, request_id)
    if bed_id not in worker.live.beds:
        raise NotFound(f"Bed {bed_id} does not exist, expected a bed of this hospital", bed=bed_id)
    return why_not(current_scenario(worker.live, now, focus=request_id), worker.index, request_id, bed_id)


def optimise(now: datetime, job_id: str, seconds: float) -> Decision:
    """Return a plan for everyone who waits; report progress to the job and stop when it is cancelled."""
    worker = _following()
    database = worker.live.database
    decision = decide_all(
        current_scenario(worker.live, now),
        worker.index,
        seconds,
        on_progress=_throttled(lambda progress: write_progress(database, job_id, progress)),
        should_stop=lambda: cancel_is_requested(database, job_id),
    )
    return {**decision, "sequence": worker.live.sequence, "at": now.isoformat()}


def _following() -> _Worker:
    if _worker is None:
        raise RuntimeError("the worker was not started, expected start() first")
    _worker.live.follow()
    return _worker


def _expect_open(worker: _Worker, request_id: str) -> None:
    if request_id not in worker.live.requests:
        raise NotFound(f"Request {request_id} is not open, expected one that waits", request=request_id)


def _throttled(write: Callable[[dict[str, Any]], None]) -> Callable[[float, float, float], None]:
    last = -PROGRESS_SECONDS

    def on_progress(seconds: float, objective: float, bound: float) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_SECONDS:
            last = time.monotonic()
            write({"seconds": round(seconds, 2), "objective": objective, "bound": bound})

    return on_progress
