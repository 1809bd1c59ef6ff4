"""Hold and confirm at a steady rate."""

import queue
import threading
import time
from pathlib import Path

from benchmarks.dispatch.caller import OVERRIDE, Caller, milliseconds
from benchmarks.dispatch.server import opened, running
from benchmarks.report import Row

RATE = 100
"""Requests a second; each hold is followed by its confirmation and its release."""
CALLERS = 16
WAITING = 60
TARGET_MS = 50


def hold_row(root: Path, *, beds: int, seconds: float) -> Row:
    """Measure hold + confirm with 100 requests a second coming in, whether or not earlier ones are answered."""
    url = opened(root / "holds.db", beds=beds, waiting=WAITING)
    pairs: list[float] = []
    errors: list[int] = []
    late: list[float] = []
    due: queue.Queue[float | None] = queue.Queue()
    with running(url, warm_solver="false") as server:
        with Caller(server.port) as first:
            requests = [one["id"] for one in first.get("/requests?status=waiting").body]
            free = [one["id"] for one in first.get("/beds?state=vacant&limit=500").body["beds"]]
        threads = [
            threading.Thread(target=_work, args=(server.port, requests[number], free[number], due, pairs, errors, late))
            for number in range(CALLERS)
        ]
        for thread in threads:
            thread.start()
        rounds = int(seconds * RATE / 3)
        started = time.perf_counter()
        for number in range(rounds):
            moment = started + number * 3 / RATE
            time.sleep(max(0.0, moment - time.perf_counter()))
            due.put(moment)
        for _ in threads:
            due.put(None)
        for thread in threads:
            thread.join()
        took = time.perf_counter() - started
    return Row(
        instance="hold + confirm",
        size=f"{beds:,} beds, {RATE} requests/s",
        method="onebed serve, SQLite",
        seconds=took,
        extra={
            "calls": len(pairs) * 3,
            **milliseconds(pairs),
            "target p99 ms": TARGET_MS,
            "errors": len(errors),
            "requests/s": round(3 * len(pairs) / took, 1),
            "p99 lateness ms": milliseconds(late)["p99 ms"],
        },
    )


def _work(
    port: int,
    request: str,
    bed: str,
    due: "queue.Queue[float | None]",
    pairs: list[float],
    errors: list[int],
    late: list[float],
) -> None:
    with Caller(port) as caller:
        while (moment := due.get()) is not None:
            late.append(max(0.0, time.perf_counter() - moment))
            held = caller.post("/holds", {"request": request, "bed": bed, "override": OVERRIDE})
            if held.status != 201:
                errors.append(held.status)
                continue
            confirmed = caller.post(f"/holds/{held.body['hold']}/confirm", {})
            pairs.append(held.seconds + confirmed.seconds)
            released = caller.post(f"/holds/{held.body['hold']}/release", {})
            errors.extend(answer.status for answer in (confirmed, released) if answer.status != 200)
