"""What it would cost to place a case that is put off, when the list may make room for it."""

from dataclasses import dataclass

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.model import build_model
from optimizer.operating_rooms.problem import Problem
from optimizer.solve import Budget, solve
from scenarios.surgical_day import OperatingRoomPlan

ROOMS_TRIED = 6
SECONDS_A_ROOM = 0.6


@dataclass(frozen=True, slots=True)
class MadeRoom:
    """A list with the case on it.

    Attributes
    ----------
    plan : OperatingRoomPlan
        It keeps all rules.
    extra_points : int
        What it costs more than the list without the case; negative when it costs less.
    """

    plan: OperatingRoomPlan
    extra_points: int


def make_room(problem: Problem, plan: OperatingRoomPlan, case: str) -> MadeRoom | None:
    """Return the cheapest list found with a case on it, when one room's cases may make way; None when there is none.

    The rooms with the most free minutes are tried, one by one: their cases may move, to other rooms too, or be put off.
    """
    number = problem.case_index[case]
    rooms = {problem.modes[position].room for position in problem.modes_of_case[number]}
    best: MadeRoom | None = None
    for room in sorted(rooms, key=lambda one: -_free_minutes(problem, plan, one))[:ROOMS_TRIED]:
        free = {problem.case_index[one.case] for one in plan.by_room.get(problem.day.rooms[room].id, ())}
        model = build_model(problem.frozen_at(plan, free | {number}))
        model.model.add(model.variables.choice.done[number] == 1)
        outcome = solve(model.model, Budget(seconds=SECONDS_A_ROOM, workers=1))
        if not outcome.found:
            continue
        found = model.plan(outcome.solver)
        extra = objective(problem, found) - objective(problem, plan)
        if not violations(problem, found) and (best is None or extra < best.extra_points):
            best = MadeRoom(found, extra)
    return best


def _free_minutes(problem: Problem, plan: OperatingRoomPlan, number: int) -> int:
    room = problem.day.rooms[number]
    used = sum(one.leaves_minute - one.start_minute for one in plan.by_room.get(room.id, ()))
    return room.closes_minute - room.opens_minute - used
