"""Preferred rooms and starts."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class Wishes:
    """Points for a case that is not in its preferred room, and for each minute from its preferred start."""

    name = "wishes"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of all wishes not met."""
        weight, model = problem.day.settings.weights.wish_minute, variables.model
        terms = [self.floor(problem, variables.choice, model)]
        for number, case in enumerate(problem.day.cases) if weight else ():
            if case.preferred_start_minute is not None:
                away = model.new_int_var(0, problem.horizon, f"away {number}")
                start, done = variables.timing.start[number], variables.choice.done[number]
                model.add(away >= start - case.preferred_start_minute).only_enforce_if(done)
                model.add(away >= case.preferred_start_minute - start).only_enforce_if(done)
                terms.append(weight * away)
        return cp_model.LinearExpr.sum(terms)

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the points for the rooms; times are not known yet."""
        terms = []
        for number, case in enumerate(problem.day.cases):
            if case.preferred_room is not None:
                granted = choice.in_room.get((number, problem.room_index[case.preferred_room]), 0)
                terms.append(problem.day.settings.weights.wish_room * (choice.done[number] - granted))
        return cp_model.LinearExpr.sum(terms)

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        weights, points = problem.day.settings.weights, 0
        for number, planned in problem.placed(plan):
            case = problem.day.cases[number]
            points += weights.wish_room * (case.preferred_room not in (None, planned.room))
            if case.preferred_start_minute is not None:
                points += weights.wish_minute * abs(planned.start_minute - case.preferred_start_minute)
        return points
