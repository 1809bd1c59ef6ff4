"""One part of a day: a list by annealing, a bound by days of rooms, and what is left between them by CP-SAT."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.columns.bound import BoundSearch
from optimizer.operating_rooms.columns.master import Branch
from optimizer.operating_rooms.columns.shared import SharedRow
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.local_search.book import FORBIDDEN
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.parts.exact import Lists, solve_part
from optimizer.operating_rooms.parts.spare_lane import SpareLane
from optimizer.operating_rooms.problem import Problem
from optimizer.solve import Budget
from scenarios.surgical_day import OperatingRoomPlan

CASE_STEP_WORK = 4e-7
"""Deterministic seconds of one step of annealing for each case: about its processor time."""

ANNEALING_STEPS = 8_000
"""Of the first chain of a part."""

MOST_SECONDS = 600.0
"""Wall clock of CP-SAT, only a net: its work is limited, and whoever asked may stop it."""

FIRST_SLICE, HARD_SLICE = 0.25, 1.0
"""Deterministic seconds of the first step by columns or by CP-SAT; each one after it has twice as many."""


class PartSearch:
    """What is known of a part.

    Parameters
    ----------
    problem : Problem
        The part as a problem of its own.
    seed : int
        Of annealing and CP-SAT.
    within, rows : Branch and sequence of SharedRow, optional
        Look for a bound of these lists alone, up to ``enough``, and for no list.
    enough : float
        Points from which on lists are of no use.
    lane : SpareLane, optional
        For a second worker of CP-SAT.
    hard : bool
        Begin with times and CP-SAT, and with long steps: for what columns and short ones have not settled.

    Attributes
    ----------
    plan : OperatingRoomPlan
        The cheapest list of the part.
    points : float
        What it costs, or ``enough``.
    bound : float
        No list of the part costs less.
    finished : bool
        Whether nothing more can be found; with ``within``, ``plan`` is then a list that costs as much as the bound.
    """

    def __init__(
        self,
        problem: Problem,
        seed: int = 0,
        *,
        within: Branch | None = None,
        rows: Sequence[SharedRow] = (),
        enough: float = math.inf,
        lane: SpareLane | None = None,
        hard: bool = False,
    ) -> None:
        self.problem, self.bound, self._other_work = problem, 0.0, 0.0
        self._rows, self._lane = rows, lane or SpareLane()
        self._within, self.points, self.plan = within, enough, OperatingRoomPlan()
        self.finished = False
        self._random, self._seed, self._slice = np.random.default_rng(seed), seed, HARD_SLICE if hard else FIRST_SLICE
        self._steps = [] if hard else [self._by_columns, self._by_columns]
        self._columns = BoundSearch(problem, within=within, rows=rows)
        self._timed: BoundSearch | None = None
        if within is None:
            self._take(greedy_plan(problem))
            self._steps.insert(0, self._anneal)
        if not problem.modes:
            self.bound, self._steps = self.points, []

    @property
    def work(self) -> float:
        """Deterministic seconds so far."""
        return self._other_work + self._columns.work + (self._timed.work if self._timed else 0.0)

    @property
    def proven(self) -> bool:
        """Whether the list is the cheapest."""
        return self.bound >= self.points - 1e-6

    def step(self, go_on: Callable[[], bool]) -> None:
        """Do the next piece of work; where there is none, the search is finished."""
        before, last = self.work, not self._steps
        self._next_step(go_on)
        self.finished |= last and self.work == before

    def _next_step(self, go_on: Callable[[], bool]) -> None:
        if self._steps:
            self._steps.pop(0)(go_on)
        elif self._timed is None or not self._timed.exhausted:
            self._with_times(go_on)
            self._exactly(go_on)
            self._slice *= 2
        else:
            self._slice *= 2
            self._exactly(go_on)

    def _anneal(self, go_on: Callable[[], bool]) -> None:
        search = LocalSearch.of(self.problem)
        search.start(self.plan)
        search.anneal(self._random, ANNEALING_STEPS, from_share=0.0, to_share=1.0)
        self._other_work += ANNEALING_STEPS * CASE_STEP_WORK * len(self.problem.day.cases)
        if search.best_points < min(self.points, FORBIDDEN):
            self._take(search.best_plan())

    def _take(self, plan: OperatingRoomPlan) -> None:
        points = objective(self.problem, plan)
        if points < self.points and not violations(self.problem, plan):
            self.plan, self.points = plan, float(points)

    def _by_columns(self, go_on: Callable[[], bool]) -> None:
        self._run(self._columns, go_on)

    def _with_times(self, go_on: Callable[[], bool]) -> None:
        if self._timed is None:
            self._timed = BoundSearch(self.problem, timed=True, within=self._within, rows=self._rows)
        self._run(self._timed, go_on)

    def _run(self, search: BoundSearch, go_on: Callable[[], bool]) -> None:
        limit = search.work + self._slice
        search.run(lambda: self.points, lambda: search.work < limit and go_on())
        if math.isfinite(search.bound):
            self.bound = max(self.bound, min(search.bound, self.points))

    def _exactly(self, go_on: Callable[[], bool]) -> None:
        """Let CP-SAT choose among the starts that reduced points leave."""
        if self.proven or self._timed is None or self._timed.root is None or not math.isfinite(self.points):
            return
        possible = self._timed.least_with_starts() <= self.points - 1 + 1e-4
        within = (self.bound, self.points)
        lists = Lists(self._within or Branch(), self._rows, possible, self._timed.grid)
        with self._lane.borrowed() as beside:
            workers = 2 if beside else 1
            budget = Budget(seconds=MOST_SECONDS, workers=workers, seed=self._seed, deterministic_time=self._slice)
            bound, plan, work = solve_part(self.problem, lists, within, budget, lambda: not go_on())
        self._other_work += work
        self.bound = max(self.bound, min(bound, self.points))
        if plan is not None and self._within is None:
            self._take(plan)
        elif plan is not None:
            self.plan, self.finished = plan, bound >= objective(self.problem, plan) - 1e-6
