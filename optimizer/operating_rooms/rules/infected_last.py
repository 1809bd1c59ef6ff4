"""Infected cases come last in their room, unless the room is dedicated to them."""

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.order_in_room import OrderInRoom
from scenarios.surgery import InfectionClass


class InfectedLast(OrderInRoom):
    """Infected cases come last in their room, unless the room is dedicated to them."""

    name = "infected last"

    def precedes(self, problem: Problem, room: int, first: int, second: int) -> bool:
        """Return whether the second alone is infected."""
        infected = InfectionClass.INFECTED
        cases = problem.day.cases
        if problem.day.rooms[room].takes_infected:
            return False
        return cases[second].infection is infected and cases[first].infection is not infected

    def candidates(self, problem: Problem) -> list[int]:
        """Return the infected cases."""
        return [n for n, case in enumerate(problem.day.cases) if case.infection is InfectionClass.INFECTED]
