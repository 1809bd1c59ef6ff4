"""Rules and goals put together into CP-SAT models, and the plan read out of a solved one."""

from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.operating_rooms.goals import GOALS
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules import RULES
from optimizer.operating_rooms.rules.apart import keep_apart
from optimizer.operating_rooms.variables import Choice, Expression, Variables, make_choice, make_timing
from optimizer.rule import Poster
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


@dataclass(frozen=True, slots=True)
class ScheduleModel:
    """The whole problem: rooms, surgeons and times."""

    model: cp_model.CpModel
    variables: Variables
    problem: Problem
    points: Expression

    def hint(self, plan: OperatingRoomPlan) -> dict[int, int]:
        """Return the values of a plan by index of variable."""
        choice, timing = self.variables.choice, self.variables.timing
        values: dict[int, int] = {}
        for number, case in enumerate(self.problem.day.cases):
            planned = plan.by_case.get(case.id)
            chosen = mode_of(self.problem, planned) if planned else None
            if number in self.problem.frozen:
                continue
            for position in self.problem.modes_of_case[number]:
                values[choice.mode[position].index] = int(position == chosen)
            values[choice.done[number].index] = int(planned is not None)
            if planned is None:
                continue
            times = (
                (timing.start[number], planned.start_minute),
                (timing.leaves[number], planned.leaves_minute),
                (timing.occupied[number], planned.leaves_minute - planned.start_minute),
            )
            values |= {variable.index: value for variable, value in times if isinstance(variable, cp_model.IntVar)}
        return values

    def plan(self, solver: cp_model.CpSolver) -> OperatingRoomPlan:
        """Read the plan out of a solved model."""
        choice, timing, planned, postponed = self.variables.choice, self.variables.timing, [], []
        for number, case in enumerate(self.problem.day.cases):
            frozen = self.problem.frozen.get(number)
            if frozen is not None:
                planned.append(frozen)
                continue
            chosen = [
                position
                for position in (self.problem.modes_of_case[number] if number not in self.problem.frozen else ())
                if solver.boolean_value(choice.mode[position])
            ]
            if not chosen:
                postponed.append(case.id)
                continue
            mode = self.problem.modes[chosen[0]]
            start, leaves = solver.value(timing.start[number]), solver.value(timing.leaves[number])
            planned.append(make_planned(self.problem, chosen[0], start, leaves - start - mode.minutes))
        return sorted_plan(planned, postponed)


def build_model(problem: Problem, *, strengthened: bool = True) -> ScheduleModel:
    """Build the whole model.

    Parameters
    ----------
    problem : Problem
        Its frozen cases become constants.
    strengthened : bool
        Also post what follows from the choice of rooms alone. False gives the plain model, for comparison.
    """
    model = cp_model.CpModel()
    choice = make_choice(model, problem)
    variables = Variables(choice, make_timing(model, problem, choice), model)
    points: list[cp_model.LinearExprT] = []
    for rule in RULES:
        poster = Poster(model, problem.setting(rule.name))
        rule.post(problem, variables, poster)
        if strengthened or rule.name == "emergency reserve":
            rule.capacity(problem, choice, model)
        points += [price * broken for broken, price in poster.penalties]
    if strengthened:
        keep_apart(problem, choice, model, RULES)
    points += [goal.cost(problem, variables) for goal in GOALS]
    total = cp_model.LinearExpr.sum(points)
    model.minimize(total)
    return ScheduleModel(model, variables, problem, total)


def build_choice_model(problem: Problem) -> tuple[cp_model.CpModel, Choice]:
    """Build the relaxation without times: which cases, which rooms, which surgeons, under minutes.

    Its optimum is a bound for the whole problem: every constraint follows from a rule, every cost is a goal's floor.
    """
    model = cp_model.CpModel()
    choice = make_choice(model, problem)
    for rule in RULES:
        if not problem.is_off(rule.name):
            rule.capacity(problem, choice, model)
    keep_apart(problem, choice, model, RULES)
    model.minimize(cp_model.LinearExpr.sum([goal.floor(problem, choice, model) for goal in GOALS]))
    return model, choice


def mode_of(problem: Problem, planned: PlannedCase) -> int | None:
    """Return the position of the mode in which a case is planned; None when no mode fits."""
    room = problem.room_index.get(planned.room, -1)
    surgeon = problem.surgeon_index.get(planned.surgeon, -1) if planned.surgeon else -1
    for position in problem.modes_of_case[problem.case_index[planned.case]]:
        mode = problem.modes[position]
        if (
            (mode.room, mode.surgeon) == (room, surgeon)
            and mode.earliest <= planned.start_minute
            and planned.leaves_minute <= mode.latest_end
        ):
            return position
    return None


def make_planned(problem: Problem, position: int, start: int, blocked_minutes: int = 0) -> PlannedCase:
    """Return the place on the list of a case in a mode."""
    mode = problem.modes[position]
    return PlannedCase(
        case=problem.day.cases[mode.case].id,
        room=problem.day.rooms[mode.room].id,
        surgeon=problem.day.surgeons[mode.surgeon].id if mode.surgeon >= 0 else None,
        start_minute=start,
        end_minute=start + mode.minutes,
        leaves_minute=start + mode.minutes + blocked_minutes,
    )


def sorted_plan(planned: list[PlannedCase], postponed: list[str]) -> OperatingRoomPlan:
    """Return a plan in the order of rooms and starts."""
    in_order = sorted(planned, key=lambda case: (case.room, case.start_minute, case.case))
    return OperatingRoomPlan(cases=tuple(in_order), postponed=tuple(postponed))
