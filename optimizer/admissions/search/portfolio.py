"""Several annealers at once, round by round: each round begins with the best plan so far, less hot than the last."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait

from optimizer.admissions.search.annealer import Annealer, Outcome, Round
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.configuration import PORTFOLIO
from optimizer.admissions.search.data import SearchData
from optimizer.admissions.search.worker import READY, Improvement, Worker

ROUNDS = ((0.3, 1.0), (0.25, 0.4), (0.2, 0.3), (0.15, 0.2), (0.1, 0.15))
"""Share of the time, and heat, of each round. The first finds a region; the others search around the best of all."""
GRACE_SECONDS = 0.6
"""Time kept for the last messages and the check of the plan."""

Check = Callable[[Book], bool]


@dataclass(slots=True)
class Incumbent:
    """The best decisions so far, and who checks better ones, without the search's own books, before they are taken."""

    decisions: Book
    rank: int
    passes: Check
    moves: int = 0

    def offer(self, rank: int, decisions: Book) -> None:
        """Take decisions if they are better and pass."""
        if rank < self.rank and self.passes(decisions):
            self.rank = rank
            self.decisions = decisions

    def take(self, outcome: Outcome) -> None:
        """Take a round's outcome if it is better, and count its moves."""
        self.moves += outcome.moves
        self.offer(outcome.rank, outcome.decisions)


def anneal_moves(data: SearchData, incumbent: Incumbent, *, moves: int, seed: int) -> None:
    """Improve the incumbent by a fixed number of moves of each configuration, one after the other in this process.

    The answer depends on the seed and the number of moves alone.
    """
    annealers = [Annealer(data, configuration) for configuration in PORTFOLIO] if data.persons else []
    for number, (share, heat) in enumerate(ROUNDS):
        start = incumbent.decisions
        for index, annealer in enumerate(annealers):
            budget = max(1, int(share * moves))
            task = Round(start=start, heat=heat, seed=(seed, index, number), moves=budget)
            incumbent.take(annealer.cool(task, lambda: False, lambda rank, decisions: None))


class Portfolio:
    """Annealers in processes, one configuration each, started early since compiling takes a while."""

    def __init__(self, data: SearchData, workers: int) -> None:
        self.workers = [Worker(data, PORTFOLIO[index % len(PORTFOLIO)]) for index in range(workers)]
        self.ready: set[int] = set()

    def __enter__(self) -> "Portfolio":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.end()

    def anneal_until(self, incumbent: Incumbent, *, end: float, seed: int, stop: Callable[[], bool]) -> None:
        """Improve the incumbent until a wall-clock time (``time.time``), or until ``stop`` says so.

        A worker that is not ready by then (first run on a machine: it compiles) is not waited for.
        """
        end -= GRACE_SECONDS
        self._await_ready(end, stop)
        begun = time.time()
        passed = 0.0
        for number, (share, heat) in enumerate(ROUNDS):
            passed += share
            until = begun + passed * (end - begun)
            if stop() or until <= time.time() or not self.ready:
                continue
            for index in self.ready:
                seeds = (seed, index, number)
                self.workers[index].begin(Round(start=incumbent.decisions, heat=heat, seed=seeds, end=until))
            self._collect(incumbent, until, stop)

    def _await_ready(self, end: float, stop: Callable[[], bool]) -> None:
        """Wait until all workers are ready, the time is over, or half of it is and somebody is ready."""
        begun = time.time()
        while len(self.ready) < len(self.workers) and time.time() < end and not stop():
            for index, message in self._messages(0.2):
                if message == READY:
                    self.ready.add(index)
            if self.ready and time.time() > begun + 5:
                return

    def _collect(self, incumbent: Incumbent, until: float, stop: Callable[[], bool]) -> None:
        """Take improvements and outcomes until every ready worker has ended its round."""
        busy = set(self.ready)
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
