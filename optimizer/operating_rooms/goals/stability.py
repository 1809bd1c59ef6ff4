"""How far a list departs from the published one."""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


class Stability:
    """Points for published cases that change their room, start at another time, or are put off."""

    name = "stability"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of all published cases."""
        weights, tolerance = problem.day.settings.weights, problem.day.settings.stability_minutes
        model, terms = variables.model, [self.floor(problem, variables.choice, variables.model)]
        for number, published in _published(problem) if weights.moved_minute else ():
            moved = model.new_int_var(0, problem.horizon, f"moved {number}")
            start, done = variables.timing.start[number], variables.choice.done[number]
            model.add(moved >= start - published.start_minute - tolerance).only_enforce_if(done)
            model.add(moved >= published.start_minute - start - tolerance).only_enforce_if(done)
            terms.append(weights.moved_minute * moved)
        return cp_model.LinearExpr.sum(terms)

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the points for other rooms and cases put off; times are not known yet."""
        weights, terms = problem.day.settings.weights, []
        for number, published in _published(problem):
            done = choice.done[number]
            stays = choice.in_room.get((number, problem.room_index.get(published.room, -1)), 0)
            terms += [weights.dropped * (1 - done), weights.moved_room * (done - stays)]
        return cp_model.LinearExpr.sum(terms)

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        weights, tolerance = problem.day.settings.weights, problem.day.settings.stability_minutes
        points = 0
        for _, published in _published(problem):
            now = plan.by_case.get(published.case)
            if now is None:
                points += weights.dropped
                continue
            away = abs(now.start_minute - published.start_minute)
            points += weights.moved_room * (now.room != published.room)
            points += weights.moved_minute * max(0, away - tolerance)
        return points


def _published(problem: Problem) -> Iterator[tuple[int, PlannedCase]]:
    if problem.day.published:
        for planned in problem.day.published.cases:
            if planned.case in problem.case_index:
                yield problem.case_index[planned.case], planned
