"""When the last room is done, for a job shop."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.load import late_loads
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class Makespan:
    """Points for each minute until the last patient leaves a room."""

    name = "makespan"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of the last minute."""
        weight = problem.day.settings.weights.makespan
        if not weight:
            return cp_model.LinearExpr.sum([])
        done = variables.model.new_int_var(0, problem.horizon, "makespan")
        for number, leaves in enumerate(variables.timing.leaves):
            variables.model.add(done >= leaves).only_enforce_if(variables.choice.done[number])
        for last in variables.timing.last_leave:
            variables.model.add(done >= last)
        return weight * done

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the end of the busiest room that never stands idle."""
        weight = problem.day.settings.weights.makespan
        if not weight:
            return cp_model.LinearExpr.sum([])
        done = model.new_int_var(0, problem.horizon, "makespan floor")
        for loads in late_loads(problem, choice, model):
            for load in loads:
                model.add(done >= load.until_out + load.from_minute * load.some)
        return weight * done

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        opens = max((room.opens_minute for room in problem.day.rooms), default=0)
        last = max((planned.leaves_minute for planned in plan.cases), default=opens)
        return problem.day.settings.weights.makespan * max(last, opens)
