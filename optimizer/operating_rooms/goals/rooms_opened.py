"""Rooms used at all: each needs a team for the day."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class RoomsOpened:
    """Points for each room with at least one case."""

    name = "room_opened"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of the rooms in use."""
        return self.floor(problem, variables.choice, variables.model)

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the same: it depends on the choice alone."""
        return problem.day.settings.weights.room_opened * cp_model.LinearExpr.sum(choice.opened)

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        return problem.day.settings.weights.room_opened * len(plan.by_room)
