"""Solves at fixed work and one worker, whose objectives and bounds are committed as references."""

from collections.abc import Iterator
from functools import partial

from benchmarks.suites import GuardCase
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.schedule import solve_problem
from optimizer.solve import Budget
from scenarios.generate.surgery import generate_surgical_day

DETERMINISTIC_SECONDS = 3.0


def guard_cases() -> Iterator[GuardCase]:
    """Yield two small days."""
    for rooms, cases, seed in ((4, 14, 0), (5, 18, 1)):
        yield GuardCase(f"{rooms} rooms, {cases} cases, seed {seed}", partial(_solve, rooms, cases, seed))


def _solve(rooms: int, cases: int, seed: int) -> tuple[float, float]:
    problem = make_problem(generate_surgical_day(rooms=rooms, cases=cases, seed=seed))
    # The wall clock is only a net for a machine that hangs: the work limit ends the run.
    budget = Budget(seconds=600, workers=1, deterministic_time=DETERMINISTIC_SECONDS)
    solution = solve_problem(problem, budget)
    return solution.objective, solution.bound
