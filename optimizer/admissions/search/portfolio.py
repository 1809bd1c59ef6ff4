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
from optimizer.admissions.search.rounds import OPENING_SHARE, REPAIR_ROUNDS, ROUNDS, Course, Race, opening
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
    annealer, race = Annealer(data), Race()

    def cooled(course: Course, share: float, seeds: tuple[int, ...]) -> Outcome:
        task = Round(
            configuration=course.configuration,
            start=course.start,
            heat=course.heat,
            seed=seeds,
            moves=max(1, int(share * moves)),
        )
        outcome = annealer.cool(task, lambda: False, lambda rank, decisions: None)
        incumbent.take(outcome)
        return outcome

    ((*courses,),) = opening(incumbent.decisions, second_start, len(PORTFOLIO))
    for index, course in enumerate(courses):
        race.enter(course, cooled(course, OPENING_SHARE, (seed, index, 0)))
    for number, (share, heat) in enumerate(ROUNDS, start=1):
        course = Course(race.winner, incumbent.decisions, heat)
        for index in range(len(PORTFOLIO)):
            cooled(course, share, (seed, index, number))
    for number, share in enumerate(REPAIR_ROUNDS):
        start = incumbent.decisions
        for index in range(len(PORTFOLIO)):
            repairs = int(share * moves / MOVES_A_REPAIR)
            task = RepairRound(start=start, seed=(seed, index, len(ROUNDS) + 1 + number), repairs=repairs)
            incumbent.take(repair(annealer, task, lambda: False, lambda rank, decisions: None))


class Portfolio:
    """Annealers in processes, started early since compiling takes a while."""

    def __init__(self, data: SearchData, workers: int) -> None:
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
        race = Race()
        batches = opening(incumbent.decisions, second_start, len(self.ready))
        for number, courses in enumerate(batches, start=1):
            until = begun + OPENING_SHARE * number / len(batches) * (end - begun)
            for course, outcome in self._run(courses, (seed, 0, number), incumbent, until, stop):
                race.enter(course, outcome)
        passed = OPENING_SHARE
        for number, (share, heat) in enumerate(ROUNDS):
            passed += share
            course = Course(race.winner, incumbent.decisions, heat)
            until = begun + passed * (end - begun)
            self._run([course] * len(self.workers), (seed, 1, number), incumbent, until, stop)
        for number, share in enumerate(REPAIR_ROUNDS):
            passed += share
            until = begun + passed * (end - begun)
            if until > time.time() and not stop():
                start = incumbent.decisions
                tasks = {i: RepairRound(start=start, seed=(seed, 2, number, i), end=until) for i in self.ready}
                self._outcomes(tasks, incumbent, until, stop)

    def _await_ready(self, end: float, stop: Callable[[], bool]) -> None:
        """Wait until all workers are ready, the time is over, or some have waited long enough for the others."""
        others_until = end
        while len(self.ready) < len(self.workers) and time.time() < min(end, others_until) and not stop():
            for index, message in self._messages(0.2):
                if message == READY:
                    self.ready.add(index)
                    others_until = min(others_until, time.time() + SECONDS_FOR_OTHERS)

    def _run(
        self,
        courses: Sequence[Course],
        seeds: tuple[int, ...],
        incumbent: Incumbent,
        until: float,
        stop: Callable[[], bool],
    ) -> list[tuple[Course, Outcome]]:
        """Let the ready workers cool until a time, taking what is better; return what came of each course."""
        if until <= time.time() or stop():
            return []
        course_of = dict(zip(sorted(self.ready), courses, strict=False))
        tasks = {
            index: Round(
                configuration=course.configuration,
                start=course.start,
                heat=course.heat,
                seed=(*seeds, index),
                end=until,
            )
            for index, course in course_of.items()
        }
        found = self._outcomes(tasks, incumbent, until, stop)
        return [(course_of[index], outcome) for index, outcome in found]

    def _outcomes(
        self,
        tasks: Mapping[int, Round | RepairRound],
        incumbent: Incumbent,
        until: float,
        stop: Callable[[], bool],
    ) -> list[tuple[int, Outcome]]:
        """Give workers their tasks, and take what they find until all are done, or the time is over."""
        for index, task in tasks.items():
            self.workers[index].begin(task)
        busy = set(tasks)
        found: list[tuple[int, Outcome]] = []
        told = False
        while busy and time.time() < until + GRACE_SECONDS:
            for index, message in self._messages(0.2):
                if isinstance(message, Improvement):
                    incumbent.offer(message.rank, message.decisions)
                elif isinstance(message, Outcome):
                    incumbent.take(message)
                    found.append((index, message))
                    busy.discard(index)
                elif message == READY:
                    self.ready.add(index)
            if stop() and not told:
                told = True
                until = time.time()
                for index in busy:
                    self.workers[index].stop()
        self.ready -= busy
        return found

    def _messages(self, seconds: float) -> Iterator[tuple[int, object]]:
        index_of = {worker.connection: index for index, worker in enumerate(self.workers)}
        for connection in wait(list(index_of), timeout=seconds):
            index = index_of[connection]  # type: ignore[index]
            try:
                yield index, self.workers[index].connection.recv()
            except EOFError:
                self.ready.discard(index)
