"""Search and bound side by side: annealing chains in one lane, branch and price in the other."""

import math
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.parts.bound import PartsBound
from optimizer.operating_rooms.parts.part_search import CASE_STEP_WORK
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.search import LANES, Clock, Incumbent
from optimizer.operating_rooms.some_cases import SomeCases, separate_cases
from scenarios.surgical_day import OperatingRoomPlan

FIRST_CHAIN_STEPS = 8_000
"""Plans tried by the first chain; on a small day each one after it has twice as many."""

LONG_CHAIN_SHARE, WHOLE_DAY_SHARE = 0.6, 0.25
"""Of the time left, what the next chain takes on a large day: one long chain finds more there than several short. Where
the day has parts, less goes to the whole of it, and the rest to one part after the other."""

PART_STEPS = 1_500
"""Plans tried for each case of a part."""

STRETCH_SECONDS = 0.3
"""A chain looks up from its work this often, to be stopped or to report."""

STRETCH_STEPS = 1_000
"""The same for a run that must not depend on the machine."""

CHAIN_SHARE = 0.5
"""Of a deterministic budget for this phase, what chains take; the bound gets the rest."""

SPARE_STEPS = 64_000
"""A chain of so many steps without a better plan on a small day: its lane goes to the bound, which can use both."""

STALLED_CHAINS = 4
"""Chains without a better plan, one after the other, that end the search of a small day."""


@dataclass(slots=True, eq=False)
class Chain:
    """One lane's annealing.

    Attributes
    ----------
    search : LocalSearch
        The lane's own tables.
    random : Generator
        The lane's own stream.
    steps : int
        Of the next chain.
    long : bool
        Whether a chain takes a share of the time left instead of twice the steps of the last one.
    seconds_a_step : float
        As measured by the last one.
    parts : sequence of collection of int
        Cases to be annealed by themselves, one part after the other, after a short chain and a long one.
    turn : int
        Chains so far.
    finished_steps : int
        Of the last chain; 0 where it was cut short.
    """

    search: LocalSearch
    random: np.random.Generator
    steps: int = FIRST_CHAIN_STEPS
    long: bool = False
    seconds_a_step: float = 0.0
    parts: Sequence[Collection[int]] = ()
    turn: int = 0
    finished_steps: int = 0

    def run(
        self, plan: OperatingRoomPlan, clock: Clock, until_left: float, stop: Callable[[], bool]
    ) -> OperatingRoomPlan:
        """Anneal once from a plan; return the best plan, of a chain cut short when time is up."""
        self.turn += 1
        if self.parts and self.turn > 2:
            return self._run_part(plan, stop)
        if self.seconds_a_step and not clock.deterministic:
            self.steps = self._steps_in_time(clock.seconds_until(until_left))
        self.search.start(plan)
        done, began = 0, clock.seconds
        while done < self.steps and not stop():
            stretch = STRETCH_STEPS
            if self.seconds_a_step and not clock.deterministic:
                stretch = max(100, int(STRETCH_SECONDS / self.seconds_a_step))
            stretch = min(stretch, self.steps - done)
            share = done / self.steps, (done + stretch) / self.steps
            self.search.anneal(self.random, stretch, from_share=share[0], to_share=share[1])
            done += stretch
            if not clock.deterministic:
                self.seconds_a_step = (clock.seconds - began) / done
                if clock.left <= until_left:
                    break
        self.finished_steps = done if done >= self.steps else 0
        if self.finished_steps:
            self.steps *= 2
        return self.search.best_plan()

    def _run_part(self, plan: OperatingRoomPlan, stop: Callable[[], bool]) -> OperatingRoomPlan:
        """Anneal one part while the others stay; a chain cut short may find nothing."""
        cases = self.parts[self.turn % len(self.parts)]
        few = SomeCases(self.search.problem, plan, cases)
        stretches = math.ceil(PART_STEPS * len(cases) / STRETCH_STEPS)
        for number in range(stretches):
            if stop():
                break
            few.search.anneal(
                self.random, STRETCH_STEPS, from_share=number / stretches, to_share=(number + 1) / stretches
            )
        return few.best_plan()

    def _steps_in_time(self, seconds: float) -> int:
        """Return the steps of a chain that cools down in time: one cut short in the heat finds little."""
        possible = seconds / self.seconds_a_step
        if self.long:
            share = WHOLE_DAY_SHARE if self.parts else LONG_CHAIN_SHARE
            possible *= 1 if possible < 4 * FIRST_CHAIN_STEPS else share
            return max(STRETCH_STEPS, int(possible))
        return max(STRETCH_STEPS, int(possible if possible < 3 * self.steps else self.steps))


def _run_whole(plan: OperatingRoomPlan, clock: Clock, chain: Chain) -> OperatingRoomPlan:
    return chain.run(plan, clock, 0.0, lambda: False)


@dataclass(slots=True, eq=False)
class Portfolio:
    """What this phase works with.

    Attributes
    ----------
    problem : Problem
        What is planned.
    best : Incumbent
        Improved in place, and its bound raised.
    clock : Clock
        Of the whole run.
    lanes : Executor
        At least ``LANES`` threads.
    report : callable
        Called at every better list or bound.
    seed : SeedSequence
        Of all chains.
    bounding : PartsBound or None
        None where days of single rooms say nothing: a makespan, or cases that have already started.
    """

    problem: Problem
    best: Incumbent
    clock: Clock
    lanes: Executor
    report: Callable[[Incumbent], None]
    seed: np.random.SeedSequence
    bounding: PartsBound | None = None
    _chains: list[Chain] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chains = [
            Chain(LocalSearch.of(self.problem), np.random.default_rng(child)) for child in self.seed.spawn(LANES)
        ]

    def run(self, until_left: float, *, small: bool) -> None:
        """Search until a share of the budget is left, or nothing cheaper exists.

        Parameters
        ----------
        until_left : float
            Share of the budget to leave.
        small : bool
            End also when several chains in a row found nothing better and the bound is as good as it gets.
        """
        if self.clock.deterministic:
            self._run_in_order(until_left)
        else:
            for chain in self._chains:
                chain.long = not small
                chain.parts = () if small else separate_cases(self.problem)
            self._run_beside(until_left, small=small)

    def _run_in_order(self, until_left: float) -> None:
        """Take turns: chains in both lanes, then the bound; the same for any number of cores."""
        clock, step_work = self.clock, CASE_STEP_WORK * len(self.problem.day.cases)
        total = clock.budget.deterministic_time or 0.0
        chains_end = clock.work + CHAIN_SHARE * max(0.0, (clock.left - until_left) * total)
        while clock.left > until_left and not self.best.proven:
            steps = self._chains[0].steps
            left = (chains_end - clock.work) / step_work
            if left < STRETCH_STEPS:
                break
            for chain in self._chains:
                chain.steps = int(min(steps, left))
            start = self.best.plan
            found = self.lanes.map(partial(_run_whole, start, clock), self._chains)
            clock.work += step_work * self._chains[0].steps / 2
            for plan in found:
                self._offer(plan)
        if self.bounding is None or self.best.proven:
            return
        limit, before = self.bounding.work + (clock.left - until_left) * total, self.bounding.work
        upper = self.best.objective
        self.bounding.run(lambda: upper, lambda: self.bounding is not None and self.bounding.work < limit)
        clock.work += self.bounding.work - before
        self._raise_bound()

    def _run_beside(self, until_left: float, *, small: bool) -> None:
        """Anneal in one lane and bound in the other; in both once the bound is as good as it gets."""
        clock, best = self.clock, self.best

        def over() -> bool:
            return clock.left <= until_left or best.proven

        def given_up() -> bool:
            return over() or (self.bounding is not None and self.bounding.lane.busy)

        running: dict[Future[OperatingRoomPlan], Chain] = {}
        bounding: Future[None] | None = None
        if self.bounding is not None:
            bounding = self.lanes.submit(self.bounding.run, lambda: best.objective, lambda: not over())
        stalled = 0
        while not over():
            free = [chain for chain in self._chains if chain not in running.values()]
            if bounding is not None and not bounding.done():
                free = free[: 0 if given_up() else LANES - 1 - len(running)]
            for chain in free:
                running[self.lanes.submit(chain.run, best.plan, clock, until_left, given_up)] = chain
            ends: list[Future[Any]] = [*running]
            if not running and bounding is not None:  # it has both lanes
                ends = [bounding]
            wait(ends, timeout=STRETCH_SECONDS, return_when=FIRST_COMPLETED)
            for future in [future for future in running if future.done()]:
                chain = running.pop(future)
                if self._offer(future.result()):
                    stalled = 0
                elif chain.finished_steps or not small:
                    stalled += 1
                    if small and chain.finished_steps >= SPARE_STEPS and self.bounding is not None:
                        self.bounding.lane.open(self.lanes)
            self._raise_bound()
            idle = bounding is None or bounding.done()
            if small and idle and stalled >= STALLED_CHAINS:
                break
        for future in running:
            self._offer(future.result())
        if bounding is not None:
            bounding.result()
        self._raise_bound()

    def _offer(self, plan: OperatingRoomPlan) -> bool:
        better = self.best.offer(self.problem, plan)
        if better:
            self.report(self.best)
        return better

    def _raise_bound(self) -> None:
        while self.bounding is not None and self.bounding.found:
            self._offer(self.bounding.found.popleft())
        if self.bounding is not None and self.bounding.bound > self.best.bound:
            self.best.bound = min(self.bounding.bound, self.best.objective)
            if math.isfinite(self.best.bound):
                self.report(self.best)
