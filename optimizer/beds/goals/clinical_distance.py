"""Patients lie with the nurses who know their illness."""

import numpy as np

from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid


class ClinicalDistanceGoal(BedGoal):
    """Clinical distance (0 to 10) between the patient's department and the bed's; none in a shared ward."""

    name = "clinical distance"
    unit = "steps"

    def pair_costs(self, grid: Grid) -> IntArray:
        index = grid.problem.index
        owner = index.ward_department[grid.beds.ward]
        steps = index.clinical_distance[grid.people.department[:, None], owner[None, :]]
        own_nurses = index.ward_shared[grid.beds.ward][None, :]
        weight = grid.problem.scenario.allocation.weights.clinical_distance
        return np.asarray(weight * np.where(own_nurses, 0, steps), dtype=np.int64)

    def score(self, problem: BedProblem, view: PlanView) -> int:
        number, steps = problem.index.department_number, problem.index.clinical_distance
        return view.scenario.allocation.weights.clinical_distance * sum(
            int(steps[number[p.person.department], number[p.place.ward.department]])
            for p in view.placements
            if not p.place.ward.shared
        )
