"""What fails, hangs or is slow does not take the rest with it."""

import logging
import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from api import runtime as runtime_module
from api.optimisations import LINES_AT_ONCE, MOST_OPEN, accept_plan
from api.runtime import Runtime
from api.store.commands.holds import hold_bed
from api.store.database import Database
from api.store.job_rows import (
    DONE,
    FAILED,
    OPTIMISATION,
    RUNNING,
    add_job,
    change_job,
    fail_orphans,
    job_row,
    lease_until,
    renew_lease,
    write_progress,
)
from api.store.live import LiveState
from api.store.refusals import Busy
from api.store.store import Envelope, Store
from tests import make
from tests.api.conftest import HandClock
from tests.api.serving import key, runtime_on, wait_until

V1 = "/api/v1"
VACANT = "W1-R1-2"
AWAY = OperationalError("SELECT", {}, Exception("server closed the connection unexpectedly"))


@pytest.fixture
def kind_of_database() -> str:
    """The server around the database is looked at here."""
    return "sqlite"


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Keep another process writing."""
    connection = sqlite3.connect(store.database.url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def test_the_follower_outlives_a_database_that_is_away(
    client: httpx.Client, store: Store, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = threading.Event()

    def away(live: LiveState) -> None:
        failed.set()
        raise AWAY

    with monkeypatch.context() as patched:
        patched.setattr(LiveState, "follow", away)
        assert failed.wait(20)
    other = Store(Database(store.database.url), clock)
    other.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    other.database.close()
    wait_until(lambda: client.get(f"{V1}/beds/{VACANT}").json()["state"] == "held")


def test_a_board_that_stays_behind_the_log_is_not_ready(
    client: httpx.Client, runtime: Runtime, store: Store, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime_module, "BEHIND_SECONDS", 0.0)
    monkeypatch.setattr(LiveState, "follow", lambda live: None)
    other = Store(Database(store.database.url), clock)
    other.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    other.database.close()
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "behind the log")


def test_readers_are_answered_while_writers_wait(client: httpx.Client, store: Store) -> None:
    def write(_: int) -> int:
        body = {"why": "closed"}
        return httpx.post(
            f"{client.base_url}{V1}/beds/{VACANT}/block", json=body, headers=key(), timeout=60
        ).status_code

    with ThreadPoolExecutor(45) as pool:
        with locked(store):
            writers = [pool.submit(write, number) for number in range(45)]
            wait_until(lambda: any(writer.running() for writer in writers))
            assert client.get(f"{V1}/departments", timeout=4).status_code == 200
            assert client.get("/health", timeout=4).status_code == 200
        assert {writer.result() for writer in writers} <= {200, 409, 503}


def test_reading_does_not_wait_for_a_hold_that_cannot_be_given_back(
    client: httpx.Client, store: Store, clock: Any
) -> None:
    client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT, "minutes": 30}, headers=key())
    clock.turn(31)
    with locked(store):
        assert client.get(f"{V1}/beds/{VACANT}", timeout=4).json()["state"] == "held"
    wait_until(lambda: client.get(f"{V1}/beds/{VACANT}").json()["state"] == "vacant")


def test_a_writer_whose_turn_does_not_come_is_told_to_come_back(store: Store) -> None:
    with store.database.writing(), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.execute, lambda tx: hold_bed(tx, "Q1", VACANT), patience_seconds=0.01)
        with pytest.raises(Busy):
            waiting.result()
    assert store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))["live"]


def test_too_many_waiting_commands_are_refused_with_a_time_to_come_back(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime_module, "MOST_WAITING", 0)
    refused = client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert refused.json()["type"] == "urn:onebed:problem:busy"


def failing(error: Exception) -> Any:
    def work(*_: Any, **__: Any) -> Any:
        raise error

    return work


def test_a_database_that_is_away_is_a_503_and_a_page_for_people(
    client: httpx.Client, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "command", failing(AWAY))
    refused = client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key())
    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    assert refused.headers["retry-after"] == "1"
    monkeypatch.setattr(runtime, "refresh", failing(AWAY))
    page = client.get("/wall", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")


def test_a_fault_of_the_server_is_a_problem_that_names_nobody(
    client: httpx.Client, runtime: Runtime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(runtime, "command", failing(KeyError("PATIENT-4711")))
    with caplog.at_level(logging.INFO):
        answer = client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key())
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    told = answer.text + caplog.text
    assert "PATIENT-4711" not in told
    assert "KeyError" in caplog.text


def test_an_error_of_the_database_does_not_tell_what_was_written(store: Store) -> None:
    with store.database.engine.connect() as connection, pytest.raises(Exception, match="hidden") as raised:
        connection.exec_driver_sql("SELECT no_such_column WHERE 'x' = ?", ("PATIENT-4711",))
    assert "PATIENT-4711" not in str(raised.value)


def test_a_worker_that_hangs_is_replaced(client: httpx.Client, runtime: Runtime) -> None:
    assert client.get(f"{V1}/requests/Q1/recommendations").status_code == 200
    runtime.solver.quick.limit_seconds = 0.2
    for process in runtime.solver.quick.processes():
        os.kill(process, signal.SIGSTOP)
    refused = client.get(f"{V1}/requests/Q1/recommendations")
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:onebed:problem:solver-unavailable")
    runtime.solver.quick.limit_seconds = 60
    assert client.get(f"{V1}/requests/Q1/recommendations").status_code == 200


def plan_of(store: Store, status: str = RUNNING) -> str:
    lease = lease_until("first", make.NOW)
    with store.database.writing() as connection:
        job = add_job(connection, OPTIMISATION, "ann", make.NOW, {"seconds": 5}, lease)
    change_job(store.database, job, status=status)
    return job


def test_a_second_server_leaves_the_plans_of_one_that_is_alive(store: Store) -> None:
    job = plan_of(store)
    renew_lease(store.database, job, lease_until("first", make.NOW + timedelta(seconds=30)))
    write_progress(store.database, job, {"seconds": 1.0})
    fail_orphans(store.database, make.NOW, make.NOW, without_lease=True)
    assert job_row(store.database, job)["status"] == RUNNING
    fail_orphans(store.database, make.NOW, make.NOW + timedelta(seconds=31), without_lease=False)
    assert job_row(store.database, job)["status"] == FAILED


def test_plans_and_their_end_are_asked_for_once_a_key(client: httpx.Client, store: Store) -> None:
    assert client.post(f"{V1}/optimisations", json={}).status_code == 422
    headers = key()
    first = client.post(f"{V1}/optimisations", json={"seconds": 1}, headers=headers).json()["job"]
    assert client.post(f"{V1}/optimisations", json={"seconds": 1}, headers=headers).json()["job"] == first
    assert client.post(f"{V1}/optimisations/{first}/cancel").status_code == 422
    wait_until(lambda: job_row(store.database, first)["status"] not in ("queued", "running"))
    refused = client.post(f"{V1}/optimisations/{first}/cancel", headers=key())
    assert refused.status_code == 409


def test_only_so_many_plans_are_made_at_a_time(client: httpx.Client, store: Store) -> None:
    for _ in range(MOST_OPEN):
        job = plan_of(store)
        renew_lease(store.database, job, lease_until("other", make.NOW + timedelta(days=36500)))
    refused = client.post(f"{V1}/optimisations", json={"seconds": 1}, headers=key())
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:onebed:problem:busy")


@pytest.fixture
def long_plan(tmp_path: Any) -> Iterator[tuple[Runtime, str]]:
    """A plan of more lines than one transaction takes."""
    from api.store.opening import open_hospital

    count = 3 * LINES_AT_ONCE
    database = Database(f"sqlite:///{tmp_path / 'long.db'}")
    database.migrate()
    store = Store(database, HandClock())
    requests = [make.request(id=f"Q{number}") for number in range(count)]
    open_hospital(store, make.scenario(wards=[make.ward(id="W1", rooms=[1] * count)], requests=requests))
    runtime = runtime_on(store, store.clock)
    runtime.live.follow()
    job = plan_of(store)
    lines = [{"request": f"Q{number}", "bed": f"W1-R{number + 1}-1"} for number in range(count)]
    change_job(database, job, status=DONE, result={"lines": lines, "waiting": [], "moves": []})
    yield runtime, job
    database.close()


def test_a_long_plan_is_held_in_parts_and_a_repeat_gets_the_first_answer(long_plan: tuple[Runtime, str]) -> None:
    runtime, job = long_plan
    commits: list[int] = []
    runtime.store.on_commit = commits.append
    envelope = Envelope(actor="ann", key="a-good-key", content={"all": True})
    first = accept_plan(runtime, envelope, job, None, 30)
    assert (len(first["held"]), len(first["refused"]), len(commits)) == (3 * LINES_AT_ONCE, 0, 3)
    assert accept_plan(runtime, envelope, job, None, 30) == first


def test_a_plan_that_was_cut_off_goes_on_where_it_was(
    long_plan: tuple[Runtime, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, job = long_plan
    envelope = Envelope(actor="ann", key="a-good-key", content={"all": True})
    real, calls = runtime.command, []

    def cut_off(given: Envelope, work: Any) -> Any:
        calls.append(given.key)
        if len(calls) == 2:
            raise AWAY
        return real(given, work)

    with monkeypatch.context() as patched:
        patched.setattr(runtime, "command", cut_off)
        with pytest.raises(OperationalError):
            accept_plan(runtime, envelope, job, None, 30)
    again = accept_plan(runtime, envelope, job, None, 30)
    assert (len(again["held"]), again["refused"]) == (3 * LINES_AT_ONCE, [])
