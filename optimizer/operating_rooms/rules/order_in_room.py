"""What rules have in common that order certain pairs of cases wherever both are in one room."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import permutations

from optimizer.operating_rooms.contract import NoCapacity
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.surgical_day import OperatingRoomPlan


class OrderInRoom(NoCapacity, ABC):
    """A rule that says of two cases in one room which comes first; its subclasses say of which."""

    name = ""

    @abstractmethod
    def precedes(self, problem: Problem, room: int, first: int, second: int) -> bool:
        """Return whether the rule wants one case before another in a room."""

    @abstractmethod
    def candidates(self, problem: Problem) -> list[int]:
        """Return the cases that stand in some wanted pair, each on its special side."""

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Order each such pair, wherever both are in one room."""
        if poster.setting.mode is RuleMode.OFF:
            return
        choice, timing = variables.choice, variables.timing
        for number, room in enumerate(problem.day.rooms):
            cases = dict(choice.cases_in[number])
            for first, second in self.pairs(problem, number, cases):
                if first in problem.frozen and second in problem.frozen:
                    continue
                both = variables.both(cases[first], cases[second])
                subject = f"{room.id}: {first}, {second}"
                poster.require_if(both, subject, timing.start[first] <= timing.start[second])

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return every pair in the wrong order."""
        found = []
        for room_id, cases in plan.by_room.items():
            placed = {problem.case_index[planned.case]: planned for planned in cases}
            for first, second in self.pairs(problem, problem.room_index[room_id], placed):
                if placed[first].start_minute > placed[second].start_minute:
                    early, late = placed[second].case, placed[first].case
                    text = f"room {room_id}: {early} comes before {late}, expected after it ({self.name})"
                    found.append(Violation(self.name, f"{room_id}: {first}, {second}", text))
        return found

    def pairs(self, problem: Problem, room: int, cases: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield (first, second) for every wanted order among some cases in a room."""
        present = set(cases)
        seen = set()
        for special in self.candidates(problem):
            if special in present:
                for other in sorted(present - {special}):
                    for first, second in permutations((special, other)):
                        if (first, second) not in seen and self.precedes(problem, room, first, second):
                            seen.add((first, second))
                            yield first, second
