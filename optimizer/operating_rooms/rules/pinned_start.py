"""A case whose start is pinned starts at that minute."""

from optimizer.operating_rooms.contract import NoCapacity
from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Variables
from optimizer.rule import Poster, Violation
from scenarios.surgical_day import OperatingRoomPlan


class PinnedStart(NoCapacity):
    """A case whose start is pinned starts at that minute."""

    name = "pinned start"

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Fix the start."""
        for number, case in enumerate(problem.day.cases):
            if case.fixed_start_minute is not None:
                done = variables.choice.done[number]
                start = variables.timing.start[number]
                poster.require_if(done, case.id, start == case.fixed_start_minute)

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return every pinned case with another start."""
        return [
            Violation(
                self.name,
                planned.case,
                f"case {planned.case} starts at {clock(planned.start_minute)}, expected its pin {clock(pin)}",
            )
            for number, planned in problem.placed(plan)
            if (pin := problem.day.cases[number].fixed_start_minute) not in (None, planned.start_minute)
        ]
