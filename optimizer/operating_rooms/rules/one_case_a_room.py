"""One case a room at a time, with turnover (接台), longer after infected cases and between specialties."""

from itertools import combinations

from ortools.sat.python import cp_model

from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.load import late_loads, mode_minutes, require_energy
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.surgical_day import OperatingRoomPlan


class OneCaseARoom:
    """One case a room at a time, with turnover."""

    name = "one case a room"

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Keep each room's minutes within its hours."""
        work: dict[int, list[tuple[cp_model.IntVar, int, int, int]]] = {}
        for position, literal in choice.mode.items():
            mode = problem.modes[position]
            minutes = mode_minutes(problem, position) + problem.day.rooms[mode.room].turnover_minutes
            work.setdefault(mode.room, []).append((literal, minutes, mode.earliest, mode.latest_end))
        for number, items in work.items():
            require_energy(model, items, problem.day.rooms[number].turnover_minutes)
        for number, loads in enumerate(late_loads(problem, choice, model)):
            for load in loads:
                most = problem.day.rooms[number].hard_end_minute - load.from_minute
                model.add(load.until_out <= most * load.some)

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Add one no-overlap a room; specialty changeovers by pairs."""
        if poster.setting.mode is RuleMode.OFF:
            return
        choice = variables.choice
        for room in range(len(problem.day.rooms)):
            cases = choice.cases_in[room]
            if all(case in problem.frozen for case, _ in cases):
                continue
            poster.model.add_no_overlap(
                variables.occupancy(case, literal, problem.turnover(case, room)) for case, literal in cases
            )
            for (case, literal), (other, other_literal) in combinations(cases, 2):
                self._changeover(problem, variables, room, (case, literal), (other, other_literal))

    def _changeover(
        self,
        problem: Problem,
        variables: Variables,
        room: int,
        one: tuple[int, cp_model.IntVar],
        two: tuple[int, cp_model.IntVar],
    ) -> None:
        if not problem.changeover(one[0], two[0]) and not problem.changeover(two[0], one[0]):
            return
        if one[0] in problem.frozen and two[0] in problem.frozen:
            return
        timing = variables.timing
        for first, second in ((one[0], two[0]), (two[0], one[0])):
            gap = problem.turnover(first, room) + problem.changeover(first, second)
            variables.model.add(timing.start[second] >= timing.leaves[first] + gap).only_enforce_if(
                one[1], two[1], variables.before(first, second)
            )

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return every pair that is closer than its turnover."""
        found = []
        for room_id, cases in plan.by_room.items():
            room = problem.room_index[room_id]
            for first, second in combinations(cases, 2):
                numbers = problem.case_index[first.case], problem.case_index[second.case]
                needed = problem.turnover(numbers[0], room) + problem.changeover(*numbers)
                gap = second.start_minute - first.leaves_minute
                if gap < needed:
                    found.append(
                        Violation(
                            self.name,
                            f"{room_id}: {first.case}, {second.case}",
                            f"room {room_id}: {gap} minutes from {first.case} leaving at {clock(first.leaves_minute)} "
                            f"to {second.case}, expected at least {needed}",
                        )
                    )
        return found
