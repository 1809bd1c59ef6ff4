"""A round of repairs: each repaired plan is annealed cold for a moment, and kept if it is not worse."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.admissions.repair.repairer import MOST_SECONDS, Repairer
from optimizer.admissions.search.annealer import Annealer, Outcome, Round
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.configuration import REFINING

COLD_HEAT = 0.03
COLD_MOVES = 1_000_000
"""Moves tried after a repair: a quarter of a second to find nurses for the new places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRound:
    """Repairs to try.

    Attributes
    ----------
    start : Book
        Decisions to begin with.
    seed : tuple of int
        Entropy of the random streams.
    end : float or None
        Clock (``time.monotonic``) to stop at; None counts repairs.
    repairs : int or None
        Repairs to try; None watches the clock.
    """

    start: Book
    seed: tuple[int, ...]
    end: float | None = None
    repairs: int | None = None


def repair(
    annealer: Annealer, task: RepairRound, stop: Callable[[], bool], report: Callable[[int, Book], None]
) -> Outcome:
    """Return the best plan found by repairs; ``stop`` and ``report`` as in :meth:`Annealer.cool`.

    Time that is too short for one more repair goes to cold annealing, so that the round ends when it should.
    """
    repairer = Repairer.of(annealer.data, task.seed)
    best, best_rank, moves, tried = task.start, annealer.rank(task.start), 0, 0
    longest_seconds = 0.0
    while tried != task.repairs and not stop():
        begun = time.monotonic()
        # Counted repairs repeat themselves on any machine, however busy: no clock may cut one short.
        left = float("inf") if task.end is None else task.end - begun
        if left <= longest_seconds:
            break
        tried += 1
        repaired = repairer.repaired(best, left if task.end is None else min(MOST_SECONDS, left))
        if repaired is not None:
            cold = _cold(task, repaired, tried, moves=COLD_MOVES)
            found = annealer.cool(cold, stop, lambda rank, decisions: None)
            moves += found.moves
            if found.rank < best_rank:
                report(found.rank, found.decisions)
            if found.rank <= best_rank:
                best, best_rank = found.decisions, found.rank
        longest_seconds = max(longest_seconds, time.monotonic() - begun)
    if task.end is None:
        return Outcome(decisions=best, rank=best_rank, moves=moves)
    rest = annealer.cool(_cold(task, best, 0, end=task.end), stop, report)
    return Outcome(decisions=rest.decisions, rank=rest.rank, moves=moves + rest.moves)


def _cold(task: RepairRound, start: Book, number: int, *, end: float | None = None, moves: int | None = None) -> Round:
    return Round(configuration=REFINING, start=start, heat=COLD_HEAT, seed=(*task.seed, number), end=end, moves=moves)
