"""A case that must be the first of the day has nobody before it in its room."""

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.order_in_room import OrderInRoom


class FirstOfDay(OrderInRoom):
    """A case that must be the first of the day has nobody before it in its room."""

    name = "first of day"

    def precedes(self, problem: Problem, room: int, first: int, second: int) -> bool:
        """Return whether the first must be the first of the day."""
        return problem.day.cases[first].first_of_day

    def candidates(self, problem: Problem) -> list[int]:
        """Return the cases that must be first."""
        return [n for n, case in enumerate(problem.day.cases) if case.first_of_day]
