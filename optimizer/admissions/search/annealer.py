"""One annealer: a book of its own, cooled over a given time or number of moves, in short stretches."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.admissions.search.annealing import anneal, load, rank
from optimizer.admissions.search.book import Book, decisions, open_book
from optimizer.admissions.search.compiled import mark_compiled
from optimizer.admissions.search.configuration import REFINING, Configuration
from optimizer.admissions.search.data import SearchData
from optimizer.admissions.search.moves import MOVES

STRETCH_SECONDS = 0.4
STRETCH_MOVES = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One cooling: from where, how hot, how long.

    Attributes
    ----------
    configuration : Configuration
        Temperatures and moves.
    start : Book
        Decisions to begin with.
    heat : float
        Share of the configuration's first temperature to begin with.
    seed : tuple of int
        Entropy of the random stream.
    end : float or None
        Clock (``time.monotonic``, one for all processes of a machine) to stop at; None counts moves.
    moves : int or None
        Moves to try; None watches the clock.
    """

    configuration: Configuration
    start: Book
    heat: float
    seed: tuple[int, ...]
    end: float | None = None
    moves: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Best decisions of a round, their rank (see :func:`~.annealing.rank`), moves tried."""

    decisions: Book
    rank: int
    moves: int


class Annealer:
    """Cools one book again and again, in any configuration; see :meth:`cool`."""

    def __init__(self, data: SearchData) -> None:
        self.data = data
        self.book = open_book(data)
        self.counts = np.zeros((2, len(MOVES)), np.int64)

    def compile(self) -> None:
        """Compile, or load from the cache, everything :meth:`cool` runs."""
        start = decisions(self.book).copy()
        nothing = Round(configuration=REFINING, start=start, heat=1.0, seed=(0,), moves=1)
        self.cool(nothing, lambda: False, lambda rank, decisions: None)
        mark_compiled()

    def rank(self, start: Book) -> int:
        """Return the rank of decisions that keep every rule but mandatory admission."""
        load(self.book, start)
        return rank(self.book)

    def cool(self, task: Round, stop: Callable[[], bool], report: Callable[[int, Book], None]) -> Outcome:
        """Return the best plan found while cooling once.

        Parameters
        ----------
        stop : callable
            Asked between stretches; true ends the round with what there is.
        report : callable
            Told rank and decisions after each stretch that found a better plan.
        """
        load(self.book, task.start)
        best = task.start.copy()
        best_rank = rank(self.book)
        rng = np.random.default_rng(np.random.SeedSequence(task.seed))
        shares = task.configuration.share_table(patients=len(self.data.movable) > 0)
        cold = task.configuration.cold
        hot = max(cold, task.heat * task.configuration.first_temperature(int(self.data.weight[-1])))
        clock = _Clock(task)
        while (length := clock.next_stretch()) and not stop():
            before, after = clock.progress(0), clock.progress(length)
            args = (hot * (cold / hot) ** before, hot * (cold / hot) ** after, length, self.counts)
            found = anneal(self.book, best, best_rank, rng, shares, *args)
            clock.done(length)
            if found < best_rank:
                best_rank = found
                report(best_rank, best)
        return Outcome(decisions=best, rank=best_rank, moves=clock.moves)


class _Clock:
    """Turns seconds left, or moves left, into stretches and progress from 0 to 1."""

    def __init__(self, task: Round) -> None:
        self.task = task
        self.begun = time.monotonic()
        self.moves = 0
        self.speed = STRETCH_MOVES / STRETCH_SECONDS

    def next_stretch(self) -> int:
        """Return how many moves to try next, 0 at the end."""
        if self.task.moves is not None:
            return min(STRETCH_MOVES, self.task.moves - self.moves)
        assert self.task.end is not None
        left = self.task.end - time.monotonic()
        return 0 if left <= 0 else max(1000, int(min(STRETCH_SECONDS, left) * self.speed))

    def progress(self, ahead: int) -> float:
        """Return the share of the round over after ``ahead`` more moves."""
        if self.task.moves is not None:
            return (self.moves + ahead) / self.task.moves
        assert self.task.end is not None
        share = (time.monotonic() - self.begun + ahead / self.speed) / max(1e-9, self.task.end - self.begun)
        return min(1.0, share)

    def done(self, moves: int) -> None:
        """Book moves tried."""
        self.moves += moves
        self.speed = self.moves / max(1e-6, time.monotonic() - self.begun)
