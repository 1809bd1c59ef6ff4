"""Patients wait for a bed, some more urgently than others."""

import numpy as np

from optimizer.beds.columns import URGENCIES
from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.people import Person
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from scenarios.scenario import Scenario


class Waiting(BedGoal):
    """Minutes until the bed is ready, counted twice past the time it is needed by, weighted by urgency.

    Without a bed, a request waits through the whole look-ahead and its class's ``unplaced_points`` are added.
    """

    name = "waiting"
    unit = "weighted hours"

    def pair_costs(self, grid: Grid) -> IntArray:
        start = grid.beds.available_minutes[None, :]
        return self._points(grid.problem, start, grid.people.needed_by_minutes[:, None], grid.people.urgency[:, None])

    def remain_costs(self, problem: BedProblem) -> IntArray:
        columns = problem.person_columns
        start = np.full(len(columns), problem.scenario.allocation.look_ahead_minutes)
        unplaced = np.array([*(self._weight(problem, urgency)[1] for urgency in range(len(URGENCIES))), 0])
        hours = self._points(problem, start, columns.needed_by_minutes, columns.urgency)
        return np.asarray(hours + unplaced[columns.urgency], dtype=np.int64)

    def score(self, problem: BedProblem, view: PlanView) -> int:
        scenario = view.scenario
        placed = sum(_points(placement.person, placement.start_minutes, scenario) for placement in view.placements)
        waiting = 0
        for person in view.remaining:
            if person.urgency is not None:
                waiting += _points(person, scenario.allocation.look_ahead_minutes, scenario)
                waiting += scenario.allocation.weights.waiting[person.urgency].unplaced_points
        return placed + waiting

    def _points(self, problem: BedProblem, start: IntArray, needed_by: IntArray, urgency: IntArray) -> IntArray:
        per_hour = np.array([*(self._weight(problem, code)[0] for code in range(len(URGENCIES))), 0])
        minutes = start + np.maximum(0, start - needed_by)
        return np.asarray((per_hour[urgency] * minutes + 30) // 60, dtype=np.int64)

    def _weight(self, problem: BedProblem, urgency: int) -> tuple[int, int]:
        weight = problem.scenario.allocation.weights.waiting[URGENCIES[urgency]]
        return weight.points_per_hour, weight.unplaced_points


def _points(person: Person, start_minutes: int, scenario: Scenario) -> int:
    if person.urgency is None:
        return 0
    late = max(0, start_minutes - person.needed_by_minutes)
    return (scenario.allocation.weights.waiting[person.urgency].points_per_hour * (start_minutes + late) + 30) // 60
