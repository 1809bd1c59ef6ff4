"""Room for emergencies: rooms without elective cases, or free minutes spread over all rooms."""

from ortools.sat.python import cp_model

from optimizer.operating_rooms.load import late_loads
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.surgical_day import OperatingRoomPlan


class EmergencyReserve:
    """At least so many emergency rooms stay unused, and so many regular minutes stay free after the last cases."""

    name = "emergency reserve"

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Keep rooms closed, and minutes free as far as the choice alone tells."""
        settings = problem.day.settings
        if problem.is_off(self.name):
            return
        if settings.reserve_rooms:
            model.add(sum(~choice.opened[room] for room in _emergency_rooms(problem)) >= settings.reserve_rooms)
        if settings.reserve_minutes:
            free = []
            for number, loads in enumerate(late_loads(problem, choice, model)):
                room = problem.day.rooms[number]
                regular = room.closes_minute - room.opens_minute
                over = model.new_int_var(0, room.hard_end_minute - room.closes_minute, "over")
                left = model.new_int_var(0, regular, "free")
                model.add(left <= regular - loads[0].until_out + over)
                some_over = model.new_bool_var("some over")
                model.add(over == 0).only_enforce_if(~some_over)
                model.add(left == 0).only_enforce_if(some_over)
                free.append(left)
            model.add(sum(free) >= settings.reserve_minutes)

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Keep minutes free by the times; the rooms follow from the choice."""
        settings, timing = problem.day.settings, variables.timing
        if poster.setting.mode is RuleMode.OFF or not settings.reserve_minutes:
            return
        free = [
            room.closes_minute - timing.last_leave[number] + timing.overtime[number]
            for number, room in enumerate(problem.day.rooms)
        ]
        # ``overtime`` may float above its floor; without a cap it would invent free minutes.
        for number, room in enumerate(problem.day.rooms):
            poster.model.add_max_equality(timing.overtime[number], [timing.last_leave[number] - room.closes_minute, 0])
        poster.require("free minutes", cp_model.LinearExpr.sum(free) >= settings.reserve_minutes)

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return what is missing."""
        settings, found = problem.day.settings, []
        rooms = [problem.day.rooms[number].id for number in _emergency_rooms(problem)]
        unused = sum(room not in plan.by_room for room in rooms)
        if unused < settings.reserve_rooms:
            text = f"{unused} rooms kept for emergencies, expected {settings.reserve_rooms}"
            found.append(Violation(self.name, "rooms", text))
        free = 0
        for room in problem.day.rooms:
            last = max((case.leaves_minute for case in plan.by_room.get(room.id, ())), default=room.opens_minute)
            free += max(0, room.closes_minute - max(last, room.opens_minute))
        if free < settings.reserve_minutes:
            text = f"{free} free minutes for emergencies, expected {settings.reserve_minutes}"
            found.append(Violation(self.name, "free minutes", text))
        return found


def _emergency_rooms(problem: Problem) -> list[int]:
    return [number for number, room in enumerate(problem.day.rooms) if room.for_emergencies]
