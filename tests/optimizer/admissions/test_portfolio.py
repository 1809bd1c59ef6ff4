"""Annealers in processes: late ones go on, dead ones are done without, and the clock is kept."""

import itertools
import os
import signal
import time
from collections.abc import Callable
from multiprocessing import Pipe

import numpy as np
import pytest

from optimizer.admissions.search import portfolio as module
from optimizer.admissions.search.annealer import Outcome, Round
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.configuration import REFINING
from optimizer.admissions.search.data import SearchData, search_data
from optimizer.admissions.search.incumbent import Incumbent
from optimizer.admissions.search.portfolio import Portfolio
from optimizer.admissions.search.worker import READY
from tests.optimizer.admissions.problems import random_problem

DECISIONS = np.zeros(3, np.int32)


class Colleague:
    """A worker that does what the test says."""

    def __init__(self, _: SearchData) -> None:
        self.connection, self.theirs = Pipe()
        self.begun: list[object] = []
        self.theirs.send(READY)

    def begin(self, task: object) -> None:
        self.begun.append(task)

    def stop(self) -> None: ...

    def end(self) -> None: ...


@pytest.fixture
def staffed(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Portfolio]:
    monkeypatch.setattr(module, "Worker", Colleague)
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.0)
    return lambda workers: Portfolio(search_data(random_problem(1)), workers)


def incumbent(rank: int = 10) -> Incumbent:
    return Incumbent(DECISIONS, lambda decisions: rank - int(decisions[0]), lambda decisions: None)


def round_until(end: float) -> Round:
    return Round(configuration=REFINING, start=DECISIONS, heat=1.0, seed=(0,), end=end)


def run(portfolio: Portfolio, best: Incumbent, seconds: float, stop: Callable[[], bool] = lambda: False) -> None:
    until = time.monotonic() + seconds
    portfolio._run({index: round_until(until) for index in portfolio.workers}, best, until, stop)


def begun(portfolio: Portfolio) -> list[int]:
    return [len(worker.begun) for worker in portfolio.workers.values()]  # type: ignore[attr-defined]


def theirs(portfolio: Portfolio, index: int) -> object:
    return portfolio.workers[index].theirs  # type: ignore[attr-defined]


def test_who_ends_a_round_late_is_given_the_next_one(staffed: Callable[[int], Portfolio]) -> None:
    portfolio, best = staffed(1), incumbent()
    run(portfolio, best, 0.01)
    assert begun(portfolio) == [1]
    late: Book = DECISIONS + 1
    theirs(portfolio, 0).send(Outcome(decisions=late, rank=9, moves=5))  # type: ignore[attr-defined]
    run(portfolio, best, 0.3)
    assert begun(portfolio) == [2]
    assert (best.rank, best.moves) == (9, 5)


def test_a_worker_whose_process_has_ended_is_done_without(staffed: Callable[[int], Portfolio]) -> None:
    portfolio, best = staffed(2), incumbent()
    theirs(portfolio, 0).close()  # type: ignore[attr-defined]
    theirs(portfolio, 1).send(Outcome(decisions=DECISIONS, rank=10, moves=0))  # type: ignore[attr-defined]
    run(portfolio, best, 0.3)
    assert list(portfolio.workers) == [1]


def test_without_any_worker_left_nothing_is_waited_for() -> None:
    best, asked = incumbent(), itertools.count()
    with Portfolio(search_data(random_problem(1)), 1) as portfolio:
        pid = portfolio.workers[0].process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        portfolio.anneal_until(best, end=time.monotonic() + 3600, seed=0, stop=lambda: next(asked) > 200)
        assert not portfolio.workers
    assert next(asked) < 200
