"""Several annealers at once, each in a process, round by round; see :mod:`~.rounds` for who does what."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.connection import wait

from optimizer.admissions.repair.repairing import RepairRound
from optimizer.admissions.search.annealer import Outcome, Round
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.data import SearchData
from optimizer.admissions.search.incumbent import Incumbent
from optimizer.admissions.search.rounds import (
    MOVES_A_SECOND,
    REPAIR_ROUNDS,
    ROUNDS,
    Course,
    later,
    opening,
    opening_share,
)
from optimizer.admissions.search.worker import READY, Improvement, Worker

GRACE_SECONDS = 0.6
"""Time kept for the last messages and the check of the plan."""
QUESTION_SECONDS = 0.2
"""How often it is asked whether to stop."""

Task = Round | RepairRound
log = logging.getLogger("onebed")


class Portfolio:
    """Annealers in processes, started early since compiling takes a while.

    One that is late, because it compiles or the machine is busy, takes up its part of a round when it can. One whose
    process has ended is done without.
    """

    def __init__(self, data: SearchData, workers: int) -> None:
        self.persons = data.persons
        self.workers = {index: Worker(data) for index in range(workers)}
        self.idle: set[int] = set()

    def __enter__(self) -> "Portfolio":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers.values():
            worker.end()

    def anneal_until(
        self,
        incumbent: Incumbent,
        *,
        end: float,
        seed: int,
        stop: Callable[[], bool] = lambda: False,
        second_start: Book | None = None,
    ) -> None:
        """Improve the incumbent until a moment of the clock (``time.monotonic``), or until ``stop`` says so.

        Nothing happens if no worker is ready by then (first run on a machine: they compile).
        """
        end -= GRACE_SECONDS
        self._await_anybody(end, stop)
        begun = time.monotonic()
        if not self.idle or begun >= end or stop():
            return
        span = end - begun
        first = opening_share(self.persons, MOVES_A_SECOND * span)
        batches = opening(incumbent.decisions, second_start, len(self.workers))
        passed = 0.0
        for number, courses in enumerate(batches):
            passed += first / len(batches)
            self._cool(courses, (seed, 0, number), incumbent, begun + passed * span, stop)
        for number, (share, heats) in enumerate(ROUNDS):
            passed += share * (1 - first)
            courses = later(incumbent.decisions, heats, len(self.workers))
            self._cool(courses, (seed, 1, number), incumbent, begun + passed * span, stop)
        for number, share in enumerate(REPAIR_ROUNDS):
            passed += share * (1 - first)
            self._repair((seed, 2, number), incumbent, begun + passed * span, stop)

    def _await_anybody(self, end: float, stop: Callable[[], bool]) -> None:
        while self.workers and not self.idle and time.monotonic() < end and not stop():
            for index, message in self._messages():
                if message == READY:
                    self.idle.add(index)

    def _cool(
        self,
        courses: Sequence[Course],
        seeds: tuple[int, ...],
        incumbent: Incumbent,
        until: float,
        stop: Callable[[], bool],
    ) -> None:
        """Let the workers cool until a time."""
        tasks = {
            index: Round(
                configuration=course.configuration,
                start=course.start,
                heat=course.heat,
                seed=(*seeds, index),
                end=until,
            )
            for index, course in zip(sorted(self.workers), courses, strict=False)
        }
        self._run(tasks, incumbent, until, stop)

    def _repair(self, seeds: tuple[int, ...], incumbent: Incumbent, until: float, stop: Callable[[], bool]) -> None:
        """Let the workers repair the best plan until a time."""
        start = incumbent.decisions
        tasks = {index: RepairRound(start=start, seed=(*seeds, index), end=until) for index in self.workers}
        self._run(tasks, incumbent, until, stop)

    def _run(self, tasks: Mapping[int, Task], incumbent: Incumbent, until: float, stop: Callable[[], bool]) -> None:
        """Give workers their tasks as they come free, and take what they find until all are done or time is over."""
        waiting, busy = dict(tasks), set[int]()
        while (now := time.monotonic()) < until + GRACE_SECONDS and (busy or (waiting and now < until)):
            if stop():
                self._stop(busy, incumbent)
                return
            for index in sorted(self.idle & waiting.keys()) if now < until else ():
                self._begin(index, waiting.pop(index))
                busy.add(index)
            busy -= self._taken(incumbent)
            busy &= self.workers.keys()
            waiting = {index: task for index, task in waiting.items() if index in self.workers}

    def _stop(self, busy: set[int], incumbent: Incumbent) -> None:
        """Tell workers to end their tasks, and take what they have."""
        for index in busy:
            self.workers[index].stop()
        end = time.monotonic() + GRACE_SECONDS
        while busy and time.monotonic() < end:
            busy = (busy - self._taken(incumbent)) & self.workers.keys()

    def _begin(self, index: int, task: Task) -> None:
        self.idle.discard(index)
        try:
            self.workers[index].begin(task)
        except OSError:
            self._lose(index)

    def _taken(self, incumbent: Incumbent) -> set[int]:
        """Take in what workers have found since; return who has ended a task or begins to be ready."""
        done = set()
        for index, message in self._messages():
            if isinstance(message, Improvement):
                incumbent.offer(message.rank, message.decisions)
                continue
            if isinstance(message, Outcome):
                incumbent.take(message)
            done.add(index)
        self.idle |= done
        return done

    def _messages(self) -> Iterator[tuple[int, object]]:
        index_of = {worker.connection: index for index, worker in self.workers.items()}
        for connection in wait(list(index_of), timeout=QUESTION_SECONDS):
            index = index_of[connection]  # type: ignore[index]
            try:
                message = self.workers[index].connection.recv()
            except (EOFError, OSError):
                self._lose(index)
            else:
                yield index, message

    def _lose(self, index: int) -> None:
        log.warning("annealer %d has ended, the search goes on with %d", index, len(self.workers) - 1)
        self.idle.discard(index)
        self.workers.pop(index).end()
