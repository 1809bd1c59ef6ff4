"""Several annealers at once, round by round: each round begins with the best plan so far, less hot than the last."""

import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import wait

from optimizer.admissions.search.annealer import Annealer, Outcome, Round
from optimizer.admissions.search.annealing import LEFT_OUT_RANK
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.configuration import PORTFOLIO
from optimizer.admissions.search.data import SearchData
from optimizer.admissions.search.worker import READY, Improvement, Worker

ROUNDS = ((0.3, 1.0), (0.25, 0.4), (0.2, 0.3), (0.15, 0.2), (0.1, 0.15))
"""Share of the time, and heat, of each round. The first finds a region; the others search around the best of all."""
SECOND_START_HEAT = 0.4
GRACE_SECONDS = 0.6
"""Time kept for the last messages and the check of the plan."""

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

        Every second worker begins with ``second_start``, if given, and not as hot, since heat would undo it.

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
                own = second_start if number == 0 and index % 2 else None
                start, warmth = (incumbent.decisions, heat) if own is None else (own, SECOND_START_HEAT)
                self.workers[index].begin(Round(start=start, heat=warmth, seed=(seed, index, number), end=until))
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
