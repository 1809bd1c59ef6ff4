"""One recommendation over HTTP while 20 dispatchers work."""

import threading
import time
from pathlib import Path

import numpy as np

from benchmarks.dispatch.caller import Caller, milliseconds
from benchmarks.dispatch.server import opened, running
from benchmarks.report import Row

DISPATCHERS = 20
WAITING = 60
THINK_SECONDS = (1.0, 3.0)
"""A dispatcher looks at a suggestion this long before acting on it, evenly spread."""
SETTLE_SECONDS = 3.0
TARGET_MS = {2_000: 150, 10_000: 300}


def recommendation_row(root: Path, *, beds: int, seconds: float) -> Row:
    """Measure recommendations: each dispatcher asks, thinks, holds, confirms or releases, and asks again."""
    url = opened(root / f"recommend-{beds}.db", beds=beds, waiting=WAITING)
    times: list[float] = []
    errors: list[int] = []
    with running(url) as server:
        with Caller(server.port) as first:
            requests = [one["id"] for one in first.get("/requests").body]
            first.get(f"/requests/{requests[0]}/recommendations")
        time.sleep(SETTLE_SECONDS)
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=_dispatch, args=(server.port, number, requests, end, times, errors))
            for number in range(DISPATCHERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return Row(
        instance="recommendation over HTTP",
        size=f"{beds:,} beds, {DISPATCHERS} dispatchers",
        method="onebed serve, SQLite",
        seconds=seconds,
        extra={
            "calls": len(times),
            **milliseconds(times),
            "target p99 ms": TARGET_MS.get(beds),
            "errors": len(errors),
        },
    )


def _dispatch(port: int, number: int, requests: list[str], end: float, times: list[float], errors: list[int]) -> None:
    chance = np.random.default_rng(number)
    time.sleep(float(chance.uniform(0, THINK_SECONDS[1])))
    mine = requests[number::DISPATCHERS]
    with Caller(port) as caller:
        while time.monotonic() < end:
            request = mine[int(chance.integers(len(mine)))]
            answer = caller.get(f"/requests/{request}/recommendations")
            times.append(answer.seconds)
            if answer.status != 200:
                errors.append(answer.status)
                continue
            time.sleep(float(chance.uniform(*THINK_SECONDS)))
            if answer.body["options"]:
                held = caller.post("/holds", {"request": request, "bed": answer.body["options"][0]["bed"]})
                if held.status == 201:
                    caller.post(f"/holds/{held.body['hold']}/confirm", {})
                    caller.post(f"/holds/{held.body['hold']}/release", {})
                elif held.status != 409:
                    errors.append(held.status)
