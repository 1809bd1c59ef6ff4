"""What a list is worth once durations vary: long days and overtime to be expected, by Monte Carlo."""

from collections.abc import Mapping

from optimizer.operating_rooms.monte_carlo import UnderWay, outlook
from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan

REPLICATIONS = 200
SEED = 1


def expected_points(
    problem: Problem, plan: OperatingRoomPlan, under_way: Mapping[str, UnderWay] | None = None
) -> float:
    """Return the points of long days and overtime to be expected, by the closing times and weights of the problem."""
    weights = problem.day.settings.weights
    rooms = outlook(problem, plan, replications=REPLICATIONS, seed=SEED, under_way=under_way).rooms.values()
    return weights.long_day * sum(room.overtime_risk for room in rooms) + weights.overtime * sum(
        room.expected_overtime_minutes for room in rooms
    )
