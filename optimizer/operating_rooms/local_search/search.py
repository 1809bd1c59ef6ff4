"""From a plan to a better one: chains of annealing on the compiled book."""

from dataclasses import dataclass

import numpy as np

from optimizer.operating_rooms.local_search.anneal import anneal, begin
from optimizer.operating_rooms.local_search.book import (
    BEST_POINTS,
    CASE_COLUMNS,
    LEAVES,
    START,
    UNLIMITED,
    Book,
    open_book,
    view,
)
from optimizer.operating_rooms.local_search.decode import decode
from optimizer.operating_rooms.local_search.tables import grid_minutes, make_tables
from optimizer.operating_rooms.model import make_planned, mode_of, sorted_plan
from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

HOT, COLD = 40.0, 0.5
"""Temperatures of a chain: of plans that are dearer by so many points times ln 2, half are accepted."""

SHOP_HOT, SHOP_COLD = 0.0015, 0.0001
"""The same for a job shop, as shares of the points of its best plan."""

RUIN_SHARE, LARGEST_RUIN = 0.1, 20
"""Share of the steps that ruin and recreate, and most cases in one; none in a job shop, where an insertion is judged by
its room alone and the makespan is not a matter of one room."""


@dataclass(frozen=True, slots=True)
class LocalSearch:
    """A problem made ready for annealing; one for each thread, since the book is changed in place.

    Attributes
    ----------
    problem : Problem
        What is planned.
    grid : int
        Minutes of a step.
    book : array
        The problem in numbers.
    frozen : dict of int to PlannedCase
        Cases that stay as they are; their modes stand behind those of the problem.
    """

    problem: Problem
    grid: int
    book: Book
    frozen: dict[int, PlannedCase]

    @classmethod
    def of(cls, problem: Problem) -> "LocalSearch":
        """Return a problem made ready."""
        grid = grid_minutes(problem)
        return cls(problem, grid, open_book(make_tables(problem, grid)), dict(problem.frozen_placed()))

    def start(self, plan: OperatingRoomPlan) -> None:
        """Begin a chain at a plan; only its rooms, surgeons and order are used."""
        self._write(plan)
        begin(self.book)

    def anneal(self, random: np.random.Generator, steps: int, *, from_share: float, to_share: float) -> None:
        """Go on with a chain.

        Parameters
        ----------
        random : Generator
            Gives the seed of this stretch.
        steps : int
            Plans to try.
        from_share, to_share : float
            Where in the whole chain this stretch lies, between 0 and 1: the temperature follows.
        """
        shop = self.problem.day.settings.weights.makespan > 0
        best = max(1, self.best_points)
        first, last = (SHOP_HOT * best, SHOP_COLD * best) if shop else (HOT, COLD)
        hot, cold = (first * (last / first) ** share for share in (from_share, to_share))
        anneal(self.book, int(random.integers(2**31)), steps, hot, cold, 0.0 if shop else RUIN_SHARE, LARGEST_RUIN)

    @property
    def best_points(self) -> int:
        """Points of the best plan of this chain."""
        return int(self.book[BEST_POINTS])

    def best_plan(self) -> OperatingRoomPlan:
        """Return the best plan of this chain."""
        return self._read("best_order", "best_mode")

    def _read(self, order: str, mode: str) -> OperatingRoomPlan:
        """Return one of the book's plans, decoded."""
        count = len(self.problem.day.cases)
        for name, target in ((order, "order"), (mode, "mode")):
            view(self.book, target, count)[:] = view(self.book, name, count)
        decode(self.book, UNLIMITED)
        times = view(self.book, "cases", count * CASE_COLUMNS).reshape(count, CASE_COLUMNS)[:, START : LEAVES + 1]
        modes = view(self.book, "mode", count)
        planned, postponed = list(self.frozen.values()), []
        for number, case in enumerate(self.problem.day.cases):
            if number in self.frozen:
                continue
            start, end, leaves = (int(step) for step in times[number])
            if start < 0:
                postponed.append(case.id)
            else:
                blocked = (leaves - end) * self.grid
                planned.append(make_planned(self.problem, int(modes[number]), start * self.grid, blocked))
        return sorted_plan(planned, postponed)

    def _write(self, plan: OperatingRoomPlan) -> None:
        """Write a plan into the book as the one being tried, frozen cases first."""
        count = len(self.problem.day.cases)
        mode, start = view(self.book, "mode", count), np.full(count, np.inf)
        mode[:] = -1
        for place, number in enumerate(self.frozen):
            mode[number] = len(self.problem.modes) + place
            start[number] = self.frozen[number].start_minute - 1e6
        for number, planned in self.problem.placed(plan):
            found = mode_of(self.problem, planned)
            if number not in self.problem.frozen and found is not None:
                mode[number], start[number] = found, planned.start_minute
        view(self.book, "order", count)[:] = np.argsort(start, kind="stable")
