"""How far a replication is, and how it is ended."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from simulation.executors import process_pool
from simulation.kept import KeptInFolder, Tables
from simulation.replications import MEASURES, run_replications
from simulation.under_way import Slots, Stopped, listening, tell


def endless(replication: int) -> Tables:
    """Be a replication that ends only when nobody wants it any more."""
    while True:
        tell(0.5)


def tables(replication: int) -> Tables:
    return {MEASURES: pl.DataFrame({"measure": ["number"], "value": [float(replication)]})}


def test_a_replication_here_shows_how_far_it_is() -> None:
    def task(replication: int) -> Tables:
        tell(0.25)
        return tables(replication)

    seen: list[float] = []
    run_replications(task, 2, on_progress=lambda done, _: seen.append(done))
    assert seen == [0, 0.25, 1, 1.25, 2]


def test_a_replication_in_a_worker_process_shows_how_far_it_is_and_ends_at_once() -> None:
    seen: list[float] = []
    with process_pool(1) as pool:  # leaving it waits for what still runs
        run = run_replications(
            endless,
            3,
            executor=pool,
            workers=1,
            on_progress=lambda done, _: seen.append(done),
            is_cancelled=lambda: any(seen),
        )
    assert 0.5 in seen
    assert run.cancelled
    assert run.results == []


def test_a_cancelled_replication_here_ends_at_once() -> None:
    asked: list[int] = []
    run = run_replications(endless, 1, is_cancelled=lambda: len(asked) > 5 or bool(asked.append(1)))
    assert run.cancelled


def test_what_ran_ahead_is_kept_when_a_run_is_cancelled(tmp_path: Path) -> None:
    ahead, released = threading.Semaphore(0), threading.Event()

    def task(replication: int) -> Tables:
        if replication == 0:
            released.wait()
        ahead.release()
        return tables(replication)

    def is_cancelled() -> bool:
        if released.is_set():
            return True
        if not ahead.acquire(blocking=False):
            return False
        ahead.acquire()  # both of those that can run beside the first
        released.set()
        return True

    with ThreadPoolExecutor(2) as pool:
        first = run_replications(
            task, 3, executor=pool, workers=2, kept=KeptInFolder(tmp_path), is_cancelled=is_cancelled
        )
    assert first.cancelled
    assert {1, 2} <= set(KeptInFolder(tmp_path).finished(3))


def test_a_damaged_replication_is_run_again(tmp_path: Path) -> None:
    run_replications(tables, 2, kept=KeptInFolder(tmp_path))
    (tmp_path / "00000" / "measures.parquet").write_bytes(b"torn")
    again = run_replications(tables, 2, kept=KeptInFolder(tmp_path))
    assert again.resumed == 1
    assert [one[MEASURES]["value"][0] for one in again.results] == [0, 1]
    assert set(KeptInFolder(tmp_path).finished(2)) == {0, 1}


def test_a_slot_that_is_taken_again_knows_nothing_of_its_last_replication() -> None:
    slots = Slots()
    first = slots.take()
    slots.tell(first, 0.5)
    slots.stop(first)
    with pytest.raises(Stopped):
        slots.tell(first, 0.6)
    while (again := slots.take()) != first:
        pass
    assert slots.share(again) == 0
    slots.tell(again, 0.1)


def test_nobody_needs_to_listen() -> None:
    heard: list[float] = []
    tell(0.1)
    with listening(heard.append):
        tell(0.2)
    tell(0.3)
    assert heard == [0.2]
