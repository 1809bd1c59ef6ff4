"""What runs in a solver's own process: it follows the log by itself and decides on what it sees."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.current_scenario import current_scenario
from api.decisions import Decision, decide_all, recommended, why_none, why_not
from api.memory import keep_for_good
from api.parent import end_with_parent
from api.store.commands.moves import transfer_of
from api.store.database import Database
from api.store.job_rows import cancel_is_requested, write_progress
from api.store.live import LiveState
from api.store.refusals import NotFound, WrongState
from optimizer.beds import HospitalIndex, Recommender
from scenarios.patients import BedRequest

log = logging.getLogger("onebed")
PROGRESS_SECONDS = 0.5
STALE_SECONDS = 3.0
"""A recommender that misses changes is not used beyond this age."""
OLDEST_SECONDS = 60.0
"""Beds come free with time alone, so a recommender is not used beyond this age."""
PAUSE_SECONDS = 0.75
"""Between two rebuilds, so that they never take more than part of a core."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A recommender, the log's sequence number, the real time it was built at, and the lending overrides it knows."""

    recommender: Recommender
    sequence: int
    built_at: float
    overrides: frozenset[str]


class _Worker:
    """The state of this process: a database, the hospital in memory, and a recommender kept fresh beside it.

    Building a recommender takes a tenth of a second for 10,000 beds, asking it three milliseconds. While questions
    come, a thread builds the next one whenever something has changed; in between, beds in rooms that changed since are
    left out, so that an answer may miss a bed that came free a moment ago but never names one that is gone.
    """

    def __init__(self, url: str) -> None:
        self.live = LiveState(Database(url))
        self.live.follow()
        self.index = HospitalIndex(self.live.hospital)
        self.now: datetime | None = None
        self._asked_at = 0.0
        self._prepared: _Prepared | None = None
        self._building = threading.Lock()
        self._wake = threading.Event()
        threading.Thread(target=self._keep_fresh, name="recommender", daemon=True).start()

    def prepared(self, now: datetime) -> _Prepared:
        """Return a recommender that is fresh enough."""
        self.now, self._asked_at = now, time.monotonic()
        known = self._prepared
        if known is None or self._outdated(known, STALE_SECONDS):
            known = self._build(now, STALE_SECONDS)
        elif known.overrides != frozenset(self.live.overrides):
            known = self._build(now, 0.0)
        if self._outdated(known, 0.0):
            self._wake.set()
        return known

    def recommender_for(self, now: datetime, request_id: str) -> Recommender:
        """Return a recommender that knows a request's own hold as its own."""
        if self.live.requests[request_id].hold is None:
            return self.prepared(now).recommender
        return Recommender(current_scenario(self.live, now, focus=request_id), self.index)

    def changed_rooms(self, since: int) -> set[str]:
        """Return the rooms in which a bed has changed after a sequence number."""
        return {bed.place.room.id for bed in list(self.live.beds.values()) if bed.version > since}

    def _outdated(self, known: _Prepared, seconds: float) -> bool:
        age = time.monotonic() - known.built_at
        return age > OLDEST_SECONDS or (age >= seconds and known.sequence < self.live.sequence)

    def _build(self, now: datetime, seconds: float) -> _Prepared:
        with self._building:
            known = self._prepared
            if known is not None and not self._outdated(known, seconds):
                return known
            sequence, overrides = self.live.sequence, frozenset(self.live.overrides)
            recommender = Recommender(current_scenario(self.live, now), self.index)
            self._prepared = _Prepared(recommender, sequence, time.monotonic(), overrides)
            return self._prepared

    def _keep_fresh(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            try:
                if self.now is not None and time.monotonic() - self._asked_at < STALE_SECONDS:
                    self.live.follow()
                    self._build(self.now, 0.0)
            except Exception:
                # The thread must outlive a database that is away for a moment; questions then build for themselves.
                log.exception("the recommender was not rebuilt")
            time.sleep(PAUSE_SECONDS)


_worker: _Worker | None = None


def start(url: str) -> None:
    """Prepare this process; run by the pool when it starts one."""
    global _worker
    logging.disable(logging.INFO)
    end_with_parent()
    _worker = _Worker(url)
    keep_for_good()


def ready() -> bool:
    """Return whether this process is prepared."""
    return _worker is not None


def recommend(now: datetime, request_id: str, count: int) -> Decision:
    """Return the best beds for one request with their costs by goal, or why there is none."""
    worker = following()
    request = _open_request(worker, request_id)
    prepared = worker.prepared(now)
    changed = worker.changed_rooms(prepared.sequence)
    options = recommended(prepared.recommender, worker.index, request, count, changed)
    reasons = [] if options else why_none(prepared.recommender, request)
    return {"request": request_id, "sequence": prepared.sequence, "options": options, "why_none": reasons}


def recommend_move(now: datetime, bed_id: str, count: int) -> Decision:
    """Return the best other beds for the patient of a bed."""
    worker = following()
    request = _transfer(worker, bed_id, now)
    prepared = worker.prepared(now)
    changed = worker.changed_rooms(prepared.sequence)
    options = recommended(prepared.recommender, worker.index, request, count + 1, changed)
    options = [one for one in options if one["bed"] != bed_id][:count]
    return {"bed": bed_id, "sequence": prepared.sequence, "options": options}


def explain_move(now: datetime, from_bed: str, to_bed: str) -> Decision:
    """Return what moving the patient of a bed to another would break or cost."""
    worker = following()
    request = _transfer(worker, from_bed, now)
    if to_bed not in worker.live.beds:
        raise NotFound("Bed {bed} does not exist, expected a bed of this hospital", bed=to_bed)
    return why_not(worker.prepared(now).recommender, request, to_bed)


def explain_bed(now: datetime, request_id: str, bed_id: str) -> Decision:
    """Return why a request should or should not have a bed."""
    worker = following()
    request = _open_request(worker, request_id)
    if bed_id not in worker.live.beds:
        raise NotFound("Bed {bed} does not exist, expected a bed of this hospital", bed=bed_id)
    return why_not(worker.recommender_for(now, request_id), request, bed_id)


def optimise(now: datetime, job_id: str, seconds: float) -> Decision:
    """Return a plan for everyone who waits; report progress to the job and stop when it is cancelled."""
    worker = following()
    database = worker.live.database
    decision = decide_all(
        current_scenario(worker.live, now),
        worker.index,
        seconds,
        on_progress=_throttled(lambda progress: write_progress(database, job_id, progress)),
        should_stop=lambda: cancel_is_requested(database, job_id),
    )
    return {**decision, "sequence": worker.live.sequence, "at": now.isoformat()}


def following() -> _Worker:
    """Return this process' state, up to date with the log."""
    if _worker is None:
        raise RuntimeError("the worker was not started, expected start() first")
    _worker.live.follow()
    return _worker


def _transfer(worker: _Worker, bed_id: str, now: datetime) -> BedRequest:
    bed = worker.live.beds.get(bed_id)
    if bed is None:
        raise NotFound("Bed {bed} does not exist, expected a bed of this hospital", bed=bed_id)
    if bed.stay is None:
        raise WrongState("Bed {bed} is {state}, expected a patient in it", bed=bed_id, state=bed.state.value)
    return transfer_of(bed.stay.stay, now)


def _open_request(worker: _Worker, request_id: str) -> BedRequest:
    found = worker.live.requests.get(request_id)
    if found is None:
        raise NotFound("Request {request} is not open, expected one that waits", request=request_id)
    return found.request


def _throttled(write: Callable[[dict[str, Any]], None]) -> Callable[[float, float, float], None]:
    last = -PROGRESS_SECONDS

    def on_progress(seconds: float, objective: float, bound: float) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_SECONDS:
            last = time.monotonic()
            write({"seconds": round(seconds, 2), "objective": objective, "bound": bound})

    return on_progress
