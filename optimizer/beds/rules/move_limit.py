"""At most so many patients in bed are moved without having asked for it."""

from collections.abc import Sequence

import numpy as np

from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem
from optimizer.beds.rule import BedRule, CountLimit
from optimizer.rule import Violation


class MoveLimit(BedRule):
    """The settings say how many moves a plan may contain."""

    name = "move limit"

    def _find_limits(self, problem: BedProblem) -> Sequence[CountLimit]:
        asked_for_nothing = problem.person_columns.urgency < 0
        if not asked_for_nothing.any():
            return []
        return [
            CountLimit(
                subject="hospital",
                people=asked_for_nothing,
                beds=np.ones(len(problem.beds), dtype=bool),
                at_most=problem.scenario.allocation.max_moves,
            )
        ]

    def violations(self, view: PlanView) -> list[Violation]:
        most, moves = view.scenario.allocation.max_moves, len(view.plan.moves)
        if moves <= most:
            return []
        return [self.broken("hospital", "{moves} patients are moved, expected at most {most}", moves=moves, most=most)]
