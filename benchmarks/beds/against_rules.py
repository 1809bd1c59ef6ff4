"""What the rules that people use today cost, on the same hospitals as the optimiser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.beds.child import child, report_progress
from benchmarks.beds.clock import Clock
from benchmarks.beds.size import QUICK, Size
from benchmarks.beds.solve_once import LIMIT_SECONDS
from benchmarks.beds.todays_rules import TODAYS_RULES, given_by
from benchmarks.report import Row, peak_memory_mib
from benchmarks.suites import Settings
from optimizer.beds import BedProblem, allocate_problem, violations
from optimizer.beds.candidates import Candidates, candidates_of
from optimizer.beds.evaluate import costs
from optimizer.beds.goals.waiting import Waiting
from optimizer.beds.greedy import greedy_pairs, urgent_first
from optimizer.beds.model import plan_of
from optimizer.beds.variables import Pair
from optimizer.solve import Budget
from scenarios.plans import BedPlan
from scenarios.scenario import Scenario

BY_HOSPITAL = "today's rules, objective by hospital"
BY_RULE = "today's rules, mean of the hospitals"
SIZE = Size(2_000, 60)
SEEDS = 20
OPTIMISER = "onebed"
OWN_GREEDY = "own greedy (onebed's first plan)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What one method gives in one hospital; ``waiting`` are the points for waiting and for staying without a bed."""

    objective: float
    waiting: float
    placed: int
    broken: int
    seconds: float
    peak_memory_mib: float


def rows(settings: Settings) -> Iterator[Row]:
    """Give beds by every rule in 20 hospitals: the objectives side by side, then the means."""
    size, seeds = (QUICK, 2) if settings.quick else (SIZE, SEEDS)
    with child() as executor:
        found = [executor.submit(_compared, size, seed).result() for seed in range(seeds)]
    report_progress(f"{size}: {len(found[0])} methods in {seeds} hospitals")
    for seed, by_method in enumerate(found):
        yield Row(
            table=BY_HOSPITAL,
            instance=str(size),
            size=f"seed {seed}",
            method=OPTIMISER,
            seconds=by_method[OPTIMISER].seconds,
            objective=by_method[OPTIMISER].objective,
            peak_memory_mib=by_method[OPTIMISER].peak_memory_mib,
            extra={method: given.objective for method, given in by_method.items() if method != OPTIMISER},
        )
    best = float(np.mean([by_method[OPTIMISER].objective for by_method in found]))
    for method in found[0]:
        yield _mean(size, method, [by_method[method] for by_method in found], best)


def _mean(size: Size, method: str, given: list[_Given], best: float) -> Row:
    objective = float(np.mean([one.objective for one in given]))
    return Row(
        table=BY_RULE,
        instance=str(size),
        size=f"{len(given)} seeds",
        method=method,
        seconds=float(np.mean([one.seconds for one in given])),
        objective=objective,
        ratio=objective / best,
        baseline=OPTIMISER,
        peak_memory_mib=max(one.peak_memory_mib for one in given),
        extra={
            "points above onebed": objective - best,
            "placed": float(np.mean([one.placed for one in given])),
            "points for waiting": float(np.mean([one.waiting for one in given])),
            "points for all else": float(np.mean([one.objective - one.waiting for one in given])),
            "rules broken": sum(one.broken for one in given),
        },
    )


def _compared(size: Size, seed: int) -> dict[str, _Given]:
    scenario = size.scenario(seed)
    found: dict[str, _Given] = {}
    for name, rule in TODAYS_RULES.items():
        found[name] = _given(scenario, partial(given_by, rule))
    found[OWN_GREEDY] = _given(
        scenario, lambda problem, some: greedy_pairs(problem, some, urgent_first(problem, some), some.cost)
    )
    with Clock() as clock:
        problem = BedProblem(scenario)
        plan = allocate_problem(problem, Budget(seconds=LIMIT_SECONDS)).plan
    found[OPTIMISER] = _scored(problem, plan, clock)
    return found


def _given(scenario: Scenario, choose: Callable[[BedProblem, Candidates], list[Pair]]) -> _Given:
    with Clock() as clock:
        problem = BedProblem(scenario)
        plan = plan_of(problem, problem.slots, choose(problem, candidates_of(problem)))
    return _scored(problem, plan, clock)


def _scored(problem: BedProblem, plan: BedPlan, clock: Clock) -> _Given:
    points = costs(problem, plan)
    return _Given(
        objective=sum(points.values()),
        waiting=points[Waiting.name],
        placed=len(plan.assignments),
        broken=len(violations(problem, plan)),
        seconds=clock.seconds,
        peak_memory_mib=peak_memory_mib(),
    )
