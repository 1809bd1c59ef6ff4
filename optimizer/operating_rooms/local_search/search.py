"""From a plan to a better one: annealing chains on the compiled board."""

from dataclasses import dataclass

import numpy as np

from optimizer.operating_rooms.local_search.anneal import anneal
from optimizer.operating_rooms.local_search.book import CASE_COLUMNS, LEAVES, START, UNLIMITED, Book, open_book, view
from optimizer.operating_rooms.local_search.decode import decode
from optimizer.operating_rooms.local_search.tables import grid_minutes, make_tables
from optimizer.operating_rooms.model import make_planned, mode_of, sorted_plan
from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

HOT, COLD = 40.0, 0.5
"""Points by which a plan may be worse at the start and at the end of a chain, divided by ln 2: half of them pass."""

RUIN_SHARE, LARGEST_RUIN = 0.5, 20


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

    def chain(self, plan: OperatingRoomPlan, *, seed: int, steps: int, hot: float = HOT) -> OperatingRoomPlan:
        """Anneal from a plan; return the best one found, which may be dearer than the plan where it has to wait.

        Parameters
        ----------
        plan : OperatingRoomPlan
            Only its rooms, surgeons and order are used.
        seed : int
            Of the chain.
        steps : int
            Plans to try.
        hot : float
            Temperature at the start.
        """
        self._write(plan)
        anneal(self.book, seed, steps, hot, COLD, RUIN_SHARE, LARGEST_RUIN)
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
