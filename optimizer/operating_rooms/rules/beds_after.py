"""Everyone who needs an ICU, HDU or ward bed afterwards finds one."""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.operating_rooms import BedsAvailable
from scenarios.surgical_day import OperatingRoomPlan


class BedsAfter:
    """Beds taken tonight are never more than the bed side's forecast; a level nobody lists is not limited."""

    name = "beds after surgery"

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Count, where the rule is hard."""
        if problem.setting(self.name).mode is not RuleMode.HARD:
            return
        for unit, users in bed_users(problem):
            model.add(sum(choice.done[number] for number in users) <= unit.beds)

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Count, hard or at a price."""
        for unit, users in bed_users(problem):
            taken = cp_model.LinearExpr.sum([variables.choice.done[number] for number in users])
            poster.require(bed_unit_name(unit), taken <= unit.beds)

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return each unit with more patients than beds."""
        placed = {number for number, _ in problem.placed(plan)}
        found = []
        for unit, users in bed_users(problem):
            taken = len(placed.intersection(users))
            if taken > unit.beds:
                name = bed_unit_name(unit)
                found.append(Violation(self.name, name, f"{taken} patients need {name}, expected at most {unit.beds}"))
        return found


def bed_users(problem: Problem) -> Iterator[tuple[BedsAvailable, list[int]]]:
    """Yield each unit of beds with the cases that need one of them."""
    for unit in problem.day.beds:
        users = [
            number
            for number, case in enumerate(problem.day.cases)
            if case.bed_after is unit.level_of_care and unit.department in (None, case.department)
        ]
        if users:
            yield unit, users


def bed_unit_name(unit: BedsAvailable) -> str:
    """Return the unit's name: ``general beds of UROLOGY``."""
    return f"{unit.level_of_care} beds" + (f" of {unit.department}" if unit.department else "")
