"""Children come before adults in their room, unless they are infected."""

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.order_in_room import OrderInRoom
from scenarios.surgery import InfectionClass


class ChildrenFirst(OrderInRoom):
    """Children come before adults in their room, unless they are infected."""

    name = "children first"

    def precedes(self, problem: Problem, room: int, first: int, second: int) -> bool:
        """Return whether the first alone is a child, and clean."""
        limit, cases = problem.day.settings.children_first_under_years, problem.day.cases
        clean = cases[first].infection is InfectionClass.CLEAN
        return clean and cases[first].age_years < limit <= cases[second].age_years

    def candidates(self, problem: Problem) -> list[int]:
        """Return the children."""
        limit = problem.day.settings.children_first_under_years
        return [n for n, case in enumerate(problem.day.cases) if case.age_years < limit]
