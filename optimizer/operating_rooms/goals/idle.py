"""Minutes that an open room stands empty without turnover, or is blocked by a patient who waits for the PACU."""

from collections import defaultdict

from ortools.sat.python import cp_model

from optimizer.operating_rooms.load import changeover_minutes, late_loads, work_minutes
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class Idle:
    """Points for each minute from a room's opening to the end of its last turnover that is neither case nor turnover.

    A changeover between specialties counts as idle; so does the time before the first case.
    """

    name = "idle"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of all rooms' idle minutes."""
        if not problem.day.settings.weights.idle:
            return cp_model.LinearExpr.sum([])
        busy: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)
        for position, literal in variables.choice.mode.items():
            mode = problem.modes[position]
            minutes = work_minutes(problem, position) + problem.turnover(mode.case, mode.room)
            busy[mode.room].append(minutes * literal)
        terms = self._least(problem, variables.choice, variables.model)
        for number, room in enumerate(problem.day.rooms):
            span = variables.timing.ready_again[number] - room.opens_minute
            variables.model.add(terms[number] >= span - cp_model.LinearExpr.sum(busy[number]))
        return problem.day.settings.weights.idle * cp_model.LinearExpr.sum(terms)

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the changeovers, and the time that earlier work leaves before later work may start."""
        return problem.day.settings.weights.idle * cp_model.LinearExpr.sum(self._least(problem, choice, model))

    def _least(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> list[cp_model.IntVar]:
        """Return each room's idle minutes, bounded below by what the choice tells."""
        changes = changeover_minutes(problem, choice, model)
        terms = []
        for number, loads in enumerate(late_loads(problem, choice, model)):
            room = problem.day.rooms[number]
            idle = model.new_int_var(0, problem.horizon - room.opens_minute, f"idle {number}")
            if number in changes:
                model.add(idle >= changes[number])
            for load in loads[1:]:
                model.add(idle >= (load.from_minute - room.opens_minute) * load.some - load.earlier)
            terms.append(idle)
        return terms

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        return problem.day.settings.weights.idle * idle_minutes(problem, plan)


def idle_minutes(problem: Problem, plan: OperatingRoomPlan) -> int:
    """Return the idle minutes of all rooms."""
    total = 0
    for room, cases in plan.by_room.items():
        room_number = problem.room_index[room]
        turnovers = [problem.turnover(problem.case_index[planned.case], room_number) for planned in cases]
        span = (
            max(planned.leaves_minute + turnover for planned, turnover in zip(cases, turnovers, strict=True))
            - problem.day.rooms[room_number].opens_minute
        )
        total += span - sum(turnovers) - sum(planned.end_minute - planned.start_minute for planned in cases)
    return total
