"""A case that follows another starts when that one is over, as a recipient's after the donor's."""

from optimizer.operating_rooms.contract import NoCapacity
from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Variables
from optimizer.rule import Poster, Violation
from scenarios.surgical_day import OperatingRoomPlan


class CaseOrder(NoCapacity):
    """A case that follows another is done only with it, and starts when that one is over."""

    name = "case order"

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Add start after end for each such pair."""
        done, timing = variables.choice.done, variables.timing
        for number, case in enumerate(problem.day.cases):
            if case.after is not None:
                first = problem.case_index[case.after]
                poster.require_if(
                    done[number], case.id, timing.start[number] >= timing.end[first], done[first] >= done[number]
                )

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return every case that starts too early, or without the one before it."""
        found = []
        for number, planned in problem.placed(plan):
            before = problem.day.cases[number].after
            if before is None:
                continue
            first = plan.by_case.get(before)
            if first is None or first.end_minute > planned.start_minute:
                end = f"ends at {clock(first.end_minute)}" if first else "is put off"
                found.append(
                    Violation(
                        self.name,
                        planned.case,
                        f"case {planned.case} starts at {clock(planned.start_minute)}, "
                        f"expected after {before}, which {end}",
                    )
                )
        return found
