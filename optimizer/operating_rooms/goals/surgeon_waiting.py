"""Minutes that surgeons wait between their cases."""

from collections import defaultdict

from ortools.sat.python import cp_model

from optimizer.operating_rooms.contract import NoFloor
from optimizer.operating_rooms.load import work_minutes
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


class SurgeonWaiting(NoFloor):
    """Points for each minute from a surgeon's first start to the last end that is neither operating nor a break.

    Between two cases ``surgeon_break_minutes`` are no waiting; a shorter break makes up for a longer one.
    """

    name = "surgeon_waiting"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of all surgeons' waiting."""
        weight, model, timing = problem.day.settings.weights.surgeon_waiting, variables.model, variables.timing
        rest = problem.day.settings.surgeon_break_minutes
        if not weight:
            return cp_model.LinearExpr.sum([])
        operating: dict[int, list[Expression]] = defaultdict(list)
        for position, literal in variables.choice.mode.items():
            minutes = work_minutes(problem, position) + rest
            operating[problem.modes[position].surgeon].append(minutes * literal)
        terms = []
        for surgeon, cases in variables.choice.cases_of.items():
            if len(cases) > 1:
                first = model.new_int_var(0, problem.horizon, "first")
                last = model.new_int_var(0, problem.horizon, "last")
                for case, literal in cases:
                    model.add(first <= timing.start[case]).only_enforce_if(literal)
                    model.add(last >= timing.end[case]).only_enforce_if(literal)
                waiting = model.new_int_var(0, problem.horizon, "surgeon waits")
                model.add(waiting >= last - first + rest - cp_model.LinearExpr.sum(operating[surgeon]))
                terms.append(waiting)
        return weight * cp_model.LinearExpr.sum(terms)

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        return problem.day.settings.weights.surgeon_waiting * surgeon_waiting_minutes(problem, plan)


def surgeon_waiting_minutes(problem: Problem, plan: OperatingRoomPlan) -> int:
    """Return the waiting of all surgeons."""
    led: dict[str, list[PlannedCase]] = defaultdict(list)
    for planned in plan.cases:
        if planned.surgeon:
            led[planned.surgeon].append(planned)
    rest = problem.day.settings.surgeon_break_minutes
    total = 0
    for cases in led.values():
        span = max(planned.end_minute for planned in cases) - min(planned.start_minute for planned in cases)
        total += max(0, span - sum(c.end_minute - c.start_minute for c in cases) - rest * (len(cases) - 1))
    return total
