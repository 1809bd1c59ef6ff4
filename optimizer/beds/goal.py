"""What a goal of the bed allocation looks like."""

from typing import ClassVar

import numpy as np
from ortools.sat.python import cp_model

from optimizer.beds.hospital_index import IntArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.variables import Variables


class BedGoal:
    """Something to avoid, in points: per pair, per person who remains, or between several decisions.

    Attributes
    ----------
    name : str
        Named after the KPI it stands for.
    unit : str
        What is counted before the weight makes it points.
    """

    name: ClassVar[str]
    unit: ClassVar[str]

    def pair_costs(self, grid: Grid) -> IntArray:
        """Return the points of each pair by itself (people x beds)."""
        return np.zeros(grid.shape, dtype=np.int64)

    def remain_costs(self, problem: BedProblem) -> IntArray:
        """Return the points of each person who gets no bed or is not moved."""
        return np.zeros(len(problem.people), dtype=np.int64)

    def alone_costs(self, grid: Grid) -> IntArray:
        """Return the points of each pair if nobody else is placed (people x beds): what one recommendation costs."""
        return self.pair_costs(grid)

    def post(
        self, problem: BedProblem, variables: Variables, model: cp_model.CpModel
    ) -> list[tuple[cp_model.IntVar, int]]:
        """Return variables with their points for what depends on several decisions; never negative."""
        return []

    def score(self, problem: BedProblem, view: PlanView) -> int:
        """Return the points of a finished plan, without a solver and without the arrays."""
        raise NotImplementedError
