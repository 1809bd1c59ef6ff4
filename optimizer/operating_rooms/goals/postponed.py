"""Cases put off, by urgency, and the days they are late against their due date."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan

MOST_LATE_DAYS = 30
"""A case later than this is not worth more: the number stays small enough to compare with the other goals."""


class Postponed:
    """Points for each case put off to the next day."""

    name = "postponed"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of all cases not done."""
        return self._points(problem, variables.choice)

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the same: it depends on the choice alone."""
        return self._points(problem, choice)

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of the cases put off."""
        return sum(postponed_points(problem, problem.case_index[case]) for case in plan.postponed)

    def _points(self, problem: Problem, choice: Choice) -> Expression:
        return cp_model.LinearExpr.sum(
            [postponed_points(problem, number) * (1 - done) for number, done in enumerate(choice.done)]
        )


def postponed_points(problem: Problem, number: int) -> int:
    """Return what it costs to put one case off to the next day."""
    if problem.known_put_off is not None:
        return problem.known_put_off[number]
    weights, case = problem.day.settings.weights, problem.day.cases[number]
    late_days = 0 if case.due is None else (problem.day.on - case.due).days + 1
    return weights.postponed[case.urgency] + weights.late_day * min(max(0, late_days), MOST_LATE_DAYS)
