"""Expected minutes that patients wait past their planned start."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class PatientWaiting:
    """Points for the expected overrun of every case that has another one after it in its room.

    An overrun makes the next patient wait; that of the last case in a room makes nobody wait. So the cases whose
    minutes are least certain belong to the end of the day. Waiting that is passed on to the patient after next is
    left to the Monte Carlo check: at the planned quantile most of it is gone by then.
    """

    name = "patient_waiting"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the expected minutes, less those of each room's last case."""
        timing, model = variables.timing, variables.model
        last = _last_cases(problem, variables.choice, model)
        for (case, room), literal in last.items():
            model.add(timing.leaves[case] >= timing.last_leave[room]).only_enforce_if(literal)
        return _points(problem, variables.choice, last)

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the least there can be: each room's longest expected overrun comes last."""
        return _points(problem, choice, _last_cases(problem, choice, model))

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        overrun = problem.overrun_minutes
        minutes = 0
        for cases in plan.by_room.values():
            by_end = sorted(cases, key=lambda planned: planned.leaves_minute)
            minutes += sum(overrun[problem.case_index[planned.case]] for planned in by_end[:-1])
        return problem.day.settings.weights.patient_waiting * minutes


def _last_cases(problem: Problem, choice: Choice, model: cp_model.CpModel) -> dict[tuple[int, int], cp_model.IntVar]:
    """Return a literal for each case that may count as the last one of a room; at most one a room is true."""
    if not problem.day.settings.weights.patient_waiting:
        return {}
    last: dict[tuple[int, int], cp_model.IntVar] = {}
    for room in range(len(problem.day.rooms)):
        literals = []
        for case, in_room in choice.cases_in[room]:
            if problem.overrun_minutes[case]:
                last[case, room] = model.new_bool_var(f"last {case} {room}")
                model.add_implication(last[case, room], in_room)
                literals.append(last[case, room])
        model.add_at_most_one(literals)
    return last


def _points(problem: Problem, choice: Choice, last: dict[tuple[int, int], cp_model.IntVar]) -> Expression:
    overrun = problem.overrun_minutes
    after = cp_model.LinearExpr.sum([overrun[number] * done for number, done in enumerate(choice.done)])
    at_the_end = cp_model.LinearExpr.sum([overrun[case] * literal for (case, _), literal in last.items()])
    return problem.day.settings.weights.patient_waiting * (after - at_the_end)
