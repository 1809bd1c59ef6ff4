"""Departments are equally full: what the coefficient of variation of their occupancy measures."""

from collections import Counter

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import BoolArray, IntArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid, once_a_problem
from optimizer.beds.standing import standing_of
from optimizer.beds.variables import Variables


class OccupancyBalance(BedGoal):
    """Percentage points above the hospital's mean occupancy, for each patient that a department takes.

    The k-th newcomer of a department with ``lasting`` patients in ``beds`` beds costs the points by which
    ``(lasting + k) / beds`` exceeds the mean of a hospital in which every request is placed. The costs rise with k, so
    their sum is convex: it stands for the squared deviation that the KPI is made of, and stays linear for a solver.
    Shared wards belong to nobody and do not count.
    """

    name = "occupancy balance"
    unit = "percentage points"

    def alone_costs(self, grid: Grid) -> IntArray:
        index, departments = grid.problem.index, grid.problem.scenario.hospital.departments
        points = newcomer_points(grid.problem)
        first = np.array([points.get(department.id, [0])[0] for department in departments], dtype=np.int64)
        of_bed = np.where(index.ward_shared[grid.beds.ward], 0, first[index.ward_department[grid.beds.ward]])
        weight = grid.problem.scenario.allocation.weights.occupancy_balance
        return np.asarray(np.broadcast_to(weight * of_bed, grid.shape), dtype=np.int64)

    def post(
        self, problem: BedProblem, variables: Variables, model: cp_model.CpModel
    ) -> list[tuple[cp_model.IntVar, int]]:
        weight = problem.scenario.allocation.weights.occupancy_balance
        if weight == 0:
            return []
        everyone = np.ones(len(problem.people), dtype=bool)
        costs = []
        for department, steps in newcomer_points(problem).items():
            taking = variables.taking(everyone, beds_of_department(problem, department))
            steps = steps[: min(len(taking), len(problem.people))]
            if not taking or steps[-1] == 0:
                continue
            count = model.new_int_var(0, len(steps), f"newcomers of {department}")
            model.add(count == cp_model.LinearExpr.sum(taking))
            cost = model.new_int_var(0, sum(steps), f"occupancy of {department}")
            for taken, step in enumerate(steps):
                if taken == 0 or step > steps[taken - 1]:
                    model.add(cost >= sum(steps[:taken]) + step * (count - taken))
            costs.append((cost, weight))
        return costs

    def score(self, problem: BedProblem, view: PlanView) -> int:
        came = Counter(p.place.ward.department for p in view.placements if not p.place.ward.shared)
        points = newcomer_points(problem)
        total = sum(sum(points[department][:count]) for department, count in came.items())
        return view.scenario.allocation.weights.occupancy_balance * total


@once_a_problem
def newcomer_points(problem: BedProblem) -> dict[str, list[int]]:
    """Return for each department the percentage points of its first, second, ... newcomer."""
    scenario = problem.scenario
    beds: Counter[str] = Counter()
    lasting: Counter[str] = Counter()
    for ward in scenario.hospital.wards:
        if not ward.shared:
            beds[ward.department] += len(ward.beds)
    places = scenario.hospital.place_of_bed
    standing = standing_of(problem)
    for stay in scenario.census.stays:
        ward = places[stay.bed].ward
        if not ward.shared and standing.leaves(stay) > scenario.allocation.look_ahead_minutes:
            lasting[ward.department] += 1
    everyone = sum(lasting.values()) + len(scenario.requests)
    mean = 100 * everyone // max(1, sum(beds.values()))
    return {
        department: [max(0, 100 * (lasting[department] + k) // count - mean) for k in range(1, count + 1)]
        for department, count in beds.items()
    }


def beds_of_department(problem: BedProblem, department: str) -> BoolArray:
    """Return the beds of a department's own wards, as a mask over all beds."""
    index = problem.index
    wards = (index.ward_department == index.department_number[department]) & ~index.ward_shared
    return np.asarray(wards[index.bed_ward])
