"""Fifty clients fight for the same twenty beds."""

import threading
from collections import Counter
from time import perf_counter

import numpy as np
from sqlalchemy import make_url, select

from api.store.database import Database
from api.store.replay import replay
from api.store.tables import event
from benchmarks.dispatch.caller import OVERRIDE, Caller, milliseconds
from benchmarks.dispatch.server import open_generated, running
from benchmarks.report import Row

CLIENTS, BEDS = 50, 20


def contention_row(url: str, *, attempts: int) -> Row:
    """Let clients hold and release at random, then read in the log whether a bed was ever held twice.

    Parameters
    ----------
    url : str
        Of an empty store.
    attempts : int
        Of all clients together.
    """
    open_generated(url, beds=500, waiting=CLIENTS)
    statuses: Counter[int] = Counter()
    times: list[float] = []
    with running(url, warm_solver="false") as server:
        with Caller(server.port) as first:
            requests = [one["id"] for one in first.get("/requests?status=waiting").body][:CLIENTS]
            free = [one["id"] for one in first.get("/beds?state=vacant&limit=500").body["beds"]][:BEDS]
        threads = [
            threading.Thread(
                target=_fight, args=(server.port, number, request, free, attempts // CLIENTS, statuses, times)
            )
            for number, request in enumerate(requests)
        ]
        started = perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = perf_counter() - started
    twice, differences = given_twice(url)
    return Row(
        instance="50 clients, 20 beds",
        size=f"{attempts:,} attempts",
        method=f"onebed serve, {make_url(url).get_backend_name()}",
        seconds=took,
        extra={
            "calls": sum(statuses.values()),
            **milliseconds(times),
            "held": statuses[201],
            "refused": statuses[409],
            "errors": sum(count for status, count in statuses.items() if status not in (200, 201, 409)),
            "beds given twice": twice,
            "log and state differ": differences,
        },
    )


def given_twice(url: str) -> tuple[int, int]:
    """Return how often the log gives a bed that was given already, and how many rows differ from it."""
    database = Database(url)
    holders: dict[str, str] = {}
    twice = 0
    with database.reading() as connection:
        kinds = ("bed held", "hold released", "hold expired")
        rows = (
            select(event.c.kind, event.c.bed, event.c.request).where(event.c.kind.in_(kinds)).order_by(event.c.sequence)
        )
        for kind, bed, request in connection.execute(rows):
            if kind == "bed held":
                twice += bed in holders
                holders[bed] = request
            else:
                holders.pop(bed, None)
    differences = len(replay(database).differences)
    database.close()
    return twice, differences


def _fight(
    port: int, number: int, request: str, beds: list[str], attempts: int, statuses: Counter[int], times: list[float]
) -> None:
    chance = np.random.default_rng(number)
    with Caller(port) as caller:
        for _ in range(attempts):
            bed = beds[int(chance.integers(len(beds)))]
            held = caller.post("/holds", {"request": request, "bed": bed, "override": OVERRIDE})
            statuses[held.status] += 1
            times.append(held.seconds)
            if held.status == 201:
                caller.post(f"/holds/{held.body['hold']}/release", {})
