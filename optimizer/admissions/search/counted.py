"""The portfolio by a fixed number of moves, in this process: the same answer on any machine, however busy."""

from collections.abc import Sequence

from optimizer.admissions.repair.repairing import RepairRound, repair
from optimizer.admissions.search.annealer import Annealer, Round
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.configuration import PORTFOLIO
from optimizer.admissions.search.data import SearchData
from optimizer.admissions.search.incumbent import Incumbent
from optimizer.admissions.search.rounds import REPAIR_ROUNDS, ROUNDS, Course, later, opening, opening_share

MOVES_A_REPAIR = 5_000_000
"""Moves that one repair stands for: they take about as long."""


def anneal_moves(
    data: SearchData, incumbent: Incumbent, *, moves: int, seed: int, second_start: Book | None = None
) -> None:
    """Improve the incumbent by a fixed number of moves for each of two annealers, one after the other.

    The answer depends on the seed and the number of moves alone.
    """
    if not data.searchable:
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
