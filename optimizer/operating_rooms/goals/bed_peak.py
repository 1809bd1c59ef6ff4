"""Beds by which tonight's patients exceed a unit's comfortable number."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.beds_after import bed_users
from optimizer.operating_rooms.variables import Choice, Expression, Variables
from scenarios.surgical_day import OperatingRoomPlan


class BedPeak:
    """Points for each bed above the comfortable number of its unit."""

    name = "bed_peak"

    def cost(self, problem: Problem, variables: Variables) -> Expression:
        """Return the points of all units."""
        return self.floor(problem, variables.choice, variables.model)

    def floor(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> Expression:
        """Return the same: it depends on the choice alone."""
        terms = []
        for unit, users in bed_users(problem):
            if unit.comfortable_beds is not None:
                above = model.new_int_var(0, len(users), "beds above")
                model.add(above >= sum(choice.done[number] for number in users) - unit.comfortable_beds)
                terms.append(above)
        return problem.day.settings.weights.bed_peak * cp_model.LinearExpr.sum(terms)

    def score(self, problem: Problem, plan: OperatingRoomPlan) -> int:
        """Return the points of a finished plan."""
        placed = {number for number, _ in problem.placed(plan)}
        above = sum(
            max(0, len(placed.intersection(users)) - unit.comfortable_beds)
            for unit, users in bed_users(problem)
            if unit.comfortable_beds is not None
        )
        return problem.day.settings.weights.bed_peak * above
