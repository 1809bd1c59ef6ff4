"""Minutes that rooms run past their closing time."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.load import late_loads
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class Overtime:
    """Points for each planned minute past a room's closing time."""

    name = "overtime"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of all rooms' overtime."""
        if not problem.day.settings.weights.overtime:
            return cp_model.LinearExpr.sum([])
        terms = self._least(problem, variables.choice, variables.model)
        for over, needed in zip(variables.timing.overtime, terms, strict=True):
            variables.model.add(over >= needed)
        return problem.day.settings.weights.overtime * cp_model.LinearExpr.sum(variables.timing.overtime)

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the overtime of rooms that stand idle only where nobody may start yet."""
        return problem.day.settings.weights.overtime * cp_model.LinearExpr.sum(self._least(problem, choice, model))

    def _least(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> list[cp_model.IntVar]:
        """Return each room's overtime as far as the choice tells."""
        terms = []
        for number, loads in enumerate(late_loads(problem, choice, model)):
            room = problem.day.rooms[number]
            over = model.new_int_var(0, room.hard_end_minute - room.closes_minute, f"overtime floor {number}")
            for load in loads:
                model.add(over >= load.until_out - (room.closes_minute - load.from_minute) * load.some)
            terms.append(over)
        return terms

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        return problem.day.settings.weights.overtime * overtime_minutes(problem, plan)


def overtime_minutes(problem: Problem, plan: OperatingRoomPlan) -> int:
    """Return the planned minutes past closing, over all rooms."""
    return sum(
        max(0, max(case.leaves_minute for case in cases) - problem.day.room_of[room].closes_minute)
        for room, cases in plan.by_room.items()
    )
