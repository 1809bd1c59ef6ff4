"""Rooms planned past their closing time: each needs a team for a long day."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.contract import NoFloor
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class LongDay(NoFloor):
    """Points for each room planned past its closing time, besides those for each minute.

    With a high price of the room and a low one of the minute, what does not fit into regular hours gathers in a few
    rooms, and all others end in time.
    """

    name = "long_day"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of the rooms that run over."""
        weight, model, terms = problem.day.settings.weights.long_day, variables.model, []
        for number in range(len(problem.day.rooms)) if weight else ():
            late = model.new_bool_var(f"long day {number}")
            model.add(variables.timing.overtime[number] == 0).only_enforce_if(~late)
            terms.append(late)
        return weight * cp_model.LinearExpr.sum(terms)

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        late = sum(
            max(case.leaves_minute for case in cases) > problem.day.room_of[room].closes_minute
            for room, cases in plan.by_room.items()
        )
        return problem.day.settings.weights.long_day * late
