"""Moving a patient who did not ask for it is work and unrest."""

import numpy as np

from optimizer.beds.goal import BedGoal
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid


class Moves(BedGoal):
    """Patients in bed who are moved without a request."""

    name = "moves"
    unit = "patients"

    def pair_costs(self, grid: Grid) -> IntArray:
        weight = grid.problem.scenario.allocation.weights.moves
        unasked = (grid.people.urgency < 0)[:, None]
        return np.asarray(np.broadcast_to(weight * unasked, grid.shape), dtype=np.int64)

    def score(self, problem: BedProblem, view: PlanView) -> int:
        return view.scenario.allocation.weights.moves * len(view.plan.moves)
