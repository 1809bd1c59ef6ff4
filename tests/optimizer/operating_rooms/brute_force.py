"""The cheapest list of a tiny day by trying everything."""

from collections.abc import Sequence
from itertools import permutations, product

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.model import make_planned, sorted_plan
from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


def brute_force(given_problem: Problem) -> int | None:
    """Try every order and mode of every subset, each case as early as the rules allow, on a 15-minute grid."""
    best = None
    numbers = range(len(given_problem.day.cases))
    choices = [(None, *given_problem.modes_of_case[number]) for number in numbers]
    for modes in product(*choices):
        placed = [number for number in numbers if modes[number] is not None]
        postponed = [given_problem.day.cases[number].id for number in numbers if modes[number] is None]
        for order in permutations(placed):
            listed = _earliest(given_problem, order, modes, postponed)
            if listed is not None and not violations(given_problem, listed):
                points = objective(given_problem, listed)
                best = points if best is None else min(best, points)
    return best


def _earliest(
    given_problem: Problem, order: Sequence[int], modes: Sequence[int | None], postponed: list[str]
) -> OperatingRoomPlan | None:
    planned: list[PlannedCase] = []
    for number in order:
        for start in range(480, 1080, 15):
            place = make_planned(given_problem, modes[number] or 0, start)
            ids = {given_problem.day.cases[n].id for n in order} - {p.case for p in planned} - {place.case}
            candidate = sorted_plan([*planned, place], [*postponed, *sorted(ids)])
            if not [v for v in violations(given_problem, candidate) if v.rule not in ("must do", "case order")]:
                planned.append(place)
                break
        else:
            return None
    return sorted_plan(planned, postponed)
