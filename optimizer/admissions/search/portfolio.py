"""Several annealers at once, each in a process, round by round; see :mod:`~.rounds` for who does what."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.connection import wait

from optimizer.admissions.repair.repairing import RepairRound, repair
from optimizer.admissions.search.annealer import Annealer, Outcome, Round
from optimizer.admissions.search.annealing import LEFT_OUT_RANK
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.configuration import PORTFOLIO
from optimizer.admissions.search.data import SearchData
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

MOVES_A_REPAIR = 5_000_000
"""Moves that one repair stands for where moves are counted: they take about as long."""
GRACE_SECONDS = 0.6
"""Time kept for the last messages and the check of the plan."""
SECONDS_FOR_OTHERS = 5.0
"""Time that ready workers wait for those that still compile."""

Rank = Callable[[Book], int | None]


class Incumbent:
    """The best decisions so far.

    Parameters
    ----------
    decisions : Book
        To begin with.
    rank : callable
        Returns the rank of decisions (see :func:`~.annealing.rank`), counted without the search's own books; None if
        they break a rule other than mandatory admission.
    taken : callable
        Told decisions that were taken.
    """

    def __init__(self, decisions: Book, rank: Rank, taken: Callable[[Book], None]) -> None:
        self.decisions = decisions
        self.rank_of = rank
        self.taken = taken
        self.moves = 0
        found = rank(decisions)
        assert found is not None, "a first plan breaks no rule but mandatory admission"
        self.rank = found

    def offer(self, rank: int, decisions: Book) -> None:
        """Take decisions if their rank is better and they stand the check."""
        if rank < self.rank:
            self.consider(decisions)

    def consider(self, decisions: Book) -> bool:
        """Take decisions if the check ranks them better; return whether they keep the rules, nobody more left out."""
        rank = self.rank_of(decisions)
        if rank is None or rank // LEFT_OUT_RANK > self.rank // LEFT_OUT_RANK:
            return False
        if rank < self.rank:
            self.rank = rank
            self.decisions = decisions
            self.taken(decisions)
        return True

    def take(self, outcome: Outcome) -> None:
        """Take a round's outcome if it is better, and count its moves."""
        self.moves += outcome.moves
        self.offer(outcome.rank, outcome.decisions)


def anneal_moves(
    data: SearchData, incumbent: Incumbent, *, moves: int, seed: int, second_start: Book | None = None
) -> None:
    """Improve the incumbent by a fixed number of moves for each of two annealers, one after the other in this process.

    The answer depends on the seed and the number of moves alone.
    """
    if not data.persons:
        return
    annealer, count = Annealer(data), len(PORTFOLIO)

    def cooled(courses: Sequence[Course], share: float, number: int) -> None:
        for index, course in enumerate(courses):
            task = Round(
                configuration=course.configuration,
                start=course.start,
                heat=course.heat,
                seed=(seed, index, number),
                moves=max(1, int(share * moves)),
            )
            incumbent.take(annealer.cool(task, lambda: False, lambda rank, decisions: None))

    first = opening_share(data.persons, moves)
    (courses,) = opening(incumbent.decisions, second_start, count)
    cooled(courses, first, 0)
    for number, (share, heats) in enumerate(ROUNDS, start=1):
        cooled(later(incumbent.decisions, heats, count), share * (1 - first), number)
    for number, share in enumerate(REPAIR_ROUNDS, start=len(ROUNDS) + 1):
        start = incumbent.decisions
        for index in range(count):
            repairs = int(share * (1 - first) * moves / MOVES_A_REPAIR)
            repairing = RepairRound(start=start, seed=(seed, index, number), repairs=repairs)
            incumbent.take(repair(annealer, repairing, lambda: False, lambda rank, decisions: None))


class Portfolio:
    """Annealers in processes, started early since compiling takes a while."""

    def __init__(self, data: SearchData, workers: int) -> None:
        self.persons = data.persons
        self.workers = [Worker(data) for _ in range(workers)]
        self.ready: set[int] = set()

    def __enter__(self) -> "Portfolio":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
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
        """Improve the incumbent until a wall-clock time (``time.time``), or until ``stop`` says so.

        A worker that is not ready by then (first run on a machine: it compiles) is not waited for.
        """
        end -= GRACE_SECONDS
        self._await_ready(end, stop)
        if not self.ready or stop():
            return
        begun = time.time()
        span = end - begun
        first = opening_share(self.persons, MOVES_A_SECOND * span)
        batches = opening(incumbent.decisions, second_start, len(self.ready))
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

    def _await_ready(self, end: float, stop: Callable[[], bool]) -> None:
        """Wait until all workers are ready, the time is over, or some have waited long enough for the others."""
        others_until = end
        while len(self.ready) < len(self.workers) and time.time() < min(end, others_until) and not stop():
            for index, message in self._messages(0.2):
                if message == READY:
                    self.ready.add(index)
                    others_until = min(others_until, time.time() + SECONDS_FOR_OTHERS)

    def _cool(
        self,
        courses: Sequence[Course],
        seeds: tuple[int, ...],
        incumbent: Incumbent,
        until: float,
        stop: Callable[[], bool],
    ) -> None:
        """Let the ready workers cool until a time."""
        tasks = {
            index: Round(
                configuration=course.configuration,
                start=course.start,
                heat=course.heat,
                seed=(*seeds, index),
                end=until,
            )
            for index, course in zip(sorted(self.ready), courses, strict=False)
        }
        self._run(tasks, incumbent, until, stop)

    def _repair(self, seeds: tuple[int, ...], incumbent: Incumbent, until: float, stop: Callable[[], bool]) -> None:
        """Let the ready workers repair the best plan until a time."""
        start = incumbent.decisions
        tasks = {index: RepairRound(start=start, seed=(*seeds, index), end=until) for index in sorted(self.ready)}
        self._run(tasks, incumbent, until, stop)

    def _run(
        self,
        tasks: Mapping[int, Round | RepairRound],
        incumbent: Incumbent,
        until: float,
        stop: Callable[[], bool],
    ) -> None:
        """Give workers their tasks, and take what they find until all are done, or the time is over."""
        if until <= time.time() or stop():
            return
        for index, task in tasks.items():
            self.workers[index].begin(task)
        busy = set(tasks)
        told = False
        while busy and time.time() < until + GRACE_SECONDS:
            for index, message in self._messages(0.2):
                if isinstance(message, Improvement):
                    incumbent.offer(message.rank, message.decisions)
                elif isinstance(message, Outcome):
                    incumbent.take(message)
                    busy.discard(index)
                elif message == READY:
                    self.ready.add(index)
            if stop() and not told:
                told = True
                until = time.time()
                for index in busy:
                    self.workers[index].stop()
        self.ready -= busy

    def _messages(self, seconds: float) -> Iterator[tuple[int, object]]:
        index_of = {worker.connection: index for index, worker in enumerate(self.workers)}
        for connection in wait(list(index_of), timeout=seconds):
            index = index_of[connection]  # type: ignore[index]
            try:
                yield index, self.workers[index].connection.recv()
            except EOFError:
                self.ready.discard(index)
