"""Simulations as jobs: leased, resumed, cancelled, bounded, outliving a database that was away."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from api.routes.simulations import stop_simulation
from api.simulations.questions import MOST_OPEN, simulation_row
from api.simulations.results import findings
from api.simulations.runner import Simulations
from api.store.database import Database
from api.store.job_rows import (
    CANCELLED,
    DONE,
    FAILED,
    RUNNING,
    SIMULATION,
    change_job,
    claim_job,
    fail_orphans,
    request_cancel,
)
from api.store.refusals import Busy
from api.store.store import Store
from simulation.hospital_model import Run
from tests.api.conftest import HandClock
from tests.api.simulation_questions import Ask, work_off


def test_a_job_whose_server_is_gone_is_taken_up_when_its_lease_ends(store: Store, ask: Ask) -> None:
    job_id, now, lease = ask(), datetime.now(UTC), timedelta(seconds=30)
    first = claim_job(store.database, SIMULATION, "gone", now, now + lease)
    assert first is not None
    assert claim_job(store.database, SIMULATION, "other", now, now + lease) is None
    taken = claim_job(store.database, SIMULATION, "other", now + 2 * lease, now + 3 * lease)
    assert taken is not None
    assert (taken["id"], taken["status"]) == (job_id, RUNNING)
    fail_orphans(store.database, now, now, without_lease=True)
    assert simulation_row(store.database, job_id)["status"] == RUNNING


def test_a_job_goes_on_from_its_finished_replications(
    store: Store, clock: HandClock, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask()
    work_off(store, clock)
    monkeypatch.setattr(Run, "__call__", None)  # nothing may be simulated again
    again = ask()
    work_off(store, clock)
    assert simulation_row(store.database, again)["status"] == DONE
    both = [findings(store.database, [job]).experiment.summary() for job in (first, again)]
    assert both[0].equals(both[1])


def test_a_cancelled_job_keeps_what_it_has(store: Store, clock: HandClock, ask: Ask) -> None:
    job_id = ask(days=30, replications=200)
    request_cancel(store.database, job_id, SIMULATION)
    work_off(store, clock)
    assert simulation_row(store.database, job_id)["status"] == CANCELLED


def test_what_goes_wrong_is_said_in_the_job(
    store: Store, clock: HandClock, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("api.simulations.job.study_of", broken)
    job_id = ask()
    work_off(store, clock)
    job = simulation_row(store.database, job_id)
    assert (job["status"], job["error"]) == (FAILED, "RuntimeError")


def test_no_more_simulations_are_taken_than_anybody_waits_for(ask: Ask) -> None:
    for _ in range(MOST_OPEN):
        ask()
    with pytest.raises(Busy, match=f"{MOST_OPEN} simulations are open"):
        ask()


def test_a_simulation_that_nobody_has_begun_is_stopped_at_once(store: Store, ask: Ask) -> None:
    job_id = ask()
    store.execute(partial(stop_simulation, job_id=job_id))
    job = simulation_row(store.database, job_id)
    assert job["status"] == CANCELLED
    assert job["finished_at"] is not None
    now = datetime.now(UTC)
    assert claim_job(store.database, SIMULATION, "server", now, now) is None


def test_simulations_go_on_when_the_database_is_back(
    store: Store, clock: HandClock, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask()
    asked: list[object] = []

    def away_once(*arguments: Any) -> object:
        asked.append(arguments)
        if len(asked) == 1:
            raise OperationalError("SELECT", {}, Exception("the server closed the connection"))
        return claim_job(*arguments)

    monkeypatch.setattr("api.simulations.runner.claim_job", away_once)
    monkeypatch.setattr("api.simulations.runner.LOOK_SECONDS", 0.01)
    simulations = Simulations(store.database, clock, 1, ThreadPoolExecutor)

    done = threading.Event()

    def heard(database: Database, job: str, **values: Any) -> None:
        change_job(database, job, **values)
        if values.get("status") == DONE:
            done.set()

    monkeypatch.setattr("api.simulations.runner.change_job", heard)

    async def until_done() -> None:
        running = asyncio.create_task(simulations.run())
        assert await asyncio.to_thread(done.wait, 60)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(until_done())
    assert simulation_row(store.database, job_id)["status"] == DONE


def test_a_job_whose_database_was_away_is_not_lost(
    store: Store, clock: HandClock, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> bool:
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    job_id = ask()
    with monkeypatch.context() as broken:
        broken.setattr("api.simulations.job.cancel_is_requested", away)
        with pytest.raises(OperationalError):
            work_off(store, clock)
    assert simulation_row(store.database, job_id)["status"] == RUNNING
    work_off(store, clock)
    assert simulation_row(store.database, job_id)["status"] == DONE


def test_a_long_replication_shows_how_far_it_is(
    store: Store, clock: HandClock, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[float] = []

    def heard(database: Database, job_id: str, **values: Any) -> None:
        said.append((values.get("progress") or {}).get("share", -1.0))
        change_job(database, job_id, **values)

    monkeypatch.setattr("api.simulations.job.change_job", heard)
    monkeypatch.setattr("api.simulations.job.CHECK_SECONDS", 0.0)
    ask(days=1_500, replications=1, compare=False)
    Simulations(store.database, clock, 1).work_off()
    shares = [share for share in said if share >= 0]
    assert any(0 < share < 1 for share in shares)
    assert shares == sorted(shares)
