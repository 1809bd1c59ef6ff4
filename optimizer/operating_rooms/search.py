"""Large-neighbourhood search: free a few cases, let CP-SAT place them best, keep what is better; two lanes."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.model import build_model, sorted_plan
from optimizer.operating_rooms.neighbourhoods import NEIGHBOURHOODS
from optimizer.operating_rooms.problem import Problem
from optimizer.solve import Budget, solve
from scenarios.surgical_day import OperatingRoomPlan

LANES = 2
"""Neighbourhoods searched side by side in each round, whatever the cores: the answer must not depend on them."""

STEP_DETERMINISTIC_SECONDS = 0.3
SMALLEST, FIRST, LARGEST = 5, 10, 40
STALLED_ROUNDS = 30


@dataclass(slots=True)
class Incumbent:
    """The best plan so far.

    Attributes
    ----------
    plan : OperatingRoomPlan
        Keeps all hard rules.
    objective : int
        Its points.
    bound : float
        No plan costs less.
    tolerated : frozenset of (rule, subject)
        What cases that have already started break; nothing can mend it.
    """

    plan: OperatingRoomPlan
    objective: float
    bound: float = float("-inf")
    tolerated: frozenset[tuple[str, str]] = frozenset()

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.objective <= self.bound + 1e-6

    def offer(self, problem: Problem, plan: OperatingRoomPlan) -> bool:
        """Take a plan if it is better and keeps the rules, by the solver-free check; return whether it was taken."""
        points = objective(problem, plan)
        if points >= self.objective:
            return False
        if any((found.rule, found.subject) not in self.tolerated for found in violations(problem, plan)):
            return False
        self.plan, self.objective = plan, points
        return True


def frozen_violations(problem: Problem) -> frozenset[tuple[str, str]]:
    """Return (rule, subject) of what the frozen cases break among themselves."""
    kept = [planned for _, planned in problem.frozen_placed()]
    if not kept:
        return frozenset()
    placed = {planned.case for planned in kept}
    alone = sorted_plan(kept, [case.id for case in problem.day.cases if case.id not in placed])
    return frozenset((found.rule, found.subject) for found in violations(problem, alone) if found.rule != "must do")


@dataclass(slots=True)
class Clock:
    """What is left of a budget: wall clock, and work that does not depend on the machine.

    Attributes
    ----------
    budget : Budget
        Of the whole run.
    should_stop : callable
        True ends the run.
    """

    budget: Budget
    should_stop: Callable[[], bool] = lambda: False
    started: float = field(default_factory=time.perf_counter)
    work: float = 0.0

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def deterministic(self) -> bool:
        """Whether work is what ends the run."""
        return self.budget.deterministic_time is not None

    @property
    def left(self) -> float:
        """Share of the budget that is left: 1 at the start, 0 or less at the end."""
        left = 1 - self.seconds / self.budget.seconds
        if self.budget.deterministic_time is not None:
            left = min(left, 1 - self.work / self.budget.deterministic_time)
        return 0.0 if self.should_stop() else left

    def seconds_until(self, share: float) -> float:
        """Return the wall clock before only a share of the budget is left."""
        return max(0.0, self.budget.seconds * (1 - share) - self.seconds)

    def seconds_left(self) -> float:
        """Return the wall clock that is left."""
        return max(0.01, self.budget.seconds - self.seconds)


def improve(
    problem: Problem,
    best: Incumbent,
    clock: Clock,
    lanes: Executor,
    *,
    until_left: float,
    random: np.random.Generator,
    within: Problem | None = None,
    enough: Callable[[], bool] = lambda: False,
    on_better: Callable[[Incumbent], None] = lambda _: None,
    stalled_rounds: int = STALLED_ROUNDS,
) -> None:
    """Search neighbourhoods of the incumbent until a share of the budget is left, or nothing more comes of it.

    Parameters
    ----------
    problem : Problem
        Whole problem.
    best : Incumbent
        Improved in place.
    until_left : float
        Stop when the clock shows this share or less.
    random : Generator
        Chooses neighbourhoods.
    within : Problem, optional
        The same with fewer modes, to search in.
    enough : callable
        Asked each round; True ends the search.
    on_better : callable
        Called at each better plan.
    stalled_rounds : int
        Stop after so many rounds without a better plan, when the neighbourhoods have also reached their largest size.
    """
    searched = within or problem
    sizes = dict.fromkeys(range(len(NEIGHBOURHOODS)), FIRST)
    stalled = 0
    while clock.left > until_left and not best.proven and not enough() and stalled < stalled_rounds:
        chosen = [int(random.integers(len(NEIGHBOURHOODS))) for _ in range(LANES)]
        free = [NEIGHBOURHOODS[number](searched, best.plan, random, sizes[number]) for number in chosen]
        start = best.plan
        results = lanes.map(partial(_step, searched, start, clock=clock), free)
        better = False
        for number, (plan, proven) in zip(chosen, results, strict=True):
            clock.work += STEP_DETERMINISTIC_SECONDS / LANES
            sizes[number] = min(LARGEST, sizes[number] + 1) if proven else max(SMALLEST, sizes[number] - 1)
            for candidate in _combined(problem, start, best.plan, plan):
                if best.offer(problem, candidate):
                    better = True
                    on_better(best)
                    break
        stalled = 0 if better else stalled + 1


def _step(
    problem: Problem, plan: OperatingRoomPlan, free: set[int], clock: Clock
) -> tuple[OperatingRoomPlan | None, bool]:
    """Place the free cases best while all others stay; return the plan, and whether nothing better is possible."""
    if not free:
        return None, True
    model = build_model(problem.frozen_at(plan, free))
    budget = Budget(
        seconds=clock.seconds_left(),
        workers=1,
        seed=clock.budget.seed,
        deterministic_time=STEP_DETERMINISTIC_SECONDS,
    )
    outcome = solve(model.model, budget, hint=model.hint(plan), should_stop=None)
    return (model.plan(outcome.solver) if outcome.found else None), outcome.proven


def _combined(
    problem: Problem, start: OperatingRoomPlan, now: OperatingRoomPlan, found: OperatingRoomPlan | None
) -> Iterator[OperatingRoomPlan]:
    """Yield what one lane found on top of what the other one already changed, and what it found alone."""
    if found is None:
        return
    if now is not start:
        places = {case: place for case, place in now.by_case.items() if place == start.by_case.get(case)}
        changed = {case: place for case, place in now.by_case.items() if case not in places}
        mine = {case: place for case, place in found.by_case.items() if place != start.by_case.get(case)}
        merged = {**found.by_case, **changed, **mine}
        dropped = set(found.postponed) - set(start.postponed) | set(now.postponed) - set(start.postponed)
        for case in dropped - mine.keys() - changed.keys():
            merged.pop(case, None)
        in_order = sorted(merged.values(), key=lambda place: (place.room, place.start_minute, place.case))
        postponed = tuple(case.id for case in problem.day.cases if case.id not in merged)
        yield replace(now, cases=tuple(in_order), postponed=postponed)
    yield found
