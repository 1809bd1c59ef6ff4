"""Doctors walk from their ward to the patient and back, every day."""

import numpy as np

from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid


class Walking(BedGoal):
    """Metres between the nearest ward of the patient's department and the bed's ward, per 100, rounded."""

    name = "walking"
    unit = "100 metres"

    def pair_costs(self, grid: Grid) -> IntArray:
        metres = grid.problem.index.walk_metres[grid.people.department[:, None], grid.beds.ward[None, :]]
        weight = grid.problem.scenario.allocation.weights.walking
        return np.asarray((weight * metres + 50) // 100, dtype=np.int64)

    def score(self, problem: BedProblem, view: PlanView) -> int:
        index, weight = problem.index, view.scenario.allocation.weights.walking
        return sum(
            (
                weight
                * int(index.walk_metres[index.department_number[p.person.department], index.ward_number[ward.id]])
                + 50
            )
            // 100
            for p in view.placements
            for ward in [p.place.ward]
        )
