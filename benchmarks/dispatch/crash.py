"""Kill the server at random moments under load, and look whether anything acknowledged is lost or done twice."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import numpy as np
from sqlalchemy import func, select

from api.store.database import Database
from api.store.replay import replay
from api.store.tables import command, event
from benchmarks.dispatch.caller import OVERRIDE, Caller
from benchmarks.dispatch.server import Server, opened
from benchmarks.report import Row

CALLERS = 6
UNDER_LOAD_SECONDS = (0.05, 0.8)


@dataclass(slots=True)
class Ledger:
    """What the clients know: answers they got, and commands they sent without getting one."""

    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    unanswered: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found after all kills; every figure but the counts must be 0."""

    acknowledged: int
    unanswered: int
    lost: int
    applied_twice: int
    differences: int


def crash_row(root: Path, *, kills: int) -> Row:
    """Kill the server again and again and report what was lost."""
    started = perf_counter()
    verdict = crash(opened(root / "crash.db", beds=200, waiting=CALLERS), kills=kills, seed=0)
    return Row(
        instance="kill -9 under load",
        size=f"{kills} kills",
        method="onebed serve, SQLite",
        seconds=perf_counter() - started,
        extra={
            "calls": verdict.acknowledged,
            "cut off": verdict.unanswered,
            "acknowledged and lost": verdict.lost,
            "applied twice": verdict.applied_twice,
            "log and state differ": verdict.differences,
        },
    )


def crash(url: str, *, kills: int, seed: int) -> Verdict:
    """Run clients against a server that is killed at random moments, repeat what was cut off, and check the store.

    Parameters
    ----------
    url : str
        Of a store with a hospital and at least six waiting requests.
    kills : int
        How often.
    seed : int
        Of the moments.
    """
    chance = np.random.default_rng(seed)
    server, ledger = Server(url, warm_solver="false", hold_minutes="100000"), Ledger()
    for _ in range(kills):
        server.start()
        stop = threading.Event()
        threads = _clients(server.port, ledger, stop)
        time.sleep(float(chance.uniform(*UNDER_LOAD_SECONDS)))
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
    server.start()
    with Caller(server.port) as caller:
        for key, (path, body) in ledger.unanswered.items():
            caller.post(path, body, key)  # done before the kill or now, once; refused where the state has moved on
    server.stop()
    return _verdict(url, ledger)


def _clients(port: int, ledger: Ledger, stop: threading.Event) -> list[threading.Thread]:
    with Caller(port) as first:
        requests = first.get("/requests").body[:CALLERS]
        free = [one["id"] for one in first.get("/beds?state=vacant&limit=500").body["beds"]]
    beds = {request["id"]: free[number] for number, request in enumerate(requests)}
    threads = [threading.Thread(target=_work, args=(port, request, beds, ledger, stop)) for request in requests]
    for thread in threads:
        thread.start()
    return threads


def _work(port: int, request: dict[str, Any], beds: dict[str, str], ledger: Ledger, stop: threading.Event) -> None:
    with suppress(OSError, HTTPException), Caller(port) as caller:
        if request["hold"]:
            _told(caller.post, f"/holds/{request['hold']['id']}/release", {}, ledger)
        while not stop.is_set():
            wish = {"request": request["id"], "bed": beds[request["id"]], "override": OVERRIDE}
            held = _told(caller.post, "/holds", wish, ledger)
            if held is None:
                return
            _told(caller.post, f"/holds/{held['hold']}/confirm", {}, ledger)
            _told(caller.post, f"/holds/{held['hold']}/release", {}, ledger)


def _told(
    post: Callable[[str, dict[str, Any], str], Any], path: str, body: dict[str, Any], ledger: Ledger
) -> dict[str, Any] | None:
    key = str(uuid4())
    ledger.unanswered[key] = (path, body)
    answer = post(path, body, key)
    ledger.unanswered.pop(key)
    if answer.status >= 300:
        return None
    ledger.acknowledged[key] = answer.body
    known: dict[str, Any] = answer.body
    return known


def _verdict(url: str, ledger: Ledger) -> Verdict:
    database = Database(url)
    with database.reading() as connection:
        kept = {row.key: row.answer for row in connection.execute(select(command.c.key, command.c.answer))}
        per_key = select(event.c.command, func.count()).where(event.c.command.is_not(None)).group_by(event.c.command)
        events = {row[0]: row[1] for row in connection.execute(per_key)}
    lost = sum(
        kept.get(key, {}).get("version") != answer["version"] or events.get(key) != 1
        for key, answer in ledger.acknowledged.items()
    )
    verdict = Verdict(
        acknowledged=len(ledger.acknowledged),
        unanswered=len(ledger.unanswered),
        lost=lost,
        applied_twice=sum(count > 1 for count in events.values()),
        differences=len(replay(database).differences),
    )
    database.close()
    return verdict
